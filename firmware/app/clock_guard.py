"""The clock under watch: jumps are told, and a doubtful time signs nothing.

No receipt is earlier than the one before (Anlage Z 4, 5 RKSV), so a time that lies wrongly ahead
would bind every receipt after it. A small step back is waited for. A jump of more than an hour that
no better witness explains is doubted until somebody vouches for it (F 94), or it is undone.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from hal.clock.port import Instant, SettableClock, TimeSource

#: A clock that is slewed does not move by so much within one tick.
JUMP_S = 2.0
#: Further ahead at one stroke is not what a server corrects on a running till.
DOUBTED_AHEAD_S = 3600.0
#: Set back by no more, a clock soon is where it was; nobody types a sale again for that.
WAITED_FOR = timedelta(seconds=120)
#: No stall rests for longer: a chip that says so has lost its battery.
LONGEST_REST = timedelta(days=5 * 365)


class Passage(Enum):
    """Whether a receipt may be issued by this clock."""

    GO = "go"
    WAIT = "wait"
    STOP = "stop"


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockNews:
    """The clock jumped by so many seconds, or is trusted otherwise than before.

    `is_doubted` when somebody must confirm it from now on.
    """

    jump_s: int
    is_trusted: bool
    source: TimeSource
    is_doubted: bool


class ClockGuard:
    """Implements `SettableClock`; `look` is called about once a second, by the loop.

    `passage` may be asked from any thread, and sees a jump that nobody has looked at yet.
    """

    def __init__(self, clock: SettableClock) -> None:
        self._clock = clock
        now = clock.now()
        self._seen_s = self._accepted_s = _offset_s(now)
        self._accepted_source = now.source
        # A boot without a witness is news.
        self._was_trusted = True
        self._is_doubted = False

    @property
    def is_doubted(self) -> bool:
        """Whether the clock jumped ahead, and nobody has confirmed it."""
        return self._is_doubted

    def now(self) -> Instant:
        """See `Clock.now`."""
        return self._clock.now()

    def monotonic(self) -> float:
        """See `Clock.monotonic`."""
        return self._clock.monotonic()

    def look(self) -> ClockNews | None:
        """What the clock did since the last look; None for nothing but pass."""
        now = self._clock.now()
        offset_s = _offset_s(now)
        jump_s, self._seen_s = offset_s - self._seen_s, offset_s
        was_trusted, self._was_trusted = self._was_trusted, now.is_trusted
        was_doubted, self._is_doubted = self._is_doubted, self._judge(now, offset_s)
        is_new_doubt = self._is_doubted and not was_doubted
        if abs(jump_s) <= JUMP_S and was_trusted is now.is_trusted and not is_new_doubt:
            return None
        return ClockNews(
            jump_s=round(jump_s) if abs(jump_s) > JUMP_S else 0,
            is_trusted=now.is_trusted,
            source=now.source,
            is_doubted=is_new_doubt,
        )

    def passage(self, last_utc: datetime) -> Passage:
        """Whether a receipt may follow one of `last_utc` now."""
        now = self._clock.now()
        is_rotten = (
            now.source not in (TimeSource.NTP, TimeSource.HAND)
            and now.utc - last_utc > LONGEST_REST
        )
        if self._is_doubted or self._is_leap(now) or now.is_impossible or is_rotten:
            return Passage.STOP
        if now.utc >= last_utc:
            return Passage.GO
        return Passage.WAIT if last_utc - now.utc <= WAITED_FOR else Passage.STOP

    def vouch(self) -> None:
        """See `ClockSetter.vouch`."""
        self._clock.vouch()
        self._accept(self._clock.now())

    def set_by_hand(self, utc: datetime) -> None:
        """See `ClockSetter.set_by_hand`; who set it writes the row."""
        self._clock.set_by_hand(utc)
        self._accept(self._clock.now())

    def _judge(self, now: Instant, offset_s: float) -> bool:
        """Whether the time is in doubt now; one that is not is the measure from then on."""
        if self._is_leap(now):
            return True
        # Set back and set right again, a clock has not jumped ahead.
        is_first_server = self._is_first_server(now)
        self._accepted_s = offset_s if is_first_server else max(self._accepted_s, offset_s)
        self._accepted_source = now.source
        return False

    def _is_leap(self, now: Instant) -> bool:
        """Whether it is further ahead of the time that was last believed than may be."""
        ahead_s = _offset_s(now) - self._accepted_s
        return ahead_s > DOUBTED_AHEAD_S and not self._is_first_server(now)

    def _is_first_server(self, now: Instant) -> bool:
        return now.source is TimeSource.NTP is not self._accepted_source

    def _accept(self, now: Instant) -> None:
        self._seen_s = self._accepted_s = _offset_s(now)
        self._accepted_source = now.source
        self._was_trusted, self._is_doubted = now.is_trusted, False


def _offset_s(now: Instant) -> float:
    """What the wall is ahead of the stopwatch; it only changes when the clock is set."""
    return now.utc.timestamp() - now.monotonic_s
