"""The kit as another maker calls it."""

import subprocess
import sys
from pathlib import Path

import pytest

from archive.conformance.__main__ import main
from archive.index.database import Database
from tests.archive.conformance.standing import FAULTS, standing
from tests.archive.serving import ROOT

pytestmark = pytest.mark.whole


def test_a_table_and_a_code(
    sqlite: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """0 where all is as it should be, one line for each check."""
    with standing(sqlite, tmp_path) as (place, key):
        assert 0 == main(["--url", place.url, "--key", key])
    lines = capsys.readouterr().out.splitlines()
    assert lines[0].startswith("ok     registration: A registration key lets a till in")
    assert lines[-1].endswith("as the protocol says")
    assert not any(line.startswith("FAILED") for line in lines)


def test_what_differs_is_1(
    sqlite: Database, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """With what came instead, under the check."""
    with standing(sqlite, tmp_path, FAULTS["takes a fork"]) as (place, key):
        assert 1 == main(["--url", place.url, "--key", key])
    out = capsys.readouterr().out
    assert "FAILED fork:" in out
    assert "409 fork expected, 200 fork came" in out


@pytest.mark.parametrize("url", ["ftp://x/", "nonsense"])
def test_what_is_no_address_is_2(url: str, capsys: pytest.CaptureFixture[str]) -> None:
    """One line on standard error."""
    assert 2 == main(["--url", url, "--key", "1"])
    assert "is no address of an archive" in capsys.readouterr().err


def test_it_needs_nothing_of_the_server() -> None:
    """Another maker takes client and kit along: no database, no web framework is loaded."""
    code = (
        "import sys, archive.conformance.__main__; "
        "print(*sorted({one.partition('.')[0] for one in sys.modules}))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = set(ran.stdout.split())
    assert set() == loaded & {"starlette", "uvicorn", "sqlalchemy", "alembic", "msgspec", "jinja2"}
