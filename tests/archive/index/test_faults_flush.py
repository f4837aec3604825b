"""archive.index.faults: a medium whose flush fails, under a running archive."""

import os
import shutil
import subprocess
import sys
from itertools import count
from pathlib import Path

import httpx
import msgspec
import pytest

from archive.api.digest import digest_of
from archive.index.database import Database, folder_url
from archive.index.faults import EXIT_FLUSH
from archive.index.ledger import Ledger
from archive.index.migrate import upgrade
from firmware.accord.batch import pack
from firmware.accord.messages import Ack
from firmware.evidence.note import read_checkpoint, read_note
from tests.archive import books
from tests.archive.accounts.ground import Ground
from tests.archive.index.kills import ROOT

#: Each commit of a log in WAL mode is one fdatasync.
GOOD_FLUSHES = 12
ENDS_WITHIN_S = 60.0


def started(folder: Path, before: list[str]) -> tuple["subprocess.Popen[bytes]", int]:
    """A process of an archive, and its port."""
    words = [sys.executable, "-m", "tests.archive.index.ingest_process", folder_url(folder)]
    process = subprocess.Popen(
        [*before, *words, str(folder)],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    return process, int(process.stdout.readline())


def send_until_it_ends(port: int, till: str, password: str) -> int:
    """Row after row; how many were acknowledged."""
    url, acked = f"http://127.0.0.1:{port}/v1/tills/{till}/batches", 0
    with httpx.Client(timeout=ENDS_WITHIN_S, trust_env=False) as client:
        for one, number in zip(books.lines(500), count(1), strict=False):
            body = pack([one + b"\n"])
            headers = {
                "authorization": f"Bearer {password}",
                "content-digest": digest_of(body),
                "content-encoding": "zstd",
                "content-type": "application/x-ndjson",
            }
            try:
                answer = client.post(url, content=body, headers=headers)
            except httpx.TransportError:
                return acked
            ack = msgspec.json.decode(answer.raise_for_status().content, type=Ack)
            acked = read_checkpoint(read_note(ack.checkpoint)).size
            assert number == acked
    return acked


@pytest.mark.skipif(shutil.which("strace") is None, reason="needs strace")
def test_a_flush_that_fails(tmp_path: Path) -> None:
    """The process ends instead of asking a second time; what it acknowledged is there."""
    database = Database(folder_url(tmp_path))
    upgrade(database)
    ground = Ground(database)
    till = ground.till(ground.tenant(), books.REGISTER_ID)
    database.close()
    fault = f"inject=fdatasync,fsync:error=EIO:when={GOOD_FLUSHES}+"
    strace = ["strace", "-f", "-qq", "-o", "/dev/null", "-e", "trace=fdatasync,fsync", "-e", fault]
    process, port = started(tmp_path, strace)
    acked = send_until_it_ends(port, till, ground.passwords[till])
    assert EXIT_FLUSH == process.wait(ENDS_WITHIN_S)
    assert process.stdout is not None
    process.stdout.close()
    assert 0 < acked < GOOD_FLUSHES
    # What was not acknowledged may be there or not; what was must be.
    again = Database(folder_url(tmp_path))
    lines = [line for chunk in Ledger(again).chunks(till) for line in chunk.lines()]
    assert lines in (books.lines(500)[:acked], books.lines(500)[: acked + 1])
    again.close()
