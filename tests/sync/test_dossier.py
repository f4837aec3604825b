"""What the book says that FinanzOnline must know."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from firmware.finanzonline.due import open_orders
from firmware.finanzonline.facts import Facts
from firmware.finanzonline.order import Reason, UnitKind, Verdict
from firmware.rksv.receipt import ReceiptKind
from firmware.store.book import Book
from firmware.store.canonical import Json, utc_of
from firmware.store.entry import Certificate, Entry
from firmware.store.errors import StoreError, StoreFault
from firmware.sync import dossier
from tests.store.till import OPENED_UTC, SoftwareCard, Till

CARD, NEW = "1a2b3c4d", "2b"
LATE = OPENED_UTC + timedelta(days=900)


@pytest.fixture
def till(tmp_path: Path) -> Till:
    """A till with its Startbeleg."""
    book = Book.create(tmp_path / "book.sqlite")
    till = Till(book, SoftwareCard())
    till.commission()
    return till


def _row(till: Till, kind: str, **content: Json) -> datetime:
    """A row a minute later; its time."""
    till.now_utc += timedelta(minutes=1)
    till.book.append([till.entry(kind, **content)])
    return till.now_utc


def _second(till: Till, **content: Json) -> SoftwareCard:
    """Another unit is entered."""
    card = SoftwareCard(scalar=0x1234, serial=0x2B)
    till.now_utc += timedelta(minutes=1)
    row = {"serial": NEW, **content}
    entry = Entry(kind="ZERTIFIKAT", clerk=None, content=row, at_utc=till.now_utc)
    certificate = Certificate(serial=NEW, der=card.der, chain=(), rka="R1-AT3")
    till.book.add_certificate(certificate, [entry])
    return card


def _facts(till: Till) -> Facts:
    facts = dossier.gather(till.book)
    assert facts is not None, "commissioned"
    return facts


def test_a_book_before_commissioning_owes_nothing(tmp_path: Path) -> None:
    """There is no till yet."""
    assert None is dossier.gather(Book.create(tmp_path / "book.sqlite"))


def test_a_new_till_has_a_card_and_a_startbeleg(till: Till) -> None:
    """§ 6 RKSV; provider from the RKA, code as on the paper."""
    facts = _facts(till)
    (unit,), (check,) = facts.units, facts.checks
    assert ("MARKT-01", OPENED_UTC) == (facts.register_id, facts.commissioned_utc)
    assert (CARD, "AT1", UnitKind.CARD) == (unit.serial, unit.vda_id, unit.kind)
    assert (1, ReceiptKind.STARTBELEG, CARD) == (check.number, check.kind, check.serial)
    assert check.code.startswith("_R1-AT1_MARKT-01_1_2026-11-20T")
    assert [f"registrierung_se:{CARD}"] == [one.key for one in open_orders(facts, LATE)]


def test_a_second_unit_has_its_own_provider_and_kind(till: Till) -> None:
    """A service on the net beside the card."""
    _second(till, place="service", kind="HSM_DIENSTLEISTER")
    unit = _facts(till).units[1]
    assert (NEW, "AT3", UnitKind.SERVICE) == (unit.serial, unit.vda_id, unit.kind)
    assert till.now_utc == unit.entered_utc


def test_a_swapped_card_ends_with_its_reason(till: Till) -> None:
    """F 68: from then on another one signs."""
    _second(till)
    at = _row(till, "KARTENTAUSCH", old=CARD, new=NEW, reason=7)
    old, new = _facts(till).units
    assert (at, Reason.IRREPARABLE, None) == (old.ended_utc, old.end_reason, new.ended_utc)


def _read(till: Till, serial: int) -> str:
    """A new card is read by F 68; its serial."""
    card = SoftwareCard(scalar=serial, serial=serial)
    till.now_utc += timedelta(minutes=1)
    content = {"serial": f"{serial:x}", "place": "card", "reason": "due"}
    row = Entry(kind="ZERTIFIKAT", clerk=None, content=content, at_utc=till.now_utc)
    if f"{serial:x}" in {one.serial for one in till.book.certificates()}:
        till.book.append([row])
    else:
        certificate = Certificate(serial=f"{serial:x}", der=card.der, chain=(), rka="R1-AT1")
        till.book.add_certificate(certificate, [row])
    return f"{serial:x}"


def test_a_card_that_was_read_and_never_used(till: Till) -> None:
    """F 68, another card: FinanzOnline is told of nothing it does not know, and of the rest."""
    _read(till, 0x2B)
    assert [CARD, "2b"] == [unit.serial for unit in _facts(till).units]
    _read(till, 0x3C)
    assert [CARD, "3c"] == [unit.serial for unit in _facts(till).units]
    _row(till, "FON", order="registrierung_se:3c", verdict="done", by_hand=True)
    _read(till, 0x4D)
    units = {unit.serial: (unit.ended_utc, unit.end_reason) for unit in _facts(till).units}
    nothing = (None, None)
    assert {CARD: nothing, "3c": (till.now_utc, Reason.PLANNED), "4d": nothing} == units


def test_a_card_that_is_used_after_all(till: Till) -> None:
    """Read again it waits again, and what was swapped in is no unused one."""
    for serial in (0x2B, 0x3C, 0x2B):
        _read(till, serial)
    assert [CARD, "2b"] == [unit.serial for unit in _facts(till).units]
    _row(till, "KARTENTAUSCH", old=CARD, new="2b", reason=7)
    _read(till, 0x4D)
    assert [CARD, "2b", "4d"] == [unit.serial for unit in _facts(till).units]


def test_only_signed_jahresbelege_are_checked(till: Till) -> None:
    """One in failure form passes no check; it is repeated after the outage."""
    till.issue(ReceiptKind.MONATSBELEG)
    till.now_utc = datetime(2026, 12, 31, 22, tzinfo=UTC)
    till.issue(ReceiptKind.JAHRESBELEG, is_signed=False)
    till.issue(ReceiptKind.JAHRESBELEG)
    checks = _facts(till).checks
    assert [(1, None), (4, 2026)] == [(check.number, check.year) for check in checks]


def _fail(till: Till) -> int:
    receipt = till.issue(is_signed=False)
    _row(till, "AUSFALL_BEGINN", number=receipt.number, serial=till.card.serial, fault="absent")
    return receipt.number


def _recover(till: Till) -> datetime:
    receipt = till.issue(ReceiptKind.SAMMELBELEG)
    _row(till, "AUSFALL_ENDE", number=receipt.number, serial=till.card.serial)
    return receipt.issued_at_utc


def test_an_outage_lasts_from_the_first_failed_receipt_to_the_sammelbeleg(till: Till) -> None:
    """§ 17 RKSV: the times on the receipts, not those of the rows beside them."""
    number = _fail(till)
    began = till.book.receipt(number)
    assert began is not None
    (outage,) = _facts(till).outages
    assert (number, CARD, began.issued_at_utc, None) == (
        outage.number,
        outage.serial,
        outage.began_utc,
        outage.ended_utc,
    )
    ended = _recover(till)
    (outage,) = _facts(till).outages
    assert ended == outage.ended_utc


def test_rows_of_older_books_name_no_unit(till: Till) -> None:
    """The receipt does."""
    receipt = till.issue(is_signed=False)
    _row(till, "AUSFALL_BEGINN", number=receipt.number, fault="absent")
    (outage,) = _facts(till).outages
    assert CARD == outage.serial


def test_a_card_is_out_while_another_unit_signs(till: Till) -> None:
    """The Sammelbeleg is the other unit's: the card has not recovered by it."""
    card, number = till.card, _fail(till)
    till.card = _second(till)
    _row(till, "EINHEIT", serial=NEW, place="service", instead_of=CARD)
    _row(till, "AUSFALL_ENDE", number=number, serial=NEW)
    (outage,) = _facts(till).outages
    assert (number, CARD, None) == (outage.number, outage.serial, outage.ended_utc)
    till.card = card
    back = _row(till, "EINHEIT", serial=CARD, place="card", instead_of=NEW, is_back=True)
    (outage,) = _facts(till).outages
    assert (CARD, back) == (outage.serial, outage.ended_utc)


def test_a_unit_that_takes_over_from_a_failed_one_ends_no_other_outage(till: Till) -> None:
    """First the card is out, then the service that stood in for it, and a third one signs."""
    _second(till)
    _row(till, "EINHEIT", serial=NEW, place="service", instead_of=CARD, is_back=False)
    _row(till, "EINHEIT", serial="3c", place="other", instead_of=NEW, is_back=False)
    outages = _facts(till).outages
    assert [(CARD, None), (NEW, None)] == [(one.serial, one.ended_utc) for one in outages]


def test_a_unit_found_dead_at_a_boot_is_out_without_a_receipt(till: Till) -> None:
    """No receipt failed; the outage is called after the row that says another one took over."""
    _second(till)
    at = _row(till, "EINHEIT", serial=NEW, place="service", instead_of=CARD)
    row = till.book.last_journal("EINHEIT")
    assert row is not None
    (outage,) = _facts(till).outages
    assert (-row.seq, CARD, at) == (outage.number, outage.serial, outage.began_utc)


def test_an_outage_of_the_till_is_what_a_person_entered(till: Till) -> None:
    """§ 17 Abs 5 RKSV: reason by the code of the web service, ISO times."""
    began, ended = "2026-12-01T08:00:00+00:00", "2026-12-09T08:00:00+00:00"
    _row(till, "AUSFALL_KASSE", reason=5, began_utc=began, ended_utc=ended)
    _row(till, "AUSFALL_KASSE", reason=1, began_utc=ended, ended_utc=None)
    first, second = _facts(till).register_outages
    assert (Reason.RECORDING, began, ended) == (
        first.reason,
        first.began_utc.isoformat(),
        None if first.ended_utc is None else first.ended_utc.isoformat(),
    )
    assert (Reason.THEFT, None, first.number + 1) == (
        second.reason,
        second.ended_utc,
        second.number,
    )


@pytest.mark.parametrize("takes_units", [True, False])
def test_a_till_out_of_service_names_its_schlussbeleg(till: Till, takes_units: bool) -> None:  # noqa: FBT001
    """§ 17 Abs 8 RKSV; the units go with it only when it was said."""
    receipt = till.issue(ReceiptKind.SCHLUSSBELEG)
    at = _row(till, "AUSSERBETRIEB", reason=6, number=receipt.number, units=takes_units)
    facts = _facts(till)
    assert facts.end is not None
    assert (receipt.number, Reason.PLANNED, at) == (
        facts.end.number,
        facts.end.reason,
        facts.end.ended_utc,
    )
    assert ReceiptKind.SCHLUSSBELEG is facts.checks[-1].kind
    assert (at if takes_units else None) == facts.units[0].ended_utc


def test_a_schlussbeleg_in_failure_form_is_not_checked(till: Till) -> None:
    """Decree 3.6.2: a broken till has none, or one nobody can check."""
    receipt = till.issue(ReceiptKind.SCHLUSSBELEG, is_signed=False)
    _row(till, "AUSSERBETRIEB", reason=7, number=receipt.number)
    assert [1] == [check.number for check in _facts(till).checks]
    _row(till, "AUSSERBETRIEB", reason=7, number=None)
    assert [1] == [check.number for check in _facts(till).checks]


def test_answers_are_read_back_in_order(till: Till) -> None:
    """The last row about an order counts."""
    key = f"registrierung_se:{CARD}"
    at_text = "2026-12-01T08:00:00+00:00"
    told: dict[str, Json] = {"mode": "production", "answered_utc": at_text, "codes": ["5"]}
    words = {"words": "Karte ungültig", "advice": "Rat."}
    _row(till, "FON", order=key, verdict="refused", **told, **words)
    at = _row(till, "FON", order=key, verdict="done", by_hand=True)
    first, last = _facts(till).settled
    assert (Verdict.REFUSED, "Karte ungültig", "Rat.", False) == (
        first.verdict,
        first.words,
        first.advice,
        first.is_by_hand,
    )
    assert (utc_of(at_text, "x"), ("5",)) == (first.answered_utc, first.codes)
    assert (None, ()) == (last.answered_utc, last.codes)
    assert (Verdict.DONE, at, True) == (last.verdict, last.at_utc, last.is_by_hand)
    assert ["registrierung_kasse:MARKT-01"] == [one.key for one in open_orders(_facts(till), LATE)]


@pytest.mark.parametrize("is_test", [False, True])
def test_a_mode_has_answers_of_its_own(till: Till, *, is_test: bool) -> None:
    """§ 16 RKSV: what is registered in test mode is not registered, nor the other way round."""
    for mode, order in (("test", "a:1"), ("production", "b:1"), (None, "c:1")):
        named: dict[str, Json] = {} if mode is None else {"mode": mode}
        _row(till, "FON", order=order, verdict="done", **named)
    found = [one.key for one in dossier.answers(till.book, is_test=is_test)]
    assert (["a:1", "c:1"] if is_test else ["b:1"]) == found


@pytest.mark.parametrize("is_test", [False, True])
def test_by_hand_is_by_hand_in_either_mode(till: Till, *, is_test: bool) -> None:
    """Who settles it has told it; sent again is what was refused, where the refusal counts."""
    _row(till, "FON", order="a:1", verdict="done", by_hand=True)
    _row(till, "FON", order="b:1", verdict="done", mode="production")
    _row(till, "FON", order="b:1", verdict="refused", mode="test")
    _row(till, "FON", order="b:1", verdict="later", by_hand=True)
    last = {one.key: one.verdict for one in dossier.answers(till.book, is_test=is_test)}
    again = Verdict.LATER if is_test else Verdict.DONE
    assert {"a:1": Verdict.DONE, "b:1": again} == last
    assert dossier.is_done(till.book, "a:1")
    assert dossier.is_done(till.book, "b:1")


_STRANGE: tuple[tuple[str, dict[str, Json]], ...] = (
    ("FON", {"order": "x:1", "verdict": "maybe"}),
    ("FON", {"order": "x:1", "verdict": "done", "mode": "both"}),
    ("FON", {"order": "x:1", "verdict": "done", "answered_utc": "gestern"}),
    ("AUSFALL_KASSE", {"reason": "theft", "began_utc": "2026-12-01T08:00:00+00:00"}),
    ("AUSFALL_KASSE", {"reason": 5, "began_utc": "gestern"}),
    ("AUSFALL_BEGINN", {"number": 99, "serial": CARD}),
    ("AUSFALL_BEGINN", {"number": 99}),
    ("AUSFALL_BEGINN", {"number": "1"}),
    ("AUSSERBETRIEB", {"reason": 3}),
)


@pytest.mark.parametrize(("kind", "content"), _STRANGE)
def test_a_row_of_another_form_is_named(till: Till, kind: str, content: dict[str, Json]) -> None:
    """Nothing is guessed of what the tax office is told."""
    _row(till, kind, **content)
    seq = till.book.last_journal()
    assert seq is not None
    with pytest.raises(StoreError, match=f"journal row {seq.seq}") as caught:
        dossier.gather(till.book)
    assert StoreFault.BROKEN is caught.value.fault


def test_a_unit_of_an_unknown_kind_is_named(till: Till) -> None:
    """`art_se` has three values."""
    _second(till, kind="SMARTPHONE")
    with pytest.raises(StoreError, match="SMARTPHONE"):
        dossier.gather(till.book)
