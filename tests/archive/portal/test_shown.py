"""archive.portal.shown: numbers and times as people of each language write them."""

from datetime import UTC, date, datetime

from archive.portal.shown import Shown, days_back, receipt_number, today
from archive.portal.texts import words_in

DE, EN = Shown(words_in("de")), Shown(words_in("en"))
AT = datetime(2026, 10, 25, 0, 30, 5, tzinfo=UTC)


def test_amounts() -> None:
    """Comma and point, with a real minus."""
    assert ("−1.234,50", "−1,234.50") == (DE.money(-123450), EN.money(-123450))
    assert ("12.345", "12,345") == (DE.count(12345), EN.count(12345))
    assert ("4,9\u202f%", "4.9\u202f%") == (DE.rate(49), EN.rate(49))
    assert ("512 B", "1,5 KiB", "2.0 MiB") == (DE.size(512), DE.size(1536), EN.size(2 << 20))
    assert "000042" == receipt_number(42)


def test_days_and_times() -> None:
    """Austrian time; what is none stands as it is."""
    assert ("So, 25.10.2026", "Sun, 25 Oct 2026") == (DE.day("2026-10-25"), EN.day(AT.date()))
    assert "25.10.2026, 02:30" == DE.moment(AT)
    assert "25 Oct 2026, 02:30:05" == EN.moment(AT.isoformat(), is_exact=True)
    assert "02:30:05" == DE.clock(AT)
    assert ("", "never", "never") == (DE.moment(None), DE.moment("never"), DE.clock("never"))
    assert ("", "x") == (DE.day(""), DE.day("x"))
    assert date(2026, 10, 25) == today(AT)


def test_spans() -> None:
    """About how long, to either side."""
    assert ["5 s", "2 min", "-3 min", "5 h", "2 d"] == [
        DE.span(seconds) for seconds in (5, 120, -190, 18_000, 180_000)
    ]


def test_no_day_is_too_early() -> None:
    """The first day there is has none before."""
    assert date.min == days_back(date(1, 1, 5), 14)


def test_names() -> None:
    """What the till calls things, in the reader's words."""
    assert ("Stornobeleg", "Cancellation") == (DE.receipt_kind("storno"), EN.receipt_kind("storno"))
    assert "Bar + Karte" == DE.means("bar+karte")
    assert ("Tagesabschluss", "Daily closing") == (DE.act_kind("Z"), EN.act_kind("Z"))
    assert "NEU" == EN.act_kind("NEU")
