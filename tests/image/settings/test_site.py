"""firmware.image.settings.site: where things lie, and what day it is there."""

from datetime import UTC, date, datetime
from pathlib import Path

from firmware.app.image_state import ImageFacts, write_word
from firmware.image.settings.site import REFUSED, REPORT_BYTES, REPORT_NAME, Site
from firmware.image.settings.take import Rooms


def test_a_clock_that_was_never_set(tmp_path: Path) -> None:
    """Rates are asked for a day on which the image was there."""
    path = tmp_path / "usr/lib/standlkassa/image.json"
    path.parent.mkdir(parents=True)
    built = "2026-11-21T23:30:00+00:00"
    write_word(path, ImageFacts(version="1", commit="", built_utc=built, compatible=""))
    site = Site(root=tmp_path)

    assert date(2026, 11, 22) == site.day(datetime(1970, 1, 1, tzinfo=UTC))
    assert date(2027, 1, 2) == site.day(datetime(2027, 1, 1, 23, tzinfo=UTC))


def test_without_an_image_the_clock_is_all_there_is(tmp_path: Path) -> None:
    """In Vienna, where the till stands."""
    assert date(1970, 1, 1) == Site(root=tmp_path).day(datetime(1970, 1, 1, tzinfo=UTC))


def test_words_for_kassad() -> None:
    """Where kassad looks for them."""
    assert Path("/run/standlkassa-image") == Site().words


def test_a_good_report(tmp_path: Path) -> None:
    """One that is there, of no endless size, and that refuses nothing."""
    site = Site(rooms=Rooms(boot=tmp_path))
    assert not site.has_good_report
    file = tmp_path / REPORT_NAME
    for content, is_good in (
        ("kassa.toml ist in Ordnung und gilt.", True),
        (f"kassa.toml hat 1 Fehler und wurde {REFUSED}:", False),
        ("x" * (REPORT_BYTES + 1), False),
    ):
        file.write_text(content, encoding="utf-8")
        assert is_good is site.has_good_report
