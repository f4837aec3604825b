"""The whole way of a batch into the archive: one process, the tills on the same machine.

Every figure is held against what `openssl` verifies of ECDSA P-256 on one core in the same run:
that is the part nobody can leave out.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from archive.index.database import Database, folder_url
from archive.index.migrate import upgrade
from tests.archive import books
from tests.archive.accounts.ground import Ground
from tests.archive.postgres import running
from tests.bench.figure import Figure, Result
from tests.bench.ingest_load import Batch, Outcome, Sending, batches_of, run

ROOT: Final = Path(__file__).resolve().parents[2]
FOLDER: Final = ROOT / ".bench" / "ingest"
CONNECTIONS: Final = 64
_START_WITHIN_S: Final = 30.0
_SETTINGS: Final = """data = "{data}"
[archive]
name = "bench.local"
port = {port}
is_behind_proxy = true
[database]
url = "{url}"
"""


def openssl_verifies() -> float:
    """ECDSA P-256 verifications in a second on one core."""
    words = ["openssl", "speed", "-seconds", "1", "-mr", "ecdsap256"]
    told = subprocess.run(words, capture_output=True, text=True, check=True).stdout
    # +F4:<number>:256:<signatures in a second>:<verifications in a second>
    line = next(line for line in told.splitlines() if line.startswith("+F4:"))
    return float(line.rsplit(":", 1)[1])


@contextmanager
def archive(url: str, tills: int) -> Iterator[tuple[int, int, list[Sending]]]:
    """An archive in a process of its own: its port, its process, its tills."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    url = url or folder_url(FOLDER)
    database = Database(url)
    upgrade(database)
    ground = Ground(database)
    names = [ground.till(ground.tenant(), books.REGISTER_ID) for _ in range(tills)]
    database.close()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    settings = FOLDER / "archive.toml"
    settings.write_text(_SETTINGS.format(data=FOLDER, port=port, url=url))
    words = [sys.executable, "-m", "archive.program.main", "serve", "--config", str(settings)]
    with (FOLDER / "log").open("wb") as log:
        server = subprocess.Popen(words, cwd=ROOT, stdout=log, stderr=log)
    try:
        _await(port, server)
        yield port, server.pid, [Sending(name, ground.passwords[name]) for name in names]
    finally:
        server.terminate()
        server.wait(30)


def _await(port: int, server: "subprocess.Popen[bytes]") -> None:
    until = time.monotonic() + _START_WITHIN_S
    while time.monotonic() < until and server.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except ConnectionRefusedError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError((FOLDER / "log").read_text()[-2000:])


def resident_bytes(pid: int) -> int:
    """How much memory a process holds."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def processor_s(pid: int) -> float:
    """How long a process has computed, in itself and in the system."""
    told = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(told[11]) + int(told[12])) / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Measured:
    """A run: what came of it, processor time of the archive, its memory before and after."""

    outcome: Outcome
    processor_s: float
    warm_bytes: int
    end_bytes: int


def measure(url: str, tills: int, batches: Sequence[Batch]) -> Measured:
    """One run on an archive that is warm."""
    with archive(url, tills) as (port, pid, sending):
        run(port, sending, batches[:1], CONNECTIONS)
        warm, begun = resident_bytes(pid), processor_s(pid)
        outcome = run(port, sending, batches[1:], CONNECTIONS)
        return Measured(outcome, processor_s(pid) - begun, warm, resident_bytes(pid))


def shapes() -> dict[str, tuple[int, list[Batch]]]:
    """By name: how many tills, and the batches each of them sends."""
    begin = books.ROWS_BEFORE
    small = books.lines(60)
    large = books.lines(1500)
    sales = books.lines(200, rows_per_receipt=books.ROWS_OF_A_SALE, positions=3)
    return {
        "2 receipts": (400, batches_of(small[:begin], begin) + batches_of(small[begin:], 2)),
        "150 receipts": (64, batches_of(large[:begin], begin) + batches_of(large[begin:], 150)),
        "1 sale": (
            200,
            batches_of(sales[:begin], begin)
            + batches_of(sales[begin : begin + 350], books.ROWS_OF_A_SALE),
        ),
        "100 sales": (64, batches_of(sales[:begin], begin) + batches_of(sales[begin:], 700)),
    }


def report(kind: str, url: str) -> None:
    """Measure all shapes on one database, and print."""
    for name, (tills, batches) in shapes().items():
        verifies = openssl_verifies()
        done = measure(url, tills, batches)
        outcome, share = done.outcome, 1 / (books.ROWS_OF_A_SALE if "sale" in name else 1)
        rate = outcome.batches / outcome.took
        receipts, alone = (outcome.rows * share / s for s in (outcome.took, done.processor_s))
        print(  # noqa: T201
            f"{kind:10} {name:12} {rate:6.0f} batches/s {receipts:6.0f} receipts/s, "
            f"of its processor time {outcome.batches / done.processor_s:6.0f} "
            f"{alone:6.0f} = {alone / verifies:4.2f} x openssl {verifies:.0f}; "
            f"p50 {outcome.quantile(0.5) * 1000:.0f} p99 {outcome.quantile(0.99) * 1000:.0f} ms; "
            f"refused {outcome.refused}; {done.warm_bytes >> 20} -> {done.end_bytes >> 20} MiB"
        )


def soak(receipts: int) -> None:
    """Memory over very many receipts, on SQLite: what it is after each tenth."""
    large = books.lines(1500)
    batches = batches_of(large[: books.ROWS_BEFORE], books.ROWS_BEFORE)
    batches += batches_of(large[books.ROWS_BEFORE :], 150)
    tills = -(-receipts // 1500)
    with archive("", tills) as (port, pid, sending):
        done, told = 0, [resident_bytes(pid) >> 20]
        for at in range(10):
            part = sending[at * tills // 10 : (at + 1) * tills // 10]
            done += run(port, part, batches, min(CONNECTIONS, len(part))).rows if part else 0
            told.append(resident_bytes(pid) >> 20)
        print(f"soak: {done} rows, memory in MiB {told}")  # noqa: T201


def result() -> Result:
    """Batches of two sizes into an archive on SQLite, of its own processor time."""
    figures = []
    for name, least in (("2 receipts", None), ("150 receipts", 0.6)):
        tills, batches = shapes()[name]
        verifies = openssl_verifies()
        done = measure("", tills, batches)
        figures += [
            Figure(
                name=f"receipts in batches of {name}, a second of its processor",
                value=done.outcome.rows / done.processor_s,
                unit="/s",
                limit=verifies,
                limit_is="openssl on one core",
                at_least=least,
            ),
            Figure(
                name=f"batches of {name}, a second of its processor",
                value=done.outcome.batches / done.processor_s,
                unit="/s",
                at_least=3000.0 if least is None else None,
            ),
        ]
    return Result(figures=tuple(figures))


def main() -> None:
    """SQLite in a folder, then PostgreSQL; `soak 1000000` looks at memory alone."""
    if sys.argv[1:2] == ["soak"]:
        soak(int(sys.argv[2]))
        return
    report("sqlite", "")
    with running() as server:
        report("postgresql", server.url(server.fresh()))


if __name__ == "__main__":
    main()
