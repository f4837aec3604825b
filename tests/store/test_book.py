"""What the book takes, and what it refuses, each with a reason."""

import os
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from firmware.rksv import jws
from firmware.rksv.receipt import ReceiptKind
from firmware.rksv.vat import Buckets
from firmware.store import book, integrity
from firmware.store.book import Book
from firmware.store.entry import Certificate, Identity, Intent, StoredReceipt
from firmware.store.errors import StoreError, StoreFault
from tests.store.till import OPENED_UTC, SoftwareCard, Till

P256_OID = bytes.fromhex("2a8648ce3d030107")
SALE = Buckets(normal=1200, besonders=490)


def refusal(call: Callable[[], object]) -> str:
    """The reason with which a call is refused."""
    with pytest.raises(StoreError) as refused:
        call()
    assert StoreFault.REFUSED is refused.value.fault
    return str(refused.value)


def test_commissioning_writes_the_identity_once(till: Till) -> None:
    """§ 5 Abs 4 RKSV: the till has one identity, and it is in the journal as well."""
    identity = till.book.identity()
    assert identity == Identity(
        register_id="MARKT-01",
        rka="R1-AT1",
        counter_bytes=8,
        aes_key_check=identity.aes_key_check if identity else "",
        commissioned_at_utc=OPENED_UTC,
    )
    kinds = [row.kind for row in till.book.journal()]
    expected = ["book.identity", "commissioned", "book.certificate", "card", "book.receipt"]
    assert expected == kinds
    reason = refusal(lambda: till.book.commission("X", "R1-AT1", 8, "x", [till.entry()]))
    assert "a till is commissioned once" in reason
    assert kinds == [row.kind for row in till.book.journal()]


def test_acts_are_journalled(book: Book, new_till: Callable[[Book], Till]) -> None:
    """Commissioning and a new certificate need the caller's entry, which gives the time."""
    till = new_till(book)
    assert "at least one entry" in refusal(lambda: book.commission("X", "R1-AT1", 8, "x", []))
    serial, der = till.card.serial, till.card.der
    certificate = Certificate(serial=serial, der=der, chain=(), rka="R1-AT1")
    assert "at least one entry" in refusal(lambda: book.add_certificate(certificate, []))


@pytest.mark.parametrize("counter_bytes", [4, 17])
def test_counter_length_is_of_the_law(
    book: Book, new_till: Callable[[Book], Till], counter_bytes: int
) -> None:
    """Anlage Z 8 RKSV: a counter has 5 to 16 bytes."""
    entry = new_till(book).entry()
    assert refusal(lambda: book.commission("X", "R1-AT1", counter_bytes, "x", [entry]))
    assert book.last_journal() is None


def test_certificates_come_back_in_order(till: Till) -> None:
    """§ 7.4: a new card's certificate is added beside the old one, with its issuers."""
    other = SoftwareCard(scalar=5, serial=0x10)
    first = Certificate(serial=till.card.serial, der=till.card.der, chain=(), rka="R1-AT1")
    second = Certificate(serial="10", der=other.der, chain=(till.card.der,), rka="R1-AT3")
    till.book.add_certificate(second, [till.entry()])
    assert (first, second) == till.book.certificates()
    assert (first, second, None) == tuple(
        till.book.certificate(serial) for serial in (first.serial, second.serial, "ff")
    )


def test_certificate_must_bear_its_serial(till: Till) -> None:
    """Anlage Z 5 RKSV, field 11: the serial text is the certificate's, in lower-case hex."""
    other = SoftwareCard(scalar=5, serial=0x1F)

    def add(serial: str, der: bytes, chain: tuple[bytes, ...] = ()) -> Callable[[], None]:
        certificate = Certificate(serial=serial, der=der, chain=chain, rka="R1-AT1")
        return lambda: till.book.add_certificate(certificate, [till.entry()])

    assert "bears the serial 1f" in refusal(add("1F", other.der))
    assert "bears the serial 1f" in refusal(add("01f", other.der))
    assert "no X.509" in refusal(add("1f", b"no DER"))
    assert "no X.509" in refusal(add("1f", other.damaged))
    assert "no X.509" in refusal(add("1f", other.der, (b"no DER",)))
    assert "no key of P-256" in refusal(add("1f", SoftwareCard(5, 0x1F, ec.SECP256K1).der))
    odd_curve = other.der.replace(P256_OID, P256_OID[:-1] + b"\x4c")
    assert "no X.509" in refusal(add("1f", odd_curve))
    assert "a serial is entered once" in refusal(add(till.card.serial, till.card.der))


def test_receipt_takes_two_commits(till: Till) -> None:
    """Anlage Z 4 RKSV: intent first; then receipt in, intent out and the journal, at once."""
    intent = till.intend(buckets=SALE)
    till.book.put_intent(intent)
    assert intent == till.book.intent()
    assert till.book.last_receipt().number == 1
    receipt = till.sealed(intent)
    till.book.commit_receipt(receipt, [till.entry("paid")])
    assert till.book.intent() is None
    assert receipt == till.book.last_receipt()
    *_, own, paid = till.book.journal()
    assert (own.kind, own.content["number"], paid.kind) == ("book.receipt", 2, "paid")
    assert (till.book.tail().number, till.book.tail().turnover_cents) == (2, 1690)


def test_failure_form_is_stored(till: Till) -> None:
    """§ 17 Abs 4 RKSV: a receipt without signature goes the same way."""
    receipt = till.issue(buckets=SALE, is_signed=False)
    assert not receipt.is_signed
    assert receipt == till.book.receipt(2)


def test_second_intent_is_refused(till: Till) -> None:
    """A waiting intent is signed first; its number is never used for another payload."""
    first = till.intend()
    till.book.put_intent(first)
    assert "intent 2 is still to be signed" in refusal(lambda: till.book.put_intent(till.intend()))
    assert first == till.book.intent()


def test_receipt_without_intent_is_refused(till: Till) -> None:
    """Nothing is stored that was not announced."""
    receipt = till.sealed(till.intend())
    assert "there is no intent" in refusal(lambda: till.book.commit_receipt(receipt, []))


def test_intent_before_commissioning_is_refused(
    book: Book, new_till: Callable[[Book], Till]
) -> None:
    """A till without identity or certificate issues nothing."""
    till = new_till(book)
    intent = till.intend(ReceiptKind.STARTBELEG)
    assert "not commissioned" in refusal(lambda: book.put_intent(intent))
    book.commission("MARKT-01", "R1-AT1", 8, "kF8o", [till.entry()])
    assert f"certificate {till.card.serial} is not entered" in refusal(
        lambda: book.put_intent(intent)
    )


def test_own_kinds_are_refused_beside_a_receipt(till: Till) -> None:
    """Nobody but the book writes the row that witnesses a receipt."""
    intent = till.intend()
    till.book.put_intent(intent)
    receipt = till.sealed(intent)
    forged = till.entry("book.receipt")
    assert "the book's own" in refusal(lambda: till.book.commit_receipt(receipt, [forged]))
    assert intent == till.book.intent()


@pytest.mark.parametrize(
    ("reason", "change"),
    [
        ("number is 3", lambda draft: replace(draft, number=3)),
        ("amounts is", lambda draft: replace(draft, buckets=Buckets())),
        ("turnover is", lambda draft: replace(draft, turnover_cents=draft.turnover_cents + 1)),
        (
            "before receipt 1",
            lambda draft: replace(draft, issued_at_utc=OPENED_UTC - timedelta(days=1)),
        ),
        (
            "local time is",
            lambda draft: replace(draft, issued_at_utc=draft.issued_at_utc + timedelta(hours=1)),
        ),
        ("payload: does not begin", lambda draft: replace(draft, payload="no payload")),
        ("link is", lambda draft: replace(draft, payload=draft.payload[:-12] + "AAAAAAAAAAA=")),
        ("RKA is", lambda draft: replace(draft, payload=draft.payload.replace("AT1", "AT2"))),
        ("register is", lambda draft: replace(draft, payload=draft.payload.replace("-01", "-02"))),
        (
            "number in the payload is '7'",
            lambda draft: replace(draft, payload=draft.payload.replace("01_2_", "01_7_")),
        ),
        (
            "certificate is",
            lambda draft: replace(draft, payload=draft.payload.replace("1a2b3c4d", "1a2b3c4e")),
        ),
    ],
)
def test_draft_that_does_not_follow_is_refused(
    till: Till, reason: str, change: Callable[[object], object]
) -> None:
    """Anlage Z 4 RKSV: number, link, counter, time and identity follow from the last receipt."""
    intent = till.intend(buckets=SALE)
    wrong = replace(intent, draft=change(intent.draft))
    assert reason in refusal(lambda: till.book.put_intent(wrong))
    assert till.book.intent() is None


@pytest.mark.parametrize(
    ("reason", "change"),
    [
        ("number is", lambda receipt: replace(receipt, number=3)),
        ("kind is", lambda receipt: replace(receipt, kind=ReceiptKind.NULLBELEG)),
        ("turnover is", lambda receipt: replace(receipt, turnover_cents=0)),
        ("certificate is", lambda receipt: replace(receipt, certificate_serial="1")),
        ("is_signed is", lambda receipt: replace(receipt, is_signed=False)),
        ("jws: ", lambda receipt: replace(receipt, jws="no.jws")),
        (
            "time is",
            lambda receipt: replace(receipt, issued_at_utc=receipt.issued_at_utc + timedelta(1)),
        ),
        (
            "payload is",
            lambda receipt: replace(
                receipt, jws=jws.compact(jws.split(receipt.jws).payload + "x", bytes(64))
            ),
        ),
    ],
)
def test_receipt_other_than_the_intent_is_refused(
    till: Till, reason: str, change: Callable[[StoredReceipt], StoredReceipt]
) -> None:
    """One payload per number: what is stored is the intent and its third part, nothing else."""
    intent = till.intend(buckets=SALE)
    till.book.put_intent(intent)
    receipt = change(till.sealed(intent))
    assert reason in refusal(lambda: till.book.commit_receipt(receipt, [till.entry()]))
    assert intent == till.book.intent()
    assert integrity.check(till.book, integrity.FULL) == ()


def test_closing_receipt_names_its_months(till: Till) -> None:
    """§ 8 Abs 2 RKSV: a Monatsbeleg that does not say what it closes is refused before signing."""
    intent = till.intend(ReceiptKind.MONATSBELEG, content={"lines": []})
    assert "a closing receipt names its months" in refusal(lambda: till.book.put_intent(intent))


def test_intent_is_refused_while_the_disk_runs_full(
    till: Till, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Commit 2 must find room after the card has signed, so commit 1 asks for it."""
    room = SimpleNamespace(f_bavail=book.RESERVE_BYTES // 4096 - 1, f_frsize=4096)
    monkeypatch.setattr(os, "statvfs", lambda _: room)
    with pytest.raises(StoreError, match="bytes free") as refused:
        till.book.put_intent(till.intend())
    assert StoreFault.FULL is refused.value.fault
    assert till.book.intent() is None
    till.book.append([till.entry("disk full")])


def test_empty_append_is_no_commit(till: Till) -> None:
    """Nothing to write writes nothing."""
    last = till.book.last_journal()
    till.book.append([])
    assert last == till.book.last_journal()


def test_refused_content_stores_nothing(till: Till) -> None:
    """A float in a receipt's content is refused before anything is written, naming the place."""
    intent = till.intend()
    wrong: Intent = replace(intent, content={"lines": [{"price": 1.5}]})
    assert "intent 2.lines[0].price" in refusal(lambda: till.book.put_intent(wrong))
