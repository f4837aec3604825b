"""By what a trainee is judged: the outcome, not the keys."""

from dataclasses import replace

import pytest

from firmware.desk.manual.case import Case
from firmware.desk.manual.verdict import Verdict, judge

ROW = Case(
    number="X1",
    keys="3 × 250 WG1 BAR",
    effect="drei Äpfel",
    display=("BEZAHLT", "7,50", "Bon 000412   BON=Kop."),
    journal=("POS", "ZAHLUNG", "BELEG"),
)
GOOD = Verdict(is_display=True, is_journal=True)


@pytest.mark.parametrize(
    ("kinds", "is_met"),
    [
        (["POS", "ZAHLUNG", "BELEG"], True),
        (["FEHLER", "POS", "FEHLER", "ZAHLUNG", "BELEG"], True),
        (["POS", "POS", "ZAHLUNG", "BELEG"], False),
        (["POS", "ZAHLUNG"], False),
        ([], False),
    ],
)
def test_the_rows_count_and_errors_on_the_way_do_not(kinds: list[str], is_met: bool) -> None:  # noqa: FBT001
    """Whoever types a wrong key and finds the right one has done the exercise."""
    assert is_met == judge(ROW, ROW.display, kinds).is_journal


def test_a_row_about_an_error_needs_one() -> None:
    """E04 is the outcome there, and twice is as good as once."""
    error = replace(ROW, journal=("FEHLER",))
    assert not judge(error, ROW.display, []).is_met
    assert judge(error, ROW.display, ["FEHLER"]) == GOOD
    assert judge(error, ROW.display, ["FEHLER", "FEHLER"]) == GOOD


def test_the_display_counts_but_for_the_clock() -> None:
    """Every zone; a time of day is any time of day, a duration any duration."""
    assert not judge(ROW, ("BEZAHLT", "7,50", ""), ROW.journal).is_display
    clock = replace(ROW, display=("Bereit", "10:42", ""), journal=())
    assert judge(clock, ("Bereit", "23:59", ""), ()) == GOOD
    assert not judge(clock, ("Bereit", "2,50", ""), ()).is_display
    duration = replace(ROW, display=("Signatur geht", "480 ms", ""), journal=())
    assert judge(duration, ("Signatur geht", "2 ms", ""), ()) == GOOD
