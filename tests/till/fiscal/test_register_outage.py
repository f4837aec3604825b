"""firmware.till.fiscal.register_outage: the till itself had failed, as a person says afterwards."""

from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from firmware.finanzonline.order import Reason
from firmware.till.acts import JournalKind
from firmware.till.fiscal.register_outage import moment_of
from tests.till.playbook import Playbook

Typed = Callable[[str], Playbook]
#: F 65, the till, with the chief's PIN.
ASK = "F 65 2 1111 BAR"


def test_row(typed: Typed) -> None:
    """§ 17 Abs 2, 6 RKSV: why, begin and end; the orders to FinanzOnline follow from it."""
    book = typed(f"{ASK} 2 171126 BAR 1405 BAR 191126 BAR 0830 BAR")
    assert {
        "reason": Reason.RECORDING.value,
        "began_utc": "2026-11-17T13:05:00+00:00",
        "ended_utc": "2026-11-19T07:30:00+00:00",
        "chief": 1,
    } == book.row(JournalKind.AUSFALL_KASSE)


def test_what_is_asked(typed: Typed) -> None:
    """Day and time of day one after the other, as with the clock; today and now are proposed."""
    book = typed(f"{ASK} 2")
    seen = [book.type(keys).zones for keys in ("", "BAR", "1030 BAR", "BAR")]
    assert [
        ("AB TAG TTMMJJ ?", "201126", "BAR = ok   C = zurück"),
        ("AB UHRZEIT ?", "_", "HHMM, z.B. 0830"),
        ("BIS TAG TTMMJJ ?", "201126", "BAR = ok   C = zurück"),
        ("BIS UHRZEIT ?", "1042", "HHMM, z.B. 0830"),
    ] == seen
    assert ("Kassenausfall", "notiert", "Handbelege: F 32") == book.type("BAR").zones


@pytest.mark.parametrize(("key", "reason"), [("1", 1), ("2", 5), ("3", 99)])
def test_reasons(typed: Typed, key: str, reason: int) -> None:
    """The three of the web service's reasons that a till may have."""
    row = typed(f"{ASK} {key} 191126 BAR 1405 BAR BAR BAR").row(JournalKind.AUSFALL_KASSE)
    assert reason == row["reason"]


def test_until_now(typed: Typed) -> None:
    """The end proposed is now: never a moment that has not come."""
    book = typed(f"{ASK} 2 191126 BAR 1405 BAR BAR BAR")
    ended_utc = datetime.fromisoformat(str(book.row(JournalKind.AUSFALL_KASSE)["ended_utc"]))
    assert ended_utc <= book.now_utc


def test_this_minute(typed: Typed) -> None:
    """The seconds of the running minute cannot be typed; it still counts as passed."""
    book = typed(f"{ASK} 2 191126 BAR 1405 BAR BAR 1042 BAR")
    assert JournalKind.AUSFALL_KASSE in book.kinds


@pytest.mark.parametrize(
    "keys",
    [
        "2 321126 BAR",
        "2 19112 BAR",
        "2 211126 BAR",
        "2 BAR 1043 BAR",
        "2 BAR 140 BAR",
        "2 191126 BAR 1405 BAR 211126 BAR",
        "2 191126 BAR 1405 BAR 191126 BAR 1405 BAR",
        "2 191126 BAR 1405 BAR 191126 BAR 1404 BAR",
        "2 191126 BAR 1405 BAR BAR 1043 BAR",
        "2 191126 BAR 1405 BAR 191126 BAR 2460 BAR",
    ],
)
def test_no_such_time(typed: Typed, keys: str) -> None:
    """An end before its begin, a time to come, or none at all: asked again, nothing written."""
    book = typed(f"{ASK} {keys}")
    assert "FEHLER E01" == book.zones[0]
    assert JournalKind.AUSFALL_KASSE not in book.kinds


def test_only_a_chief(typed: Typed) -> None:
    """It becomes a message to the tax office."""
    assert "E06 Chef-PIN ?" == typed("F 65 2").zones[0]


def test_not_in_training(typed: Typed) -> None:
    """Practice has no outages."""
    book = typed("F 50 1111 BAR F 65 2 1111 BAR")
    assert "Nicht im Training" == book.zones[1]


@pytest.mark.parametrize(
    ("day", "clock", "expected"),
    [
        ("201126", "1042", datetime(2026, 11, 20, 9, 42, tzinfo=UTC)),
        ("250726", "1042", datetime(2026, 7, 25, 8, 42, tzinfo=UTC)),
        # Doubled in October: the first of the two.
        ("251026", "0230", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        # Left out in March.
        ("290326", "0230", None),
        ("310226", "1042", None),
        ("201126", "10", None),
    ],
)
def test_moments(day: str, clock: str, expected: datetime | None) -> None:
    """Austrian time, as it is typed."""
    assert expected == moment_of(day, clock)
