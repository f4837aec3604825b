"""How long BETRACHTER.html of 100,000 receipts takes from the double click to its verdict.

The limit is what OpenSSL itself needs to verify as many signatures on as many cores. Everything is
in the page: receipts with their positions, six journal rows for each, a Z every hundred, all of it
unpacked, listed, summed up and reckoned again in Debian's Chromium. Memory is the sum of the peaks
of all its processes.
"""

import os
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Final

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID
from playwright.sync_api import sync_playwright

from firmware.export.package.manifest import Span
from firmware.export.viewer import streams
from firmware.export.viewer.assemble import shell
from firmware.export.viewer.page import write_page
from firmware.export.workers import core_count
from firmware.rksv.chain import Register, Tail, prepare
from firmware.rksv.jws import compact, der_to_raw
from firmware.rksv.receipt import VIENNA, ReceiptKind
from firmware.store.canonical import canonical, utc_text
from firmware.store.entry import Certificate, StoredReceipt
from firmware.store.journal import BEFORE_FIRST, clerk_field, row_hash, uuid_version_7
from firmware.store.row import receipt_cells, receipt_content
from firmware.till.closing import reckoning, zreport
from firmware.till.closing.counting import CashCount
from firmware.till.sales.basket import Line, Means, Tender
from firmware.till.sales.sale import Sale, buckets, journal_content, to_content
from tests.bench.figure import Figure, Result
from tests.bench.verify_rate import FOLDER, openssl_rate, peak_rss_bytes

RECEIPTS: Final = 100_000
CLOSED_EVERY: Final = 100
BEGIN: Final = datetime(2026, 7, 6, 6, 0, tzinfo=UTC)
STEP: Final = timedelta(seconds=100)
GOODS: Final = (("Äpfel", 49, 240), ("Honig", 100, 950), ("Punsch", 200, 450), ("Brot", 49, 420))
CHROMIUM: Final = "/usr/bin/chromium"
DEADLINE_MS: Final = 300_000
SAMPLE_MS: Final = 50
_DATA_BEGIN: Final = b'<script type="application/octet-stream"'
_DATA_END: Final = b'<script id="proof">'


@dataclass(slots=True)
class Ledger:
    """A journal that grows in memory, as lines of the page's stream."""

    seq: int = 0
    hash: str = BEFORE_FIRST
    lines: list[bytes] = field(default_factory=list)
    rows: list["Row"] = field(default_factory=list)

    def add(self, at_utc: datetime, kind: str, content: dict[str, object]) -> int:
        """One row more; its seq."""
        self.seq += 1
        uuid = uuid_version_7(at_utc, os.urandom(10))
        text = canonical(content, kind)  # type: ignore[arg-type]
        at = utc_text(at_utc, kind)
        fields = (str(self.seq), at, uuid, clerk_field(1).decode(), kind, text)
        self.hash = row_hash(self.hash.encode(), *(one.encode() for one in fields))
        self.lines.append("\t".join((*fields, self.hash)).encode() + b"\n")
        if kind == "BELEG":
            self.rows.append(Row(self.seq, at_utc, 1, kind, content))
        return self.seq


@dataclass(frozen=True, slots=True)
class Row:
    """What a reckoning wants of a row."""

    seq: int
    at_utc: datetime
    clerk: int | None
    kind: str
    content: dict[str, object]


class Stall:
    """A till that sells without end; everything it does is true."""

    def __init__(self) -> None:
        self.key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bench")])
        certificate = (
            x509.CertificateBuilder(name, name, self.key.public_key(), 0x1A2B3C4D)
            .not_valid_before(BEGIN)
            .not_valid_after(BEGIN + timedelta(days=1825))
            .sign(self.key, SHA256())
        )
        self.der = certificate.public_bytes(Encoding.DER)
        self.register = Register(register_id="BENCH-1", rka="R1-AT1", aes_key=os.urandom(32))
        self.ledger = Ledger()
        self.tail: Tail | None = None
        self.receipts: list[bytes] = []
        self.closings = 0
        self.closed_seq = 0

    def sell(self, index: int) -> None:
        """One receipt with the rows around it; now and then a Z."""
        at_utc = BEGIN + STEP * index
        goods = [GOODS[index % 4], GOODS[(index * 7 + 1) % 4]] if index else []
        lines = tuple(
            Line(
                group=1 + GOODS.index((name, rate, cents)),
                name=name,
                vat_per_mille=rate,
                quantity_milli=1000 * (1 + index % 3),
                unit_cents=cents,
                is_weight=False,
            )
            for name, rate, cents in goods
        )
        total = sum(line.total_cents for line in lines)
        paid = (Tender(means=Means.CASH, amount_cents=total, given_cents=total),) if index else ()
        kind = ReceiptKind.STANDARD if index else ReceiptKind.STARTBELEG
        sale = Sale(kind=kind, clerk=1, lines=lines, tenders=paid)
        for line in lines:
            self.ledger.add(at_utc, "POS", {"line": msgspec.to_builtins(line)})
        for tender in paid:
            self.ledger.add(at_utc, "ZAHLUNG", {"tender": msgspec.to_builtins(tender)})
        self._issue(sale, at_utc)
        if index % CLOSED_EVERY == CLOSED_EVERY - 1:
            self._close(at_utc)

    def _issue(self, sale: Sale, at_utc: datetime) -> None:
        day = at_utc.astimezone(VIENNA).date()
        draft = prepare(
            self.register,
            self.tail,
            kind=sale.kind,
            buckets=buckets(sale.lines, day),
            issued_at_utc=at_utc,
            certificate_serial="1a2b3c4d",
        )
        signature = der_to_raw(self.key.sign(draft.signing_input, ec.ECDSA(SHA256())))
        stored = StoredReceipt(
            number=draft.number,
            kind=sale.kind,
            issued_at_utc=at_utc,
            jws=compact(draft.payload, signature),
            turnover_cents=draft.turnover_cents,
            certificate_serial="1a2b3c4d",
            is_signed=True,
            content=to_content(sale),  # type: ignore[arg-type]
        )
        self.tail = Tail(
            number=draft.number,
            jws=stored.jws,
            turnover_cents=draft.turnover_cents,
            issued_at_utc=at_utc,
        )
        cells = receipt_cells(stored)
        seq = self.ledger.add(at_utc, "book.receipt", dict(receipt_content(cells)))
        self.receipts.append("\t".join(map(str, (*cells, seq))).encode() + b"\n")
        said = {"number": draft.number, "kind": sale.kind.value, "is_signed": True, "note": ""}
        self.ledger.add(at_utc, "BELEG", {**journal_content(sale, day), **said})
        self.ledger.add(at_utc, "DRUCK", {"mark": "none", "number": draft.number})

    def _close(self, at_utc: datetime) -> None:
        figures = reckoning.reckon(self.ledger.rows)
        report = zreport.ZReport(
            number=self.closings + 1,
            first_seq=self.closed_seq + 1,
            last_seq=self.ledger.seq,
            anchor=self.ledger.hash,
            began_utc=at_utc,
            ended_utc=at_utc,
            figures=figures,
            count=CashCount(purpose="Z-Abschluss"),
        )
        self.closings += 1
        self.closed_seq = self.ledger.add(at_utc, "Z", zreport.to_content(report))
        self.ledger.rows.clear()


def make_page(path: Path, receipts: int) -> None:
    """Write the page of a till that sold so many times."""
    stall = Stall()
    for index in range(receipts):
        stall.sell(index)
    with path.open("wb") as out:
        write_page(_content(stall), "bench", out)


def renew(path: Path) -> None:
    """Put the data of an earlier run into the page as it is now."""
    text = path.read_bytes()
    begin, end = text.index(_DATA_BEGIN), text.index(_DATA_END)
    page = shell("bench")
    path.write_bytes(page.before + text[begin:end] + page.after.lstrip(b"\n"))


def _content(stall: Stall) -> Iterator[tuple[str, Iterator[bytes]]]:
    meta = streams.meta_text(
        streams.About(
            program="bench",
            register_id="BENCH-1",
            firm=("BENCH",),
            made_at_utc=BEGIN,
            first_day=BEGIN.date(),
            last_day=(BEGIN + STEP * len(stall.receipts)).date(),
            receipts=Span(first=1, last=len(stall.receipts)),
            journal=Span(first=1, last=stall.ledger.seq),
            previous_hash=BEFORE_FIRST,
        ),
        [Certificate(serial="1a2b3c4d", der=stall.der, chain=(), rka="R1-AT1")],
    )
    yield "meta", iter((meta,))
    yield "receipts", iter(stall.receipts)
    yield "journal", iter(stall.ledger.lines)


def cpu_seconds(pid: int) -> float:
    """What all processes below have used so far; a loaded machine does not change it."""
    ticks = 0
    waiting = _children(pid)
    while waiting:
        current = waiting.pop()
        try:
            stat = Path(f"/proc/{current}/stat").read_text(encoding="utf-8")
        except OSError:  # it has ended
            continue
        user, system = stat.rpartition(")")[2].split()[11:13]
        ticks += int(user) + int(system)
        waiting += _children(current)
    return ticks / os.sysconf("SC_CLK_TCK")


def _children(pid: int) -> list[int]:
    try:
        tasks = list(Path(f"/proc/{pid}/task").iterdir())
        texts = [(task / "children").read_text(encoding="ascii") for task in tasks]
    except OSError:  # it has ended
        return []
    return [int(child) for text in texts for child in text.split()]


def measure(path: Path) -> dict[str, float]:
    """Open the page once; seconds to its list and to its verdict, and the peak of memory."""
    peaks: dict[int, int] = {}
    with sync_playwright() as driver:
        browser = driver.chromium.launch(
            executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.on("pageerror", lambda error: sys.exit(f"the page fails: {error}"))
        idle_s = cpu_seconds(os.getpid())
        begun_s = time.perf_counter()
        page.goto(path.as_uri(), timeout=DEADLINE_MS, wait_until="commit")
        listed_s = 0.0
        for waited in count():
            page.wait_for_timeout(SAMPLE_MS)
            state = page.evaluate(
                "() => [document.querySelectorAll('.grid-rows .row').length > 0,"
                " document.getElementById('verdict')?.dataset.level ?? 'busy']"
            )
            if state[0] and not listed_s:
                listed_s = time.perf_counter() - begun_s
            rss_bytes = peak_rss_bytes(os.getpid(), peaks)
            if state[1] != "busy" or waited * SAMPLE_MS > DEADLINE_MS:
                break
        judged_s = time.perf_counter() - begun_s
        cpu_s = cpu_seconds(os.getpid()) - idle_s
        sentence = page.locator("#sentence").inner_text()
        browser.close()
    assert state[1] == "open", sentence
    return {
        "list_s": listed_s,
        "verdict_s": judged_s,
        "cpu_s": cpu_s,
        "peak_rss_mib": rss_bytes / 2**20,
    }


def run(receipts: int = RECEIPTS) -> dict[str, float]:
    """Measure, with the limit and the ratio to it."""
    FOLDER.mkdir(exist_ok=True)
    path = FOLDER / f"viewer-{receipts}.html"
    if path.exists():
        renew(path)
    else:
        make_page(path, receipts)
    cores = core_count()
    limit_s = receipts / (openssl_rate() * cores)
    measured = measure(path)
    return {
        "receipts": receipts,
        "page_mib": path.stat().st_size / 2**20,
        "cores": cores,
        "openssl_s": limit_s,
        **measured,
        "ratio": measured["verdict_s"] / limit_s,
        "ratio_cpu": measured["cpu_s"] / cores / limit_s,
    }


def result(receipts: int = 5_000) -> Result:
    """List and verdict, against openssl on all cores."""
    told = run(receipts)
    return Result(
        figures=(
            Figure(name=f"list of {receipts:,} receipts", value=told["list_s"], unit="s"),
            Figure(
                name="their verdict",
                value=told["verdict_s"],
                unit="s",
                limit=told["openssl_s"],
                limit_is="openssl for as many signatures",
            ),
            Figure(name="memory of the browser", value=told["peak_rss_mib"], unit="MiB"),
        )
    )


def main() -> None:
    """Print the measurement; a number of receipts may be named."""
    receipts = int(sys.argv[1]) if len(sys.argv) > 1 else RECEIPTS
    for name, value in run(receipts).items():
        sys.stdout.write(f"{name:24} {value:12.3f}\n")


if __name__ == "__main__":
    main()
