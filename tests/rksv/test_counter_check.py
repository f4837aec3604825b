"""The running sum: one fault for one error, whatever follows."""

from firmware.rksv.counter_check import CounterCheck
from firmware.rksv.receipt import ReceiptKind
from firmware.rksv.rules import Rule

SALE, TRAINING, STORNO = ReceiptKind.STANDARD, ReceiptKind.TRAINING, ReceiptKind.STORNO


def faults(check: CounterCheck, *receipts: tuple[ReceiptKind, int, int | None]) -> list[bool]:
    """Take kind, total and readable counter; tell where a fault is."""
    found = []
    for kind, total_cents, turnover_cents in receipts:
        check.add(kind, total_cents)
        fault = None if turnover_cents is None else check.compare(turnover_cents)
        found.append(fault is not None and fault.rule is Rule.COUNTER)
    return found


def test_the_sum_counts_cancellations_and_no_training() -> None:
    """§ 8 Abs 1 RKSV: training does not change the counter, a cancellation does."""
    check = CounterCheck(start_cents=0)

    assert (
        faults(
            check, (SALE, 500, 500), (TRAINING, 300, None), (STORNO, -200, None), (SALE, 50, 350)
        )
        == [False] * 4
    )


def test_a_single_false_counter_is_told_once() -> None:
    """A counter that is false alone does not make the next one false."""
    check = CounterCheck(start_cents=0)

    assert faults(check, (SALE, 1, 1), (SALE, 1, 7), (SALE, 1, 3), (SALE, 1, 4)) == [
        False,
        True,
        False,
        False,
    ]


def test_a_false_sum_is_told_once() -> None:
    """What the DEP goes on with is followed, so that the end of the file is examined, too."""
    check = CounterCheck(start_cents=0)

    assert faults(check, (SALE, 1, 1), (SALE, 1, 7), (STORNO, -1, None), (SALE, 1, 7)) == [
        False,
        True,
        False,
        False,
    ]
    assert faults(check, (SALE, 1, 9)) == [True]


def test_the_unknown_is_believed_once() -> None:
    """After a begin in the middle, or an unreadable entry, the next counter sets the sum."""
    check = CounterCheck(start_cents=None)
    assert faults(check, (SALE, 5, 1000), (SALE, 5, 1005)) == [False, False]

    check.forget()

    assert faults(check, (SALE, 5, 1), (SALE, 5, 7)) == [False, True]


def test_a_change_of_length_is_told_once() -> None:
    """Anlage Z 9 RKSV: a counter keeps its length; a change is tolerated and told."""
    check = CounterCheck(start_cents=0)
    told = [check.compare_length(length) for length in (8, 8, 5, 5)]

    assert [fault is not None for fault in told] == [False, False, True, False]
    assert {fault.rule for fault in told if fault} == {Rule.COUNTER_LENGTH}
