"""`kassa commission` and `kassa status`: the technician's commands on a till."""

import os
from pathlib import Path

import click

from firmware.app import credentials
from firmware.app.boot import BOOK_NAME
from firmware.app.commission import Commissioned, commission_register, print_startbeleg
from firmware.app.config import load
from firmware.app.main import DEFAULT_CONFIG
from firmware.cli.output import echo_json, now_utc
from firmware.rksv.duties import closing_due, month_of
from firmware.rksv.outage import is_report_due
from firmware.rksv.receipt import local_time_text
from firmware.store import integrity
from firmware.store.reader import Reader

_CONFIG = click.option(
    "--config",
    "config_path",
    type=click.Path(path_type=Path),
    default=DEFAULT_CONFIG,
    show_default=True,
    help="Settings of the till.",
)


@click.command()
@_CONFIG
def commission(config_path: Path) -> None:
    """Put this register into operation: AES key, card, signed and printed Startbeleg.

    Asks for the card's PIN when there is none yet. Goes on where it stopped when it was cut.
    """
    from firmware.app.wiring import wire  # noqa: PLC0415 - only a till has these libraries' devices

    config = load(config_path)
    secrets = credentials.directory(config.paths.credentials, os.environ)
    if not (secrets / credentials.CARD_PIN).exists():
        pin = click.prompt("PIN of the signature card", hide_input=True)
        credentials.create_card_pin(secrets, pin.encode())
    devices = wire(config, credentials.read_card_pin(secrets))
    try:
        result = commission_register(config, devices, secrets)
        print_startbeleg(config, devices, result)
    finally:
        devices.close()
    for line in result_lines(result):
        click.echo(line)


def result_lines(result: Commissioned) -> list[str]:
    """The values FinanzOnline asks for, and the next steps."""
    return [
        f"register {result.register_id} is in operation, Startbeleg printed",
        "",
        "For FinanzOnline (within one week, § 6 Abs 3 RKSV):",
        f"  certificate serial (hex)  {result.certificate_serial}",
        f"  register id               {result.register_id}",
        f"  AES key check value       {result.aes_key_check}",
        "  then check the Startbeleg with the Belegcheck app or the web form",
        "  the AES key itself: kassa export keys",
    ]


@click.command()
@click.option("--data", required=True, type=click.Path(path_type=Path), help="Folder of the book.")
@click.option("--full", is_flag=True, help="Examine every row of the book.")
@click.option("--json", "as_json", is_flag=True, help="For a machine.")
def status(data: Path, *, full: bool, as_json: bool) -> int:
    """Tell how a till's book stands. Exit code 1 if it is not whole."""
    with Reader.open_read_only(data / BOOK_NAME) as book:
        facts = status_facts(book)
        problems = integrity.check(book, integrity.FULL if full else integrity.QUICK)
    facts["problems"] = [f"{one.place}: {one.detail}" for one in problems]
    if as_json:
        echo_json(facts)
    else:
        for name, value in facts.items():
            click.echo(f"{name.replace('_', ' '):<22} {_shown(value)}")
    return 1 if problems else 0


def status_facts(book: Reader) -> dict[str, object]:
    """What there is to know of a book, as plain values."""
    identity, tail, outage = book.identity(), book.tail(), book.outage()
    journal = book.last_journal()
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
        "outage_report_due": outage is not None and is_report_due(outage, now),
        "closing_due": None if due is None else due.kind.value,
    }


def _shown(value: object) -> str:
    match value:
        case None:
            return "-"
        case bool():
            return "yes" if value else "no"
        case list():
            return ", ".join(str(one) for one in value) or "none"
        case _:
            return str(value)
