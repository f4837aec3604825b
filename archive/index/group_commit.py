"""One durable commit for everything that arrived while the one before was under way.

A flush costs the same for one chunk as for a hundred. When nobody waits, the first goes at once;
who comes meanwhile goes together with the next. An answer comes only after the commit.
"""

import asyncio
from collections import deque
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

from sqlalchemy.exc import DBAPIError

from archive.index.faults import Severity, die, severity
from archive.index.ledger import Chunk

MAX_CHUNKS: Final = 256
MAX_BYTES: Final = 16 * 1024 * 1024
#: Waiting for the database to take what is there already; more is told to come later.
MAX_WAITING_BYTES: Final = 64 * 1024 * 1024

_Append = Callable[[Sequence[Chunk]], list[bool]]
_Result = bool | DBAPIError


class BusyError(Exception):
    """The database does not take anything now; what was sent may be in or not."""


class GroupCommit:
    """Belongs to one event loop; one thread of its own does the waiting."""

    def __init__(self, append: _Append, on_flush_fault: Callable[[DBAPIError], None] = die) -> None:
        self._append = append
        self._on_flush_fault = on_flush_fault
        self._waiting: deque[tuple[Chunk, asyncio.Future[_Result]]] = deque()
        self._waiting_bytes = 0
        self._is_flushing = False
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="commit")

    async def commit(self, chunk: Chunk) -> bool:
        """Append a chunk durably; false: the log has gone on since it was judged.

        Raises:
            BusyError: too much is waiting, or the database failed.
        """
        size = len(chunk.body)
        if self._waiting_bytes + size > MAX_WAITING_BYTES:
            raise BusyError("too much is waiting for the database")
        future: asyncio.Future[_Result] = asyncio.get_running_loop().create_future()
        self._waiting.append((chunk, future))
        self._waiting_bytes += size
        if not self._is_flushing:
            self._start()
        result = await future
        if isinstance(result, DBAPIError):
            raise BusyError(f"the database failed: {type(result.orig).__name__}") from result
        return result

    def close(self) -> None:
        """Let go of the thread; what is under way is finished."""
        self._thread.shutdown()

    def _start(self) -> None:
        group: list[tuple[Chunk, asyncio.Future[_Result]]] = []
        size = 0
        while self._waiting and len(group) < MAX_CHUNKS and size < MAX_BYTES:
            one = self._waiting.popleft()
            group.append(one)
            size += len(one[0].body)
        self._is_flushing = True
        self._waiting_bytes -= size
        work = asyncio.get_running_loop().run_in_executor(
            self._thread, self._flush, [chunk for chunk, _ in group]
        )
        work.add_done_callback(lambda done: self._answer(group, done))

    def _answer(
        self,
        group: list[tuple[Chunk, "asyncio.Future[_Result]"]],
        done: "asyncio.Future[list[_Result]]",
    ) -> None:
        self._is_flushing = False
        if self._waiting:
            self._start()
        error = done.exception()
        for at, (_, future) in enumerate(group):
            if future.done():  # who asked has gone
                continue
            if error is None:
                future.set_result(done.result()[at])
            else:
                future.set_exception(error)

    def _flush(self, chunks: list[Chunk]) -> list[_Result]:
        """In the thread: all together; each alone where one of them spoils it for all."""
        try:
            return list(self._append(chunks))
        except DBAPIError as error:
            kind = severity(error)
            if kind is Severity.FLUSH:
                self._on_flush_fault(error)
            if kind is not Severity.ROWS or len(chunks) == 1:
                return [error] * len(chunks)
        return [result for chunk in chunks for result in self._flush([chunk])]
