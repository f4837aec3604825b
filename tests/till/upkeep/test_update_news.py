"""firmware.till.upkeep.update_news: an image that waits is told the chief, and nobody else."""

import pytest

from firmware.till.events import UpdateGoesOn, UpdateOffered
from firmware.till.state import Notice
from firmware.till.upkeep.update_news import offered, reminded, title
from hal.display.codec import render
from tests.till.always import fits
from tests.till.playbook import Playbook


def with_offer(clerk: int | None = 2, version: str = "1.3") -> Playbook:
    """A till for which an image waits."""
    book = Playbook(clerk=clerk)
    book.send(UpdateOffered(version=version, at_utc=book.now_utc))
    return book


def test_at_the_sign_on_of_the_chief() -> None:
    """Who may install it reads of it; a cashier is greeted."""
    chief = with_offer(clerk=None).type("1 BAR 1111 BAR")
    assert ("Update 1.3 da", "F 76", "nach dem Z") == chief.zones
    cashier = with_offer(clerk=None).type("2 BAR")
    assert "Guten Tag" == cashier.zones[0]


def test_nothing_covers_a_sale() -> None:
    """It comes without a word."""
    book = Playbook().type("250 WG1")
    before = book.zones
    book.send(UpdateOffered(version="1.3", at_utc=book.now_utc))
    assert before == book.zones


def test_after_the_z() -> None:
    """The Z is done, the chief stands there: now is the time."""
    book = with_offer(clerk=1)
    after = reminded(book.till)
    assert (Notice(item="Update 1.3 da", main="F 76", hint="nach dem Z"),) == after.late_notices
    cashier = with_offer(clerk=2).till
    assert cashier == reminded(cashier)


def test_withdrawn() -> None:
    """What was withdrawn is not told."""
    book = with_offer(clerk=1)
    assert offered(book.till) is not None
    book.send(UpdateOffered(version="", at_utc=book.now_utc))
    assert offered(book.till) is None


@pytest.mark.parametrize("version", ["1.3", "2026.11.2", "1.4.0~rc1+git20261121abc"])
def test_long_versions_fit(version: str) -> None:
    """Whatever a version is called."""
    book = with_offer(clerk=None, version=version).type("1 BAR 1111 BAR")
    assert fits(book.zones)
    render(book.screen)
    assert 16 >= len(title(version))


@pytest.mark.parametrize("percent", [0, 1, 50, 99, 100])
def test_the_bar(percent: int) -> None:
    """Sixteen columns and the percent, whatever they are."""
    book = Playbook()
    book.send(UpdateGoesOn(percent=percent, at_utc=book.now_utc))
    assert (21, f"{percent:>3} %") == (len(book.till.terminal_text), book.till.terminal_text[-5:])
