"""Tills that send as fast as they are answered: a closed loop over kept connections.

Written down to the protocol of asyncio, so that the client takes as little as can be of the
machine it shares with the archive.
"""

import asyncio
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from archive.api.digest import digest_of
from firmware.accord.batch import pack

OK = b"HTTP/1.1 200 "


@dataclass(slots=True)
class Sending:
    """A till and how far it is; all tills have the same book, and each a log of its own."""

    till_id: str
    password: str
    at: int = 0

    def request(self, number: int, body: bytes, digest: str) -> bytes:
        """The next batch on the wire; each till comes from an address of its own."""
        address = f"10.{number >> 16 & 255}.{number >> 8 & 255}.{number & 255}"
        return (
            f"POST /v1/tills/{self.till_id}/batches HTTP/1.1\r\nHost: archive\r\n"
            f"Authorization: Bearer {self.password}\r\nContent-Digest: {digest}\r\n"
            "Content-Type: application/x-ndjson\r\nContent-Encoding: zstd\r\n"
            f"X-Forwarded-For: {address}\r\nContent-Length: {len(body)}\r\n\r\n"
        ).encode() + body


@dataclass(slots=True)
class Outcome:
    """What came of a run; times in seconds."""

    batches: int = 0
    rows: int = 0
    refused: int = 0
    took: float = 0.0
    times: list[float] = field(default_factory=list)

    def quantile(self, share: float) -> float:
        """A quantile of the times from request to answer."""
        return sorted(self.times)[min(len(self.times) - 1, int(share * len(self.times)))]


@dataclass(frozen=True, slots=True)
class Batch:
    """A body ready to be sent."""

    body: bytes
    digest: str
    rows: int


def batches_of(lines: Sequence[bytes], rows: int) -> list[Batch]:
    """A book cut into batches."""
    rest = iter(lines)
    made: list[Batch] = []
    while part := list(islice(rest, rows)):
        body = pack([line + b"\n" for line in part])
        made.append(Batch(body, digest_of(body), len(part)))
    return made


class _Connection(asyncio.Protocol):
    def __init__(self, requests: Iterator[tuple[bytes, int]], outcome: Outcome) -> None:
        self._requests = requests
        self._outcome = outcome
        self._seen = b""
        self._begun = 0.0
        self._rows = 0
        self.done = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._next()

    def data_received(self, data: bytes) -> None:
        self._seen += data
        head, gap, body = self._seen.partition(b"\r\n\r\n")
        if not gap:
            return
        length = head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0]
        if len(body) < int(length):
            return
        outcome = self._outcome
        outcome.times.append(time.perf_counter() - self._begun)
        if head.startswith(OK):
            outcome.batches += 1
            outcome.rows += self._rows
        else:
            outcome.refused += 1
        self._seen = b""
        self._next()

    def connection_lost(self, exc: Exception | None) -> None:
        if not self.done.done():
            self.done.set_exception(exc or ConnectionError("the archive hung up"))

    def _next(self) -> None:
        one = next(self._requests, None)
        if one is None:
            self.done.set_result(None)
            self._transport.close()
            return
        request, self._rows = one
        self._begun = time.perf_counter()
        self._transport.write(request)


def run(port: int, tills: Sequence[Sending], batches: Sequence[Batch], connections: int) -> Outcome:
    """Send the whole book of every till, each till over one connection at a time."""
    return asyncio.run(_run(port, tills, batches, connections))


async def _run(
    port: int, tills: Sequence[Sending], batches: Sequence[Batch], connections: int
) -> Outcome:
    outcome, loop = Outcome(), asyncio.get_running_loop()

    def requests(first: int) -> Iterator[tuple[bytes, int]]:
        mine = list(enumerate(tills))[first::connections]
        for batch in batches:
            for number, till in mine:
                yield till.request(number, batch.body, batch.digest), batch.rows

    begun = time.perf_counter()
    made = [
        await loop.create_connection(
            lambda first=first: _Connection(requests(first), outcome), "127.0.0.1", port
        )
        for first in range(connections)
    ]
    await asyncio.gather(*(protocol.done for _, protocol in made))
    outcome.took = time.perf_counter() - begun
    return outcome
