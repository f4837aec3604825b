"""Each part of the till, asked once: what it says, in German words for display and slip."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from firmware.app.config import Config
from firmware.app.devices import Devices
from firmware.app.hardware.stick_speed import TEST_BYTES, measure
from firmware.app.issue import Issuer
from firmware.app.stick.berth import Berth
from firmware.till.fiscal.fault import device_fault, tries_words, words_of
from firmware.till.upkeep.hardware_requests import Part, PartChecked, Verdict
from hal.card.port import CardIdentity
from hal.errors import Fault, HalError
from hal.gpio.port import SwitchPosition
from hal.printer.port import Paper, PrinterStatus

#: A clock that is further off was not set, or loses time.
DRIFT_S: Final = 5.0
#: A chip that counted from its epoch says so by its year.
FIRST_YEAR: Final = 2026
_MEGABYTE: Final = 1024 * 1024
_PRINTER_PORTS: Final = ("usb/lp*", "ttyUSB*", "ttyACM*", "ttyAMA*", "serial*")
_NOT_THERE: Final = "nicht da"


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What the parts are asked through; `ports` is the folder of the device files."""

    config: Config
    devices: Devices
    issuer: Issuer
    berth: Berth
    ports: Path = Path("/dev")


def card(bench: Bench) -> PartChecked:
    """Reader, generation, serial, tries of the PIN, and a real signature where it is allowed."""
    unit, devices = bench.issuer.unit, bench.devices
    facts = [*_reader_names(bench), f"Zertifikat {unit.serial}"]
    try:
        facts += _identity_facts(unit.signer.identify())
    except HalError as error:
        return _card_failed(error.fault.value, (*facts, str(error)))
    now = devices.clock.now
    begun_s = now().monotonic_s
    is_well = unit.signer.probe()
    took_ms = round((now().monotonic_s - begun_s) * 1000)
    if not is_well:
        return _card_failed(unit.signer.fault, tuple(facts))
    words = f"signiert {took_ms} ms" if unit.signer.may_test else "erkannt"
    return PartChecked(part=Part.CARD, verdict=Verdict.GOOD, words=words[:16], facts=tuple(facts))


def _reader_names(bench: Bench) -> tuple[str, ...]:
    if not any(one.name == "card" for one in bench.devices.places):
        return ("Signaturdienst, keine Karte",)
    try:
        return tuple(f"Leser {name}" for name in bench.devices.reader_names())
    except HalError:
        return ("kein Kartenleser",)


def _identity_facts(identity: CardIdentity) -> list[str]:
    tries = tries_words(identity.pin_tries_left)
    told = [f"Art {identity.family}", f"Nummer {identity.card_number}" * bool(identity.card_number)]
    return [line for line in (*told, f"PIN: {tries}" if tries else "") if line]


def _card_failed(fault: str, facts: tuple[str, ...]) -> PartChecked:
    words = words_of(device_fault(fault)).item.partition(" ")[2]
    return PartChecked(part=Part.CARD, verdict=Verdict.BAD, words=words, facts=facts)


def clock(bench: Bench) -> PartChecked:
    """The real-time clock: there, its battery, its year, and how far from the system's time."""
    try:
        reading = bench.devices.read_rtc()
    except HalError as error:
        is_absent = error.fault is Fault.ABSENT
        verdict = Verdict.NONE if is_absent else Verdict.BAD
        words = "keine Uhr" if is_absent else "Zeit verloren"
        return PartChecked(part=Part.CLOCK, verdict=verdict, words=words, facts=(error.detail,))
    drift_s = (reading.utc - bench.devices.clock.now().utc).total_seconds()
    told = {True: "Batterie leer", False: "Batterie gut", None: "Batterie: sagt nichts"}
    facts = (
        told[reading.is_battery_low],
        f"{reading.utc.astimezone(UTC):%d.%m.%Y %H:%M:%S} UTC",
        f"Abweichung {round(drift_s):+d} s",
    )
    words, is_good = _clock_words(reading.utc, drift_s, is_low=bool(reading.is_battery_low))
    verdict = Verdict.GOOD if is_good else Verdict.BAD
    return PartChecked(part=Part.CLOCK, verdict=verdict, words=words, facts=facts)


def _clock_words(utc: datetime, drift_s: float, *, is_low: bool) -> tuple[str, bool]:
    if utc.year < FIRST_YEAR:
        return f"Jahr {utc.year}", False
    if is_low:
        return "Batterie leer", False
    if abs(drift_s) > DRIFT_S:
        return f"{round(drift_s):+d} s" if abs(drift_s) < 1e6 else "falsch gestellt", False
    return f"geht {round(drift_s):+d} s", True


def stick(bench: Bench, check: Callable[[], None]) -> PartChecked:
    """Written, read back, and let go; `check` is called all the time, and may raise.

    Raises:
        OSError, HalError, ExportError: the stick does not.
    """
    mounted = bench.berth.find()
    free = bench.berth.free_bytes(mounted)
    facts = (
        f"{mounted.file_system} {mounted.serial}".strip(),
        f"frei {free // _MEGABYTE} MB",
    )
    if not mounted.is_writable:
        return PartChecked(
            part=Part.STICK, verdict=Verdict.BAD, words="schreibgeschützt", facts=facts
        )
    if free < 2 * TEST_BYTES:
        return PartChecked(part=Part.STICK, verdict=Verdict.BAD, words="Stick voll", facts=facts)

    def monotonic_s() -> float:
        return bench.devices.clock.now().monotonic_s

    speed = measure(mounted.folder, monotonic_s, check, seed=os.urandom(16))
    bench.berth.require(mounted)
    rates = f"schreibt {_rate(speed.written)}, liest {_rate(speed.read)} MB/s"
    bench.berth.release()
    return PartChecked(
        part=Part.STICK,
        verdict=Verdict.GOOD,
        words=f"{_rate(speed.written)} / {_rate(speed.read)} MB/s"[:16],
        facts=(*facts, rates, "Stick darf heraus"),
    )


def _rate(bytes_a_second: int) -> str:
    return f"{bytes_a_second / _MEGABYTE:.1f}".replace(".", ",")


def printer(bench: Bench, seen: PrinterStatus | None) -> PartChecked:
    """What it said when it was asked last; a page is for the technician to look at."""
    section = bench.config.printer
    facts = (f"Modell {section.model}", f"an {section.connection} {section.device}")
    if seen is None:
        others = _other_ports(bench.ports, section.device)
        found = (f"da ist: {', '.join(others)}",) if others else ("kein Anschluss da",)
        return PartChecked(
            part=Part.PRINTER, verdict=Verdict.BAD, words="antwortet nicht", facts=(*facts, *found)
        )
    said = f"Status: {'bereit' if seen.is_ready else 'nicht bereit'}, Papier {seen.paper.value}"
    if seen.is_cover_open or seen.paper is Paper.OUT:
        words = "Deckel offen" if seen.is_cover_open else "Papier Ende"
        return PartChecked(
            part=Part.PRINTER, verdict=Verdict.BAD, words=words, facts=(*facts, said)
        )
    return PartChecked(
        part=Part.PRINTER, verdict=Verdict.ASKED, words="Seite lesbar ?", facts=(*facts, said)
    )


def _other_ports(folder: Path, configured: str) -> tuple[str, ...]:
    found = sorted(str(path) for pattern in _PRINTER_PORTS for path in folder.glob(pattern))
    return tuple(one for one in found if one != configured)


def supply(bench: Bench) -> PartChecked:
    """The warning line: quiet, or warning now."""
    try:
        is_failing = bench.devices.power_fail.is_failing()
    except HalError as error:
        return failed(Part.SUPPLY, error)
    words, verdict = ("warnt", Verdict.BAD) if is_failing else ("warnt nicht", Verdict.GOOD)
    facts = (f"Leitung BCM {bench.config.gpio.power_fail}",)
    return PartChecked(part=Part.SUPPLY, verdict=verdict, words=words, facts=facts)


def switch(bench: Bench) -> PartChecked:
    """Where the key stands."""
    if bench.devices.key_switch is None:
        return PartChecked(part=Part.SWITCH, verdict=Verdict.NONE, words="kein Schloss")
    try:
        position: SwitchPosition = bench.devices.key_switch.position()
    except HalError as error:
        return failed(Part.SWITCH, error)
    return PartChecked(part=Part.SWITCH, verdict=Verdict.GOOD, words=f"steht auf {position.value}")


def failed(part: Part, error: Exception) -> PartChecked:
    """A part that could not be asked; the sentence of the log is on the slip."""
    is_absent = isinstance(error, HalError) and error.fault is Fault.ABSENT
    words = _NOT_THERE if is_absent else "Fehler"
    return PartChecked(part=part, verdict=Verdict.BAD, words=words, facts=(str(error),))
