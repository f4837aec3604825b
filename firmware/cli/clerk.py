"""`kassa clerk`: what the owner sets for a clerk where the keys are not at hand."""

import sys
from contextlib import nullcontext
from pathlib import Path

import click

from firmware.app.boot import book_path
from firmware.app.config import load
from firmware.app.pins import Pins, is_pin
from firmware.cli.options import CONFIG_OPTION
from firmware.cli.output import EXIT_GOOD, now_utc
from firmware.store.book import Book
from firmware.store.canonical import Json
from firmware.store.entry import Entry
from firmware.till.acts import JournalKind


@click.group()
def clerk() -> None:
    """Set what is kept beside the book for each clerk."""


@clerk.command()
@click.argument("number", type=click.IntRange(1, 99))
@CONFIG_OPTION
@click.option("--remove", is_flag=True, help="Take the PIN away: the number alone signs on.")
def pin(number: int, config_path: Path, *, remove: bool) -> int:
    """Set the PIN of clerk NUMBER: 4 to 8 digits, asked for twice and never shown.

    The till is off meanwhile: that a PIN was set, or taken away, is a row of its journal.
    """
    path = book_path(load(config_path))
    new = "" if remove else _ask_pin()
    with Book.open(path) if path.exists() else nullcontext() as book:
        Pins(path.parent).store(number, new)
        if book is not None:
            book.append([_row(number, has_pin=bool(new))])
    click.echo(f"clerk {number} has {'no PIN any more' if remove else 'a new PIN'}")
    return EXIT_GOOD


def _row(number: int, *, has_pin: bool) -> Entry:
    """That it was done, and never what the PIN is."""
    content: dict[str, Json] = {"pin_of": number, "has_pin": has_pin, "source": "command"}
    return Entry(kind=JournalKind.EINSTELLUNG, clerk=None, content=content, at_utc=now_utc())


def _ask_pin() -> str:
    """What the owner types, unseen.

    Raises:
        ClickException: nobody is there to type, or it is no PIN.
    """
    try:
        typed: str = click.prompt("PIN", hide_input=True, confirmation_prompt=True, err=True)
    except click.Abort:
        if sys.stdin is not None and sys.stdin.isatty():
            raise
        raise click.ClickException("no PIN: nobody is there to type it") from None
    if not is_pin(typed):
        raise click.ClickException("a PIN has 4 to 8 digits")
    return typed
