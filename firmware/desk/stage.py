"""The desk of `kassa demo` with a second till behind it: the manual's stall, new for each row.

What a visitor sells stays on the visitor's own till, which goes on running while somebody
practises. A page sees one desk all the time: revisions and slips count on across the change.
"""

import shutil
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock, RLock
from typing import Final

import msgspec

from firmware.app import main
from firmware.app.boot import book_path
from firmware.app.config import Config
from firmware.desk.archive_beside import ArchiveBeside
from firmware.desk.keys import parse_keys
from firmware.desk.live import DeskClock, LiveDesk, open_desk
from firmware.desk.manual.case import Case
from firmware.desk.manual.chapters import CASES
from firmware.desk.manual.practice import OPENED_UTC, SIGN_ON, manual_config, open_practice
from firmware.desk.manual.steps import command_at
from firmware.desk.manual.verdict import OF_THE_APP, judge
from firmware.desk.protocol import Outcome, Slip, Switch, View
from firmware.desk.script import Act, Command
from firmware.desk.stall import in_folder
from firmware.store.errors import StoreError
from firmware.store.reader import Reader
from firmware.till.stall.catalog import Profile
from hal.buzzer.port import Tone
from hal.clock.port import Instant
from hal.keypad.port import Key

#: A boot and a sign-on on a loaded machine.
READY_DEADLINE_S: Final = 20.0
#: Of a wait in the manual so much is waited for, the rest is skipped.
LONGEST_PAUSE_S: Final = 2.0
_LOOK_S: Final = 0.01
_PAPER: Final = {"in": "ok", "low": "near_end", "out": "out"}
#: Words whose position has another name; every other one is a position itself.
_CARD: Final = {"insert": "in", "remove": "out", "unplug": "unplugged"}
_BY_NUMBER: Final[Mapping[str, Case]] = {case.number: case for case in CASES}


class SkippingClock(DeskClock):
    """The time of the manual, which goes on as ours does, but for what is skipped or set (F 94)."""

    def __init__(self) -> None:
        self._began_s = time.monotonic()
        self._ahead = timedelta()
        self._set = timedelta()

    def skip_to(self, moment_utc: datetime) -> None:
        """It is this late now."""
        self._ahead += max(timedelta(), moment_utc - self.now().utc)

    def set_by_hand(self, utc: datetime) -> None:
        """See `ClockSetter.set_by_hand`: no time passes by it."""
        self._set += utc - self.now().utc

    def now(self) -> Instant:
        """See `Clock.now`."""
        passed = self._ahead + timedelta(seconds=time.monotonic() - self._began_s)
        return Instant(
            utc=OPENED_UTC + passed + self._set,
            monotonic_s=self._began_s + passed.total_seconds(),
            is_trusted=True,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Act:
    """The till before the audience: its desk, and what its counts are ahead of that desk's own.

    `case` is the row it was set up for, None for the visitor's own till; `seen_seq` the last
    journal row before the row's first key.
    """

    desk: LiveDesk
    case: Case | None = None
    clock: SkippingClock | None = None
    folder: Path | None = None
    seen_seq: int = 0
    display_ahead: int = 0
    paper_ahead: int = 0
    sound_ahead: int = 0
    drawer_ahead: int = 0
    slips_ahead: int = 0


class Stage:
    """Implements `Desk` and `Practice`; any method may be called from any thread."""

    def __init__(self, own: LiveDesk, folder: Path) -> None:
        """`folder` takes the practice tills; what is in it is nobody's."""
        self.own = own
        self._folder = folder
        self._template = folder / "template"
        self._count = 0
        # Whoever looks takes the act in one glance; only `_hands` changes it.
        self._act = _Act(desk=own)
        self._hands, self._pen = RLock(), Lock()

    # --- practice

    @property
    def profile(self) -> Profile:
        """The stall of the till before the audience."""
        return self._act.desk.profile

    def begin(self, number: str) -> None:
        """See `Practice.begin`."""
        case = _BY_NUMBER.get(number)
        if case is None:
            raise ValueError(number)
        with self._hands:
            self._enter(self._set_up(case))

    def end(self) -> None:
        """See `Practice.end`."""
        with self._hands:
            if self._act.case is not None:
                self._enter(_Act(desk=self.own))

    def befall(self, line: int) -> None:
        """See `Practice.befall`."""
        with self._hands:
            act = self._act
            if act.case is None or act.clock is None:
                raise ValueError(line)
            _carry_out(act.desk, act.clock, command_at(act.case, line))

    def outcome(self) -> Outcome | None:
        """See `Practice.outcome`."""
        act = self._act
        if act.case is None:
            return None
        lines = [line.strip() for line in act.desk.display_text().split("\n")]
        _status, item, main, hint = (lines + [""] * 4)[:4]
        verdict = judge(act.case, (item, main, hint), _kinds(act))
        return Outcome(
            number=act.case.number,
            is_display=verdict.is_display,
            is_journal=verdict.is_journal,
        )

    def close(self) -> None:
        """Let the practice till go down; the visitor's own is not ours to end."""
        self.end()

    # --- desk

    def press(self, key: Key) -> None:
        """See `Desk.press`."""
        self._act.desk.press(key)

    def switch(self, switch: Switch, position: str) -> None:
        """See `Desk.switch`."""
        with self._hands:
            self._act.desk.switch(switch, position)

    def view(self) -> View:
        """See `Desk.view`."""
        return _view(self._act)

    def display_png(self) -> bytes:
        """See `Desk.display_png`."""
        return self._act.desk.display_png()

    def display_text(self) -> str:
        """See `Desk.display_text`."""
        return self._act.desk.display_text()

    def slips(self, first: int) -> Sequence[Slip]:
        """See `Desk.slips`."""
        act = self._act
        slips = act.desk.slips(max(0, first - act.slips_ahead))
        return [replace(slip, index=slip.index + act.slips_ahead) for slip in slips]

    def sound(self) -> tuple[Tone, ...]:
        """See `Desk.sound`."""
        return self._act.desk.sound()

    def stick_folders(self) -> Mapping[str, Path]:
        """See `Desk.stick_folders`."""
        return self._act.desk.stick_folders()

    # --- behind the curtain

    def _set_up(self, case: Case) -> _Act:
        """A new till for `case`, booted, with the row's clerk signed on."""
        if not self._template.exists():
            unfinished = self._folder / "unfinished"
            open_practice(unfinished, OPENED_UTC - timedelta(hours=1))
            unfinished.rename(self._template)
        self._count += 1
        folder = self._folder / f"till-{self._count}"
        shutil.copytree(self._template, folder)
        clock = SkippingClock()
        desk = LiveDesk(_config(case, folder), folder, clock)
        desk.switch_on()
        try:
            _until(lambda: desk.display_text() != "", "a display that shows something")
            act = _Act(desk=desk, case=case, clock=clock, folder=folder)
            return _signed_on(act)
        except BaseException:
            desk.switch_off()
            raise

    def _enter(self, act: _Act) -> None:
        """Show `act`; all counts go on from those of the act before."""
        before, old = self._act, _view(self._act)
        slips = self.slips(0)
        new = act.desk.view()
        next_slip = slips[-1].index + 1 if slips else before.slips_ahead
        own_slips = act.desk.slips(0)
        told = own_slips[-1].index + 1 if act.case is None and own_slips else 0
        self._act = replace(
            act,
            display_ahead=old.display_revision + 1 - new.display_revision,
            paper_ahead=old.paper_revision + 1 - new.paper_revision,
            sound_ahead=old.sound_revision - new.sound_revision,
            drawer_ahead=old.drawer_opened - new.drawer_opened,
            slips_ahead=next_slip - told,
        )
        if before.case is not None:
            before.desk.switch_off()
            assert before.folder is not None, "a practice till has a folder"
            shutil.rmtree(before.folder, ignore_errors=True)


def _view(act: _Act) -> View:
    view = act.desk.view()
    return replace(
        view,
        display_revision=view.display_revision + act.display_ahead,
        paper_revision=view.paper_revision + act.paper_ahead,
        sound_revision=view.sound_revision + act.sound_ahead,
        drawer_opened=view.drawer_opened + act.drawer_ahead,
        row="" if act.case is None else act.case.number,
    )


def _config(case: Case, folder: Path) -> Config:
    config = in_folder(manual_config(case.settings), folder)
    return msgspec.structs.replace(config, clerk=[]) if case.is_alone else config


def _signed_on(act: _Act) -> _Act:
    """`act` with the clerk of its row at the till, and the journal read up to there."""
    case, desk = act.case, act.desk
    assert case is not None, "a practice till has a row"
    if case.clerk is not None and not case.is_alone:
        for key in parse_keys(SIGN_ON[case.clerk]):
            desk.press(key)
        _until(lambda: "EIN" in _kinds(act), "a clerk who is signed on")
    with Reader.open_read_only(_path(act)) as book:
        last = book.last_journal()
    assert last is not None, "a till in operation has rows"
    return replace(act, seen_seq=last.seq)


def _kinds(act: _Act) -> tuple[str, ...]:
    """The kinds of the rows since the row began; empty while nobody can read the book."""
    with suppress(StoreError), Reader.open_read_only(_path(act)) as book:
        rows = book.journal(act.seen_seq + 1)
        return tuple(row.kind for row in rows if row.kind not in OF_THE_APP)
    return ()


def _path(act: _Act) -> Path:
    assert act.folder is not None, "a practice till has a folder"
    return book_path(in_folder(manual_config(), act.folder))


def _carry_out(desk: LiveDesk, clock: SkippingClock, command: Command) -> None:
    """What the row says happens around the till."""
    match command.act:
        case Act.PAPER:
            desk.switch(Switch.PAPER, _PAPER[command.word])
        case Act.COVER:
            desk.switch(Switch.COVER, command.word)
        case Act.PRINTER:
            desk.switch(Switch.PRINTER, "on" if command.word == "online" else "off")
        case Act.CARD:
            desk.switch(Switch.CARD, _CARD.get(command.word, command.word))
        case Act.POWER:
            desk.switch(Switch.POWER, "cut")
            desk.switch(Switch.POWER, "on")
        case Act.STICK:
            # Whether it comes out at rest or not is for whoever pulls it to see.
            desk.switch(Switch.STICK, "out" if command.word == "pull" else command.word)
        case Act.WAIT:
            seconds = command.number or 0.0
            # What runs beside the counter (a copy, an export) needs time of ours.
            time.sleep(min(seconds, LONGEST_PAUSE_S))
            clock.skip_to(clock.now().utc + timedelta(seconds=seconds))
        case Act.TIME if command.moment_utc is not None:
            clock.skip_to(command.moment_utc)
            # The till looks at its calendar at a tick, and nobody types at the stroke of midnight.
            time.sleep(2 * main.TICK_S)
        case _:
            raise ValueError(command.act.value)


def _until(condition: Callable[[], bool], what: str) -> None:
    """Return as soon as `condition` holds.

    Raises:
        RuntimeError: it does not; that is a fault of ours.
    """
    end_s = time.monotonic() + READY_DEADLINE_S
    while not condition():
        if time.monotonic() > end_s:
            raise RuntimeError(f"never came: {what}")
        time.sleep(_LOOK_S)


@contextmanager
def open_stage(
    config: Config, folder: Path, *, is_new: bool = False, archive: ArchiveBeside | None = None
) -> Iterator[Stage]:
    """A desk with power on, and room behind it to practise; both go down in order at the end.

    With `is_new` the till is as a technician finds it who is to put it into operation.

    Raises:
        As `LiveDesk`.
    """
    with (
        tempfile.TemporaryDirectory(prefix="kassa-practice-") as behind,
        open_desk(config, folder, is_new=is_new, archive=archive) as own,
    ):
        stage = Stage(own, Path(behind))
        try:
            yield stage
        finally:
            stage.close()
