"""Keeps books warm: replicas and their indexes follow the logs, so that no page waits for one.

One till at a time, only those whose log grew, and no more than a share of the time: what a round
does not reach the next one does. Each machine does it for its own folder; of several processes
that share one, whoever comes first does it and the others find it done.
"""

import sqlite3
from time import monotonic
from typing import Final

from archive.index.ledger import SIZES
from archive.replica import index_file
from archive.replica.replica import Replicas
from archive.world import World
from firmware.process.logs import get_logger
from firmware.store.errors import StoreError

log = get_logger()

EVERY_S: Final = 30.0
#: No till is begun later in a round: batches that come meanwhile need the machine, too.
WITHIN_S: Final = 10.0


class Warming:
    """Goes its rounds in one process; knows how far each log was when it last followed it."""

    def __init__(self, world: World, replicas: Replicas, within_s: float = WITHIN_S) -> None:
        self._database = world.database
        self._replicas = replicas
        self._within_s = within_s
        self._followed: dict[str, int] = {}

    def go_round(self) -> int:
        """Follow logs that grew, at least one; how many are left for the next round.

        Raises:
            sqlalchemy.exc.SQLAlchemyError: the database does not answer.
        """
        waiting = self._grown()
        begun = monotonic()
        while waiting:
            self._follow(*waiting.pop(0))
            if monotonic() - begun >= self._within_s:
                break
        return len(waiting)

    def _grown(self) -> list[tuple[str, int]]:
        """Tills with the size of their logs; those that somebody looked at here come first."""
        with self._database.read() as connection:
            rows = connection.execute(SIZES).all()
        grown = [
            (till_id, last)
            for till_id, last in rows
            if last is not None and self._followed.get(till_id) != last
        ]
        return sorted(grown, key=lambda one: not self._replicas.path(one[0]).exists())

    def _follow(self, till_id: str, size: int) -> None:
        # What cannot be read now is tried again when the log grows, and by whoever asks for it.
        self._followed[till_id] = size
        try:
            with self._replicas.open(till_id) as book, index_file.opened(book):
                pass
        except (StoreError, sqlite3.Error, OSError) as error:
            log.warning("replica", till=till_id, detail=str(error))
