"""The words of the book."""

from dataclasses import FrozenInstanceError
from datetime import UTC, datetime

import pytest

from firmware.store import entry


def test_own_kinds_are_recognisable() -> None:
    """Every kind that only the book writes begins with the reserved prefix."""
    own = {value for name, value in vars(entry).items() if name.endswith("_KIND")}
    assert {"book.identity", "book.certificate", "book.receipt"} == own
    assert all(kind.startswith(entry.OWN_KINDS) for kind in own)


def test_values_are_frozen() -> None:
    """An entry cannot be changed between being made and being stored."""
    made = entry.Entry(kind="key", clerk=None, content={}, at_utc=datetime(2026, 1, 1, tzinfo=UTC))
    with pytest.raises(FrozenInstanceError):
        made.kind = "other"  # type: ignore[misc]
