"""firmware.app.answers_receipts: receipts with what was cancelled of them, from a real book."""

from collections.abc import Iterator

import pytest

from firmware.app.answers_receipts import ReceiptAnswers
from firmware.store.entry import JournalRow
from firmware.store.reader import Reader
from firmware.till.requests import (
    FindReceipt,
    FindReceipts,
    FindVoucher,
    FoundReceipt,
    FoundReceipts,
    FoundVoucher,
    Missing,
)
from tests.app.day import Day


@pytest.fixture
def answers(day: Day) -> ReceiptAnswers:
    """What the till of `day` would be told."""
    return ReceiptAnswers(day.stand.book, lambda _number: "")


def found(answers: ReceiptAnswers, number: int | None) -> FoundReceipt:
    """The receipt, which is there."""
    answer = answers.answer(FindReceipt(number=number))
    assert isinstance(answer, FoundReceipt)
    return answer


def test_last_sale(day: Day, answers: ReceiptAnswers) -> None:
    """The last that somebody bought something on, not the last row of the chain."""
    assert Missing() == answers.answer(FindReceipt(number=None))
    day.type("250 WG1 BAR F 60")
    last = found(answers, None)
    assert (2, 250) == (last.number, last.sale.total_cents)
    assert last.qr.startswith("_R1-")
    assert 3 == found(answers, 3).number
    assert Missing() == answers.answer(FindReceipt(number=99))


def test_newest_first(day: Day, answers: ReceiptAnswers) -> None:
    """As many as are wanted."""
    day.type("100 WG1 BAR 200 WG1 BAR 300 WG1 BAR")
    answer = answers.answer(FindReceipts(count=2))
    assert isinstance(answer, FoundReceipts)
    assert [300, 200] == [one.sale.total_cents for one in answer.receipts]


def test_cancellations_are_found_with_the_receipt(day: Day, answers: ReceiptAnswers) -> None:
    """Each names its lines; a receipt that nothing was returned of has none."""
    day.type("2 × 300 WG1 100 WG2 BAR F 31 BAR 1 BAR ZW 3 BAR")
    first = found(answers, 2)
    assert (3,) == first.voided_by
    (void,) = first.voids
    assert (2, -300) == (void.original, void.total_cents)
    assert () == found(answers, 3).voids


def test_a_receipt_is_found_without_reading_years(
    day: Day, answers: ReceiptAnswers, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever was cancelled before it was issued is not looked at: F 41 lists twenty at once."""
    day.type("300 WG1 BAR F 30 BAR 1 BAR C 400 WG1 BAR F 30 BAR 1 BAR C 500 WG1 BAR")
    read: list[JournalRow] = []
    journal = Reader.journal

    def counted(self: Reader, *given: object, **named: object) -> Iterator[JournalRow]:
        for row in journal(self, *given, **named):  # type: ignore[arg-type]
            read.append(row)
            yield row

    monkeypatch.setattr(Reader, "journal", counted)
    assert ((), []) == (found(answers, 6).voids, read)
    assert (5,) == found(answers, 4).voided_by
    assert [5] == [row.content["number"] for row in read]


def test_vouchers(day: Day, answers: ReceiptAnswers) -> None:
    """The sum of its rows, and which receipt sold one that is used."""
    day.type("F 44 17 BAR 1000 BAR BAR 400 WG1 F 45 17 BAR BAR")
    real = FindVoucher(number="17", is_training=False)
    assert FoundVoucher(left_cents=600) == answers.answer(real)
    assert ("17",) == found(answers, 2).used_vouchers
    assert Missing() == answers.answer(FindVoucher(number="18", is_training=False))
    assert Missing() == answers.answer(FindVoucher(number="17", is_training=True))


def test_voucher_of_a_cancelled_sale(day: Day, answers: ReceiptAnswers) -> None:
    """Unknown again, in the real book as in practice; one that is used up stays known."""
    for number, begin in (("17", ""), ("18", "F 50 ")):
        wanted = FindVoucher(number=number, is_training=bool(begin))
        day.type(f"{begin}F 44 {number} BAR 500 BAR BAR")
        assert FoundVoucher(left_cents=500) == answers.answer(wanted)
        day.type("F 30 BAR 1 BAR C")
        assert Missing() == answers.answer(wanted)
        day.type(f"F 44 {number} BAR 400 BAR BAR 400 WG1 F 45 {number} BAR BAR")
        assert FoundVoucher(left_cents=0) == answers.answer(wanted)


def test_voucher_that_went_back_alone(day: Day, answers: ReceiptAnswers) -> None:
    """Nobody has used what was cancelled: the rest of its receipt can be cancelled too."""
    day.type("F 44 17 BAR 500 BAR F 44 18 BAR 500 BAR BAR F 31 BAR ZW 1 BAR")
    assert 1 == len(found(answers, 2).voids)
    assert () == found(answers, 2).used_vouchers
    day.type("C F 44 17 BAR 300 BAR BAR")
    assert FoundVoucher(left_cents=300) == answers.answer(
        FindVoucher(number="17", is_training=False)
    )
    assert () == found(answers, 2).used_vouchers


def test_before_the_z(day: Day, answers: ReceiptAnswers) -> None:
    """What a Z has closed is closed; what came after is not."""
    day.type("250 WG1 BAR")
    assert not found(answers, 2).is_before_z
    day.type("F 20 BAR 250 × 1 BAR ZW BAR")
    day.type("C 100 WG1 BAR")
    assert [row.kind for row in day.rows("Z")] == ["Z"]
    assert found(answers, 2).is_before_z
    assert not found(answers, 3).is_before_z
