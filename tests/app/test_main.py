"""kassad itself, with its threads, on emulated hardware in real time.

Nothing here sleeps: what a thread brings about is waited for, and never longer than `WAIT_S`.
"""

import signal
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import msgspec
import pytest

from firmware.app import credentials, wiring
from firmware.app import main as kassad
from firmware.app.barred.reason import WORDS
from firmware.app.config import Config, ConfigError
from firmware.app.devices import Devices
from firmware.app.image_state import DATA_NAME, DataFault, DataState, write_word
from firmware.app.main import (
    EXIT_BOOK,
    EXIT_CONFIG,
    EXIT_DEVICE,
    EXIT_POWER,
    main,
)
from firmware.desk.bench import PIN
from firmware.store.book import Book
from firmware.store.reader import Reader
from hal.errors import Fault, HalError
from hal.keypad.port import KeypadEvent
from tests.app.machine import WAIT_S, Machine

DEMO = files("firmware.desk") / "demo.toml"


@pytest.fixture
def machine(tmp_path: Path, config: Config) -> Machine:
    """A till that is off."""
    (tmp_path / "till").mkdir()
    return Machine(tmp_path / "till", config)


def test_short_sale(machine: Machine) -> None:
    """Keys in at the matrix, a signed receipt in the book, paper out, an orderly end."""
    thread = machine.start()
    machine.watch.wait_for(lambda: machine.watch.has_shown("Bereit"))
    machine.type("250 WG1 500 BAR")
    machine.watch.wait_for(lambda: machine.watch.documents == 1)
    machine.watch.wait_for(lambda: machine.watch.has_shown("RÜCKGELD|2,50"))
    assert machine.bench.status_led.is_lit
    assert machine.end(thread) == 0
    assert not machine.bench.status_led.is_lit
    (slip,) = machine.bench.printer.slips
    with Reader.open_read_only(machine.plug_path) as book:
        receipt = book.last_receipt()
    assert receipt is not None
    assert receipt.is_signed
    assert slip.is_complete
    kinds = machine.rows("START", "BELEG", "DRUCK", "STOPP", "STROMAUSFALL")
    assert kinds[:3] == ["BELEG", "START", "BELEG"]
    assert sorted(kinds[3:]) == ["DRUCK", "STOPP"]
    assert machine.bench.printer.drawer_pulses == 1


def test_no_power_cut_after_an_orderly_end(machine: Machine) -> None:
    """The next boot finds nothing to say about the power."""
    machine.stop.set()
    assert [machine.run(), machine.run()] == [0, 0]
    assert machine.rows("START", "STOPP", "STROMAUSFALL") == ["START", "STOPP", "START", "STOPP"]


@pytest.mark.parametrize(
    ("keys", "code", "words"), [("F 99", 79, "schaltet ab"), ("F 98", 80, "startet neu")]
)
def test_ended_at_the_keys(machine: Machine, keys: str, code: int, words: str) -> None:
    """F 99, F 98: down in order, with the code that systemd switches off or starts anew by.

    What is left on the panel says which.
    """
    thread = machine.start()
    machine.watch.wait_for(lambda: machine.watch.has_shown("Bereit"))
    machine.type(keys)
    thread.join(WAIT_S)
    assert machine.codes == [code]
    assert machine.rows("STOPP") == ["STOPP"]
    assert machine.watch.has_shown(words)


def test_supply_that_fails(machine: Machine) -> None:
    """The supply's warning ends kassad with a code that systemd restarts; it was a power cut."""
    machine.bench.power_fail.has_warning = True
    assert machine.run() == EXIT_POWER
    machine.bench.power_fail.has_warning = False
    machine.stop.set()
    assert machine.run() == 0
    assert machine.rows("START", "STOPP", "STROMAUSFALL") == [
        "START",
        "STROMAUSFALL",
        "START",
        "STOPP",
    ]


class BrokenKeypad:
    """A keypad whose driver has a fault of ours."""

    def poll(self, monotonic_s: float) -> tuple[KeypadEvent, ...]:
        """See `Keypad.poll`."""
        raise ZeroDivisionError("ours")


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
def test_feeder_that_dies(machine: Machine) -> None:
    """A till without one of its threads goes down in order and says so to systemd."""
    assert machine.run(replace(machine.devices(), keypad=BrokenKeypad())) == EXIT_DEVICE
    with Reader.open_read_only(machine.plug_path) as book:
        row = book.last_journal("STOPP")
    assert row is not None
    assert row.content["reason"] == "keypad died"


def test_book_that_breaks_while_selling(machine: Machine) -> None:
    """A code that systemd restarts: opened anew, the disk says what is stored."""
    edge = machine.plug.edge

    def break_at_the_receipt(name: str) -> None:
        if name.startswith("disk: before INSERT INTO receipts"):
            error = sqlite3.OperationalError("disk I/O error")
            error.sqlite_errorcode = sqlite3.SQLITE_IOERR
            raise error
        edge(name)

    machine.plug.edge = break_at_the_receipt
    thread = machine.start()
    machine.watch.wait_for(lambda: machine.watch.has_shown("Bereit"))
    machine.type("WG4")
    thread.join(WAIT_S)
    assert machine.codes == [EXIT_BOOK]
    assert machine.watch.screens[-1].main == "Buch prüfen"
    machine.plug.edge = edge
    machine.stop.set()
    assert machine.run() == 0
    with Reader.open_read_only(machine.plug_path) as book:
        numbers = [receipt.number for receipt in book.receipts()]
    assert numbers == [1, 2]


def wrong_id(machine: Machine) -> None:
    """Settings of another register."""
    register = msgspec.structs.replace(machine.config.register, id="WIEN-01")
    machine.config = msgspec.structs.replace(machine.config, register=register)


def wrong_key(machine: Machine) -> None:
    """The key of another register."""
    (machine.secrets / credentials.AES_KEY).unlink()
    credentials.create_aes_key(machine.secrets)


def no_book(machine: Machine) -> None:
    """A disk that is not mounted."""
    for file in machine.plug_path.parent.glob("book.sqlite*"):
        file.unlink()


def not_commissioned(machine: Machine) -> None:
    """A book without identity."""
    no_book(machine)
    Book.create(machine.plug_path).close()


REFUSALS = (
    (wrong_id, "falsche Kassen-ID"),
    (wrong_key, "falscher AES-Key"),
    (no_book, "Buch fehlt"),
    (not_commissioned, "nicht in Betrieb"),
)


@pytest.mark.parametrize(("spoil", "words"), REFUSALS)
def test_refusals_are_shown(machine: Machine, spoil: Callable[[Machine], None], words: str) -> None:
    """Whoever stands before the till reads what is wrong; systemd does not restart for ever."""
    spoil(machine)
    assert machine.run() == EXIT_CONFIG
    screen = machine.watch.screens[-1]
    assert (screen.item, screen.main, screen.hint) == ("KASSE GESPERRT", words, "Techniker rufen")


def test_second_kassad(machine: Machine) -> None:
    """Two programs, one book: the second says so and goes."""
    with Book.open(machine.plug_path):
        assert machine.run() == EXIT_CONFIG
    assert machine.watch.screens[-1].main == "läuft schon"


def test_refusal_without_a_display(machine: Machine) -> None:
    """A display that is gone does not hide the exit code."""
    wrong_id(machine)
    machine.bench.panel.unplug()
    assert machine.run() == EXIT_CONFIG


def test_till_without_its_lamp(machine: Machine) -> None:
    """A till sells without its status lamp."""
    machine.bench.status_led.is_absent = True
    machine.stop.set()
    assert machine.run() == 0


class Launch:
    """`main` as systemd starts it, on the bench of a machine."""

    def __init__(self, machine: Machine, patch: pytest.MonkeyPatch, path: Path) -> None:
        self.machine = machine
        self.signals: dict[int, Callable[..., object]] = {}
        self.closed = 0
        self.error: Exception | None = None
        self.secrets: list[tuple[bytes, dict[str, bytes]]] = []
        patch.setattr(wiring, "wire", self._wire)
        patch.setattr(kassad.logs, "configure", lambda _: None)
        patch.setattr(kassad.signal, "signal", self.signals.__setitem__)
        self.switches: list[float] = []
        patch.setattr(kassad.sys, "setswitchinterval", self.switches.append)
        self.path = path
        patch.setattr(kassad.sys, "argv", ["kassad", str(path)])
        patch.setenv("CREDENTIALS_DIRECTORY", str(machine.secrets))

    def _wire(self, config: Config, pin: bytes, services: Mapping[str, bytes]) -> Devices:
        if self.error is not None:
            raise self.error
        self.secrets.append((pin, dict(services)))
        # As soon as there are devices, somebody asks for the end.
        self.signals[signal.SIGTERM]()
        return replace(self.machine.devices(), close=self._close)

    def _close(self) -> None:
        self.closed += 1

    def code(self) -> object:
        """Run it; the exit code."""
        with pytest.raises(SystemExit) as caught:
            main()
        return caught.value.code


@pytest.fixture
def launch(machine: Machine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Launch:
    """A till on which systemd is about to start kassad."""
    path = tmp_path / "kassa.toml"
    text = DEMO.read_text(encoding="utf-8")
    paths = f'data = "{machine.config.paths.data}"\nsecrets = "{machine.secrets}"'
    path.write_text(f"{text}\n[paths]\n{paths}\n", encoding="utf-8")
    return Launch(machine, monkeypatch, path)


def test_main(launch: Launch) -> None:
    """Configuration, credentials, devices, the loop, and the devices given back."""
    assert launch.code() == 0
    assert launch.closed == 1
    assert set(launch.signals) == {signal.SIGTERM, signal.SIGINT}
    assert launch.machine.rows("START", "STOPP") == ["START", "STOPP"]
    assert [0.001] == launch.switches


def test_secrets_of_the_units_that_are_named(launch: Launch) -> None:
    """A till with a card shows the PIN to it; one with services has their secrets as well."""
    assert launch.code() == 0
    name_service(launch.path, '[[signature]]\nkind = "card"')
    put_secret(launch.machine.secrets / "primesign-token", b"AAAA")
    assert launch.code() == 0
    assert [(PIN, {}), (PIN, {"primesign": b"AAAA"})] == launch.secrets


@pytest.mark.parametrize("fault", [DataFault.MISSING, DataFault.CORRUPT])
def test_a_partition_that_is_not_there_is_no_new_till(launch: Launch, fault: DataFault) -> None:
    """No book, no key, no PIN: without root's word it would ask to be put into operation."""
    no_book(launch.machine)
    (launch.machine.secrets / credentials.AES_KEY).unlink()
    write_word(launch.path.parent / DATA_NAME, DataState(fault=fault))
    text = launch.path.read_text(encoding="utf-8")
    launch.path.write_text(f'{text}image = "{launch.path.parent}"\n', encoding="utf-8")
    assert launch.code() == 0
    assert not launch.machine.watch.has_shown("NEUE KASSE")
    assert launch.machine.watch.has_shown(f"KASSE GESPERRT|{WORDS[fault]}")


def test_no_card_no_pin(launch: Launch) -> None:
    """A till that signs with a service alone needs no PIN; without the token it does not start."""
    name_service(launch.path)
    (launch.machine.secrets / credentials.CARD_PIN).unlink()
    assert launch.code() == EXIT_CONFIG
    put_secret(launch.machine.secrets / "primesign-token", b"AAAA")
    assert launch.code() == 0
    assert (b"", {"primesign": b"AAAA"}) == launch.secrets[-1]


def name_service(path: Path, before: str = "") -> None:
    """A service in the settings."""
    with path.open("a", encoding="utf-8") as file:
        file.write(f'\n{before}\n[[signature]]\nkind = "primesign"\nurl = "https://p.example"\n')


def put_secret(path: Path, content: bytes) -> None:
    """A file only its owner may read."""
    path.write_bytes(content)
    path.chmod(0o600)


def missing_key(secrets: Path) -> None:
    """The key's file is not there."""
    (secrets / credentials.AES_KEY).unlink()


def missing_pin(secrets: Path) -> None:
    """The PIN's file is not there."""
    (secrets / credentials.CARD_PIN).unlink()


def readable_key(secrets: Path) -> None:
    """Others may read the key."""
    (secrets / credentials.AES_KEY).chmod(0o644)


@pytest.mark.parametrize("spoil", [missing_key, missing_pin, readable_key])
def test_credentials_that_cannot_be_used(launch: Launch, spoil: Callable[[Path], None]) -> None:
    """Missing or unsafe secrets show on the display, and no card is asked."""
    spoil(launch.machine.secrets)
    signatures = launch.machine.bench.card.signature_count
    assert launch.code() == EXIT_CONFIG
    assert launch.machine.watch.screens[-1].main == "Schlüssel prüfen"
    assert launch.machine.bench.card.signature_count == signatures
    assert launch.closed == 1


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ConfigError("printer.model: unknown"), EXIT_CONFIG),
        (HalError(Fault.ABSENT, "gpio", "no chip"), EXIT_DEVICE),
    ],
)
def test_devices_that_cannot_be_had(
    launch: Launch, error: Exception, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    """Without devices only the log can say why."""
    launch.error = error
    assert launch.code() == code
    assert "kassad does not start" in capsys.readouterr().err


def test_configuration_that_is_not_there(
    launch: Launch, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The default path is named when there is no argument."""
    monkeypatch.setattr(kassad.sys, "argv", ["kassad"])
    monkeypatch.setattr(kassad, "TILL_SETTINGS", Path("/nowhere/kassa.toml"))
    assert launch.code() == EXIT_CONFIG
    assert "/nowhere/kassa.toml" in capsys.readouterr().err


@pytest.mark.parametrize("register_id", ["KASSE-2", None])
def test_the_key_for_the_registration_goes_with_the_till(
    machine: Machine, register_id: str | None
) -> None:
    """ADR 0017: after an orderly end, and where an earlier life left it and no boot follows."""
    path = machine.config.paths.register_key
    path.parent.mkdir(exist_ok=True)
    path.write_text("key")
    if register_id is not None:
        register = msgspec.structs.replace(machine.config.register, id=register_id)
        machine.config = msgspec.structs.replace(machine.config, register=register)
    machine.stop.set()
    assert machine.run() == (0 if register_id is None else EXIT_CONFIG)
    assert not path.exists()
