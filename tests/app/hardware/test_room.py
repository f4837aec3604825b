"""firmware.app.hardware.room: what is begun by the loop, and followed by a thread of its own."""

from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

import pytest

from firmware.app.hardware.room import DRAWER_S, FLASHES, HardwareRoom, Loan, net_checked
from firmware.app.inbox import Message, PartTold
from firmware.app.spool import Spool
from firmware.app.stick.berth import Berth
from firmware.till.acts import JournalKind
from firmware.till.papers.paper import Paper, Title
from firmware.till.upkeep.archive_requests import (
    UNKNOWN,
    ArchiveFound,
    ArchiveState,
    ArchiveView,
    NetFound,
    NetLink,
)
from firmware.till.upkeep.hardware_requests import CheckPart, LeaveCheck, Part, PartChecked, Verdict
from hal.buzzer.port import Tone
from hal.clock.port import RtcReading
from hal.drawer.port import Drawer
from hal.errors import Fault, HalError
from hal.stick.emulator import EmulatedPort, EmulatedStick
from hal.stick.mounted import MountedSlot
from tests.app.day import Day

PAGE = Paper(name="Testseite", rows=(Title(text="TEST"),))
CABLE = NetLink(name="eth0", is_up=True)


@dataclass
class Bench:
    """A room beside a till, what it told, and what the loop would have done for it."""

    day: Day
    room: HardwareRoom
    spool: Spool
    told: list[Message] = field(default_factory=list)
    rows: list[tuple[JournalKind, dict[str, object]]] = field(default_factory=list)
    papers: list[Paper] = field(default_factory=list)
    can_write: bool = True

    def note(self, kind: JournalKind, content: dict[str, object]) -> bool:
        self.rows.append((kind, content))
        return self.can_write

    def check(self, part: Part) -> PartChecked:
        """Asked for, and followed to its end."""
        answer = self.room.answer(CheckPart(part=part, paper=PAGE, chief=1))
        if answer is not None:
            return answer
        for _ in range(20):
            if self.room.round() == 0.0:
                break
            self.day.stand.clock.advance(1.0)
        last = self.told[-1]
        assert isinstance(last, PartTold)
        return last.answer


@pytest.fixture
def bench(day: Day) -> Bench:
    """On the devices of a till that is on."""
    return made(day)


def made(day: Day, *, is_exporting: bool = False, **changed: object) -> Bench:
    """A room of its own; `changed` are parts of its bench."""
    parts = replace(day.stand.station.hardware._bench, **changed)  # type: ignore[arg-type]
    told: list[Message] = []
    net = NetFound(links=(CABLE,), addresses=("10.0.0.2",), archive=UNKNOWN)
    spool = day.stand.station.spool
    room = HardwareRoom(parts, spool, lambda: net, told.append, lambda: is_exporting)
    bench = Bench(day=day, room=room, spool=spool, told=told)
    room.lend(Loan(note=bench.note, print_paper=bench.papers.append))
    return bench


def test_card_and_clock(bench: Bench) -> None:
    """They take their time, and selling none of it."""
    assert Verdict.GOOD is bench.check(Part.CARD).verdict
    assert Verdict.GOOD is bench.check(Part.CLOCK).verdict
    assert bench.room.round() > 0


@pytest.mark.parametrize("part", [Part.SUPPLY, Part.SWITCH, Part.NET])
def test_what_is_only_looked_at_is_told_at_once(bench: Bench, part: Part) -> None:
    """No thread is asked."""
    assert part is bench.check(part).part
    assert [] == bench.told


def test_printer(bench: Bench) -> None:
    """A page if it can print, and only then."""
    assert Verdict.ASKED is bench.check(Part.PRINTER).verdict
    assert [PAGE] == bench.papers
    bench.spool.seen = None
    assert Verdict.BAD is bench.check(Part.PRINTER).verdict
    assert [PAGE] == bench.papers


def test_sound(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """Played; a buzzer that is gone says so."""
    assert (Verdict.ASKED, "gehört ?") == (
        bench.check(Part.SOUND).verdict,
        bench.check(Part.SOUND).words,
    )

    def gone(_: tuple[Tone, ...]) -> None:
        raise HalError(Fault.ABSENT, "buzzer", "unplugged")

    monkeypatch.setattr(bench.day.bench.buzzer, "play", gone)
    assert "nicht da" == bench.check(Part.SOUND).words


def test_lamp(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """On and off, and lit at the end: the till sells."""
    seen: list[bool] = []
    led = bench.day.bench.status_led
    lit = led.set

    def see(*, is_lit: bool) -> None:
        seen.append(is_lit)
        lit(is_lit=is_lit)

    monkeypatch.setattr(led, "set", see)
    assert "geblinkt ?" == bench.check(Part.LAMP).words
    assert [True, False] * FLASHES + [True] == seen
    led.is_absent = True
    assert Verdict.BAD is bench.check(Part.LAMP).verdict


class Switched:
    """A drawer with a switch."""

    def __init__(self, *opened: bool) -> None:
        self._opened = list(opened)

    def open(self, deadline_s: float) -> None:
        """The spool's business."""

    def is_open(self) -> bool | None:
        """See `Drawer.is_open`."""
        return self._opened.pop(0) if len(self._opened) > 1 else self._opened[0]


@pytest.mark.parametrize(
    ("opened", "verdict", "words"),
    [
        ((False, True), Verdict.GOOD, "offen, Schalter"),
        ((False,), Verdict.BAD, "bleibt zu"),
    ],
)
def test_drawer_with_a_switch(
    day: Day, opened: tuple[bool, ...], verdict: Verdict, words: str
) -> None:
    """A row before the pulse; so long it may take, and no longer."""
    drawer = cast("Drawer", Switched(*opened))
    devices = replace(day.stand.station.hardware._bench.devices, drawer=drawer)
    bench = made(day, devices=devices)
    checked = bench.check(Part.DRAWER)
    assert (verdict, words) == (checked.verdict, checked.words)
    assert [(JournalKind.LADE, {"reason": "Test", "chief": 1})] == bench.rows
    assert DRAWER_S > 1


def test_drawer_without_a_switch(bench: Bench) -> None:
    """Eyes have to say."""
    assert Verdict.ASKED is bench.check(Part.DRAWER).verdict


def test_no_row_no_pulse(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """A full disk keeps the drawer shut."""
    monkeypatch.setattr(bench.spool, "kick", lambda: pytest.fail("opened"))
    bench.can_write = False
    assert "Speicher voll" == bench.check(Part.DRAWER).words


def test_stick(day: Day, tmp_path: Path) -> None:
    """None, a good one, and one that an export is written to."""
    port = EmulatedPort(tmp_path / "run" / "stick")
    berth = Berth(MountedSlot(port, port.mount_point))
    bench = made(day, berth=berth)
    assert "Stick abgezogen" == bench.check(Part.STICK).words
    (tmp_path / "on it").mkdir()
    port.insert(EmulatedStick(folder=tmp_path / "on it"))
    assert "Export läuft" == made(day, berth=berth, is_exporting=True).check(Part.STICK).words
    assert Verdict.GOOD is bench.check(Part.STICK).verdict


def test_left(bench: Bench) -> None:
    """Nobody is told what nobody waits for."""
    assert bench.room.answer(CheckPart(part=Part.CARD)) is None
    left = bench.room.answer(LeaveCheck(part=Part.CARD))
    assert left is not None
    assert Verdict.SKIPPED is left.verdict
    assert bench.room.round() > 0
    assert [] == bench.told


def test_a_stick_that_is_left_is_not_written_on(day: Day, tmp_path: Path) -> None:
    """In the middle of it; nothing stays."""
    port = EmulatedPort(tmp_path / "run" / "stick")
    (tmp_path / "on it").mkdir()
    port.insert(EmulatedStick(folder=tmp_path / "on it"))
    bench = made(day, berth=Berth(MountedSlot(port, port.mount_point)))
    bench.room.answer(CheckPart(part=Part.STICK))
    bench.room._is_left.set()
    bench.room.round()
    (told,) = bench.told
    assert isinstance(told, PartTold)
    assert "abgebrochen" == told.answer.words
    assert [] == list((tmp_path / "on it").iterdir())


def test_a_fault_of_ours_ends_no_till(bench: Bench) -> None:
    """Whatever a check does wrong, the thread lives on."""

    def wrong() -> RtcReading:
        raise ZeroDivisionError("ours")

    devices = replace(bench.day.stand.station.hardware._bench.devices, read_rtc=wrong)
    broken = made(bench.day, devices=devices)
    assert (Verdict.BAD, "Fehler") == (
        broken.check(Part.CLOCK).verdict,
        broken.check(Part.CLOCK).words,
    )


def archive(state: ArchiveState) -> ArchiveFound:
    """An archive that stands like this."""
    return ArchiveFound(view=ArchiveView(state=state))


@pytest.mark.parametrize(
    ("links", "addresses", "state", "verdict", "words"),
    [
        ((), (), ArchiveState.OFF, Verdict.NONE, "kein Netz"),
        ((replace(CABLE, is_up=False),), (), ArchiveState.OFF, Verdict.BAD, "kein Kabel"),
        ((CABLE,), (), ArchiveState.OFF, Verdict.BAD, "keine Adresse"),
        ((CABLE,), ("10.0.0.2",), ArchiveState.OFFLINE, Verdict.BAD, "Archiv fehlt"),
        ((CABLE,), ("10.0.0.2",), ArchiveState.OK, Verdict.GOOD, "10.0.0.2"),
        ((CABLE,), ("10.0.0.2",), ArchiveState.OFF, Verdict.GOOD, "10.0.0.2"),
    ],
)
def test_net(
    links: tuple[NetLink, ...],
    addresses: tuple[str, ...],
    state: ArchiveState,
    verdict: Verdict,
    words: str,
) -> None:
    """Link, address, archive, in this order."""
    found = NetFound(links=links, addresses=addresses, archive=archive(state))
    checked = net_checked(found)
    assert (verdict, words) == (checked.verdict, checked.words)
