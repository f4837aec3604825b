"""The work beside the requests: watching, telling, publishing heads, keeping books warm."""

from datetime import datetime
from typing import Final

from archive.alarms import deliver, packages, rounds
from archive.alarms.deliver import Deliveries
from archive.alarms.ledger import AlarmKind, clear_alarm, raise_alarm
from archive.alarms.packages import PackageRounds
from archive.heads.turn import Turns
from archive.packages import holding
from archive.packages.holding import Holding
from archive.program.jobs import Job
from archive.replica import warming
from archive.replica.replica import Replicas
from archive.replica.warming import Warming
from archive.world import World
from firmware.process.logs import get_logger

log = get_logger()

#: A turn says itself whether its hour has come; witnesses are asked in between.
_HEADS_EVERY_S: Final = 30.0
#: Alarms of the archive itself are of no till.
_ARCHIVE: Final = ""


def jobs_of(world: World, address: str) -> list[Job]:
    """All jobs of a process; `address` is what mails lead to."""
    replicas = Replicas(world)
    heads = HeadTurns(world)
    deliveries = Deliveries(world, address)
    books = Warming(world, replicas)
    return [
        Job(name="watch", every_s=rounds.EVERY_S, run=lambda now: rounds.go_round(world, now)),
        Job(
            name="packages",
            every_s=packages.EVERY_S,
            run=PackageRounds(world, replicas).go_round,
        ),
        Job(name="files", every_s=holding.EVERY_S, run=Holding(world).go_round),
        Job(name="deliver", every_s=deliver.EVERY_S, run=deliveries.run),
        Job(name="heads", every_s=_HEADS_EVERY_S, run=heads.take),
        Job(
            name="warm",
            every_s=warming.EVERY_S,
            run=lambda _: keep_warm(books),
            is_shared=False,
        ),
    ]


class HeadTurns:
    """A turn of the log of heads, with an alarm where it finds that something was changed."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._turns = Turns(world)

    def take(self, now: datetime) -> None:
        """One turn."""
        turn = self._turns.take(now)
        for one in turn.absent:
            log.warning("heads", absent=one)
        for one in turn.faults:
            log.error("heads", fault=one)
        with self._world.database.write() as connection:
            if turn.faults:
                raise_alarm(connection, _ARCHIVE, AlarmKind.HEADS, "; ".join(turn.faults), now)
            elif turn.is_due:
                clear_alarm(connection, _ARCHIVE, AlarmKind.HEADS, now)
        if turn.is_due:
            log.info("heads", size=turn.published.size)


def keep_warm(books: Warming) -> None:
    """Bring on the books whose logs grew."""
    left = books.go_round()
    if left:
        log.info("warming", left=left)
