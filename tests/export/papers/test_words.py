"""German words of the documents."""

from datetime import UTC, date, datetime

import msgspec
import pytest

from firmware.app.config import Config
from firmware.export.papers import words
from firmware.till.acts import JournalKind
from firmware.till.function import Right


def test_every_kind_of_row_is_explained() -> None:
    """§ 131 BAO: whoever reads the journal knows what each row says."""
    assert set(JournalKind) == set(words.EVENTS)
    assert len(words.EVENTS) == len(set(words.EVENTS.values()))


def test_every_section_of_the_settings_is_explained() -> None:
    """A new section must not be missing from the description."""
    sections = {field.encode_name for field in msgspec.structs.fields(Config)}
    assert sections == set(words.SECTIONS)


def test_every_right_is_explained() -> None:
    """The letters of the manual."""
    assert {right.value for right in Right} == set(words.RIGHTS)


def test_times_are_austrian() -> None:
    """Summer and winter; what is not known is a dash."""
    at_utc = datetime(2026, 7, 31, 22, 30, 5, tzinfo=UTC)
    assert "01.08.2026 00:30:05" == words.moment(at_utc)
    assert "01.08.2026 00:30" == words.minute(at_utc)
    assert "01.08.2026" == words.local_day(at_utc)
    assert "01.08.2026" == words.day(date(2026, 8, 1))


@pytest.mark.parametrize(
    "write", [words.moment, words.minute, words.local_day, words.day, words.person]
)
def test_what_is_not_known_is_a_dash(write: object) -> None:
    """And not an empty place that somebody fills in."""
    assert callable(write)
    assert words.NONE == write(None)


def test_people_and_receipts_have_numbers() -> None:
    """As they stand on the slip."""
    assert "Bediener 2" == words.person(2)
    assert ("412", "keiner") == (words.number(412), words.number(None))
