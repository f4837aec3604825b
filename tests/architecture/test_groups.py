"""Tests that share what there is once (browser, pcscd, a long day) run one after the other."""

import re
import subprocess
import sys
from pathlib import Path

GROUPED = """
import pytest

@pytest.mark.xdist_group("{group}")
@pytest.mark.parametrize("number", range(6))
def test_of_a_group(number):
    pass
"""


def test_a_group_is_of_one_worker(tmp_path: Path) -> None:
    """Pytest 9.2 and pytest-xdist 3.8 together forgot groups without a word."""
    for group in ("first", "second"):
        (tmp_path / f"test_{group}.py").write_text(GROUPED.format(group=group), encoding="utf-8")
    (tmp_path / "pytest.ini").write_text("[pytest]\n", encoding="utf-8")
    options = ["-v", "-n", "2", "--dist", "loadgroup", "-p", "no:cacheprovider", "--color=no"]
    ran = subprocess.run(
        [sys.executable, "-m", "pytest", *options, str(tmp_path)],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    found = set(re.findall(r"\[(gw\d)\] .* PASSED test_(\w+)\.py", ran.stdout))
    assert {"first", "second"} == {group for _, group in found}
    assert 2 == len(found)
