"""`kassa-image` as it is called: every command is found, and loaded no sooner than it is needed."""

import subprocess
import sys
from pathlib import Path

import click

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
    ask = "import sys, firmware.image.main; print(*(n for n in sys.modules if 'firmware.' in n))"
    done = subprocess.run(
        [sys.executable, "-c", ask], cwd=ROOT, check=True, capture_output=True, text=True
    )

    assert {"firmware.image", "firmware.image.main"} == set(done.stdout.split())
