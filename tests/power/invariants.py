"""What must hold after any number of cuts, as sentences against a till that has come up again."""

from collections import Counter
from collections.abc import Iterator

from firmware.app.credentials import read_aes_key
from firmware.app.exports import key_store
from firmware.app.z_seals import content_of
from firmware.rksv import jws
from firmware.rksv.dep import CertificateGroup
from firmware.rksv.machine_code import parse, qr_from_jws
from firmware.rksv.receipt import ReceiptKind
from firmware.rksv.rules import Severity
from firmware.rksv.trust import GroupExaminer
from firmware.rksv.verify import Verifier, VerifyOptions, verify_groups
from firmware.store import integrity, seal
from firmware.store.entry import StoredReceipt
from firmware.store.seal import SealKind
from firmware.till.acts import JournalKind
from tests.power.light import EXPORT_DIGESTS, PROBE_DIGEST
from tests.power.world import SALE_CENTS, History, Scenario


def violations(history: History, scenario: Scenario, sold_after: tuple[int, ...] = ()) -> list[str]:
    """Every invariant that does not hold; the till is on, and its last boot is over.

    `sold_after` are the totals of what was sold since.
    """
    receipts = list(history.stand.book.receipts())
    sold = (*scenario.sold_before, SALE_CENTS, *sold_after)
    return [*lasting(history), *_sale(history, sold, receipts)]


def lasting(history: History) -> list[str]:
    """Of the invariants those that hold whatever was sold."""
    book = history.stand.book
    receipts = list(book.receipts())
    return [
        *_numbers(receipts),
        *_paper(history, receipts),
        *_card(history, receipts),
        *_turnover(receipts),
        *_intent(history),
        *_verifier(history, receipts),
        *(f"book: {one}" for one in integrity.check(book, integrity.FULL)),
    ]


def _numbers(receipts: list[StoredReceipt]) -> Iterator[str]:
    """§ 8 RKSV: from 1 on, without gap."""
    numbers = [one.number for one in receipts]
    if numbers != list(range(1, len(numbers) + 1)):
        yield f"numbers: {numbers}"


def _paper(history: History, receipts: list[StoredReceipt]) -> Iterator[str]:
    """Nothing on paper that is not stored, and everything stored at last on a whole slip."""
    stored = {qr_from_jws(one.jws): one.number for one in receipts}
    anchors = {
        f"Journal {row.seq} {seal.anchor(row.seq, row.hash)}"
        for row in history.stand.book.journal(kind=JournalKind.Z)
    }
    for codes, _ in history.paper:
        for code in codes:
            if code not in stored and code not in anchors:
                yield f"paper: printed and not stored: {code[:60]}"
    whole = {code for codes, is_whole in history.paper if is_whole for code in codes}
    for code, number in stored.items():
        # The Startbeleg is printed when the till is commissioned, before these worlds begin.
        if number > 1 and number not in history.printed_before and code not in whole:
            yield f"paper: receipt {number} is stored and on no whole slip"
    for anchor in anchors - whole:
        yield f"paper: {anchor} is in the book and on no whole slip"


def _card(history: History, receipts: list[StoredReceipt]) -> Iterator[str]:
    """Anlage Z 9 RKSV: no number ever had two texts before the card."""
    book, register_id = history.stand.book, history.stand.config.register.id
    seals = {
        seal.statement(SealKind.JOURNAL, register_id, content_of(book, row)).digest
        for row in book.journal(kind=JournalKind.Z)
    }
    texts = {jws.digest(jws.split(one.jws).payload) for one in receipts}
    allowed = texts | seals | EXPORT_DIGESTS | {PROBE_DIGEST}
    strange = [digest for digest in history.digests if digest not in allowed]
    if strange:
        yield f"card: signed {len(strange)} texts that no stored receipt has, nor a seal"


def _sale(
    history: History, sold_cents: tuple[int, ...], receipts: list[StoredReceipt]
) -> Iterator[str]:
    """The customer's sale is there exactly once, and nothing is left half way."""
    sold = [sum(parse(jws.split(one.jws).payload).buckets.amounts) for one in receipts]
    sales = Counter(
        cents for cents, one in zip(sold, receipts, strict=True) if one.kind is ReceiptKind.STANDARD
    )
    expected = Counter(sold_cents)
    if sales != expected:
        yield f"sale: sold {dict(sales)}, expected {dict(expected)}"
    if history.stand.station.loop.till.basket.lines:
        yield "sale: a sale is still open"


def _intent(history: History) -> Iterator[str]:
    """Nothing is left half way."""
    if history.stand.book.intent() is not None:
        yield "sale: an intent is left"


def _turnover(receipts: list[StoredReceipt]) -> Iterator[str]:
    """§ 8 Abs 1 RKSV: the counter is the sum of the sales."""
    total = 0
    for one in receipts:
        if one.kind.changes_counter:
            total += parse(jws.split(one.jws).payload).buckets.total
        if one.turnover_cents != total:
            yield f"turnover: {one.turnover_cents} at receipt {one.number}, sum {total}"


def _verifier(history: History, receipts: list[StoredReceipt]) -> Iterator[str]:
    """§ 7 Abs 5 RKSV: the examiner's own program finds nothing."""
    stand = history.stand
    store = key_store(stand.book, read_aes_key(stand.secrets))
    (certificate,) = stand.book.certificates()
    group = CertificateGroup(
        certificate_der=certificate.der,
        chain=certificate.chain,
        jws=[one.jws for one in receipts],
    )
    verifier = Verifier(VerifyOptions(now_utc=stand.clock.now().utc))
    for finding in verify_groups([group], GroupExaminer(store), verifier):
        if finding.severity is Severity.ERROR:
            yield f"verifier: {finding.number} {finding.rule} {finding.detail}"
