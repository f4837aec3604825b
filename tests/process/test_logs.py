"""Log lines as they reach the journal."""

import logging
import subprocess
import sys
from pathlib import Path

import pytest

from firmware.process import logs

ROOT = Path(__file__).resolve().parents[2]


def test_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """An event is one line of key=value with its level first."""
    logs.configure(logging.INFO)
    logs.get_logger().warning("card failed", fault="timeout", number=4)
    assert capsys.readouterr().err == 'level=warning event="card failed" fault=timeout number=4\n'


def test_below_level(capsys: pytest.CaptureFixture[str]) -> None:
    """What is below the level is not written."""
    logs.configure(logging.ERROR)
    logs.get_logger().warning("card failed")
    assert capsys.readouterr().err == ""


def test_no_locals(capsys: pytest.CaptureFixture[str]) -> None:
    """A traceback shows no local variables: one of them may be a PIN."""
    logs.configure(logging.INFO)

    def present() -> None:
        pin = f"{73}{91}"
        raise ValueError(f"{len(pin)} digits")

    try:
        present()
    except ValueError:
        logs.get_logger().exception("feeder died")
    told = capsys.readouterr().err
    assert "4 digits" in told
    assert "7391" not in told


def test_values_a_reader_could_mistake(capsys: pytest.CaptureFixture[str]) -> None:
    """Quotes, backslashes, line feeds, nothing and yes: each stays one field of one line."""
    logs.get_logger().info("x", a='say "no"', b="C:\\a b", c="one\ntwo", d=None, e=True, f=False)

    told = r'level=info event=x a="say \"no\"" b="C:\\a b" c=one\ntwo d= e f=false'
    assert f"{told}\n" == capsys.readouterr().err


def test_a_program_brings_no_library_for_it() -> None:
    """What wrote the lines before brought asyncio and a typesetter of consoles along."""
    heavy = "{'asyncio', 'rich', 'structlog'}"
    ask = f"import sys, firmware.process.logs; print(*({heavy} & set(sys.modules)))"
    said = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, check=True)

    assert b"" == said.stdout.strip()
