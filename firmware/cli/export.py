"""`kassa export`: what leaves the till, as files and folders, and, with care, the keys."""

import time
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import click

from firmware.app.boot import BOOK_NAME
from firmware.app.credentials import folder_beside, read_aes_key
from firmware.app.exports import export_dep, key_store, order_of
from firmware.app.issue import plain
from firmware.app.paperwork.key_sheet import write_key_sheet
from firmware.cli.output import EXIT_BAD, EXIT_GOOD, busy, now_utc, progress_bar
from firmware.export.atomic import atomic_file
from firmware.export.dep_file import Period
from firmware.export.key_container import write_key_container
from firmware.export.package import names
from firmware.export.package.examination import examine
from firmware.export.package.folder import Means, Written, write_folder
from firmware.export.package.manifest import Span
from firmware.export.package.meter import WHOLE, Meter
from firmware.export.package.names import dep_name
from firmware.export.package.outline import Days, days_of, midnight
from firmware.export.package.place import free_bytes_of
from firmware.rksv.turnover import key_check_value
from firmware.store.book import Book
from firmware.store.entry import Entry
from firmware.store.head import head_of, to_bytes
from firmware.store.reader import Reader
from firmware.store.snapshot import snapshot
from firmware.sync.config import Paths
from firmware.till.acts import JournalKind
from firmware.till.exports.requests import ExportKind

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


#: What can be asked for; the value is that of F 70 to F 72.
_KINDS = {
    kind.value: kind
    for kind in (ExportKind.INSPECTION, ExportKind.DEP7, ExportKind.JOURNAL, ExportKind.COPY)
}
_DATA = click.option(
    "--data", required=True, type=click.Path(path_type=Path), help="Folder of the book."
)
_OUT = click.option("--out", required=True, type=click.Path(path_type=Path), help="File to write.")


@click.group()
def export() -> None:
    """Carry out of the book what is in it."""


_FROM = click.option("--from", "first", type=day, help="First day (Austrian), e.g. 2026-10-01.")
_UNTIL = click.option("--until", "last", type=day, help="Last day, included.")


def _require_order(first: date | None, last: date | None) -> None:
    if first is not None and last is not None and last < first:
        raise click.UsageError(f"--from {first} is after --until {last}")


@export.command()
@_DATA
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="File to write, or the folder it goes into under the name that auditors know.",
)
@_FROM
@_UNTIL
def dep(data: Path, out: Path, first: date | None, last: date | None) -> None:
    """Write the DEP7 (JSON, § 7 Abs 5 RKSV), whole or of a period."""
    _require_order(first, last)
    period = Period(
        since_utc=None if first is None else midnight(first),
        until_utc=None if last is None else midnight(last + timedelta(days=1)),
    )
    with Reader.open_read_only(data / BOOK_NAME) as book, busy("exporting"):
        path = out / _dep_name(book, Days(first=first, last=last)) if out.is_dir() else out
        summary = export_dep(book, path, period)
    click.echo(f"{path}: {summary.receipts} receipts, {summary.size_bytes} bytes")


def _dep_name(book: Reader, days: Days) -> str:
    identity = book.identity()
    if identity is None:
        raise click.ClickException(f"{book.path}: this register was never put into operation")
    return dep_name(identity.register_id, *days_of(book, days, now_utc()))


@export.command()
@_DATA
@click.option(
    "--out",
    required=True,
    type=click.Path(path_type=Path),
    help="Folder, such as a mounted stick; a new one is made in it.",
)
@click.option(
    "--kind",
    type=click.Choice(list(_KINDS)),
    default=ExportKind.INSPECTION.value,
    help="What it is for.  [default: pruefung, everything for an inspector]",
)
@click.option(
    "--archive",
    "archive_status",
    type=click.Path(path_type=Path, dir_okay=False),
    default=Paths().archive_status,
    help="Status file of the archive, if there is one; what it vouches for comes with the folder.",
)
@_FROM
@_UNTIL
def folder(  # noqa: PLR0913 - one argument for each option
    *,
    data: Path,
    out: Path,
    kind: str,
    archive_status: Path,
    first: date | None,
    last: date | None,
) -> int:
    """Write a folder of files: DEP7, journal, tables, reports, viewer, each by its SHA-256.

    As F 70 to F 72 do, beside the selling till and without a word in its journal. It is not sealed:
    only the till has the card. What is found wrong with the books is listed, in the folder too, and
    the result is 1.
    """
    _require_order(first, last)
    if not out.is_dir():
        raise click.ClickException(f"{out}: there is no such folder")
    with (
        Reader.open_read_only(data / BOOK_NAME) as book,
        progress_bar("exporting", WHOLE) as tell,
    ):
        days = Days(first=first, last=last)
        order = order_of(book, _KINDS[kind], days, now_utc(), archive_status)
        meter = Meter(time.monotonic, lambda done, _left_s: tell(done), lambda: None)
        free_bytes = partial(free_bytes_of, out)
        means = Means(seal=None, examine=examine, meter=meter, free_bytes=free_bytes)
        written = write_folder(out, order, means)
    _tell_folder(written)
    return EXIT_BAD if written.findings else EXIT_GOOD


def _tell_folder(written: Written) -> None:
    manifest = written.manifest
    click.echo(
        f"{written.folder}: receipts {_range(manifest.receipts)}, "
        f"rows {_range(manifest.journal)}, {len(manifest.files)} files"
    )
    click.echo(f"list {names.MANIFEST}: {written.manifest_sha256}, not sealed")
    for one in manifest.findings:
        click.echo(f"found: {one}")


def _range(span: Span) -> str:
    return f"{span.first} to {span.last}" if span.first else "none"


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
@click.option(
    "--sheet",
    "is_sheet",
    is_flag=True,
    help="Write the key sheet instead (German, PDF): to be typed, printed and locked away.",
)
def keys(
    data: Path, out: Path, credentials: Path | None, *, is_confirmed: bool, is_sheet: bool
) -> None:
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
        what = "key sheet" if is_sheet else "key container"
        content = plain({"what": what, "aes_key_check": identity.aes_key_check})
        row = Entry(kind=JournalKind.EXPORT, clerk=None, content=content, at_utc=now_utc())
        book.append([row])
        if is_sheet:
            write_key_sheet(book, identity, aes_key, out, now_utc())
            click.echo(f"{out}: the AES key; print it, lock it away, delete the file")
            return
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
