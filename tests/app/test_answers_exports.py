"""firmware.app.answers_exports: since when there is something to carry away."""

from firmware.app.answers_exports import export_days
from firmware.till.exports.requests import ExportDays
from firmware.till.texts import VIENNA
from tests.app.day import Day


def test_the_day_of_the_startbeleg(day: Day) -> None:
    """K029: the day the till was put into operation is proposed, whatever was sold since."""
    first = day.stand.book.receipt(1)
    assert first is not None
    day.type("250 WG1 BAR")
    expected = ExportDays(first=first.issued_at_utc.astimezone(VIENNA).date())
    assert expected == export_days(day.stand.book)
