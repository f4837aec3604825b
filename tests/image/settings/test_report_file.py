"""firmware.image.settings.report_file: the report on the card, and when it is written."""

import sys
from datetime import UTC, datetime

import pytest

from firmware.image.events import EventKind, Instant, Ring, event_of
from firmware.image.settings.commands import settle, write_report
from firmware.image.settings.report_file import tell
from firmware.image.settings.site import Site
from firmware.image.settings.take import Outcome
from tests.image.settings.files import FULL, SMALL
from tests.image.settings.rooms import Card
from tests.logged import capture_logs

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


def test_what_the_machine_went_through(card: Card, site: Site) -> None:
    """The ring of events is read for the report; a technician has no shell to ask it."""
    card.write(FULL)
    site.words.mkdir(parents=True)
    site.events.mkdir()
    ring = Ring(site.events, site.words / "events")
    ring.add(event_of(EventKind.FAILED, {"unit": "pcscd.service"}, Instant(utc=NOW, up_s=9.5)))

    settle(site, NOW)

    report = (card.rooms.boot / "kassa-report.txt").read_bytes().decode("utf-8-sig")
    assert "22.11.2026 09:30  ausgefallen: pcscd.service" in report


def test_the_report_is_written_when_there_is_news(card: Card, site: Site) -> None:
    """Not at each start: each write onto that partition is one that a cut may hit."""
    card.write(SMALL)
    settle(site, NOW)
    write_report(site, NOW)
    assert 2 == card.opened
    for _ in range(3):
        settle(site, NOW.replace(hour=9))
        write_report(site, NOW.replace(hour=10))
    assert 2 == card.opened
    card.write(SMALL.replace("Obst", ""))
    settle(site, NOW)
    assert 3 == card.opened


def test_an_everyday_start_leaves_it_to_the_running_till(
    card: Card, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A report that is there and good: not even its program is loaded while the till waits."""
    card.write(SMALL)
    settle(site, NOW)
    write_report(site, NOW)
    before = (card.rooms.boot / "kassa-report.txt").read_bytes()
    monkeypatch.setitem(sys.modules, "firmware.image.settings.report_file", None)

    settle(site, NOW)

    assert before == (card.rooms.boot / "kassa-report.txt").read_bytes()


def test_settings_put_back_as_they_were(card: Card, site: Site) -> None:
    """Nothing new is taken over, and yet the card must not say any longer that it was refused."""
    card.write(SMALL)
    settle(site, NOW)
    card.write(SMALL.replace("Obst", ""))
    settle(site, NOW)
    file = card.rooms.boot / "kassa-report.txt"
    assert "NICHT übernommen" in file.read_bytes().decode("utf-8-sig")
    card.write(SMALL)

    outcome = settle(site, NOW)

    assert (True, False) == (outcome.is_taken, outcome.is_new)
    assert "in Ordnung und gilt" in file.read_bytes().decode("utf-8-sig")


@pytest.mark.parametrize("content", [None, b"x" * 300_000], ids=["none", "large"])
def test_a_report_that_is_gone_comes_at_once(card: Card, site: Site, content: bytes | None) -> None:
    """Put away on the PC, or something else in its place: whoever looks for it finds it."""
    card.write(SMALL)
    settle(site, NOW)
    file = card.rooms.boot / "kassa-report.txt"
    file.unlink()
    if content is not None:
        file.write_bytes(content)

    settle(site, NOW)

    assert "DIESE KASSE" in file.read_bytes().decode("utf-8-sig")


def test_a_card_that_cannot_be_written(card: Card, site: Site) -> None:
    """The log says so, and nobody is kept waiting."""
    card.rooms.boot.rmdir()
    with capture_logs() as logs:
        tell(site, Outcome(findings=()), NOW, is_running=True)
    assert "report not written" in [one["event"] for one in logs]
