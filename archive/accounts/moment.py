"""The time as the tables keep it: UTC, one form of text, sortable."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

from firmware.store.canonical import utc_of, utc_text

Clock: TypeAlias = Callable[[], datetime]
_PLACE = "accounts"


def utc_now() -> datetime:
    """The time of this machine."""
    return datetime.now(UTC)


def text_of(moment: datetime) -> str:
    """As a column holds it."""
    return utc_text(moment, _PLACE)


def moment_of(text: str) -> datetime:
    """What a column says."""
    return utc_of(text, _PLACE)
