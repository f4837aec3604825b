"""`kassa backups`: what copies of a till's book there are, and how far each goes."""

from pathlib import Path

import click
import msgspec

from firmware.app.boot import BOOK_NAME
from firmware.app.keep.inventory import Copy, inventory, mirror_of
from firmware.cli.output import EXIT_BAD, EXIT_GOOD, busy, echo_json, printable
from firmware.rksv.receipt import local_time_text
from firmware.store.reader import Reader

_HEADING = ("copy", "made", "receipt", "row", "size", "where")
_KB = 1000


@click.command()
@click.option("--data", required=True, type=click.Path(path_type=Path), help="Folder of the book.")
@click.option("--mirror", type=click.Path(path_type=Path), help="Folder of the second medium.")
@click.option("--json", "as_json", is_flag=True, help="For a machine.")
def backups(data: Path, *, mirror: Path | None, as_json: bool) -> int:
    """Tell which copies of a book there are, up to which receipt and row each goes.

    Exit code 1 if one of them is damaged, or is not of this book.
    """
    with Reader.open_read_only(data / BOOK_NAME) as book, busy("examining"):
        copies = list(inventory(book, mirror or mirror_of(book)))
    if as_json:
        echo_json({"copies": [msgspec.to_builtins(one) for one in copies]})
    else:
        for line in lines_of(copies, data):
            click.echo(printable(line))
    return EXIT_BAD if any(one.fault for one in copies) else EXIT_GOOD


def lines_of(copies: list[Copy], data: Path) -> list[str]:
    """A table; what is wrong with a copy stands below it."""
    lines = [_line(_HEADING)]
    for one in copies:
        made = "-" if one.made_utc is None else local_time_text(one.made_utc)
        numbers = ("-" if number is None else str(number) for number in (one.receipts, one.row))
        size = "-" if one.size is None else f"{-(-one.size // _KB):,} KB"
        where = " ".join(filter(None, (_short(one.place, data), one.note and f"({one.note})")))
        lines.append(_line((one.kind, made, *numbers, size, where)))
        if one.fault:
            lines.append(f"    DAMAGED: {one.fault}")
    return lines


def _line(cells: tuple[str, ...]) -> str:
    kind, made, receipt, row, size, where = cells
    return f"{kind:<10} {made:<20} {receipt:>8} {row:>9} {size:>13}  {where}"


def _short(place: str, data: Path) -> str:
    return place.removeprefix(f"{data}/")
