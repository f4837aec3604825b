"""Kassa-sync beside a simulated till: its side of the archive, and how often feeders look."""

from collections.abc import Callable, Iterator
from typing import Final

from firmware.desk.stand import Stand
from firmware.sync.archive.client import Client
from firmware.sync.archive.deeds import Deeds, Till
from firmware.sync.archive.keep import Keep
from firmware.sync.archive.memory import Memory
from firmware.sync.archive.side import Clocks, Side
from firmware.sync.config import Settings
from tests.simulation.neighbour import Neighbour, NeighbourWire

#: Feeders that look now and then and that nobody waits for: most of a stand's time goes into them.
_SLEEPERS: Final = frozenset({"Second", "ReminderFeeder", "OfficeFeeder"})


class PostBeside:
    """Begins and ends with the machine; `turn` is a round of the stand's."""

    def __init__(self, stand: Stand, neighbour: Neighbour, chance: Callable[[], float]) -> None:
        self._stand, self._neighbour, self._chance = stand, neighbour, chance
        self._side: Side | None = None
        self._turned_s = 0.0

    @property
    def confirmed(self) -> int:
        """Up to which row it says that the archive has everything."""
        return 0 if self._side is None else self._side.confirmed

    @property
    def doubt(self) -> str:
        """Why it does not believe the archive; empty: it does."""
        doubt = None if self._side is None else self._side._pace.doubt
        return "" if doubt is None else doubt.value

    def begin(self) -> None:
        """The machine is up."""
        stand, config = self._stand, self._stand.config
        assert config.archive is not None, "the stall has an archive"
        settings = Settings(paths=config.paths, archive=config.archive)
        till = Till(
            paths=settings.paths,
            version="1",
            company=config.company.name,
            heartbeat_s=config.archive.heartbeat_s,
            now_utc=lambda: stand.clock.now().utc,
        )
        memory = Memory(Keep(settings.paths.archive_folder), settings.paths.book)
        client = Client(
            NeighbourWire(self._neighbour),  # type: ignore[arg-type]
            config.archive.deadline_s,
            "simulated/1",
        )
        clocks = Clocks(monotonic_s=stand.clock.monotonic, chance=self._chance)
        self._side = Side(till, Deeds(till, client, memory), memory, clocks)
        self._side.resume()

    def end(self) -> None:
        """The machine goes down."""
        self._side = None

    def turn(self) -> float:
        """Once for each second."""
        now_s = self._stand.clock.monotonic()
        if self._side is None or now_s - self._turned_s < 1.0:
            return 1.0
        self._turned_s = now_s
        while self._side.turn() == 0.0:
            pass
        return 1.0


def paced_rounds(stand: Stand) -> Iterator[Callable[[], float]]:
    """The rounds of a stand: who looks only now and then sleeps in between, as on a till."""
    for work in stand._rounds:
        is_sleeper = type(getattr(work, "__self__", None)).__name__ in _SLEEPERS
        yield _paced(work, stand.clock.monotonic) if is_sleeper else work


def _paced(work: Callable[[], float], monotonic_s: Callable[[], float]) -> Callable[[], float]:
    """A round that is not called again before it wants to."""
    due_s = 0.0

    def paced() -> float:
        nonlocal due_s
        rest_s = due_s - monotonic_s()
        if rest_s > 0:
            return rest_s
        pause_s = work()
        due_s = monotonic_s() + pause_s
        return pause_s

    return paced
