"""firmware.cli.history: a change in one line."""

from datetime import date

import pytest

from firmware.cli.history import line_of
from firmware.till.stall.masterdata import Action, Change, Fields, Sort, Source

DAY = date(2026, 11, 20)


@pytest.mark.parametrize(
    ("sort", "old", "new", "action", "line"),
    [
        (
            Sort.GROUP,
            {"price_cents": 250, "is_returnable": False},
            {"price_cents": None, "is_returnable": True},
            Action.CHANGED,
            "group 1 changed: price_cents 250 -> -, is_returnable no -> yes (keys)",
        ),
        (Sort.GROUP, None, {"name": "Obst"}, Action.ADDED, "group 1 added: name Obst (keys)"),
        (Sort.CLERK, {"name": "Anna"}, None, Action.REMOVED, "clerk 1 removed: name Anna (keys)"),
        (Sort.ARTICLE, None, {}, Action.ADDED, "article 1 added (keys)"),
        (
            Sort.HEADER,
            {"lines": ["A", "B"]},
            {"lines": ["C"]},
            Action.CHANGED,
            "header 1 changed: lines A / B -> C (keys)",
        ),
    ],
)
def test_line(
    sort: Sort, old: Fields | None, new: Fields | None, action: Action, line: str
) -> None:
    """Thing, act, what from what to what, by which way."""
    change = Change(sort=sort, key="1", old=old, new=new, source=Source.KEYS, recorded=DAY)
    assert change.action is action
    assert line_of(change) == line


def test_announced() -> None:
    """The day from which it counts."""
    change = Change(
        sort=Sort.VAT,
        key="1",
        old={"per_mille": 49},
        new={"per_mille": 100},
        source=Source.COMMAND,
        recorded=DAY,
        valid_from=date(2027, 1, 1),
    )
    expected = "vat 1 changed: per_mille 49 -> 100 from 2027-01-01 (command)"
    assert line_of(change) == expected
