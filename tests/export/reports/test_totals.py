"""Figures of an export: the months together are the whole, and agree with the closings."""

from dataclasses import replace

import pytest

from firmware.export.package.manifest import Span
from firmware.export.package.part import Sight
from firmware.export.reports.totals import closings, months, totals
from firmware.store.errors import StoreError, StoreFault
from firmware.till.closing.reckoning import reckon


def test_months_together_are_the_whole(sight: Sight) -> None:
    """No cent is in two months or in none."""
    whole, summed = reckon(sight.book.journal()), totals(months(sight))
    for name in ("total", "groups", "articles", "deposit_out", "vouchers", "unsigned"):
        assert getattr(whole, name) == getattr(summed, name), name
    assert whole.turnover_cents == summed.turnover_cents
    assert sorted(whole.rates, key=str) == sorted(summed.rates, key=str)
    assert dict(whole.tenders) == dict(summed.tenders)


def test_they_agree_with_the_closings(sight: Sight) -> None:
    """Everything that was sold is in a Z: the sums of both are one."""
    reports = tuple(closings(sight))
    assert [1, 2] == [one.number for one in reports]
    expected = sum(one.figures.turnover_cents for one in reports)
    assert expected == totals(months(sight)).turnover_cents
    assert expected > 0


def test_every_row_is_told_of(sight: Sight) -> None:
    """Whoever shows progress hears of each row once."""
    moved: list[int] = []
    months(replace(sight, moved=moved.append))
    assert sight.journal.last == sum(moved)


def test_an_empty_span_has_no_months(sight: Sight) -> None:
    """Nothing was done: there are no figures, and their sum is nothing."""
    empty = replace(sight, journal=Span(first=0, last=0))
    assert ((), (), 0) == (months(empty), tuple(closings(empty)), totals(()).turnover_cents)


def test_a_row_of_another_hand_is_named(sight: Sight, monkeypatch: pytest.MonkeyPatch) -> None:
    """A row that is not as this firmware writes it is told, not left out of the sums."""
    row = next(one for one in sight.book.journal() if one.kind == "BELEG")
    broken = replace(row, content={"kind": "standard"})
    monkeypatch.setattr(type(sight.book), "journal", lambda *_: iter([broken]))
    with pytest.raises(StoreError) as caught:
        months(sight)
    assert StoreFault.BROKEN is caught.value.fault
