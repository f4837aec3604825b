"""The units of archive and witness: systemd understands them, and they may do very little."""

import re
import subprocess
from pathlib import Path

import pytest

DEPLOY = Path(__file__).parents[3] / "archive/deploy"
UNITS = sorted(DEPLOY.glob("*.service"))
#: systemd-analyze counts to 10; above this a unit may do more than it needs.
MOST_EXPOSED = 1.5


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_systemd_understands_it(unit: Path, tmp_path: Path) -> None:
    """`systemd-analyze verify` has nothing to say of the unit."""
    program = tmp_path / "kassa-archive"
    program.write_text("#!/bin/sh\n")
    program.chmod(0o755)
    copy = tmp_path / unit.name
    text = unit.read_text("utf-8").replace("/opt/kassa-archive/bin/kassa-archive", str(program))
    copy.write_text(text)
    ran = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", str(copy)],
        capture_output=True,
        text=True,
        check=False,
    )
    about = [line for line in ran.stderr.splitlines() if unit.name in line]
    assert [] == about
    assert 0 == ran.returncode, ran.stderr


@pytest.mark.parametrize("unit", UNITS, ids=lambda path: path.name)
def test_it_is_shut_in(unit: Path) -> None:
    """`systemd-analyze security` finds little that it may do beyond its task."""
    ran = subprocess.run(
        ["systemd-analyze", "security", "--offline=yes", "--no-pager", str(unit)],
        capture_output=True,
        text=True,
        check=True,
    )
    found = re.search(r"Overall exposure level for \S+: ([0-9.]+)", ran.stdout)
    assert found is not None
    assert float(found[1]) <= MOST_EXPOSED


def test_an_export_may_be_nice() -> None:
    """Of the resources of the machine the filter lets through what `nice` calls, and no more."""
    text = (DEPLOY / "kassa-archive.service").read_text("utf-8")
    allowed: set[str] = set()
    for words in re.findall(r"^SystemCallFilter=(.+)$", text, re.MULTILINE):
        named = set().union(*(calls_of(word) for word in words.removeprefix("~").split()))
        allowed = allowed - named if words.startswith("~") else allowed | named
    assert {"getpriority", "setpriority"} <= allowed
    assert {"setpriority"} == allowed & calls_of("@resources")


def calls_of(word: str) -> set[str]:
    """The system calls behind a word of SystemCallFilter."""
    if not word.startswith("@"):
        return {word}
    ran = subprocess.run(
        ["systemd-analyze", "syscall-filter", word], capture_output=True, text=True, check=True
    )
    lines = (line.strip() for line in ran.stdout.splitlines()[1:])
    return set().union(*(calls_of(line) for line in lines if line and not line.startswith("#")))


def test_the_unit_calls_what_there_is() -> None:
    """Commands and options of ExecStart exist; the watchdog is slower than our sign of life."""
    from archive.program.main import archive  # noqa: PLC0415
    from archive.program.serve import _ALIVE_EVERY_S  # noqa: PLC0415

    for unit in UNITS:
        text = unit.read_text("utf-8")
        found = re.search(r"^ExecStart=\S+/kassa-archive (\w+) (.*)$", text, re.MULTILINE)
        assert found is not None
        command = archive.commands[found[1]]
        options = {option for one in command.params for option in one.opts}
        assert set(re.findall(r"--\w+", found[2])) <= options
    watchdog = re.search(
        r"^WatchdogSec=(\d+)$", (DEPLOY / "kassa-archive.service").read_text(), re.MULTILINE
    )
    assert watchdog is not None
    assert int(watchdog[1]) >= 3 * _ALIVE_EVERY_S
