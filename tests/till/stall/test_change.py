"""firmware.till.stall.change: how every dialogue about the stall ends."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.till.acts import JournalKind
from firmware.till.stall.change import day_of, today
from tests.till.playbook import Playbook


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("010127", date(2027, 1, 1)),
        ("310226", None),
        ("0101", None),
        ("", None),
        ("01012027", None),
    ],
)
def test_day_of(text: str, day: date | None) -> None:
    """TTMMJJ, six digits and a day that exists."""
    assert day_of(text) == day


@given(st.dates(date(2000, 1, 1), date(2068, 12, 31)))
def test_every_day_can_be_typed(day: date) -> None:
    """What the hint promises."""
    assert day_of(f"{day:%d%m%y}") == day


def test_today_is_the_austrian_day(book: Playbook) -> None:
    """Half past midnight in Vienna is yesterday in UTC."""
    book.wait(13.8 * 3600)
    assert book.now_utc.date() == date(2026, 11, 20)
    assert today(book.till) == date(2026, 11, 21)


def test_the_lent_right_stands_in_the_row(book: Playbook) -> None:
    """Anna typed, the chief allowed: the row names both."""
    book.type("F 90 1111 BAR 1 1 BAR 1 300 BAR BAR")
    assert book.row(JournalKind.STAMM)["chief"] == 1
    assert book.clerks[-1] == 2


def test_told_again_in_place_of_the_question(book: Playbook) -> None:
    """F C leaves in the middle: nothing is written."""
    book.type("F 90 1111 BAR 1 1 BAR 1 300 BAR F C")
    assert JournalKind.STAMM not in book.kinds
