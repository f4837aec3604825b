"""firmware.till.stall.plan: what is said becomes rows, all or none."""

from datetime import date

import pytest

from firmware.till.stall.build import build, facts_of
from firmware.till.stall.fault import Fault, StallError
from firmware.till.stall.masterdata import Change, Sort, Source, differences, fold
from firmware.till.stall.plan import Count, Saying, Way, count, fixture_of, plan
from tests.till.plain_stall import STALL

DAY = date(2026, 11, 20)
NEW_YEAR = date(2027, 1, 1)
FIXTURE = fixture_of(STALL)
HISTORY = tuple(one.on(DAY, Source.CONFIG) for one in differences({}, facts_of(STALL)))
NOW = Way(today=DAY, source=Source.KEYS)


def say(sort: Sort, key: str, **fields: object) -> Saying:
    """What somebody says."""
    return Saying(thing=(sort, key), fields=fields)


def planned(*sayings: Saying, way: Way = NOW) -> tuple[Change, ...]:
    """The changes of what is said at the playbook's stall."""
    return plan(HISTORY, sayings, way, FIXTURE)


def test_only_what_changes_is_a_row() -> None:
    """What is so already is not said again."""
    assert planned(say(Sort.GROUP, "1", name="Obst", price_cents=250)) == ()
    (change,) = planned(say(Sort.GROUP, "1", name="Obst", price_cents=260))
    assert (change.old, change.new) == ({"price_cents": 250}, {"price_cents": 260})


def test_a_new_article_has_all_its_fields() -> None:
    """What nobody says is as `catalog` has it."""
    changes = planned(say(Sort.ARTICLE, "12", name="Apfel", group=1))
    article = build(fold((*HISTORY, *changes), DAY), FIXTURE).articles[12]
    assert (article.name, article.price_cents, article.is_weight) == ("Apfel", None, False)


@pytest.mark.parametrize(
    ("saying", "place"),
    [
        (say(Sort.ARTICLE, "12", name="Apfel"), r"article 12\.group: is missing"),
        (say(Sort.ARTICLE, "12", group=1), r"article 12\.name: is missing"),
        (say(Sort.GROUP, "8", name="Wolle"), r"group 8\.vat: is missing"),
        (say(Sort.VAT, "1", per_mille=50), r"group 1\.vat"),
        (Saying(thing=(Sort.CLERK, "1"), fields=None), "nobody has role"),
    ],
)
def test_refused_as_a_whole(saying: Saying, place: str) -> None:
    """What would make a stall that cannot be is refused with all that was said with it."""
    with pytest.raises(StallError, match=place):
        planned(say(Sort.GROUP, "1", name="Äpfel"), saying)


def test_a_group_goes_with_its_rate() -> None:
    """Nothing of it is left, and a new one with its number begins anew."""
    changes = planned(Saying(thing=(Sort.GROUP, "10"), fields=None))
    assert {change.sort for change in changes} == {Sort.GROUP, Sort.VAT}
    assert 10 not in build(fold((*HISTORY, *changes), DAY), FIXTURE).groups
    assert planned(Saying(thing=(Sort.GROUP, "9"), fields=None)) == ()


def test_an_announced_change_keeps_its_day() -> None:
    """A rate from New Year on is not one of today."""
    way = Way(today=DAY, source=Source.KEYS, valid_from=NEW_YEAR)
    changes = planned(say(Sort.VAT, "1", per_mille=100), way=way)
    rates = [
        build(fold((*HISTORY, *changes), day), FIXTURE).groups[1].vat_per_mille
        for day in (DAY, NEW_YEAR)
    ]
    assert rates == [49, 100]


def test_today_is_at_once_and_yesterday_is_refused() -> None:
    """Nothing is changed for days whose receipts are out."""
    today = Way(today=DAY, source=Source.KEYS, valid_from=DAY)
    (change,) = planned(say(Sort.GROUP, "1", price_cents=260), way=today)
    assert change.valid_from is None
    with pytest.raises(StallError) as refusal:
        planned(way=Way(today=DAY, source=Source.KEYS, valid_from=date(2026, 11, 19)))
    assert refusal.value.fault is Fault.DAY


def test_count() -> None:
    """A group and its rate are one thing, a thing is counted once."""
    changes = planned(
        say(Sort.GROUP, "8", name="Wolle"),
        say(Sort.VAT, "8", per_mille=200),
        say(Sort.GROUP, "1", name="Äpfel"),
        say(Sort.VAT, "1", per_mille=100),
        say(Sort.ARTICLE, "12", name="Apfel", group=1),
        Saying(thing=(Sort.GROUP, "10"), fields=None),
    )
    assert count(changes) == Count(added=2, changed=1, removed=1)
    assert count(()) == Count(added=0, changed=0, removed=0)
