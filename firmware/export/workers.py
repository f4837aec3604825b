"""Processes that examine batches, one per core; answers come in the order of the batches.

What begins processes is loaded with the first one: a till loads this module at its start.
"""

import os
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from signal import SIG_BLOCK, SIG_SETMASK, SIGINT, pthread_sigmask
from types import TracebackType
from typing import TYPE_CHECKING, Final, Self

from firmware.export.batch import Examined, Segment, examine_batch, work_of
from firmware.export.errors import WorkerError
from firmware.rksv.dep import DepFormatError

if TYPE_CHECKING:
    from concurrent.futures import Future, ProcessPoolExecutor

# Enough that a process finds its next batch waiting, few enough to bound memory.
BATCHES_PER_PROCESS: Final = 3


def core_count() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0))


class Workers:
    """A context in which batches are examined; with one process, in this one.

    Processes are spawned, not forked: they inherit neither threads nor open files.
    """

    def __init__(self, processes: int, aes_key: bytes | None) -> None:
        self._aes_key = aes_key
        self._in_flight_max = processes * BATCHES_PER_PROCESS
        self._executor = _executor(processes) if processes > 1 else None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._executor is not None:
            self._executor.shutdown(wait=True, cancel_futures=True)

    def run(
        self, batches: Iterable[list[Segment]]
    ) -> Iterator[tuple[list[Segment], list[Examined]]]:
        """Examine batches and yield each with its answers, in order.

        Raises:
            DepFormatError: as reading the batches does, after the answers to those read before.
            WorkerError: a process died.
        """
        if self._executor is None:
            for batch in batches:
                yield batch, examine_batch(work_of(batch), self._aes_key)
            return
        from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415

        try:
            yield from self._run_parallel(self._executor, batches)
        except BrokenProcessPool as error:
            raise WorkerError(f"a process died while examining: {error}") from error

    def _run_parallel(
        self, executor: "ProcessPoolExecutor", batches: Iterable[list[Segment]]
    ) -> Iterator[tuple[list[Segment], list[Examined]]]:
        in_flight: deque[tuple[list[Segment], Future[list[Examined]]]] = deque()
        broken: DepFormatError | None = None
        try:
            for batch in batches:
                with _deaf_to_interrupts():
                    answer = executor.submit(examine_batch, work_of(batch), self._aes_key)
                in_flight.append((batch, answer))
                if len(in_flight) > self._in_flight_max:
                    first, answer = in_flight.popleft()
                    yield first, answer.result()
        except DepFormatError as error:
            broken = error
        while in_flight:
            first, answer = in_flight.popleft()
            yield first, answer.result()
        if broken is not None:
            raise broken


def _executor(processes: int) -> "ProcessPoolExecutor":
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415
    from multiprocessing import get_context  # noqa: PLC0415

    return ProcessPoolExecutor(processes, mp_context=get_context("spawn"))


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """A process begun here never hears Ctrl-C: the one that waits for it does, and ends it."""
    before = pthread_sigmask(SIG_BLOCK, {SIGINT})
    try:
        yield
    finally:
        pthread_sigmask(SIG_SETMASK, before)
