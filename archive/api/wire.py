"""HTTP/1.1 as uvicorn speaks it, with an end to everything: headers, pauses, bodies that trickle.

uvicorn bounds the pause between two requests and nothing else. Here a connection has ten seconds
for its headers, 32 KiB of them, and a body must go on: a client that sends a byte now and then
(slow-loris), or is gone without a word (half-open), frees its place; so does one that does not read
what it asked for.
"""

import asyncio
from typing import Final

from uvicorn.config import Config
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol
from uvicorn.server import ServerState

MAX_HEAD_BYTES: Final = 32 * 1024
HEAD_WITHIN_S: Final = 10.0
#: In so many seconds a body gains so many bytes; the slowest mobile link does (1 kbit/s).
BODY_STEP_S: Final = 30.0
BODY_STEP_BYTES: Final = 4096
#: In so many seconds whoever asked takes what lies ready for him, some 64 KiB.
READ_WITHIN_S: Final = 120.0


class BoundedProtocol(HttpToolsProtocol):
    """One connection; closed without a word where it keeps to no bound."""

    #: Classes of tests are more impatient.
    head_within_s = HEAD_WITHIN_S
    body_step_s = BODY_STEP_S
    read_within_s = READ_WITHIN_S

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, object],
        _loop: asyncio.AbstractEventLoop | None = None,
    ) -> None:
        """As uvicorn makes it."""
        super().__init__(config, server_state, app_state, _loop)
        self._timer: asyncio.TimerHandle | None = None
        self._reader_timer: asyncio.TimerHandle | None = None
        self._is_in_body = False
        self._got = 0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Begin to count: the first request has the time of every other."""
        super().connection_made(transport)
        self._await_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """Nothing to count any more."""
        self._stop()
        self._stop_reader()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Count, and hand on."""
        if self._timer is None and not self._is_in_body:
            self._await_head()
        self._got += len(data)
        super().data_received(data)
        # What came in one piece with the head's end was parsed as body, and counted anew there.
        if not self._is_in_body and self._timer is not None and self._got > MAX_HEAD_BYTES:
            self._drop()

    def on_headers_complete(self) -> None:
        """From now on it is a body."""
        self._stop()
        self._is_in_body = True
        self._await_body()
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """The request is whole; what its answer takes is ours."""
        self._stop()
        self._is_in_body = False
        super().on_message_complete()

    def pause_writing(self) -> None:
        """More lies ready than the other side takes: it has so long."""
        self._stop_reader()
        self._reader_timer = self.loop.call_later(self.read_within_s, self._drop)
        super().pause_writing()

    def resume_writing(self) -> None:
        """It has taken it."""
        self._stop_reader()
        super().resume_writing()

    def _await_head(self) -> None:
        self._got = 0
        self._timer = self.loop.call_later(self.head_within_s, self._drop)

    def _await_body(self) -> None:
        self._got = 0
        self._timer = self.loop.call_later(self.body_step_s, self._look)

    def _look(self) -> None:
        # We stop reading while the room behind is full: then it is not the client who is slow.
        if self._got < BODY_STEP_BYTES and not self.flow.read_paused:
            self._drop()
        else:
            self._await_body()

    def _stop(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def _stop_reader(self) -> None:
        if self._reader_timer is not None:
            self._reader_timer.cancel()
            self._reader_timer = None

    def _drop(self) -> None:
        self._stop()
        if not self.transport.is_closing():
            self.transport.abort()
