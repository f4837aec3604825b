"""What a mail and a webhook say, and what they never do."""

from datetime import timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.alarms.ledger import AlarmKind, News
from archive.alarms.words import Report, posted, subject, text
from tests.archive.fleet import NOW, TILL


def report(
    kind: AlarmKind = AlarmKind.SILENT, news: News = News.RAISED, shop: str = "Naschmarkt"
) -> Report:
    """News of a till."""
    return Report(
        key="alarm-1-raised-t",
        kind=kind,
        news=news,
        till_id=TILL,
        register_id="GRAZ-01",
        shop=shop,
        raised_at=NOW,
        cleared_at=NOW + timedelta(minutes=5) if news is News.CLEARED else None,
        url=f"https://kassa.example.at/tills/{TILL}",
    )


@pytest.mark.parametrize("kind", list(AlarmKind))
def test_every_kind_has_its_words_in_both_languages(kind: AlarmKind) -> None:
    """Different ones, with the till, the time in Vienna and where to read more."""
    german, english = text(report(kind), "de"), text(report(kind), "en")
    assert german != english
    for said in (german, english):
        assert "GRAZ-01" in said
        assert "21.11.2026 10:30" in said
        assert f"https://kassa.example.at/tills/{TILL}" in said


def test_that_it_is_well_again_is_said_as_such() -> None:
    """With the time from which on it is."""
    over = report(news=News.CLEARED)
    assert "Standlkassa: wieder gut: Naschmarkt, Kasse GRAZ-01" == subject(over, "de")
    assert "Standlkassa: well again: Naschmarkt, till GRAZ-01" == subject(over, "en")
    assert "Wieder in Ordnung seit: 21.11.2026 10:35" in text(over, "de")
    assert "Well again since: 21.11.2026 10:35" in text(over, "en")


@given(shop=st.text(max_size=300))
def test_no_name_of_a_shop_breaks_a_header(shop: str) -> None:
    """No line feed, no end of it: a subject is one line of bounded length."""
    for language in ("de", "en"):
        line = subject(report(shop=shop), language)
        assert line.isprintable()
        assert len(line) < 160


def test_a_webhook_says_the_same_for_machines() -> None:
    """Members that a receiver can rely on."""
    said = msgspec.json.decode(posted(report(AlarmKind.FORK), "de"))
    assert "alarm-1-raised-t" == said["id"]
    assert ("fork", "raised", TILL) == (said["kind"], said["news"], said["till_id"])
    assert said["cleared_at"] is None
