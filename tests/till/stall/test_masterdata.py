"""firmware.till.stall.masterdata: the stall of a day is the fold of its rows."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.till.stall.fault import StallError
from firmware.till.stall.masterdata import (
    Change,
    Fields,
    Sort,
    Source,
    days_of_change,
    differences,
    fold,
    from_content,
    planned,
    since,
    to_content,
)

DAY = date(2026, 11, 20)
OBST = (Sort.GROUP, "1")


def change(
    new: Fields | None,
    *,
    old: Fields | None = None,
    recorded: date = DAY,
    valid_from: date | None = None,
    key: str = "1",
) -> Change:
    """A change of a group."""
    return Change(
        sort=Sort.GROUP,
        key=key,
        old=old,
        new=new,
        source=Source.KEYS,
        recorded=recorded,
        valid_from=valid_from,
    )


NEW = change({"name": "Obst", "price_cents": 250})


def later(days: int) -> date:
    """A day after DAY."""
    return DAY + timedelta(days=days)


def price(cents: int, *, valid_from: date | None = None, recorded: date = DAY) -> Change:
    """A change of the price alone."""
    old = {"price_cents": 250}
    return change({"price_cents": cents}, old=old, valid_from=valid_from, recorded=recorded)


def test_a_change_counts_from_its_day() -> None:
    """What is announced for a day is not so the day before."""
    history = (NEW, price(300, valid_from=later(5)))
    assert fold(history, later(4))[OBST]["price_cents"] == 250
    assert fold(history, later(5))[OBST] == {"name": "Obst", "price_cents": 300}


def test_a_change_at_once_does_not_undo_what_is_announced() -> None:
    """Lower today, and the announced price still comes; a name changed meanwhile stays."""
    history = (
        NEW,
        price(300, valid_from=later(5)),
        price(200),
        change({"name": "Äpfel"}, old={"name": "Obst"}),
    )
    assert fold(history, DAY)[OBST] == {"name": "Äpfel", "price_cents": 200}
    assert fold(history, later(5))[OBST] == {"name": "Äpfel", "price_cents": 300}


def test_a_change_after_the_day_counts_against_it() -> None:
    """Whoever changes the price after it came has the last word."""
    history = (NEW, price(300, valid_from=later(5)), price(320, recorded=later(6)))
    assert fold(history, later(6))[OBST]["price_cents"] == 320


def test_the_order_of_rows_is_older_than_the_clock() -> None:
    """A clock that was set back lets the last row have the last word all the same."""
    history = (NEW, price(300), price(320, recorded=date(2000, 1, 1)))
    assert fold(history, DAY)[OBST]["price_cents"] == 320


def test_what_is_gone_stays_gone() -> None:
    """An announced price brings no group back; a new one with its number does."""
    gone = (NEW, price(300, valid_from=later(5)), change(None, old={"name": "Obst"}))
    assert fold(gone, later(5)) == {}
    assert fold((*gone, NEW), DAY)[OBST]["price_cents"] == 250


def test_since() -> None:
    """The day from which on it is so is the announced one, or that of the row."""
    history = (NEW, price(300, valid_from=later(5)))
    assert since(history, OBST, later(4)) == DAY
    assert since(history, OBST, later(9)) == later(5)
    assert since(history, (Sort.GROUP, "2"), DAY) is None
    assert since((NEW, change(None, old={})), OBST, DAY) is None


def test_planned() -> None:
    """What is still to come, by day."""
    late, soon = price(300, valid_from=later(9)), price(280, valid_from=later(5))
    assert planned((NEW, late, soon), DAY) == (soon, late)
    assert planned((NEW, late, soon), later(5)) == (late,)
    assert days_of_change((NEW, late, soon, soon), DAY) == (later(5), later(9))
    assert days_of_change((NEW, late, soon), later(5)) == (later(9),)


@pytest.mark.parametrize(
    "content",
    [
        {},
        {"type": "group", "key": 1, "old": None, "new": None, "source": "keys"},
        {"type": "dog", "key": "1", "old": None, "new": None, "source": "keys"},
        {"type": "group", "key": "1", "old": [], "new": None, "source": "keys"},
        {"type": "group", "key": "1", "old": None, "new": None, "source": "sky"},
    ],
)
def test_a_row_of_another_form_is_refused(content: dict[str, object]) -> None:
    """A row that cannot be understood is not passed over."""
    with pytest.raises(StallError, match="cannot be read"):
        from_content(content, DAY)


_VALUES = st.fixed_dictionaries(
    {}, optional={"name": st.sampled_from("abc"), "price_cents": st.integers(0, 9)}
)
_THINGS = st.tuples(st.sampled_from([Sort.GROUP, Sort.ARTICLE]), st.sampled_from("123"))
_FULL = st.fixed_dictionaries({"name": st.sampled_from("abc"), "price_cents": st.integers(0, 9)})
_STATES = st.dictionaries(_THINGS, _FULL)


@given(_STATES, _STATES)
def test_differences_lead_from_one_state_to_the_other(
    before: dict[tuple[Sort, str], Fields], after: dict[tuple[Sort, str], Fields]
) -> None:
    """fold(before + differences) = after; and no difference where there is none."""
    begin = [one.on(DAY, Source.CONFIG) for one in differences({}, before)]
    then = [one.on(DAY, Source.FILE) for one in differences(before, after)]
    assert fold(begin, DAY) == before
    assert fold([*begin, *then], DAY) == after
    assert list(differences(after, after)) == []


@given(
    st.lists(
        st.tuples(st.integers(0, 3), st.one_of(st.none(), st.integers(0, 12)), _VALUES), max_size=8
    ),
    st.integers(0, 40),
)
def test_the_last_valid_change_counts(
    steps: list[tuple[int, int | None, Fields]], day_index: int
) -> None:
    """Random changes on random days: each field is what the last change in effect says."""
    recorded, day, history = 0, later(day_index), [NEW]
    for passed, announced, fields in steps:
        recorded += passed
        valid = None if announced is None else later(recorded + announced)
        row = change(fields, old={}, recorded=later(recorded), valid_from=valid)
        history.append(row)
    asked = [row for row in history if row.recorded <= day]
    expected: dict[str, object] = {}
    for name in ("name", "price_cents"):
        begin_of = {
            index: (row.valid_from or row.recorded, index)
            for index, row in enumerate(asked)
            if row.new is not None and name in row.new and (row.valid_from or day) <= day
        }
        last = asked[max(begin_of.values())[1]]
        assert last.new is not None
        expected[name] = last.new[name]
    assert fold(asked, day) == {OBST: expected}


@given(
    st.one_of(st.none(), _VALUES),
    st.one_of(st.none(), _VALUES),
    st.one_of(st.none(), st.dates()),
    st.sampled_from(Source),
    st.sampled_from(Sort),
)
def test_a_row_is_read_as_it_was_written(
    old: Fields | None, new: Fields | None, valid_from: date | None, source: Source, sort: Sort
) -> None:
    """The journal keeps every word of a change."""
    one = Change(
        sort=sort,
        key="7",
        old=old,
        new=new,
        source=source,
        recorded=DAY,
        valid_from=valid_from,
    )
    assert from_content(to_content(one), DAY) == one
