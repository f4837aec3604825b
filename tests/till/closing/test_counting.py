"""firmware.till.closing.counting: the count as its rows leave it."""

from collections.abc import Iterable
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.till.closing.counting import (
    DENOMINATIONS,
    FIRST_COIN,
    PRACTICE_Z,
    CashCount,
    CountStep,
    Move,
    Purpose,
    content_of,
    is_closing,
    is_overtaking,
    went_on,
)
from tests.till.playbook_rows import PlayRow

EMPTY = CashCount(purpose=Purpose.Z)
STEPS = (
    CountStep(move=Move.PIECES, unit_cents=20000, pieces=1),
    CountStep(move=Move.COINS),
    CountStep(move=Move.PIECES, unit_cents=200, pieces=37),
)


def counted(*steps: CountStep) -> CashCount:
    """A count after these steps."""
    count = EMPTY
    for step in steps:
        count = count.after(step)
    return count


def row(row_kind: str, **content: object) -> PlayRow:
    """A journal row."""
    at_utc = datetime(2026, 11, 20, 9, tzinfo=UTC)
    return PlayRow(seq=1, at_utc=at_utc, clerk=1, kind=row_kind, content=content)


def begun(rows: Iterable[PlayRow], *, is_training: bool = False) -> CashCount | None:
    """The count that rows leave under way."""
    count: CashCount | None = None
    for one in rows:
        count = went_on(count, one, is_training=is_training)
    return count


@pytest.mark.parametrize("is_training", [False, True])
def test_practice_closes_no_real_count(*, is_training: bool) -> None:
    """Each has an end of its own: the Z, and in training the row that stands for it."""
    ends = row("Z"), row("BERICHT", what=PRACTICE_Z, training=True)
    assert [not is_training, is_training] == [
        is_closing(one, is_training=is_training) for one in ends
    ]
    assert not is_closing(row("BERICHT", what="X Kasse"))


@pytest.mark.parametrize("is_training", [False, True])
def test_counting_anew_overtakes_what_was_booked(*, is_training: bool) -> None:
    """A step of a count makes no count worthless, but the difference booked before it."""
    (step,) = rows_of(STEPS[0])
    assert is_overtaking(step, is_training=is_training) is not is_training
    assert not is_overtaking(row("ENTNAHME", is_skim=True))


def rows_of(*steps: CountStep, purpose: Purpose = Purpose.Z) -> list[PlayRow]:
    """The rows of a count."""
    return [row("ZAEHLUNG", **content_of(purpose, step)) for step in steps]


def test_denominations_fall() -> None:
    """The largest first, notes before coins."""
    assert sorted(DENOMINATIONS, reverse=True) == list(DENOMINATIONS)
    assert DENOMINATIONS[FIRST_COIN] == 200
    assert len(DENOMINATIONS) == 14


def test_total() -> None:
    """Pieces times what one is worth."""
    assert counted(*STEPS).total_cents == 20000 + 7400
    assert counted(*STEPS).pieces == {20000: 1, 200: 37}


def test_position() -> None:
    """The next denomination; ZW jumps to the coins."""
    assert [counted(*STEPS[:length]).position for length in range(4)] == [
        0,
        1,
        FIRST_COIN,
        FIRST_COIN + 1,
    ]


def test_back() -> None:
    """One step, whatever it was."""
    back = CountStep(move=Move.BACK)
    assert counted(*STEPS[:2], back) == counted(*STEPS[:1])
    assert counted(*STEPS[:2], back, back) == EMPTY


def test_again() -> None:
    """Nothing is left of the first count."""
    assert counted(*STEPS, CountStep(move=Move.AGAIN)) == EMPTY


@pytest.mark.parametrize("move", [Move.END, Move.TOTAL])
def test_ends(move: Move) -> None:
    """ZW at the coins, or a total."""
    assert counted(CountStep(move=move)).is_ended
    assert counted(CountStep(move=move)).is_total_only == (move is Move.TOTAL)


def test_ends_behind_the_last_denomination() -> None:
    """The cents were counted."""
    steps = [CountStep(move=Move.PIECES, unit_cents=unit, pieces=1) for unit in DENOMINATIONS]
    assert not counted(*steps[:-1]).is_ended
    assert counted(*steps).is_ended


@given(cut=st.integers(min_value=0, max_value=len(STEPS)))
def test_a_cut_loses_no_step(cut: int) -> None:
    """Z11: the count goes on at the same denomination."""
    rows = [*rows_of(*STEPS[:cut]), row("STROMAUSFALL"), row("START")]
    assert begun(rows) == (counted(*STEPS[:cut]) if cut else None)


@pytest.mark.parametrize(
    "after",
    [
        row("BELEG", kind="standard"),
        row("BELEG", kind="storno"),
        row("EINLAGE", cents=1, reason=""),
        row("ENTNAHME", cents=1, reason="Bank"),
        row("GELD_STORNO"),
        row("ANFANGSBESTAND", cents=1),
        row("KASSENSTURZ"),
        row("Z"),
    ],
    ids=lambda one: one.kind,
)
def test_whatever_moves_money_ends_a_count(after: PlayRow) -> None:
    """What was counted is not what is there any more."""
    assert begun([*rows_of(*STEPS), after]) is None


@pytest.mark.parametrize(
    "after",
    [
        row("BELEG", kind="sammelbeleg"),
        row("BELEG", kind="training"),
        row("BERICHT", what="X Kasse"),
        row("LADE", reason="kein Verkauf"),
        row("EINLAGE", cents=1, reason="", training=True),
    ],
    ids=lambda one: one.kind,
)
def test_what_moves_none_does_not(after: PlayRow) -> None:
    """A zero receipt, a report, practice."""
    assert begun([*rows_of(*STEPS), after]) == counted(*STEPS)


def test_difference_and_skimming_belong_to_the_count() -> None:
    """A cut between count and Z asks neither of them a second time."""
    rows = [
        *rows_of(*STEPS),
        row("DIFFERENZ", reason="Falschgeld"),
        row("ENTNAHME", cents=500, is_skim=True),
    ]
    count = begun(rows)
    assert count is not None
    assert ("Falschgeld", 500) == (count.reason, count.skimmed_cents)


def test_another_purpose_begins_anew() -> None:
    """A Kassensturz that was left is no part of the Z."""
    rows = [*rows_of(*STEPS, purpose=Purpose.AUDIT), *rows_of(STEPS[0])]
    assert begun(rows) == counted(STEPS[0])


def test_a_difference_without_a_count() -> None:
    """Rows that cannot be leave no count behind."""
    assert begun([row("DIFFERENZ", reason="x"), row("ENTNAHME", cents=1, is_skim=True)]) is None


def test_practice_counts_apart() -> None:
    """Rows of training are a count of their own, ended by the practised Z."""
    rows = [row("ZAEHLUNG", training=True, **content_of(Purpose.Z, STEPS[0]))]
    assert begun(rows) is None
    assert begun(rows, is_training=True) == counted(STEPS[0])
    ended = row("BERICHT", what=PRACTICE_Z, training=True)
    assert begun([*rows, ended], is_training=True) is None
    sold = row("BELEG", kind="training")
    assert begun([*rows, sold], is_training=True) is None
