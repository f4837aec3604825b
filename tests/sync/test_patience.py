"""How long something rests that was tried in vain."""

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from firmware.finanzonline.order import Ruling, Verdict
from firmware.sync.patience import LINE, Patience, Rest
from tests.sync.calling import NOW

BLOCKED = Ruling(verdict=Verdict.LATER, words="Gesperrt", advice="Warten.", wait_s=24 * 3600)
DEAD = Ruling(verdict=Verdict.LATER, words="Tot", advice="Warten.", wait_s=60)


def test_twice_as_long_each_time() -> None:
    """Until a day for an order, half an hour for the line."""
    patience = Patience(lambda: 0.0)
    order = [patience.put_off("a:1", DEAD, NOW).until_utc - NOW for _ in range(14)]
    line = [patience.put_off(LINE, DEAD, NOW).until_utc - NOW for _ in range(14)]
    minute = timedelta(minutes=1)
    assert [minute, 2 * minute, 4 * minute] == order[:3]
    assert (timedelta(days=1), 30 * minute) == (order[-1], line[-1])


def test_another_reason_begins_anew() -> None:
    """What was mended does not lengthen the next rest."""
    patience = Patience(lambda: 0.0)
    patience.put_off("a:1", BLOCKED, NOW)
    assert 1 == patience.put_off("a:1", DEAD, NOW).tries


@given(st.floats(0, 1), st.integers(1, 40))
def test_a_rest_ends(chance: float, tries: int) -> None:
    """However often, however the dice fall: neither at once nor never."""
    patience = Patience(lambda: chance)
    for _ in range(tries):
        rest = patience.put_off("a:1", BLOCKED, NOW)
    assert rest == patience.rest_of("a:1", rest.until_utc - timedelta(seconds=1))
    assert None is patience.rest_of("a:1", rest.until_utc)
    assert rest.until_utc - NOW <= timedelta(hours=30)


def test_what_is_not_owed_any_more_is_forgotten() -> None:
    """Names of orders that are settled do not pile up."""
    patience = Patience(lambda: 0.0)
    patience.put_off("a:1", DEAD, NOW)
    patience.put_off("b:1", DEAD, NOW)
    patience.keep({"b:1"})
    patience.forget("c:1")
    assert [None, 1] == [
        rest and rest.tries for rest in (patience.rest_of(key, NOW) for key in ("a:1", "b:1"))
    ]


def test_a_rest_beyond_every_pause_is_none() -> None:
    """The clock was set back."""
    patience = Patience(lambda: 0.0)
    rest = Rest(ruling=BLOCKED, tries=1, until_utc=NOW + timedelta(days=300))
    patience.resume("a:1", rest)
    assert None is patience.rest_of("a:1", NOW)
