"""`kassa status`: how a till's book stands."""

from pathlib import Path

import click

from firmware.app.boot import BOOK_NAME
from firmware.cli.output import (
    EXIT_BAD,
    EXIT_GOOD,
    busy,
    echo_json,
    now_utc,
    printable,
    value_text,
)
from firmware.rksv.duties import closing_due, month_of
from firmware.rksv.outage import is_report_due
from firmware.rksv.receipt import local_time_text
from firmware.store import integrity
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind


@click.command()
@click.option("--data", required=True, type=click.Path(path_type=Path), help="Folder of the book.")
@click.option("--full", is_flag=True, help="Examine every row of the book.")
@click.option("--json", "as_json", is_flag=True, help="For a machine.")
def status(data: Path, *, full: bool, as_json: bool) -> int:
    """Tell how a till's book stands. Exit code 1 if it is not whole."""
    with Reader.open_read_only(data / BOOK_NAME) as book, busy("examining"):
        facts = status_facts(book)
        problems = integrity.check(book, integrity.FULL if full else integrity.QUICK)
    facts["problems"] = [f"{one.place}: {one.detail}" for one in problems]
    if as_json:
        echo_json(facts)
    else:
        # The hash says something only beside one that was kept: at the end, or for a machine.
        told = {name: value for name, value in facts.items() if name != "head" or facts["ended"]}
        for name, value in told.items():
            click.echo(printable(f"{name.replace('_', ' '):<22} {value_text(value)}"))
    return EXIT_BAD if problems else EXIT_GOOD


def status_facts(book: Reader) -> dict[str, object]:
    """What there is to know of a book, as plain values."""
    identity, tail, outage = book.identity(), book.tail(), book.outage()
    journal, ended = book.last_journal(), book.last_journal(JournalKind.AUSSERBETRIEB)
    now = now_utc()
    due = None
    if identity is not None and tail is not None:
        due = closing_due(
            last_closed=book.last_closed(),
            commissioned=month_of(identity.commissioned_at_utc),
            unsigned_year_open=book.unsigned_year_open(),
            now_utc=now,
        )
    return {
        "register_id": None if identity is None else identity.register_id,
        "certificates": [one.serial for one in book.certificates()],
        "receipts": 0 if tail is None else tail.number,
        "last_receipt": None if tail is None else local_time_text(tail.issued_at_utc),
        "journal_rows": 0 if journal is None else journal.seq,
        "unfinished_receipt": book.intent() is not None,
        "outage_since": None if outage is None else local_time_text(outage.began_at_utc),
        "outage_receipts": 0 if outage is None else outage.count,
        "outage_report_due": outage is not None and not ended and is_report_due(outage, now),
        "closing_due": None if due is None or ended else due.kind.value,
        "sealed": _sealed(book),
        "ended": None if ended is None else local_time_text(ended.at_utc),
        "head": None if journal is None else f"row {journal.seq}, {journal.hash[:12]}",
    }


def _sealed(book: Reader) -> str | None:
    """The Z that the card sealed last; the rows up to it nobody can write anew without the card."""
    row = book.last_journal(JournalKind.SIEGEL)
    return None if row is None else f"row {row.content['journal_seq']}"
