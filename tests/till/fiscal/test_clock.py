"""firmware.till.fiscal.clock: what time it is, who says so, and setting it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from firmware.till.acts import JournalKind
from firmware.till.fiscal.calendar_requests import Witness
from firmware.till.fiscal.clock import MAX_AHEAD
from hal.display.codec import render
from tests.till.playbook import Playbook


@pytest.fixture
def chief() -> Playbook:
    """A chief at a till without a witness for its time."""
    book = Playbook(clerk=1)
    book.calendar.clock = replace(book.calendar.clock, witness=Witness.NONE, is_trusted=False)
    return book


@pytest.mark.parametrize("witness", Witness)
def test_who_vouches(book: Playbook, witness: Witness) -> None:
    """Above the time; what it is asked stands below it."""
    book.calendar.clock = replace(book.calendar.clock, witness=witness)
    book.type("F 94 1111 BAR")
    assert (witness.words, "20.11.2026 10:42", "BAR=stimmt 2=stellen") == book.zones
    render(book.screen)


@pytest.mark.parametrize("change", [{"is_doubted": True}, {"is_trusted": False}])
def test_a_time_in_doubt_is_asked(book: Playbook, change: dict[str, bool]) -> None:
    """E14: whoever vouched before the clock jumped does not vouch for what it says now."""
    book.calendar.clock = replace(book.calendar.clock, witness=Witness.NET, **change)
    assert "UHR UNSICHER ?" == book.type("F 94 1111 BAR").zones[0]


def test_it_is_right(chief: Playbook) -> None:
    """Nothing is set; the row says who vouched."""
    began_utc = chief.now_utc
    chief.type("F 94 BAR")
    assert ("Uhr stimmt", "10:42", "") == chief.zones
    assert chief.now_utc - began_utc < timedelta(seconds=1)
    row = {"jump_s": 0, "trusted": True, "source": "none"}
    assert row == chief.row(JournalKind.UHR)


def test_it_is_set(chief: Playbook) -> None:
    """Day and time of day, asked back; the row has the jump."""
    chief.type("F 94 2 211126 BAR 0905 BAR")
    assert ("21.11.2026", "09:05", "Stellen? BAR=Ja C") == chief.zones
    assert JournalKind.UHR not in chief.kinds
    chief.type("BAR")
    assert ("Uhr gestellt", "09:05", "") == chief.zones
    assert datetime(2026, 11, 21, 8, 5, tzinfo=UTC) == chief.now_utc
    assert 3600 * 22 < int(str(chief.row(JournalKind.UHR)["jump_s"])) < 3600 * 23


def test_seconds_and_a_whole_year(chief: Playbook) -> None:
    """HHMMSS and TTMMJJJJ, for whoever types them."""
    chief.type("F 94 2 21112026 BAR 090507 BAR BAR")
    assert datetime(2026, 11, 21, 8, 5, 7, tzinfo=UTC) == chief.now_utc


def test_c_takes_back(chief: Playbook) -> None:
    """Each C one answer, the last leaves; nothing is set."""
    chief.type("F 94 2 211126 BAR 0905 BAR C")
    assert "Uhrzeit HHMM ?" == chief.screen.item
    assert "Bereit" == chief.type("C C C").screen.item
    assert JournalKind.UHR not in chief.kinds


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("320126 BAR", "Datum?"),
        ("2112 BAR", "Datum?"),
        ("290227 BAR", "Datum?"),
        ("211126 BAR 2400 BAR", "Uhrzeit?"),
        ("211126 BAR 1060 BAR", "Uhrzeit?"),
        ("211126 BAR 9 BAR", "Uhrzeit?"),
        # What the clocks skip when summer time begins.
        ("280327 BAR 0230 BAR", "Uhrzeit?"),
        ("201126 BAR 0929 BAR", "vor letztem Bon"),
        ("201136 BAR 1000 BAR", "zu weit voraus"),
    ],
)
def test_what_is_no_time(chief: Playbook, keys: str, words: str) -> None:
    """E14 with the reason; the question is asked again."""
    chief.type(f"F 94 2 {keys}")
    assert ("FEHLER E14", words) == chief.zones[:2]
    render(chief.screen)
    assert chief.type("C").till.dialogue is not None


def test_the_edges_are_times(chief: Playbook) -> None:
    """Anlage Z 5 RKSV: equal to the last receipt is not before it; five years are not too far."""
    chief.type("F 94 2 201126 BAR 0930 BAR")
    assert "09:30" == chief.screen.main
    last_utc = chief.calendar.clock.last_issued_at_utc
    assert datetime(2031, 11, 19, 8, 30, tzinfo=UTC) == last_utc + MAX_AHEAD
    assert "09:30" == chief.type("C C 191131 BAR 0930 BAR").screen.main


def test_the_doubled_hour_is_asked(chief: Playbook) -> None:
    """ADR 0008: 2:30 comes twice on 31 October 2027; the second is an hour later."""
    chief.type("F 94 2 311027 BAR 0230 BAR")
    assert ("Welche Stunde?", "1 Sommerzeit") == chief.zones[:2]
    chief.type("2 BAR")
    assert datetime(2027, 10, 31, 1, 30, tzinfo=UTC) == chief.now_utc
    assert "Uhr gestellt" == chief.type("F 94 2 311027 BAR 0245 BAR 2 BAR").screen.item


def test_a_time_before_the_last_receipt_is_not_right(chief: Playbook) -> None:
    """Nobody can vouch for it."""
    chief.wait(-24 * 3600)
    assert ("FEHLER E14", "vor letztem Bon") == chief.type("F 94 1").zones[:2]
    assert JournalKind.UHR not in chief.kinds


def test_a_clock_that_cannot_be_set(chief: Playbook) -> None:
    """E14 says so, and who helps."""
    chief.calendar.can_be_set = False
    chief.type("F 94 2 211126 BAR 0905 BAR BAR")
    assert ("FEHLER E14", "stellt sich nicht", "Techniker rufen") == chief.zones
    render(chief.screen)


@pytest.mark.parametrize("before", ["", "1980 WG3", "1980 WG3 1000 BAR"])
def test_wherever_the_sale_stands(before: str) -> None:
    """A sale that waits for the clock is not lost over it."""
    book = Playbook(clerk=1).type(f"{before} F 94 2 BAR 1130 BAR BAR")
    assert "Uhr gestellt" == book.screen.item
    assert bool(before) == bool(book.till.basket.lines)


def test_before_anybody_has_signed_on() -> None:
    """The technician who set the till up, with the chief's PIN."""
    book = Playbook(clerk=None).type("F 94 1111 BAR 2 BAR 1130 BAR BAR")
    assert "Uhr gestellt" == book.screen.item
    assert book.till.clerk is None
    assert 1 == book.row(JournalKind.UHR)["chief"]
