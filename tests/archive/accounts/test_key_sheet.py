"""archive.accounts.key_sheet: what goes to the stall with a key."""

from datetime import UTC, datetime

from archive.accounts.key_sheet import key_sheet
from archive.accounts.keys import KeyOrder
from firmware.accord.registration_key import from_text, to_text

KEY = to_text(bytes(range(16)))
ENDS = datetime(2026, 12, 5, 9, 30, tzinfo=UTC)


def test_a_sheet() -> None:
    """The groups in two lines, the day in local time, nothing wider than a page."""
    order = KeyOrder(shop_id="", uses=1, note="Stand 3", expires_at=ENDS)

    lines = key_sheet(KEY, order, "https://kassa.example.at").split("\n")

    assert "Archiv:        https://kassa.example.at" in lines
    assert "Gültig für:    genau eine Kasse" in lines
    assert "Gültig bis:    05.12.2026 10:30" in lines
    assert "Notiz:         Stand 3" in lines
    typed = "".join(line for line in lines if line.strip()[:6].isdigit())
    assert from_text(KEY) == from_text(typed)
    assert all(len(line) <= 60 for line in lines)


def test_what_is_not_known_leaves_no_gap() -> None:
    """No address, no note: no line for them, and never two empty ones."""
    order = KeyOrder(shop_id="", uses=5, note="", expires_at=ENDS)

    text = key_sheet(KEY, order, "")

    assert "\n\n\n" not in text
    assert "Archiv:" not in text
    assert "Notiz:" not in text
    assert "bis zu 5 Kassen" in text
