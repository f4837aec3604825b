"""firmware.app.hardware.parts: each part of a bench asked by its real driver."""

from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from firmware.app.hardware import parts
from firmware.app.hardware.parts import Bench
from firmware.app.stick.berth import Berth
from firmware.export.package.fault import MediumError
from firmware.till.upkeep.hardware_requests import Part, Verdict
from hal.display.codec import render
from hal.display.port import Screen
from hal.errors import Fault, HalError
from hal.gpio.port import SwitchPosition
from hal.printer.port import Paper, PrinterStatus
from hal.stick.emulator import EmulatedPort, EmulatedStick
from hal.stick.mounted import MountedSlot
from tests.app.day import Day

READY = PrinterStatus(is_online=True, is_cover_open=False, paper=Paper.OK)


@pytest.fixture
def bench(day: Day, tmp_path: Path) -> Bench:
    """A till on the stand; nothing is plugged in."""
    made = day.stand.station.hardware._bench
    return replace(made, ports=tmp_path / "dev")


def test_card_that_signs(bench: Bench, day: Day) -> None:
    """Reader, generation, serial, and how long a signature takes; no receipt is made."""
    before = day.stand.book.tail()
    checked = parts.card(bench)
    assert (Verdict.GOOD, True) == (checked.verdict, checked.words.startswith("signiert "))
    text = "\n".join(checked.facts)
    assert "Leser Emulated Reader 00 00" in text
    assert f"Art {day.bench.card.family}" in text
    assert f"Zertifikat {day.bench.card.serial}" in text
    assert before == day.stand.book.tail()


@pytest.mark.parametrize(
    ("position", "words", "fact"),
    [
        ("out", "Karte fehlt", "Leser Emulated"),
        ("unplugged", "Karte fehlt", "kein Kartenleser"),
        ("wrong", "Karte falsch", "Leser Emulated"),
        ("locked", "PIN gesperrt", "Leser Emulated"),
    ],
)
def test_card_that_does_not(bench: Bench, day: Day, position: str, words: str, fact: str) -> None:
    """The words of E12, E13 and E22."""
    day.bench.set_card(position)
    checked = parts.card(bench)
    assert (Verdict.BAD, words) == (checked.verdict, checked.words)
    assert checked.facts[0].startswith(fact)


@pytest.mark.parametrize(
    ("drift_s", "is_low", "said"),
    [
        (0.0, False, (Verdict.GOOD, "geht +0 s")),
        (-3.0, None, (Verdict.GOOD, "geht -3 s")),
        (75.0, False, (Verdict.BAD, "+75 s")),
        (0.0, True, (Verdict.BAD, "Batterie leer")),
        (-831_000_000.0, False, (Verdict.BAD, "Jahr 2000")),
        (3e8, False, (Verdict.BAD, "falsch gestellt")),
    ],
)
def test_clock(
    bench: Bench, day: Day, drift_s: float, said: tuple[Verdict, str], *, is_low: bool | None
) -> None:
    """Year, battery, and how far it is off."""
    day.bench.rtc.drift_s, day.bench.rtc.is_battery_low = drift_s, is_low
    checked = parts.clock(bench)
    assert said == (checked.verdict, checked.words)
    assert 3 == len(checked.facts)


def test_no_clock(bench: Bench, day: Day) -> None:
    """A till without one says so."""
    day.bench.rtc.is_absent = True
    assert (Verdict.NONE, "keine Uhr") == (parts.clock(bench).verdict, parts.clock(bench).words)


def test_printer(bench: Bench) -> None:
    """Model, line and status; the page is for eyes."""
    checked = parts.printer(bench, READY)
    assert Verdict.ASKED is checked.verdict
    assert "Status: bereit, Papier ok" in checked.facts


@pytest.mark.parametrize(
    ("seen", "words"),
    [
        (PrinterStatus(is_online=False, is_cover_open=True, paper=Paper.OK), "Deckel offen"),
        (PrinterStatus(is_online=False, is_cover_open=False, paper=Paper.OUT), "Papier Ende"),
        (None, "antwortet nicht"),
    ],
)
def test_printer_that_cannot(bench: Bench, seen: PrinterStatus | None, words: str) -> None:
    """No page is wasted on it."""
    checked = parts.printer(bench, seen)
    assert (Verdict.BAD, words) == (checked.verdict, checked.words)


def test_printer_on_another_port(bench: Bench) -> None:
    """What is there in its place is named; the one of the settings is not."""
    (bench.ports / "usb").mkdir(parents=True)
    for name in ("usb/lp1", "ttyUSB0"):
        (bench.ports / name).touch()
    section = msgspec.structs.replace(bench.config.printer, device=str(bench.ports / "ttyUSB0"))
    config = msgspec.structs.replace(bench.config, printer=section)
    moved = replace(bench, config=config)
    assert f"da ist: {bench.ports}/usb/lp1" == parts.printer(moved, None).facts[-1]


def test_no_port_at_all(bench: Bench) -> None:
    """A cable that is off."""
    assert "kein Anschluss da" == parts.printer(bench, None).facts[-1]


def test_supply_and_switch(bench: Bench, day: Day) -> None:
    """Quiet, warning, gone; and a lock that is not wired."""
    assert Verdict.GOOD is parts.supply(bench).verdict
    day.bench.power_fail.has_warning = True
    assert (Verdict.BAD, "warnt") == (parts.supply(bench).verdict, parts.supply(bench).words)
    day.bench.power_fail.is_absent = True
    assert "nicht da" == parts.supply(bench).words
    assert (Verdict.NONE, "kein Schloss") == (
        parts.switch(bench).verdict,
        parts.switch(bench).words,
    )


class Lock:
    """A lock that is wired."""

    def __init__(self, position: SwitchPosition | None) -> None:
        self._position = position

    def position(self) -> SwitchPosition:
        """See `KeySwitch.position`."""
        if self._position is None:
            raise HalError(Fault.BROKEN, "key switch", "two positions at once")
        return self._position


@pytest.mark.parametrize(
    ("position", "verdict", "words"),
    [
        (SwitchPosition.CHIEF, Verdict.GOOD, "steht auf CHEF"),
        (None, Verdict.BAD, "Fehler"),
    ],
)
def test_a_lock(
    bench: Bench, position: SwitchPosition | None, verdict: Verdict, words: str
) -> None:
    """Where its key stands."""
    devices = replace(bench.devices, key_switch=Lock(position))
    checked = parts.switch(replace(bench, devices=devices))
    assert (verdict, words) == (checked.verdict, checked.words)


class Stuck:
    """A bench with a port of its own."""

    def __init__(self, bench: Bench, folder: Path) -> None:
        self.port = EmulatedPort(folder / "run" / "stick")
        self.folder = folder / "on it"
        self.folder.mkdir()
        berth = Berth(MountedSlot(self.port, self.port.mount_point))
        self.bench = replace(bench, berth=berth)


def test_stick(bench: Bench, tmp_path: Path) -> None:
    """Its rates, its serial; nothing stays on it, and it is let go."""
    stuck = Stuck(bench, tmp_path)
    stuck.port.insert(EmulatedStick(folder=stuck.folder))
    checked = parts.stick(stuck.bench, lambda: None)
    assert Verdict.GOOD is checked.verdict
    assert "vfat 1234-ABCD" == checked.facts[0]
    assert "Stick darf heraus" == checked.facts[-1]
    assert [] == list(stuck.folder.iterdir())
    assert stuck.port.stick is None
    render(Screen(item="Stick ✓", main=checked.words))


@pytest.mark.parametrize(
    ("stick", "words"),
    [
        ({"is_write_protected": True}, "schreibgeschützt"),
        ({"free_bytes": 1000}, "Stick voll"),
    ],
)
def test_stick_that_takes_nothing(
    bench: Bench, tmp_path: Path, stick: dict[str, int], words: str
) -> None:
    """Before anything is written."""
    stuck = Stuck(bench, tmp_path)
    stuck.port.insert(EmulatedStick(folder=stuck.folder, **stick))  # type: ignore[arg-type]
    assert words == parts.stick(stuck.bench, lambda: None).words


def test_no_stick(bench: Bench, tmp_path: Path) -> None:
    """As an export says it."""
    with pytest.raises(MediumError):
        parts.stick(Stuck(bench, tmp_path).bench, lambda: None)


def test_failed() -> None:
    """Missing is not broken."""
    gone = parts.failed(Part.LAMP, HalError(Fault.ABSENT, "led", "unplugged"))
    assert ("nicht da", ("led: absent: unplugged",)) == (gone.words, gone.facts)
    assert "Fehler" == parts.failed(Part.LAMP, OSError("x")).words
