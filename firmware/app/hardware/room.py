"""F 95: what the counter wants tried is tried by a thread of its own; selling waits for none of it.

The loop asks (`answer`) and is told by PartTold. What must be a row first, or goes by the spool, is
begun by the loop; what takes time or waits for a hand is followed from round to round.
"""

from collections.abc import Callable
from dataclasses import dataclass
from threading import Event, Lock
from typing import Final, assert_never

from firmware.app.hardware import parts
from firmware.app.hardware.parts import Bench
from firmware.app.inbox import Message, PartTold
from firmware.app.spool import Spool
from firmware.app.stick import outcome
from firmware.export.errors import ExportError
from firmware.export.package.fault import CancelledError
from firmware.process.logs import get_logger
from firmware.till.acts import JournalKind
from firmware.till.papers.paper import Paper
from firmware.till.sounds import TUNES, Sound
from firmware.till.upkeep.archive_requests import ArchiveState, NetFound
from firmware.till.upkeep.hardware_requests import (
    CheckPart,
    HardwareWanted,
    LeaveCheck,
    Part,
    PartChecked,
    Verdict,
)
from hal.errors import HalError

log = get_logger()

ROUND_S: Final = 0.2
#: A drawer that did not spring open within that does not.
DRAWER_S: Final = 3.0
FLASHES: Final = 3
_LEFT_OUT: Final = "ausgelassen"


@dataclass(frozen=True, slots=True, kw_only=True)
class Loan:
    """What the loop lends: `note` writes a row, `print_paper` prints a slip, `is_exporting`."""

    note: Callable[[JournalKind, dict[str, object]], bool]
    print_paper: Callable[[Paper], None]


class HardwareRoom:
    """One part at a time; `round` belongs to its thread, everything else to the loop."""

    def __init__(
        self,
        bench: Bench,
        spool: Spool,
        net: Callable[[], NetFound],
        post: Callable[[Message], None],
        is_exporting: Callable[[], bool],
    ) -> None:
        self._bench, self._spool, self._net, self._post = bench, spool, net, post
        self._is_exporting = is_exporting
        self._loan: Loan | None = None
        self._lock = Lock()
        self._wanted: Part | None = None
        self._is_left = Event()
        self._begun_s: float | None = None
        self._flashes = 0

    def lend(self, loan: Loan) -> None:
        """From now on rows and slips go there."""
        self._loan = loan

    def answer(self, wanted: HardwareWanted) -> PartChecked | None:
        """What came of it; None: it is told later."""
        match wanted:
            case CheckPart():
                return self._begin(wanted)
            case LeaveCheck():
                self._is_left.set()
                with self._lock:
                    self._wanted = None
                return PartChecked(part=wanted.part, verdict=Verdict.SKIPPED, words=_LEFT_OUT)
            case _:
                assert_never(wanted)

    def round(self) -> float:
        """Follow what was begun."""
        with self._lock:
            part = self._wanted
        if part is None:
            return ROUND_S
        checked = self._tried(part)
        if checked is None:
            return ROUND_S
        with self._lock:
            is_wanted, self._wanted = self._wanted is part, None
        if is_wanted:
            self._post(PartTold(answer=checked))
        return 0.0

    def _begin(self, wanted: CheckPart) -> PartChecked | None:
        match wanted.part:
            case Part.NET:
                return net_checked(self._net())
            case Part.SOUND:
                return self._play()
            case Part.PRINTER:
                return self._print(wanted.paper)
            case Part.SUPPLY:
                return parts.supply(self._bench)
            case Part.SWITCH:
                return parts.switch(self._bench)
            case Part.DRAWER if (refusal := self._kick(wanted.chief)) is not None:
                return refusal
            case Part.DISPLAY | Part.KEYS:
                raise AssertionError(wanted.part)
            case _:
                pass
        self._is_left.clear()
        self._begun_s, self._flashes = None, 0
        with self._lock:
            self._wanted = wanted.part
        return None

    def _tried(self, part: Part) -> PartChecked | None:
        """What came of it; None: not yet."""
        try:
            match part:
                case Part.CARD:
                    return parts.card(self._bench)
                case Part.CLOCK:
                    return parts.clock(self._bench)
                case Part.STICK:
                    return self._stick()
                case Part.DRAWER:
                    return self._drawer()
                case _:
                    assert part is Part.LAMP, part
                    return self._lamp()
        except HalError as error:
            return parts.failed(part, error)
        except Exception as error:
            # A fault of ours in a test must not end the till that sells.
            log.exception("part not tried", part=part.name)
            return parts.failed(part, error)

    def _play(self) -> PartChecked:
        try:
            self._bench.devices.buzzer.play(TUNES[Sound.SIGNED])
        except HalError as error:
            return parts.failed(Part.SOUND, error)
        return PartChecked(part=Part.SOUND, verdict=Verdict.ASKED, words="gehört ?")

    def _print(self, paper: Paper | None) -> PartChecked:
        checked = parts.printer(self._bench, self._spool.seen)
        if checked.verdict is Verdict.ASKED and paper is not None:
            assert self._loan is not None, "lent before the first key"
            self._loan.print_paper(paper)
        return checked

    def _kick(self, chief: int | None) -> PartChecked | None:
        """An open drawer is always a row; without one it stays shut."""
        assert self._loan is not None, "lent before the first key"
        lent = {} if chief is None else {"chief": chief}
        if not self._loan.note(JournalKind.LADE, {"reason": "Test", **lent}):
            return PartChecked(part=Part.DRAWER, verdict=Verdict.BAD, words="Speicher voll")
        self._spool.kick()
        return None

    def _drawer(self) -> PartChecked | None:
        is_open = self._bench.devices.drawer.is_open()
        if is_open is None:
            facts = ("kein Schalter",)
            return PartChecked(
                part=Part.DRAWER, verdict=Verdict.ASKED, words="Lade offen ?", facts=facts
            )
        if is_open:
            return PartChecked(part=Part.DRAWER, verdict=Verdict.GOOD, words="offen, Schalter")
        if self._waited_s() < DRAWER_S:
            return None
        return PartChecked(part=Part.DRAWER, verdict=Verdict.BAD, words="bleibt zu")

    def _lamp(self) -> PartChecked | None:
        """On and off by turns, then lit as before: the till sells."""
        is_over = self._flashes >= 2 * FLASHES
        self._bench.devices.status_led.set(is_lit=is_over or self._flashes % 2 == 0)
        self._flashes += 1
        if not is_over:
            return None
        return PartChecked(part=Part.LAMP, verdict=Verdict.ASKED, words="geblinkt ?")

    def _stick(self) -> PartChecked:
        if self._is_exporting():
            return PartChecked(part=Part.STICK, verdict=Verdict.BAD, words="Export läuft")
        try:
            return parts.stick(self._bench, self._check)
        except (ExportError, OSError) as error:
            words = outcome.words_of(error, is_stick_there=True)
            if isinstance(error, OSError):
                words = "Stick schadhaft"
            return PartChecked(
                part=Part.STICK, verdict=Verdict.BAD, words=words, facts=(str(error),)
            )

    def _check(self) -> None:
        if self._is_left.is_set():
            raise CancelledError("left out")

    def _waited_s(self) -> float:
        now_s = self._bench.devices.clock.now().monotonic_s
        if self._begun_s is None:
            self._begun_s = now_s
        return now_s - self._begun_s


def net_checked(found: NetFound) -> PartChecked:
    """Link, address, archive: as far as files of this machine say."""
    links = tuple(
        f"{one.name} {'WLAN' if one.is_wireless else 'Kabel'} {'ok' if one.is_up else 'aus'}"
        for one in found.links
    )
    archive = found.archive.view.state
    told = "" if archive is ArchiveState.OFF else f"Archiv: {archive.value}"
    facts = (*links, *found.addresses, *((told,) if told else ()))
    if not found.links:
        return PartChecked(part=Part.NET, verdict=Verdict.NONE, words="kein Netz", facts=facts)
    if not any(one.is_up for one in found.links):
        return PartChecked(part=Part.NET, verdict=Verdict.BAD, words="kein Kabel", facts=facts)
    if not found.addresses:
        return PartChecked(part=Part.NET, verdict=Verdict.BAD, words="keine Adresse", facts=facts)
    if archive in (ArchiveState.OFFLINE, ArchiveState.REFUSED):
        return PartChecked(part=Part.NET, verdict=Verdict.BAD, words="Archiv fehlt", facts=facts)
    return PartChecked(part=Part.NET, verdict=Verdict.GOOD, words=found.addresses[0], facts=facts)
