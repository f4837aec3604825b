"""Work beside the requests: a thread for each job, begun again when it fails, ended together.

Where several processes serve one PostgreSQL a job runs in one of them at a time: whoever holds the
advisory lock of its name. A process that dies lets go of it with its connection.
"""

import random
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from threading import Event, Thread
from typing import Final

import sqlalchemy as sa

from archive.world import World
from firmware.process.logs import get_logger

log = get_logger()

#: A failed job waits at least and at most so long.
_FIRST_PAUSE_S: Final = 1.0
_LONGEST_PAUSE_S: Final = 300.0
#: At the end a job that is in the middle of something has so long.
_END_WITHIN_S: Final = 20.0
_LOCKS: Final = 0x4B61_5361


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """`run` is called every so many seconds; alone among all processes unless it is of its own."""

    name: str
    every_s: float
    run: Callable[[datetime], None]
    is_shared: bool = True


@contextmanager
def running(world: World, jobs: Sequence[Job]) -> Iterator[None]:
    """All jobs, for the time of the block."""
    stop = Event()
    threads = [
        Thread(target=_keep_on, args=(world, job, stop), name=f"job {job.name}", daemon=True)
        for job in jobs
    ]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        stop.set()
        for thread in threads:
            thread.join(_END_WITHIN_S)


def run_once(world: World, job: Job) -> bool:
    """Run it now; False: another process is at it."""
    if not job.is_shared or world.database.is_sqlite:
        job.run(world.now_utc())
        return True
    name = (_LOCKS, sa.cast(zlib.crc32(job.name.encode()) - 2**31, sa.Integer))
    with world.database.read() as plain:
        # The lock is the connection's, not a transaction's: one that sits idle as long as a job
        # takes the server would end, and the lock with it.
        connection = plain.execution_options(isolation_level="AUTOCOMMIT")
        if not connection.scalar(sa.select(sa.func.pg_try_advisory_lock(*name))):
            return False
        try:
            job.run(world.now_utc())
        finally:
            connection.execute(sa.select(sa.func.pg_advisory_unlock(*name)))
    return True


def _keep_on(world: World, job: Job, stop: Event) -> None:
    failures = 0
    # Processes that were started together do not all ask at once.
    pause_s = random.uniform(0, min(1.0, job.every_s))  # noqa: S311 - no secret
    while not stop.wait(pause_s):
        try:
            run_once(world, job)
        except Exception:
            failures += 1
            log.exception("job failed", job=job.name, failures=failures)
            pause_s = min(_LONGEST_PAUSE_S, _FIRST_PAUSE_S * 2 ** min(failures, 10))
        else:
            failures, pause_s = 0, job.every_s
