"""`kassa-image` as it is called: every command is found, and loaded no sooner than it is needed."""

import subprocess
import sys
from pathlib import Path

import click
import pytest

from firmware.image.main import main

ROOT = Path(__file__).resolve().parents[2]
_CONTEXT = click.Context(main)


def test_every_command_is_found() -> None:
    """What the list says is there, under its name, with a word of help."""
    names = main.list_commands(_CONTEXT)
    found = [main.get_command(_CONTEXT, name) for name in names]

    assert names == [one.name for one in found if one is not None and one.help]


def test_another_is_none() -> None:
    """Click says what it is then."""
    assert main.get_command(_CONTEXT, "format") is None


def test_no_command_is_loaded_before_it_is_called() -> None:
    """A start of the till calls one after another; the list alone needs nothing of the till."""
    loaded = {one for one in _loaded("firmware.image.main") if one.startswith("firmware.")}

    assert {"firmware.image", "firmware.image.main"} == loaded


@pytest.mark.parametrize(
    "command",
    ["disk.command", "event_commands", "settings.commands", "update.commands"],
)
def test_nobody_waits_for_what_a_start_does_not_need(command: str) -> None:
    """The till begins after them, and a Pi loads a megabyte of cryptography in half a second."""
    loaded = _loaded(f"firmware.image.{command}")

    assert f"firmware.image.{command}" in loaded
    heavy = {"cryptography", "sqlite3", "firmware.store.book", "firmware.image.settings.report"}
    assert set() == heavy & loaded


def _loaded(module: str) -> set[str]:
    """What importing it imports."""
    ask = f"import sys, {module}; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", ask], cwd=ROOT, check=True, capture_output=True, text=True
    )
    return set(done.stdout.split())
