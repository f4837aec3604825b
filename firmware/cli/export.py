"""`kassa export`: the DEP7 and, with care, the keys."""

from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import click

from firmware.app.boot import BOOK_NAME
from firmware.app.credentials import folder_beside, read_aes_key
from firmware.app.exports import export_dep, key_store
from firmware.app.issue import plain
from firmware.cli.output import busy, now_utc
from firmware.export.atomic import atomic_file
from firmware.export.dep_file import Period
from firmware.export.key_container import write_key_container
from firmware.rksv.turnover import key_check_value
from firmware.store.book import Book
from firmware.store.entry import Entry
from firmware.store.head import head_of, to_bytes
from firmware.store.reader import Reader
from firmware.store.snapshot import snapshot
from firmware.till.acts import JournalKind
from firmware.till.texts import VIENNA

#: No such till existed before, and none of today's will be asked for days after.
FIRST_DAY, LAST_DAY = date(2017, 1, 1), date(2199, 12, 31)


def day(text: str) -> date:
    """The Austrian day written in `text`.

    Raises:
        BadParameter: it is none, or not of the time in which there are such tills.
    """
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise click.BadParameter(f"{text!r} is no day; write 2026-10-31") from None
    if not FIRST_DAY <= found <= LAST_DAY:
        raise click.BadParameter(f"{text} is not between {FIRST_DAY} and {LAST_DAY}")
    return found


_DATA = click.option(
    "--data", required=True, type=click.Path(path_type=Path), help="Folder of the book."
)
_OUT = click.option("--out", required=True, type=click.Path(path_type=Path), help="File to write.")


@click.group()
def export() -> None:
    """Carry receipts out of the book."""


@export.command()
@_DATA
@_OUT
@click.option("--from", "first", type=day, help="First day (Austrian), e.g. 2026-10-01.")
@click.option("--until", "last", type=day, help="Last day, included.")
def dep(data: Path, out: Path, first: date | None, last: date | None) -> None:
    """Write the DEP7 (JSON, § 7 Abs 5 RKSV), whole or of a period."""
    if first is not None and last is not None and last < first:
        raise click.UsageError(f"--from {first} is after --until {last}")
    period = Period(
        since_utc=None if first is None else _midnight(first),
        until_utc=None if last is None else _midnight(last + timedelta(days=1)),
    )
    with Reader.open_read_only(data / BOOK_NAME) as book, busy("exporting"):
        summary = export_dep(book, out, period)
    click.echo(f"{out}: {summary.receipts} receipts, {summary.size_bytes} bytes")


@export.command()
@_DATA
@_OUT
@click.option(
    "--credentials",
    type=click.Path(path_type=Path),
    help="Folder of the AES key; that in DATA if not given.",
)
@click.option(
    "--i-know-this-is-the-secret-key",
    "is_confirmed",
    is_flag=True,
    help="Confirms that the AES key leaves the till.",
)
def keys(data: Path, out: Path, credentials: Path | None, *, is_confirmed: bool) -> None:
    """Write the key container of the verifying tools. It holds the AES key; the book records it.

    The till must not be running: the export is written into its journal.
    """
    if not is_confirmed:
        raise click.UsageError(
            "this file opens every turnover counter of the till; "
            "confirm with --i-know-this-is-the-secret-key"
        )
    if not out.parent.is_dir():
        # Said before the journal speaks of an export that cannot be.
        raise click.ClickException(f"{out}: there is no folder {out.parent}")
    aes_key = read_aes_key(credentials or folder_beside(data))
    with Book.open(data / BOOK_NAME) as book:
        identity = book.identity()
        if identity is None or identity.aes_key_check != key_check_value(aes_key):
            raise click.ClickException("this AES key is not the one of this book")
        content = plain({"what": "key container", "aes_key_check": identity.aes_key_check})
        row = Entry(kind=JournalKind.EXPORT, clerk=None, content=content, at_utc=now_utc())
        book.append([row])
        store = key_store(book, aes_key)
        write_key_container(store, out)
    click.echo(f"{out}: the AES key and {len(store.devices)} certificates; keep it secret")


@export.command()
@_DATA
@_OUT
def book(data: Path, out: Path) -> None:
    """Write a copy of the book, whole, beside the selling till; `kassa restore` goes on from it."""
    with Reader.open_read_only(data / BOOK_NAME) as reader, busy("copying"):
        snapshot(reader, out)
    click.echo(f"{out}: {out.stat().st_size} bytes")


@export.command()
@_DATA
@_OUT
def head(data: Path, out: Path) -> None:
    """Write where the book ends: what an archive keeps to tell a stale copy from the last one."""
    with Reader.open_read_only(data / BOOK_NAME) as reader:
        found = head_of(reader)
    if found is None:
        raise click.ClickException(f"{data / BOOK_NAME}: no Startbeleg yet")
    with atomic_file(out) as file:
        file.write(to_bytes(found))
    click.echo(f"{out}: receipt {found.receipts}, row {found.journal_seq}")


def _midnight(first: date) -> datetime:
    """The beginning of an Austrian day, in UTC."""
    return datetime.combine(first, time(), VIENNA).astimezone(UTC)
