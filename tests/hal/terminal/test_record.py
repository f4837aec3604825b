"""What a terminal said, and what it means for the money."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hal.terminal.message import (
    Abort,
    Completion,
    IntermediateStatus,
    PrintBlock,
    PrintLines,
    StatusInformation,
)
from hal.terminal.port import Outcome, SlipKind, TerminalSlip
from hal.terminal.record import LINES_MAX, Record

THROUGH = Completion(body=b"")


def told(
    result_code: int | None = 0, amount_cents: int | None = 380, currency: int | None = 978
) -> StatusInformation:
    """One result."""
    return StatusInformation(
        result_code=result_code,
        amount_cents=amount_cents,
        currency=currency,
        receipt_number=7,
        trace_number=107,
        terminal_id="52500048",
        card_name="Visa",
    )


def record(*messages: object) -> Record:
    """A conversation with these words, and nobody to read the prompts."""
    made = Record(lambda _text: None)
    for message in messages:
        made.heed(message)
    return made


@pytest.mark.parametrize(
    ("messages", "ending", "outcome"),
    [
        ((told(),), THROUGH, Outcome.PAID),
        ((told(), told()), THROUGH, Outcome.PAID),
        ((told(currency=None),), THROUGH, Outcome.PAID),
        ((told(result_code=0x71),), THROUGH, Outcome.DECLINED),
        ((told(result_code=0x71),), Abort(result_code=0x71), Outcome.DECLINED),
        ((), Abort(result_code=0x9B), Outcome.DECLINED),
        ((), Abort(result_code=0x6C), Outcome.ABORTED),
        ((told(result_code=0x6C),), THROUGH, Outcome.ABORTED),
        ((), Abort(result_code=None), Outcome.ABORTED),
        ((told(result_code=0x71),), Abort(result_code=None), Outcome.DECLINED),
        ((), THROUGH, Outcome.UNCLEAR),
        ((told(result_code=None),), THROUGH, Outcome.UNCLEAR),
        ((told(amount_cents=381),), THROUGH, Outcome.UNCLEAR),
        ((told(amount_cents=None),), THROUGH, Outcome.UNCLEAR),
        ((told(currency=756),), THROUGH, Outcome.UNCLEAR),
        ((told(),), Abort(result_code=0xFF), Outcome.UNCLEAR),
        ((told(), told(result_code=0x71)), THROUGH, Outcome.UNCLEAR),
        ((told(), told(amount_cents=1)), THROUGH, Outcome.UNCLEAR),
        ((), Abort(result_code=0), Outcome.UNCLEAR),
    ],
)
def test_outcomes(
    messages: tuple[StatusInformation, ...], ending: Completion | Abort, outcome: Outcome
) -> None:
    """B8, B9: paid only by a success over our amount in euros; a contradiction is unclear."""
    assert outcome is record(*messages).payment(ending, 380).outcome


@given(
    st.lists(
        st.builds(
            told,
            result_code=st.sampled_from([None, 0, 0x6C, 0x71]),
            amount_cents=st.sampled_from([None, 1, 380]),
            currency=st.sampled_from([None, 756, 978]),
        ),
        max_size=3,
    ),
    st.sampled_from([THROUGH, Abort(result_code=None), Abort(result_code=0), Abort(result_code=5)]),
)
def test_never_paid_without_proof(
    messages: list[StatusInformation], ending: Completion | Abort
) -> None:
    """Whatever is said, PAID means: success, our amount, a good end; and no success is lost."""
    payment = record(*messages).payment(ending, 380)
    if payment.outcome is Outcome.PAID:
        assert ending == THROUGH
        assert all((one.result_code, one.amount_cents) == (0, 380) for one in messages)
    if any(one.result_code == 0 for one in messages):
        assert payment.outcome in {Outcome.PAID, Outcome.UNCLEAR}


def test_everything_told_goes_along() -> None:
    """Numbers, card and slips, also when the outcome is unclear."""
    made = record(told(), PrintBlock(kind=SlipKind.CUSTOMER, lines=("Beleg",)))
    payment = made.as_payment(Outcome.UNCLEAR, "line lost")
    assert (380, 0, 7, 107) == (
        payment.amount_cents,
        payment.result_code,
        payment.receipt_number,
        payment.trace_number,
    )
    assert ("52500048", "Visa", "line lost") == (
        payment.terminal_id,
        payment.card_name,
        payment.detail,
    )
    assert (TerminalSlip(kind=SlipKind.CUSTOMER, lines=("Beleg",)),) == payment.slips


def test_lines_become_slips() -> None:
    """A marked last line ends one; a slip cut by the end is one, too."""
    made = record(
        PrintLines(lines=("a",), is_last=False),
        PrintLines(lines=("b",), is_last=True),
        PrintLines(lines=("c", ""), is_last=False),
    )
    assert [("a", "b"), ("c", "")] == [slip.lines for slip in made.slips]
    assert [("a", "b"), ("c", "")] == [slip.lines for slip in made.slips]


def test_paper_is_bounded() -> None:
    """A terminal gone mad does not use up the roll."""
    lines = ("x",) * 300
    made = record(*(PrintLines(lines=lines, is_last=True) for _ in range(5)))
    assert LINES_MAX == sum(len(slip.lines) for slip in made.slips)


def test_endings_are_no_news() -> None:
    """They end a conversation and leave nothing on the record."""
    assert record(THROUGH, Abort(result_code=5)).status is None


def test_prompts_are_passed_on() -> None:
    """In German, the terminal's own words first."""
    texts: list[str] = []
    made = Record(texts.append)
    made.heed(IntermediateStatus(code=0x0A, words=""))
    made.heed(IntermediateStatus(code=0xFF, words="Trinkgeld wählen"))
    assert ["Karte einstecken", "Trinkgeld wählen"] == texts
    assert made.status is None
