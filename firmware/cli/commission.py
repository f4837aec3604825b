"""`kassa commission`: the technician's command that puts a register into operation."""

import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click
import msgspec

from firmware.app import credentials
from firmware.app.boot import book_path
from firmware.app.config import Config, load
from firmware.app.config_signature import has_card, services_in
from firmware.app.devices import Devices
from firmware.app.life.answers_file import (
    REQUIRED,
    AnswersFile,
    check_against_plan,
    check_against_settings,
    mode_of,
    read_answers,
)
from firmware.app.life.checks import CommissionError
from firmware.app.life.commission import Commissioned, Plan, Wish, commission_register, plan
from firmware.app.life.first_papers import STARTBELEG, missing_papers, print_first_papers
from firmware.app.life.first_start import NO_PIN
from firmware.app.life.former import OldBook, standing_of
from firmware.app.life.register_ids import former_registers
from firmware.app.signer import Signer
from firmware.cli.options import CONFIG_OPTION
from firmware.cli.output import EXIT_BAD, EXIT_GOOD, echo_json, printable
from firmware.finanzonline.order import UnitKind
from firmware.store.book import Book
from firmware.store.errors import StoreError, StoreFault
from firmware.store.reader import Reader
from hal.errors import HalError

_QUESTIONS: Final = {
    "register_id": "Register id, typed once more",
    "company": "UID or tax number of the company, typed once more",
    "technician": "Who puts this till into operation",
}


@click.group(invoke_without_command=True)
@CONFIG_OPTION
@click.option("--answers", type=click.Path(path_type=Path), help="File with the answers (TOML).")
@click.option("--dry-run", is_flag=True, help="Check everything, write nothing.")
@click.pass_context
def commission(
    context: click.Context, config_path: Path, answers: Path | None, *, dry_run: bool
) -> int:
    """Put this register into operation: AES key, card, signed and printed Startbeleg.

    Asks at a terminal for what --answers does not say. Goes on where it stopped when it was cut.
    Run it as the user of the till. Exit code 1 if the Startbeleg did not come out of the printer.
    """
    if context.invoked_subcommand is not None:
        return EXIT_GOOD
    config = load(config_path)
    _require_owner(Path(config.paths.data))
    said = AnswersFile() if answers is None else read_answers(answers)
    site = _Site(config)
    site.require_answers(said)
    with_all = site.complete(said)
    check_against_settings(with_all, config)
    return site.commission(with_all, is_dry=dry_run)


class _Site:
    """The till before the technician: its settings, its secrets, and whether somebody can type."""

    def __init__(self, config: Config) -> None:
        self._config = config
        self._secrets = credentials.own_folder(config.paths.secrets, os.environ)
        handed = credentials.directory(config.paths.credentials, os.environ)
        self._services = credentials.read_service_secrets(handed, services_in(config.signature))
        is_known = credentials.has_card_pin(self._secrets)
        self._is_pin_asked = has_card(config.signature) and not is_known

    def require_answers(self, said: AnswersFile) -> None:
        """Refuse to begin where an answer is missing and nobody is there to give it.

        Raises:
            ClickException: names them all.
        """
        missing = [name for name in REQUIRED if not getattr(said, name)]
        if self._is_pin_asked and not said.card_pin_file:
            missing.append("card_pin_file")
        if missing and not _has_terminal():
            names = ", ".join(missing)
            raise click.ClickException(f"nobody is there to ask, and --answers lacks: {names}")

    def complete(self, said: AnswersFile) -> AnswersFile:
        """`said` with what somebody types for the rest."""
        typed = {
            name: click.prompt(_QUESTIONS[name], err=True).strip()
            for name in REQUIRED
            if not getattr(said, name)
        }
        return msgspec.structs.replace(said, **typed)

    def commission(self, said: AnswersFile, *, is_dry: bool) -> int:
        """Check, ask, make; the exit code."""
        from firmware.app.wiring import wire  # noqa: PLC0415 - only a till has these devices

        kept = has_card(self._config.signature) and not self._is_pin_asked
        pin = credentials.read_card_pin(self._secrets) if kept else NO_PIN
        devices = wire(self._config, pin, self._services)
        try:
            wish = Wish(used_ids=tuple(said.used_ids), former=said.former, by=said.technician)
            planned = plan(self._config, devices, self._secrets, wish)
            check_against_plan(said, planned)
            lines = list(plan_lines(planned))
            if _has_terminal():
                click.echo("\n".join(lines), err=True)
            typed = self._pin(said)
            _try_unit(devices, planned, typed)
            if is_dry:
                click.echo("\n".join([*lines, "nothing was written"]))
                return EXIT_GOOD
            if typed is not None:
                credentials.keep_card_pin(self._secrets, typed)
            result = commission_register(self._config, devices, self._secrets, wish)
            trouble = _print(self._config, devices)
        finally:
            devices.close()
        for line in result_lines(result, trouble):
            click.echo(line)
        return EXIT_BAD if trouble else EXIT_GOOD

    def _pin(self, said: AnswersFile) -> bytes | None:
        """The card's PIN from its file or the terminal; None where none is needed."""
        if said.card_pin_file:
            return credentials.read_pin_file(Path(said.card_pin_file))
        return _ask_pin() if self._is_pin_asked else None


def plan_lines(planned: Plan) -> Iterator[str]:
    """What was found and would be done."""
    yield f"register {planned.config.register.id} of {planned.config.company.name}: checked"
    for unit in planned.units:
        until = f"{unit.facts.valid_until_utc:%Y-%m-%d}"
        yield printable(
            f"  {unit.place.name}: certificate {unit.identity.serial} of {unit.facts.holder}, "
            f"valid until {until}, issuers {len(unit.chain)}"
        )
    yield f"  time {planned.now.utc:%Y-%m-%d %H:%M:%S} UTC, by {planned.now.source.value}"
    match mode_of(planned):
        case "again":
            yield f"  book and key of {planned.former} are put aside, whole"
        case "continue":
            yield "  a try that was cut goes on"
        case _:
            yield "  a new till"


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


def _require_owner(data: Path) -> None:
    """What root makes, the till could not read.

    Raises:
        ClickException: the data folder is another user's.
    """
    if data.exists() and data.stat().st_uid != os.geteuid():
        raise click.ClickException(
            f"{data} is of user {data.owner()}: run it as that user (sudo -u {data.owner()} …)"
        )


def _has_terminal() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _ask_pin() -> bytes:
    """What the technician types, unseen.

    Raises:
        ClickException: it is no PIN.
    """
    pin: str = click.prompt("PIN of the signature card", hide_input=True, err=True)
    if not credentials.is_pin(pin.encode()):
        raise click.ClickException("a card PIN has 4 to 8 digits")
    return pin.encode()


def _try_unit(devices: Devices, planned: Plan, pin: bytes | None) -> None:
    """A wrong PIN must not be kept: the till would show it to the card until that is blocked.

    Raises:
        CommissionError: a unit does not sign.
    """
    for unit in planned.units:
        place, serial = unit.place, unit.identity.serial
        if pin is not None and place.kind is UnitKind.CARD:
            devices.pins.offer(serial, pin)
        signer = Signer(
            place.device_for(serial),
            lambda: devices.clock.now().monotonic_s,
            may_test=place.may_test,
        )
        if not signer.probe():
            left = signer.tries_left
            tries = "" if left is None else f", tries left for its PIN: {left}"
            detail = f"the {place.name} does not sign: {signer.fault}{tries}; nothing was kept"
            raise CommissionError("Karte gestört", detail)


def _print(config: Config, devices: Devices) -> str:
    """Print the first papers; what kept the printer, empty if nothing did."""
    try:
        with Book.open(book_path(config)) as book:
            print_first_papers(config, devices, book)
    except HalError as error:
        return str(error)
    return ""


@commission.command("status")
@CONFIG_OPTION
@click.option("--json", "as_json", is_flag=True, help="For a machine.")
def commission_status(config_path: Path, *, as_json: bool) -> int:
    """Tell how far this till is. Exit code 1 unless it is in operation and its papers are out."""
    config = load(config_path)
    facts = status_facts(config)
    if as_json:
        echo_json(facts)
    else:
        for name, value in facts.items():
            shown = ", ".join(map(str, value)) or "none" if isinstance(value, list) else value
            click.echo(printable(f"{name.replace('_', ' '):<22} {shown or '-'}"))
    is_good = facts["state"] == "in operation" and not facts["papers_missing"]
    return EXIT_GOOD if is_good else EXIT_BAD


def status_facts(config: Config) -> dict[str, object]:
    """Where the register stands, as plain values.

    Raises:
        StoreError: the book cannot be read.
        CommissionError: the former registers cannot be read.
    """
    path = book_path(config)
    old, missing = _standing(path)
    secrets = credentials.own_folder(config.paths.secrets, os.environ)
    return {
        "state": _state(old),
        "register_id": None if old is None else old.register_id,
        "settings_say": config.register.id,
        "certificates": [] if old is None else list(old.serials),
        "papers_missing": missing,
        "has_aes_key": credentials.has_aes_key(secrets),
        "has_card_pin": credentials.has_card_pin(secrets),
        "is_sealed": credentials.is_sealed(secrets),
        "former_registers": [one.register_id for one in former_registers(path.parent)],
    }


def _standing(path: Path) -> tuple[OldBook | None, list[str]]:
    """The register of the book, and which of its first papers are not out."""
    try:
        with Reader.open_read_only(path) as book:
            standing = standing_of(book)
            owed = missing_papers(book) if standing.is_begun else ()
    except StoreError as error:
        if error.fault is StoreFault.ABSENT:
            return None, []
        raise
    return standing, ["Startbeleg" if one == STARTBELEG else str(one) for one in owed]


def _state(old: OldBook | None) -> str:
    if old is None or old.register_id is None:
        return "new"
    if not old.is_begun:
        return "begun"
    return "ended" if old.is_ended else "in operation"
