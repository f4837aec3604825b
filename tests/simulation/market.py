"""A market day in one process: till, devices, disk, second medium, archive, all on one clock.

The till is kassad's own station on the desk's stand; kassa-sync's side turns beside it, over a call
instead of a socket, against an archive that is the real one from its doors on. Two runs of one
plan give the same day but for keys and signatures.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Final, assert_never

import pytest

from firmware.app.boot import BootError
from firmware.app.units import serials_in_use
from firmware.desk.keys import parse_keys
from firmware.desk.misfortune import carry_out
from firmware.desk.opening import open_stall
from firmware.desk.power import PowerCutError
from firmware.desk.script import Command, Keys
from firmware.desk.stand import PLENTY_BYTES, Stand
from firmware.process import logs
from firmware.rksv.errors import RksvError
from firmware.store.errors import StoreError
from firmware.till.acts import JournalKind
from firmware.till.texts import VIENNA
from tests.faultdisk.disk import Failure, FaultDisk
from tests.faultdisk.plug import DiskPlug, stand_on
from tests.power.light import lighten
from tests.simulation import overheard
from tests.simulation.ground import stall_in
from tests.simulation.lie import Lie
from tests.simulation.neighbour import Neighbour
from tests.simulation.plan import Plan
from tests.simulation.post_beside import PostBeside, paced_rounds
from tests.simulation.quick import quicken
from tests.simulation.steps import Thing, WorldStep, read

_LOW_BYTES: Final = 60 * 1024 * 1024
_FREE_BYTES: Final = {"full": 0, "low": _LOW_BYTES, "room": PLENTY_BYTES}
#: The power goes more often than that in one step, or kassad ends more often: it never comes up.
BOOTS_MAX: Final = 4
#: So often a till is started on a disk that does not work, before somebody looks at it.
FAILING_BOOTS: Final = 2
_CLOSING_KEYS_MAX: Final = 30
#: How somebody who closes the day answers what the display asks.
_ANSWERS: Final = (
    ("Z-Abschluss?", "BAR"),
    ("BARGELD GESAMT", "12300 BAR"),
    ("WARUM", "1"),
    ("Diff", "2"),
    ("Soll", "BAR"),
    ("Abschöpfen", "BAR"),
    ("ABBRECHEN?", "BAR"),
)
#: What sets everything right at the end of a day.
_RIGHT: Final = (
    *("@paper in", "@cover closed", "@printer online", "@display plug", "@stick pull"),
    "@card insert",
    *("world disk room", "world mirror back", "world net back", "world archive well"),
    *("@clock right", "@terminal paid"),
)

#: In the meantime the card is asked again, and who mistyped a PIN may type once more.
_WAIT: Final = "@wait 63"
_TRIES: Final = 3


class EndedError(Exception):
    """Kassad ended, or did not come up, and no fault of the disk was to blame."""


class Market:
    """One plan being lived; made by `opened`, which also ends it.

    `on_boot` is called after each boot, `after_step` by whoever plays.
    """

    def __init__(self, plan: Plan, folder: Path, disk: FaultDisk) -> None:
        self._dice = Random(plan.seed)
        begins_utc = _utc(plan.morning)
        config = stall_in(folder / "till", is_fitted=plan.is_fitted)
        self.stand = stand_on(disk, self._dice, folder / "till", config, begins_utc)
        self.disk = disk
        self._mirror = Path(config.mirror.folder) if config.mirror is not None else folder
        self.neighbour = Neighbour(folder / "archive", self.stand, self._dice)
        self.neighbour.introduce(config.paths)
        #: Digests of all that any card has signed.
        self.signed: list[bytes] = []
        self.lie = Lie(self.stand, disk, self.signed)
        self.post = PostBeside(self.stand, self.neighbour, self._dice.random)
        self._torn_at: int | None = None
        self._hanging: set[str] = set()
        self.boots = 0
        #: How often the till could not store what a hand wanted of it.
        self.refused = 0
        self.on_boot: Callable[[], None] = lambda: None

    @property
    def plug(self) -> DiskPlug:
        """The plug of the till, and of its disk."""
        plug = self.stand.plug
        assert isinstance(plug, DiskPlug)
        return plug

    def open(self) -> None:
        """The till is put into operation and comes up."""
        stand = self.stand
        open_stall(stand.config, stand.bench, stand.secrets, connect=stand.plug.connect)
        stand._collect()
        self._come_up()

    def do(self, text: str) -> None:
        """One step; whatever goes down in it has come up again afterwards.

        Raises:
            EndedError: the till ended without a reason, or stays down.
        """
        is_on = False
        with self._ends_for_a_reason():
            is_on = self._done(read(text))
        if is_on and self.stand.is_on and self.stand.station.loop.goes_down is not None:
            is_on = self._goes_down()
        if not is_on:
            self._come_up()

    @contextmanager
    def _ends_for_a_reason(self) -> Iterator[None]:
        """A till may end over a disk that has just refused it something, and over nothing else."""
        refused = self.disk.refused
        try:
            yield
        except PowerCutError:
            # In the hand that lays a stick ready, beside the till.
            self.stand._go_dark()
        except (BootError, RksvError, StoreError) as error:
            self.stand._let_go()
            if self.disk.refused == refused:
                raise EndedError(f"{type(error).__name__}: {error}") from error

    def _done(self, step: Keys | Command | WorldStep) -> bool:
        match step:
            case Keys():
                return self.stand.press(step.keys)
            case Command():
                if step.key is not None:
                    self._hanging.add(step.key.value)
                return carry_out(self.stand, step)
            case WorldStep():
                return self._happen(step)
            case _:
                assert_never(step)

    def set_right(self) -> None:
        """Everything is well, and had the time to get well."""
        self._take_the_right_card()
        for line in (*_RIGHT, *(f"@key {key} free" for key in sorted(self._hanging)), _WAIT):
            self.do(line)
        self._hanging.clear()
        self._wait_for_the_clock()

    def _wait_for_the_clock(self) -> None:
        """A clock that was ahead and is right again is where the last receipt was, at last."""
        tail = self.stand.book.tail()
        assert tail is not None, "a commissioned till has a Startbeleg"
        ahead = tail.issued_at_utc - self.stand.clock.now().utc
        if ahead > timedelta(0):
            self.do(f"world clock on {ahead // timedelta(hours=1) + 1}")
            self.do("@wait 2")
        if self.stand.station.loop._clock.is_doubted:
            # A boot by a clock that was far behind: the right time is a leap to it. F 94.
            self.stand.station.loop._clock.vouch()

    def _take_the_right_card(self) -> None:
        """Of all there are the one by which the book sells: a swap may have been broken off."""
        bench, serials = self.stand.bench, serials_in_use(self.stand.book).values()
        bench.card = next(card for card in bench.cards if card.serial in serials)

    def close_day(self) -> None:
        """A Z; what is open is paid or given up before."""
        for line in ("C C C", "F C BAR", "C C", "F 01 1 BAR 1111 BAR", "C"):
            self.do(line)
        for line in ("world till close", "@wait 3"):
            self.do(line)

    def sell(self) -> None:
        """Somebody signs on, ends what is open, and sells one thing for cash; tries it again."""
        before = _sold(self.stand)
        for _ in range(_TRIES):
            for line in ("C C", "F 01 1 BAR 1111 BAR", "C C BAR BAR C C", "250 WG1 BAR", "@wait 5"):
                self.do(line)
            if _sold(self.stand) > before:
                return
            self.do(_WAIT)

    def _happen(self, step: WorldStep) -> bool:
        """What the world does; false when the till lost its power."""
        match step.thing:
            case Thing.NET:
                self.neighbour.is_reached = step.word == "back"
            case Thing.ARCHIVE if step.word == "anew":
                self.neighbour.restart()
            case Thing.ARCHIVE:
                self.neighbour.mood = step.word
            case Thing.MIRROR:
                self._move_mirror(is_in=step.word == "back")
            case Thing.DISK:
                self._harm_disk(step)
            case _:
                return self._befall(step)
        return self.stand.settle()

    def _befall(self, step: WorldStep) -> bool:
        """What happens to the till itself; false when it is off then."""
        match step.thing:
            case Thing.STICK:
                return self._tear_stick(step.number)
            case Thing.CLOCK:
                now_utc = self.stand.timepiece.true_utc
                return self.stand.set_time(now_utc + timedelta(hours=step.number))
            case Thing.TILL if step.word == "close":
                return self._close()
            case Thing.TILL:
                return self._goes_down()
            case _:
                return self._pull(step)

    def _pull(self, step: WorldStep) -> bool:
        if step.word == "cut":
            self.disk.cut_at(step.number)
            return True
        if step.word == "lies":
            self.lie.arm(step.number)
            return True
        self.stand.cut()
        self.stand.clock.advance(1.0)
        self.disk.cut_at(step.number)
        return False

    def _close(self) -> bool:
        """F 20, and an answer to whatever is asked; false when the power went."""
        stand = self.stand
        before = _closed(stand)
        if not stand.press(parse_keys("F 20")):
            return False
        for _ in range(_CLOSING_KEYS_MAX):
            shown = f"{stand.screen.item}|{stand.screen.main}"
            keys = next((keys for word, keys in _ANSWERS if word in shown), None)
            if keys is None or _closed(stand) != before:
                return True
            if not stand.press(parse_keys(keys)):
                return False
        return True

    def _goes_down(self) -> bool:
        """Switched off in order; the next moment it is on again."""
        if self.stand.shut_down():
            self.post.end()
            self.stand.clock.advance(1.0)
        return False

    def _come_up(self) -> None:
        """Power on, as often as the plug is still pulled on the way."""
        self.post.end()
        for tries in range(BOOTS_MAX):
            self.boots += 1
            if tries == FAILING_BOOTS:
                self.disk.mend()
            is_on = self.lie.come_up()
            with self._ends_for_a_reason():
                is_on = is_on or self.stand.boot()
            if is_on:
                self.post.begin()
                self.stand._rounds = (*paced_rounds(self.stand), self.post.turn)
                self.on_boot()
                return
        raise EndedError(f"{BOOTS_MAX} boots, and none of them to its end")

    def _move_mirror(self, *, is_in: bool) -> None:
        away = self._mirror.with_name("mirror-away")
        source, target = (away, self._mirror) if is_in else (self._mirror, away)
        if source.exists():
            source.rename(target)

    def _harm_disk(self, step: WorldStep) -> None:
        """It has no room, or does not work; `room` sets all of that right."""
        match step.word:
            case "fills":
                kind = Failure.SHORT if step.number % 2 else Failure.ENOSPC
                self.disk.fail_at(step.number, kind, is_lasting=True)
            case "fails" | "dies":
                self.disk.fail_at(step.number, Failure.EIO, is_lasting=step.word == "dies")
            case word:
                self.stand.free_bytes = _FREE_BYTES[word]
                if word == "room":
                    self.disk.mend()

    def _tear_stick(self, pieces: int) -> bool:
        """The owner's stick goes in, and out at a piece of what is written onto it."""
        self._torn_at = pieces
        sticks = self.stand.bench.sticks
        sticks.give_owner(self.stand.book, self.stand.clock.now().utc)
        sticks.put("owner")
        is_on = self.stand.settle()
        self._torn_at = None
        sticks.pull()
        return is_on and self.stand.settle()

    def refuse(self) -> None:
        """Something could not be stored for want of room."""
        self.refused += 1

    def write_piece(self) -> None:
        """A piece of an export is about to be written."""
        if self._torn_at is not None:
            self._torn_at -= 1
            if self._torn_at <= 0:
                self.stand.bench.sticks.pull()

    def close(self) -> None:
        """Nothing stays open."""
        self.stand._let_go()
        self.neighbour.close()


@contextmanager
def opened(plan: Plan, folder: Path) -> Iterator[Market]:
    """The market of a plan, to be opened, until the block is left."""
    logs.configure(logging.CRITICAL)
    with pytest.MonkeyPatch.context() as patch, FaultDisk() as disk:
        lighten(patch)
        quicken(patch)
        market = Market(plan, folder, disk)
        overheard.cards(patch, market.signed.append)
        overheard.exports(patch, market.write_piece)
        overheard.refusals(patch, market.refuse)
        try:
            yield market
        finally:
            market.close()
            logs.configure(logging.INFO)


def _sold(stand: Stand) -> int:
    """The number of the last receipt."""
    tail = stand.book.tail()
    return 0 if tail is None else tail.number


def _closed(stand: Stand) -> int:
    row = stand.book.last_journal(JournalKind.Z)
    return 0 if row is None else row.seq


def _utc(local: str) -> datetime:
    moment = datetime.fromisoformat(local)
    return (moment if moment.tzinfo else moment.replace(tzinfo=VIENNA)).astimezone(UTC)
