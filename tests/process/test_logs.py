"""Log lines as they reach the journal."""

import logging

import pytest
import structlog

from firmware.process import logs


def test_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """An event is one line of key=value with its level first."""
    logs.configure(logging.INFO)
    structlog.get_logger().warning("card failed", fault="timeout", number=4)
    assert capsys.readouterr().err == 'level=warning event="card failed" fault=timeout number=4\n'


def test_below_level(capsys: pytest.CaptureFixture[str]) -> None:
    """What is below the level is not written."""
    logs.configure(logging.ERROR)
    structlog.get_logger().warning("card failed")
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
        structlog.get_logger().exception("feeder died")
    told = capsys.readouterr().err
    assert "4 digits" in told
    assert "7391" not in told
