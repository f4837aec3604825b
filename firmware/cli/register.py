"""`kassa commission` and `kassa status`: the technician's commands on a till."""

import os
import sys
from pathlib import Path

import click

from firmware.app import credentials
from firmware.app.boot import BOOK_NAME, book_path
from firmware.app.config import Config, load
from firmware.app.config_signature import has_card, services_in
from firmware.app.devices import Devices
from firmware.app.life.checks import CommissionError
from firmware.app.life.commission import Commissioned, commission_register
from firmware.app.life.first_papers import print_first_papers
from firmware.app.main import DEFAULT_CONFIG
from firmware.app.signer import Signer
from firmware.cli.output import EXIT_BAD, EXIT_GOOD, busy, echo_json, now_utc, printable
from firmware.rksv.duties import closing_due, month_of
from firmware.rksv.outage import is_report_due
from firmware.rksv.receipt import local_time_text
from firmware.store import integrity
from firmware.store.book import Book
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from hal.errors import HalError

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
def commission(config_path: Path) -> int:
    """Put this register into operation: AES key, card, signed and printed Startbeleg.

    Asks for the card's PIN when there is none yet. Goes on where it stopped when it was cut.
    Exit code 1 if the Startbeleg did not come out of the printer.
    """
    from firmware.app.wiring import wire  # noqa: PLC0415 - only a till has these libraries' devices

    config = load(config_path)
    secrets = credentials.own_folder(config.paths.secrets, os.environ)
    handed = credentials.directory(config.paths.credentials, os.environ)
    services = credentials.read_service_secrets(handed, services_in(config.signature))
    is_pin_known = (secrets / credentials.CARD_PIN).exists()
    is_pin_asked = has_card(config.signature) and not is_pin_known
    pin = credentials.read_card_pin(secrets) if is_pin_known else b""
    if is_pin_asked:
        # Nobody is asked for a secret before the devices are there that need it.
        wire(config, b"", services).close()
        pin = _ask_pin()
    devices = wire(config, pin, services)
    try:
        if is_pin_asked:
            _try_pin(devices)
            credentials.create_card_pin(secrets, pin)
        result = commission_register(config, devices, secrets)
        trouble = _print(config, devices)
    finally:
        devices.close()
    for line in result_lines(result, trouble):
        click.echo(line)
    return EXIT_BAD if trouble else EXIT_GOOD


def result_lines(result: Commissioned, trouble: str) -> list[str]:
    """The values FinanzOnline asks for, and the next steps; `trouble` kept the printer."""
    missing = f"NOT printed ({trouble}): the till prints it when it starts"
    startbeleg = missing if trouble else "printed"
    return [
        f"register {result.register_id} is in operation, Startbeleg {startbeleg}",
        "",
        "For FinanzOnline (within one week, § 6 Abs 3 RKSV):",
        f"  certificate serial (hex)  {result.certificate_serial}",
        f"  register id               {result.register_id}",
        f"  AES key check value       {result.aes_key_check}",
        "  then check the Startbeleg with the Belegcheck app or the web form",
        "  the AES key itself: kassa export keys",
    ]


def _ask_pin() -> bytes:
    """What the technician types, unseen.

    Raises:
        ClickException: nobody is there to type, or it is no PIN.
    """
    try:
        pin: str = click.prompt("PIN of the signature card", hide_input=True, err=True)
    except click.Abort:
        if sys.stdin is not None and sys.stdin.isatty():
            raise
        raise click.ClickException("no PIN: nobody is there to type it") from None
    if not credentials.is_pin(pin.encode()):
        raise click.ClickException("a card PIN has 4 to 8 digits")
    return pin.encode()


def _try_pin(devices: Devices) -> None:
    """A wrong PIN must not be kept: the till would show it to the card until that is blocked.

    Raises:
        CommissionError: the card does not sign with it.
    """
    signer = Signer(devices.card_for(None), lambda: devices.clock.now().monotonic_s)
    if not signer.probe():
        detail = f"the card does not sign: {signer.fault}; nothing was kept"
        raise CommissionError("Karte gestört", detail)


def _print(config: Config, devices: Devices) -> str:
    """Print the first papers; what kept the printer, empty if nothing did."""
    try:
        with Book.open(book_path(config)) as book:
            print_first_papers(config, devices, book)
    except HalError as error:
        return str(error)
    return ""


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
            click.echo(printable(f"{name.replace('_', ' '):<22} {_shown(value)}"))
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
        "ended": None if ended is None else local_time_text(ended.at_utc),
        "head": None if journal is None else f"row {journal.seq}, {journal.hash[:12]}",
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
