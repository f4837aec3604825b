"""archive.portal.asked: what a query may say, and what it may not is named."""

from datetime import date
from urllib.parse import urlencode

import pytest
from starlette.requests import Request

from archive.portal.asked import Asked


def _asked(**fields: str) -> Asked:
    return Asked(Request({"type": "http", "query_string": urlencode(fields).encode()}))


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("12,50", 1250),
        ("12.5", 1250),
        ("1.234,5", 123_450),
        ("1234", 123_400),
        ("-0,05 €", -5),
        ("−3", -300),
        ("", None),
    ],
)
def test_amounts_as_people_type_them(text: str, cents: int | None) -> None:
    """Comma or point, with or without the sign of the euro."""
    asked = _asked(amount=text)

    assert cents == asked.cents("amount")
    assert [] == asked.faults


@pytest.mark.parametrize("text", ["x", "1,234", "1.2.3", "12,505", "٣", "1e5", "--1", "9" * 12])
def test_what_is_no_amount_is_a_fault(text: str) -> None:
    """It is left out, and its field is named."""
    asked = _asked(amount=text)

    assert asked.cents("amount") is None
    assert ["amount"] == asked.faults


def test_other_fields() -> None:
    """Numbers, days, times, words."""
    asked = _asked(n="1 200", d="2026-11-21", t="17:45", w="b", long="x" * 500)

    assert 1200 == asked.whole("n")
    assert date(2026, 11, 21) == asked.day("d")
    assert (17, 45) == asked.clock("t")
    assert "b" == asked.one_of("w", ("a", "b"))
    assert 200 == len(asked.text("long"))
    assert (None, None, None) == (asked.whole("no"), asked.day("no"), asked.clock("no"))
    assert [] == asked.faults


def test_faults_of_other_fields() -> None:
    """Each that cannot be."""
    asked = _asked(n="-1", d="2026-02-30", early="0900-01-01", t="25:00", w="c")

    asked.whole("n")
    asked.day("d")
    asked.day("early")
    asked.clock("t")
    asked.one_of("w", ("a", "b"))

    assert ["n", "d", "early", "t", "w"] == asked.faults
