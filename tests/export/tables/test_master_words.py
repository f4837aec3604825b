"""A change of master data as one line."""

import pytest

from firmware.export.tables.master_words import told_change
from firmware.till.stall.fault import StallError


@pytest.mark.parametrize(
    ("type_", "old", "new", "valid_from", "line"),
    [
        ("article", None, {"name": "Maroni"}, None, "Artikel 10, Anlage, Name: Maroni"),
        (
            "group",
            {"price_cents": 250},
            {"price_cents": 260},
            "2027-01-01",
            "Warengruppe 10, Bearbeitung, Preis: 2,50 → 2,60, gültig ab 01.01.2027",
        ),
        ("clerk", {"name": "Anna"}, None, None, "Bediener 10, Löschung, Name: Anna"),
    ],
)
def test_lines(
    type_: str,
    old: dict[str, object] | None,
    new: dict[str, object] | None,
    valid_from: str | None,
    line: str,
) -> None:
    """Of what, what became of it, each field from what to what."""
    content = {"type": type_, "key": "10", "old": old, "new": new, "source": "keys"}
    assert line == told_change({**content, "valid_from": valid_from})


def test_a_row_of_nothing_known_is_refused() -> None:
    """The caller says that it cannot be read."""
    with pytest.raises(StallError):
        told_change({"type": "ship", "key": "1", "old": None, "new": {}, "source": "keys"})
