"""Whoever started a process holds it, and lets it end by going away."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
_PATIENCE_S = 60.0
_WAITS = """
import signal, sys
from threading import Event
told = Event()
signal.signal(signal.SIGTERM, lambda *_: told.set())
print("ready", *sys.argv[1:], flush=True)
told.wait()
print("in order", flush=True)
"""


@pytest.fixture
def module(tmp_path: Path) -> Path:
    """A folder with a module that goes on until it is told to stop."""
    (tmp_path / "waits.py").write_text(_WAITS, "utf-8")
    (tmp_path / "ends.py").write_text("raise SystemExit(3)", "utf-8")
    return tmp_path


def leashed(module: Path, *arguments: str) -> "subprocess.Popen[str]":
    """A process on a leash."""
    return subprocess.Popen(
        [sys.executable, "-m", "firmware.desk.leash", *arguments],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={"PYTHONPATH": str(module)},
    )


def test_a_leash_let_go_of_ends_the_process_in_order(module: Path) -> None:
    """The end of a pipe, which a killed desk leaves behind too, is a SIGTERM."""
    with leashed(module, "waits", "one", "two") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready one two\n"
        out, _ = process.communicate(timeout=_PATIENCE_S)
        assert (process.returncode, out) == (0, "in order\n")


def test_a_process_that_ends_by_itself_says_how(module: Path) -> None:
    """The leash changes nothing about its exit code."""
    with leashed(module, "ends") as process:
        assert process.wait(_PATIENCE_S) == 3
