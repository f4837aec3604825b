"""Archives that die under load, and what is left: every acknowledged row, once, under its root.

    python -m tests.archive.index.kills sqlite 500
    python -m tests.archive.index.kills postgresql 500
    python -m tests.archive.index.kills crash 100

`sqlite` and `postgresql` kill -9 processes of the archive (of two on PostgreSQL), `crash` ends
PostgreSQL itself as a power cut would. All the while tills send, and of one answer in twenty
nobody hears.
"""

import asyncio
import os
import random
import re
import signal
import subprocess
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Final

import msgspec

from archive.api.digest import digest_of
from archive.index.database import Database, folder_url
from archive.index.ledger import Ledger
from archive.index.migrate import upgrade
from archive.index.tables import chunks, tiles
from firmware.accord.batch import pack
from firmware.accord.messages import Ack
from firmware.evidence.merkle import Frontier, leaf_hash
from firmware.evidence.note import read_checkpoint, read_note
from firmware.evidence.tiles import new_tiles
from firmware.store.line import decode
from tests.archive import books
from tests.archive.accounts.ground import Ground
from tests.archive.postgres import Postgres, running

ROOT: Final = Path(__file__).resolve().parents[3]
TILLS: Final = 12
LOST_ANSWERS: Final = 0.05
_OVERLAPS: Final = 0.1
_ANSWER_WITHIN_S: Final = 20.0
_START_WITHIN_S: Final = 60.0
_DONE_WITHIN_S: Final = 300.0
_PAUSE_S: Final = 0.02
#: So many answers between two deaths, so that each one meets work.
ANSWERS_BETWEEN: Final = 40


@dataclass(slots=True)
class Tally:
    """What a campaign saw."""

    deaths: int = 0
    acks: int = 0
    lost: int = 0
    errors: int = 0
    rows: int = 0

    def __str__(self) -> str:
        return (
            f"{self.deaths} deaths, {self.rows} rows, {self.acks} answers checked, "
            f"{self.lost} lost on purpose, {self.errors} errors of connection"
        )


class Process:
    """One process of an archive, started again and again."""

    def __init__(self, url: str, folder: Path) -> None:
        self._words = [sys.executable, "-m", "tests.archive.index.ingest_process", url, str(folder)]
        self.port = 0
        self._process: subprocess.Popen[bytes] | None = None

    async def start(self) -> None:
        """Start it; it listens when this returns."""
        # Begun here and not in the thread: who gives up waiting must find it, and end it.
        told = asyncio.to_thread(self._begin().readline)
        self.port = int(await asyncio.wait_for(told, _START_WITHIN_S))

    def _begin(self) -> IO[bytes]:
        environment = {**os.environ, "PYTHONPATH": str(ROOT)}
        self._process = subprocess.Popen(
            self._words, cwd=ROOT, env=environment, stdout=subprocess.PIPE
        )
        assert self._process.stdout is not None
        return self._process.stdout

    def kill(self) -> None:
        """As nothing in it can prepare for."""
        if self._process is not None:
            assert self._process.poll() is None, "it had ended by itself"
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            assert self._process.stdout is not None
            self._process.stdout.close()
            self._process = None


@dataclass(slots=True)
class Sender:
    """A till with a book; what it was told is what the archive owes it."""

    till_id: str
    password: str
    rng: random.Random
    told: dict[int, bytes] = field(default_factory=dict)

    @property
    def size(self) -> int:
        """How far it knows the archive to be."""
        return max(self.told, default=0)


class Campaign:
    """Tills that send to archives that die."""

    def __init__(self, url: str, folder: Path, processes: int, seed: int, voices: int = 1) -> None:
        """`voices` is how many send for each till at once, as a copied card would."""
        self.database = Database(url)
        upgrade(self.database)
        self.processes = [Process(url, folder) for _ in range(processes)]
        self.tally = Tally()
        self._rng = random.Random(seed)
        self._is_ending = False
        self._answers = asyncio.Condition()
        ground = Ground(self.database)
        names = [ground.till(ground.tenant(), books.REGISTER_ID) for _ in range(TILLS)]
        self._tills = [
            Sender(name, ground.passwords[name], random.Random(f"{seed}/{at}/{voice}"))
            for at, name in enumerate(names)
            for voice in range(voices)
        ]
        self._lines: list[bytes] = []
        self._maker = books.units(1 << 40, rows_per_receipt=2)

    async def run(self, deaths: int, die: Callable[[random.Random], Awaitable[None]]) -> Tally:
        """Let it die so often; then let the tills come to an end, and look."""
        try:
            for process in self.processes:
                await process.start()
            async with asyncio.TaskGroup() as sending:
                for till in self._tills:
                    sending.create_task(self._send(till))
                for _ in range(deaths):
                    await self._work(ANSWERS_BETWEEN)
                    await die(self._rng)
                    self.tally.deaths += 1
                await self._work(ANSWERS_BETWEEN)
                self._is_ending = True
            self._examine()
        finally:
            for process in self.processes:
                process.kill()
            self.database.close()
        return self.tally

    async def kill_one(self, rng: random.Random) -> None:
        """One process is killed at any moment, and started again."""
        process = rng.choice(self.processes)
        await asyncio.sleep(rng.random() * _PAUSE_S)
        process.kill()
        await process.start()

    async def _work(self, answers: int) -> None:
        wanted = self.tally.acks + answers
        async with self._answers:
            waiting = self._answers.wait_for(lambda: self.tally.acks >= wanted)
            await asyncio.wait_for(waiting, _DONE_WITHIN_S)

    async def _send(self, till: Sender) -> None:
        while not self._is_ending:
            first = till.size
            if first and till.rng.random() < _OVERLAPS:
                first -= till.rng.randint(1, min(first, 20))
            body = pack(self._part(first, till.rng.randint(1, 30)))
            try:
                status, answer = await asyncio.wait_for(self._post(till, body), _ANSWER_WITHIN_S)
            except (OSError, asyncio.IncompleteReadError, ValueError, TimeoutError):
                self.tally.errors += 1
                await asyncio.sleep(_PAUSE_S)
                continue
            if status == 503:
                self.tally.errors += 1
                await asyncio.sleep(_PAUSE_S)
                continue
            # Nothing else may ever come: no gap, no fork, no fault.
            assert 200 == status, (status, answer)
            if till.rng.random() < LOST_ANSWERS:
                self.tally.lost += 1
                continue
            ack = msgspec.json.decode(answer, type=Ack)
            assert () == ack.alarms
            checkpoint = read_checkpoint(read_note(ack.checkpoint))
            assert checkpoint.size >= till.size, "less than it was told before"
            till.told[checkpoint.size] = checkpoint.root
            self.tally.acks += 1
            async with self._answers:
                self._answers.notify_all()

    def _part(self, first: int, count: int) -> Sequence[bytes]:
        """Lines of the book that all tills have, made as far as they are wanted."""
        while len(self._lines) < first + count:
            self._lines.append(books.line.encode(next(self._maker)) + b"\n")
        return self._lines[first : first + count]

    async def _post(self, till: Sender, body: bytes) -> tuple[int, bytes]:
        process = till.rng.choice(self.processes)
        reader, writer = await asyncio.open_connection("127.0.0.1", process.port)
        try:
            head = (
                f"POST /v1/tills/{till.till_id}/batches HTTP/1.1\r\nHost: a\r\n"
                f"Authorization: Bearer {till.password}\r\nContent-Digest: {digest_of(body)}\r\n"
                "Content-Type: application/x-ndjson\r\nContent-Encoding: zstd\r\n"
                f"Connection: close\r\nContent-Length: {len(body)}\r\n\r\n"
            )
            writer.write(head.encode() + body)
            return await read_answer(reader)
        finally:
            writer.close()

    def _examine(self) -> None:
        """Nothing acknowledged is missing, nothing is there twice, every root is the till's own."""
        leaves = [leaf_hash(bytes.fromhex(decode(one).hash)) for one in self._lines]
        roots, frontier = {}, Frontier()
        for leaf in leaves:
            frontier = frontier.grown([leaf])
            roots[frontier.size] = frontier.root()
        ledger = Ledger(self.database)
        for till in self._tills:
            at = 0
            for chunk in ledger.chunks(till.till_id):
                assert at + 1 == chunk.first_seq, "a gap, or a row twice"
                at = chunk.last_seq
                expected = [line[:-1] for line in self._lines[chunk.first_seq - 1 : at]]
                assert expected == chunk.lines()
                assert (at, roots[at]) == (chunk.head.size, chunk.head.frontier.root())
            assert at >= till.size, "an acknowledged row is missing"
            assert all(roots[size] == root for size, root in till.told.items())
            self.tally.rows += at
            self._examine_tiles(till, at)

    def _examine_tiles(self, till: Sender, size: int) -> None:
        with self.database.read() as connection:
            kept = connection.execute(tiles.select().where(tiles.c.till_id == till.till_id)).all()
            count = connection.execute(
                chunks.select().where(chunks.c.till_id == till.till_id)
            ).all()
        assert count, "every till had its turn"
        assert {(one.level, one.index) for one in new_tiles(0, size)} == {
            (one.level, one.index) for one in kept
        }


async def read_answer(reader: asyncio.StreamReader) -> tuple[int, bytes]:
    """Status and body, whole; IncompleteReadError: who sent it died before the last byte."""
    head = (await reader.readuntil(b"\r\n\r\n")).lower()
    length = re.search(rb"\r\ncontent-length: (\d+)\r\n", head)
    assert length is not None, head
    return int(head.split()[1]), await reader.readexactly(int(length[1]))


def kill_archives(deaths: int, folder: Path, server: Postgres | None) -> Tally:
    """Processes of the archive die; two of them on PostgreSQL."""
    if server is None:
        campaign = Campaign(folder_url(folder), folder, 1, deaths)
        return asyncio.run(campaign.run(deaths, campaign.kill_one))
    name = server.fresh()
    campaign = Campaign(server.url(name), folder, 2, deaths)
    try:
        return asyncio.run(campaign.run(deaths, campaign.kill_one))
    finally:
        server.drop(name)


def crash_postgres(deaths: int, folder: Path, server: Postgres) -> Tally:
    """PostgreSQL dies under two processes, which live on."""
    name = server.fresh()
    campaign = Campaign(server.url(name), folder, 2, deaths)

    async def crash(rng: random.Random) -> None:
        await asyncio.sleep(rng.random() * _PAUSE_S)
        await asyncio.to_thread(server.crash)
        await asyncio.to_thread(server.start)

    try:
        return asyncio.run(campaign.run(deaths, crash))
    finally:
        server.drop(name)


def main() -> None:
    """As the command line says."""
    kind, deaths = sys.argv[1], int(sys.argv[2])
    with tempfile.TemporaryDirectory() as folder:
        if kind == "sqlite":
            tally = kill_archives(deaths, Path(folder), None)
        else:
            campaign = {"postgresql": kill_archives, "crash": crash_postgres}[kind]
            with running() as server:
                tally = campaign(deaths, Path(folder), server)
    print(f"{kind}: {tally}")  # noqa: T201


if __name__ == "__main__":
    main()
