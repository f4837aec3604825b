"""`kassa commission` and `kassa status`."""

import json
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from firmware.app import wiring
from firmware.app.boot import BOOK_NAME
from firmware.app.config import Config
from firmware.app.credentials import NO_SECRETS
from firmware.app.devices import Devices
from firmware.cli import register
from firmware.desk.bench import Bench, Passage
from firmware.desk.power import Plug
from firmware.desk.services import SECRET
from firmware.store.book import Book
from firmware.store.reader import Reader
from hal.card.emulator import PIN_TRIES, await_emulated_end
from hal.clock.emulator import EmulatedClock
from hal.errors import Fault, HalError
from hal.printer.port import Paper
from tests.cli.calling import Ran, command, kassa, process

NOW_UTC = datetime(2026, 11, 20, 8, 0, tzinfo=UTC)
RIGHT_PIN = "123456"


class Workshop:
    """A technician before a new till whose hardware is emulated."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.settings = folder / "kassa.toml"
        self.settings.write_text(
            f"""
            [company]
            name = "MARKTSTAND HUBER"
            uid = "ATU12345678"
            [register]
            id = "GRAZ-07"
            [paths]
            data = "{folder}"
            credentials = "{folder}/credentials"
            secrets = "{folder}/credentials"
            [[group]]
            number = 1
            name = "Obst"
            vat = "10"
            """,
            "utf-8",
        )
        self.bench: Bench | None = None
        self.closed = 0
        self.wired = 0
        self.services: dict[str, bytes] = {}
        self.typed: list[str] = []

    def wire(
        self, config: Config, pin: bytes, services: Mapping[str, bytes] = NO_SECRETS
    ) -> Devices:
        """In place of the Raspberry Pi's devices."""
        self.wired += 1
        self.services = dict(services)
        if self.bench is None:
            clock = EmulatedClock(NOW_UTC)
            passage = Passage(clock=clock, wait=clock.advance, await_end=await_emulated_end)
            self.bench = Bench(config, passage, Plug(self.folder / BOOK_NAME))
        return replace(self.bench.devices(pin), close=self._close)

    def prompt(self, *_: object, **__: object) -> str:
        """What the technician types when asked for the PIN."""
        return self.typed.pop(0)

    def commission(self) -> Ran:
        """The command."""
        return kassa("commission", "--config", self.settings)

    def _close(self) -> None:
        self.closed += 1


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """Emulated hardware in place of the till's, a technician in place of the terminal."""
    workshop = Workshop(tmp_path)
    monkeypatch.setattr(wiring, "wire", workshop.wire)
    monkeypatch.setattr(register.click, "prompt", workshop.prompt)
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    return workshop


def receipts(folder: Path) -> list[str]:
    """The kinds of the receipts in the book."""
    with Reader.open_read_only(folder / BOOK_NAME) as book:
        return [receipt.kind.value for receipt in book.receipts()]


def test_a_register_is_put_into_operation(workshop: Workshop) -> None:
    """§ 6 RKSV: signed and printed Startbeleg, and the values FinanzOnline asks for."""
    workshop.typed = [RIGHT_PIN]
    ran = workshop.commission()
    assert (ran.code, ran.err) == (0, "")
    lines = ran.out.splitlines()
    assert lines[0] == "register GRAZ-07 is in operation, Startbeleg printed"
    assert "  register id               GRAZ-07" in lines
    with Reader.open_read_only(workshop.folder / BOOK_NAME) as book:
        (certificate,) = book.certificates()
        identity = book.identity()
    assert f"  certificate serial (hex)  {certificate.serial}" in lines
    assert identity is not None
    assert f"  AES key check value       {identity.aes_key_check}" in lines
    assert receipts(workshop.folder) == ["startbeleg"]
    assert workshop.bench is not None
    startbeleg, slip = workshop.bench.printer.slips
    assert "STARTBELEG" in "\n".join(startbeleg.text)
    assert "NEUE KASSE" in "\n".join(slip.text)
    assert workshop.closed == workshop.wired


def test_a_register_with_a_service_needs_its_secret(workshop: Workshop) -> None:
    """Without the token nothing is begun, and nobody is asked for a PIN in vain."""
    with workshop.settings.open("a", encoding="utf-8") as file:
        file.write('\n[[signature]]\nkind = "card"\n')
        file.write('[[signature]]\nkind = "primesign"\nurl = "https://p.example"\n')
    ran = workshop.commission()
    assert ran.code != 0
    assert "primesign-token: missing" in ran.err
    assert workshop.wired == 0
    token = workshop.folder / "credentials" / "primesign-token"
    token.parent.mkdir(mode=0o700)
    token.write_bytes(SECRET.encode())
    token.chmod(0o600)
    workshop.typed = [RIGHT_PIN]
    ran = workshop.commission()
    assert (ran.code, ran.err) == (0, "")
    assert workshop.services == {"primesign": SECRET.encode()}


def test_a_register_in_operation_is_left_alone(workshop: Workshop) -> None:
    """§ 6 Abs 4 RKSV: there is one Startbeleg; nobody is asked for the PIN again."""
    workshop.typed = [RIGHT_PIN]
    workshop.commission()
    ran = workshop.commission()
    assert ran.code == 2
    assert "in operation already" in ran.refusal
    assert receipts(workshop.folder) == ["startbeleg"]
    assert workshop.closed == workshop.wired


def test_a_wrong_pin_is_not_kept(workshop: Workshop) -> None:
    """It costs one try; the till would otherwise show it to the card until that is blocked."""
    workshop.typed = ["9999"]
    ran = workshop.commission()
    assert ran.code == 2
    assert "pin wrong" in ran.refusal
    assert "nothing was kept" in ran.refusal
    assert workshop.bench is not None
    assert workshop.bench.card.pin_tries_left == PIN_TRIES - 1
    assert sorted(one.name for one in workshop.folder.iterdir()) == ["kassa.toml"]
    workshop.typed = [RIGHT_PIN]
    assert workshop.commission().code == 0


@pytest.mark.parametrize("typed", ["", "123", "12345678901", "geheim", "12 34", "١٢٣٤"])
def test_what_is_no_pin_never_reaches_the_card(workshop: Workshop, typed: str) -> None:
    """Refused before it costs a try; the refusal does not repeat it."""
    workshop.typed = [typed]
    ran = workshop.commission()
    assert ran.code == 2
    assert ran.refusal == "kassa: a card PIN has 4 to 8 digits"


def test_a_printer_without_paper_is_told_beside_the_result(workshop: Workshop) -> None:
    """The register is in operation; the values are shown, the exit code is 1."""
    workshop.typed = [RIGHT_PIN]
    workshop.wire(register.load(workshop.settings), b"1234")
    assert workshop.bench is not None
    workshop.bench.set_paper(Paper.OUT)
    ran = workshop.commission()
    assert ran.code == 1
    assert "Startbeleg NOT printed (printer: paper out" in ran.out
    assert "AES key check value" in ran.out
    assert receipts(workshop.folder) == ["startbeleg"]


def test_missing_hardware_is_named_before_the_pin_is_asked(
    workshop: Workshop, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One clear line; no secret is typed for nothing, none is kept."""

    def refuse(*_: object) -> Devices:
        raise HalError(Fault.ABSENT, "keypad", "no chip")

    monkeypatch.setattr(wiring, "wire", refuse)
    ran = workshop.commission()
    assert ran.code == 2
    assert ran.refusal == "kassa: keypad: absent: no chip"
    assert [one.name for one in workshop.folder.iterdir()] == ["kassa.toml"]


def test_a_desktop_computer_is_no_till(workshop: Workshop) -> None:
    """The real wiring, as a process of its own, where there is no such hardware."""
    ran = process(command("commission", "--config", workshop.settings))
    assert ran.code == 2
    assert "absent" in ran.refusal
    assert [one.name for one in workshop.folder.iterdir()] == ["kassa.toml"]


def test_nobody_there_to_type_is_said(workshop: Workshop, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a script without a terminal the answer is a line, not a wait."""

    def abort(*_: object, **__: object) -> str:
        raise register.click.Abort

    monkeypatch.setattr(register.click, "prompt", abort)
    ran = workshop.commission()
    assert ran.code == 2
    assert ran.refusal == "kassa: no PIN: nobody is there to type it"


def test_missing_settings_are_named(tmp_path: Path) -> None:
    """The path, as it was given."""
    ran = kassa("commission", "--config", tmp_path / "none.toml")
    assert ran.code == 2
    assert ran.refusal == (
        f"kassa: {tmp_path / 'none.toml'}: cannot be read: No such file or directory"
    )


FACTS = (
    *("register_id", "certificates", "receipts", "last_receipt", "journal_rows"),
    *("unfinished_receipt", "outage_since", "outage_receipts", "outage_report_due"),
    *("closing_due", "ended", "head", "problems"),
)


@pytest.mark.parametrize("scope", [[], ["--full"]])
def test_a_whole_book_is_told(till: Path, scope: list[str]) -> None:
    """For a machine always the same names; for people one line each."""
    machine = kassa("status", "--data", till, "--json", *scope)
    assert (machine.code, machine.err) == (0, "")
    facts = json.loads(machine.out)
    assert tuple(facts) == FACTS
    assert (facts["register_id"], facts["receipts"]) == ("GRAZ-01", 9)
    assert facts["last_receipt"].startswith("2026-10-30T09:00:4")
    assert (facts["outage_since"], facts["outage_receipts"]) == (None, 0)
    assert facts["problems"] == []
    people = kassa("status", "--data", till, *scope)
    assert people.code == 0
    assert [line[:22].rstrip() for line in people.out.splitlines()] == [
        name.replace("_", " ") for name in FACTS if name != "head"
    ]
    assert "problems               none" in people.out


def test_a_running_till_tells_its_status(till: Path) -> None:
    """Reading disturbs nobody."""
    with Book.open(till / BOOK_NAME):
        assert kassa("status", "--data", till).code == 0


def change(till: Path, statement: str) -> None:
    """Change the book behind the firmware's back."""
    connection = sqlite3.connect(till / BOOK_NAME)
    triggers = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'")
    for (name,) in triggers.fetchall():
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_a_book_that_is_not_whole_is_told(till: Path) -> None:
    """Exit code 1, and the place."""
    change(till, "UPDATE journal SET content = replace(content, '3', '4') WHERE seq = 5")
    ran = kassa("status", "--data", till, "--full")
    assert ran.code == 1
    assert "journal" in ran.out.splitlines()[-1]
    machine = kassa("status", "--data", till, "--full", "--json")
    assert machine.code == 1
    assert json.loads(machine.out)["problems"]


def nothing(book: Path) -> None:
    """No book."""
    book.unlink()


def rubbish(book: Path) -> None:
    """A file of another kind."""
    book.write_bytes(b"\x00garbage" * 1000)


def folder(book: Path) -> None:
    """A folder of that name."""
    book.unlink()
    book.mkdir()


@pytest.mark.parametrize("misfortune", [nothing, rubbish, folder])
def test_what_is_no_book_is_refused(till: Path, misfortune: Callable[[Path], None]) -> None:
    """One line with its name."""
    for left in till.glob(f"{BOOK_NAME}-*"):
        left.unlink()
    misfortune(till / BOOK_NAME)
    ran = kassa("status", "--data", till)
    assert ran.code == 2
    assert f"{till / BOOK_NAME}: " in ran.refusal
