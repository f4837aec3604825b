"""How long the archive's pages take on a till with 200,000 receipts in 1.2 million rows.

Everything in the book is true (signatures, chain, a Z each evening); its replica and its index are
made before. A page is asked for through the whole app, so that its view is written down as well.
The limit is 100 ms for the median of each page, of the processor: a machine that has other things
to do as well makes no page slower than it is.
"""

import statistics
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from typing import Final

import msgspec
from starlette.applications import Starlette
from starlette.testclient import TestClient

from archive.accounts.tills import TillBook
from archive.index.database import Database, folder_url
from archive.index.migrate import upgrade
from archive.index.tables import chunks
from archive.intake.head import Head, to_bytes
from archive.portal.routes import routes
from archive.replica import index_file
from archive.replica.replica import FOLDER as REPLICAS
from archive.replica.replica import Replicas
from firmware.evidence.merkle import leaf_hash
from firmware.rksv.receipt import VIENNA, ReceiptKind
from firmware.store.canonical import canonical
from firmware.store.raw import Unit, rebuild
from firmware.store.reader import Reader
from firmware.store.row import journal_row_of
from firmware.till.closing import zreport
from firmware.till.closing.counting import CashCount
from firmware.till.sales.basket import Line, Means, Tender
from firmware.till.sales.sale import Sale, journal_content, to_content
from tests.archive.books import Maker
from tests.archive.keeping import TILL_ID, registered, world_of
from tests.archive.portal.ground import Door, Ground
from tests.bench.figure import Figure, Result
from tests.bench.verify_rate import FOLDER

RECEIPTS: Final = 200_000
A_DAY: Final = 300
TIMES: Final = 7
LIMIT_MS: Final = 100.0
BEGIN: Final = datetime(2025, 1, 2, 6, 0, tzinfo=UTC)
CHUNK_ROWS: Final = 1000
GOODS: Final = (("Äpfel", 49, 240), ("Honig", 100, 950), ("Punsch", 200, 450), ("Brot", 49, 420))


def units(receipts: int) -> Iterator[Unit]:
    """A book of that many receipts: six rows for each, a Z each evening."""
    maker = Maker("BENCH-01")
    maker.now_utc = BEGIN
    yield from maker.begin()
    last: zreport.ZReport | None = None
    running = zreport.RunningPeriod(last)
    for number in range(1, receipts + 1):
        for unit in _sold(maker, number):
            if unit.journal[4] == "BELEG":
                running.take(journal_row_of(unit.journal))
            yield unit
        if number % A_DAY == 0:
            period = running.so_far(maker.hash)
            count = CashCount(purpose="Z-Abschluss")
            last = zreport.closed(replace(period, last_seq=maker.seq), count, maker.now_utc)
            yield maker.row("Z", zreport.to_content(last))  # type: ignore[arg-type]
            running = zreport.RunningPeriod(last)
            maker.now_utc = BEGIN + timedelta(days=number // A_DAY)


def _sold(maker: Maker, number: int) -> Iterator[Unit]:
    is_sale = number > 1
    lines = _lines(number) if is_sale else ()
    total = sum(line.total_cents for line in lines)
    means = (Means.CASH, Means.CASH, Means.CARD)[number % 3]
    paid = (Tender(means=means, amount_cents=total, given_cents=total),) if is_sale else ()
    kind = ReceiptKind.STANDARD if is_sale else ReceiptKind.STARTBELEG
    sale = Sale(kind=kind, clerk=1 + number % 4, lines=lines, tenders=paid)
    for line in lines:
        yield maker.row("POS", {"line": msgspec.to_builtins(line)})
    content = canonical(to_content(sale), "receipt")  # type: ignore[arg-type]
    yield maker.receipt(kind, total, content=content)
    day = maker.now_utc.astimezone(VIENNA).date()
    said = {"number": number, "kind": kind.value, "is_signed": True, "note": ""}
    issued = {**journal_content(sale, day), **said}
    yield maker.row("BELEG", issued, clerk=sale.clerk)  # type: ignore[arg-type]
    for tender in paid:
        yield maker.row("ZAHLUNG", {"tender": msgspec.to_builtins(tender)}, clerk=sale.clerk)
    yield maker.row("DRUCK", {"mark": "none", "number": number}, clerk=sale.clerk)


def _lines(number: int) -> tuple[Line, ...]:
    chosen = [GOODS[number % 4], GOODS[(number * 7 + 1) % 4]]
    return tuple(
        Line(
            group=1 + GOODS.index(one),
            name=one[0],
            vat_per_mille=one[1],
            quantity_milli=1000 * (1 + number % 3),
            unit_cents=one[2],
            is_weight=False,
        )
        for one in chosen
    )


@contextmanager
def archive_of(folder: Path, receipts: int) -> Iterator[Ground]:
    """An archive whose replica and index of the till are there already."""
    folder.mkdir(parents=True, exist_ok=True)
    book_path = folder / REPLICAS / f"{TILL_ID}.sqlite"
    is_new = not book_path.exists()
    if is_new:
        book_path.parent.mkdir(exist_ok=True)
        rebuild(book_path, units(receipts))
    database = Database(folder_url(folder))
    if is_new:
        upgrade(database)
        registered(database, register_id="BENCH-01")
        _log(database, book_path)
    world = replace(world_of(database, folder), now_utc=lambda: BEGIN + timedelta(days=666))
    own = TillBook(database).till(TILL_ID)
    assert own is not None
    door = Door(Starlette(routes=routes(world, Replicas(world))))
    with TestClient(door) as client:
        yield Ground(world=world, own=own, other=own, door=door, client=client)
    database.close()


def _log(database: Database, book_path: Path) -> None:
    """The chunks of the book, without their bodies: the replica is there."""
    head = Head()
    with Reader.open_read_only(book_path) as book, database.write() as connection:
        rows = iter(book.journal_cells())
        while part := list(islice(rows, CHUNK_ROWS)):
            hashes = [bytes.fromhex(cells[-1]) for cells in part]
            grown = head.frontier.grown(map(leaf_hash, hashes))
            head = Head(frontier=grown, last_hash=part[-1][-1])
            connection.execute(
                chunks.insert().values(
                    till_id=TILL_ID,
                    first_seq=part[0][0],
                    last_seq=part[-1][0],
                    received_at=part[-1][1],
                    body=b"",
                    hashes=b"".join(hashes),
                    state=to_bytes(head),
                )
            )


def paths(ground: Ground, receipts: int) -> dict[str, str]:
    """The pages that are asked for; the searches are the hard ones."""
    base, middle = ground.path, BEGIN + timedelta(days=receipts // A_DAY // 2)
    day = f"{middle:%Y-%m-%d}"
    return {
        "overview": ground.tenant_path,
        "days": f"{base}/days",
        "day": f"{base}/days/{day}",
        "receipts": f"{base}/receipts",
        "receipts, word of all": f"{base}/receipts?text=apf",
        "receipts, word and card": f"{base}/receipts?text=honig&means=karte&to={day}",
        "receipts, nothing fits": f"{base}/receipts?text=punsch&kind=storno",
        "receipts, amount": f"{base}/receipts?amount=10,80",
        "receipts, far back": f"{base}/receipts?before=1000",
        "receipt": f"{base}/receipts/{receipts // 2}",
        "journal": f"{base}/journal",
        "journal, clerk and kind": f"{base}/journal?clerk=2&kind=DRUCK&to={day}",
        "journal, nobody": f"{base}/journal?clerk=3&kind=Z",
        "fiscal": f"{base}/fiscal?business=yes",
        "cash": f"{base}/cash?day={day}&time=23:00",
        "history": f"{base}/history",
        "tills": f"{ground.tenant_path}/tills",
        "state": f"{base}/state",
    }


def measure(ground: Ground, receipts: int) -> dict[str, float]:
    """The median of each page in milliseconds."""
    found = {}
    for name, path in paths(ground, receipts).items():
        taken = []
        for _ in range(TIMES):
            begun = time.process_time()
            answer = ground.client.get(path)
            taken.append((time.process_time() - begun) * 1000)
            assert answer.status_code == 200, (path, answer.status_code)
        found[name] = statistics.median(taken)
    return found


def run(receipts: int = RECEIPTS, folder: Path = FOLDER) -> dict[str, float]:
    """Make what is missing, and measure."""
    with archive_of(folder / f"portal-{receipts}", receipts) as ground:
        begun = time.perf_counter()
        with Reader.open_read_only(_book_path(ground)) as book, index_file.opened(book):
            indexed_s = time.perf_counter() - begun
        return {"index_s": indexed_s, **measure(ground, receipts)}


def _book_path(ground: Ground) -> Path:
    return Replicas(ground.world).path(TILL_ID)


def result(receipts: int = RECEIPTS) -> Result:
    """Every page, in time of the processor."""
    found = run(receipts)
    pages = [(name, ms) for name, ms in found.items() if name != "index_s"]
    return Result(
        figures=tuple(
            Figure(name=f"page: {name}", value=ms, unit="ms", at_most=LIMIT_MS)
            for name, ms in pages
        )
    )


def main() -> None:
    """Print the measurement; a number of receipts may be named."""
    receipts = int(sys.argv[1]) if len(sys.argv) > 1 else RECEIPTS
    for name, value in run(receipts).items():
        sys.stdout.write(f"{name:28} {value:12.1f}\n")


if __name__ == "__main__":
    main()
