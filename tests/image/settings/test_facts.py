"""firmware.image.settings.facts: what the image says about itself."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from firmware.app.image_state import ImageFacts, write_word
from firmware.image.settings.facts import built_utc, facts_of
from tests.logged import capture_logs


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2026-11-21T10:00:00+00:00", datetime(2026, 11, 21, 10, tzinfo=UTC)),
        ("2026-11-21T10:00:00", None),
        ("yesterday", None),
    ],
)
def test_built(tmp_path: Path, text: str, expected: datetime | None) -> None:
    """If it can be told."""
    path = tmp_path / "usr/lib/standlkassa/image.json"
    path.parent.mkdir(parents=True)
    facts = ImageFacts(version="1", commit="", built_utc=text, compatible="")
    write_word(path, facts)
    assert facts == facts_of(tmp_path)
    assert expected == built_utc(tmp_path)
    assert None is built_utc(tmp_path / "elsewhere")


def test_what_is_no_word_is_told_to_the_log(tmp_path: Path) -> None:
    """And is unknown."""
    path = tmp_path / "usr/lib/standlkassa/image.json"
    path.parent.mkdir(parents=True)
    path.write_text("{")
    with capture_logs() as logs:
        assert None is facts_of(tmp_path)
    assert ["not told"] == [one["event"] for one in logs]
