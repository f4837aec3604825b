"""firmware.till.closing.reckoning: what a count that became worthless leaves behind."""

from dataclasses import replace

import pytest

from firmware.till.closing import zreport
from firmware.till.closing.figures import MovementKind, Tally
from firmware.till.closing.reckoning import reckon
from tests.till.closing.rows import figures_of, receipt, row
from tests.till.playbook import Playbook
from tests.till.playbook_rows import PlayRow


def test_a_difference_of_a_worthless_count_is_none() -> None:
    """A sale after the difference was booked: the count begins anew, and so does the difference."""
    count = "F 20 BAR 1 × 14000 BAR ZW 2 1"
    again = "F 20 BAR 1 × 14100 BAR ZW 2 1 0 BAR"
    book = Playbook(clerk=1).type(f"15000 WG1 BAR {count} F C 100 WG1 BAR {again}")
    (closed,) = [row for row in book.book.diary.rows if row.kind == "Z"]
    report = zreport.from_content(closed.content)
    assert Tally(count=1, cents=-1000) == report.figures.differences
    assert report.difference_cents == report.figures.differences.cents
    assert report.figures.differences == figures_of(book).differences


def test_a_skim_of_a_worthless_count_is_an_entnahme() -> None:
    """What went to the bank is gone, whether the count it was taken from still holds or not."""
    rows = [
        row(1, "ENTNAHME", cents=20000, reason="Abschöpfung", is_skim=True),
        receipt(2),
        row(3, "ENTNAHME", cents=500, reason="Abschöpfung", is_skim=True),
    ]
    figures = reckon(rows, carried_cents=30000)
    assert Tally(count=1, cents=500) == figures.drawer.skimmed
    assert Tally(count=1, cents=20000) == figures.drawer.paid_out
    assert figures.drawer.expected_cents == 10000
    (movement,) = figures.movements
    assert (1, MovementKind.PAID_OUT, "Abschöpfung") == (
        movement.seq,
        movement.kind,
        movement.reason,
    )


_STEP = {"purpose": "Z-Abschluss", "step": {"move": "end", "unit_cents": 0, "pieces": 0}}


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("ZAEHLUNG", _STEP),
        ("EINLAGE", {"cents": 1, "reason": "Wechselgeld"}),
        ("GELD_STORNO", {"movement": 99}),
        ("KASSENSTURZ", {}),
    ],
)
def test_a_worthless_count_has_no_difference(kind: str, content: dict[str, object]) -> None:
    """Whatever moves money or counts anew: the difference goes with the count."""
    assert Tally() == reckon([_booked(), row(2, kind, **content)]).differences


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("EINLAGE", {"cents": 1, "reason": "Wechselgeld", "training": True}),
        ("ENTNAHME", {"cents": 1, "reason": "Abschöpfung", "is_skim": True}),
        ("BERICHT", {"what": "ÜBUNGS-Z", "training": True}),
        ("LADE", {"reason": "Kunde"}),
    ],
)
def test_a_count_that_still_holds_keeps_its_difference(
    kind: str, content: dict[str, object]
) -> None:
    """Until it becomes worthless after all."""
    rows = [_booked(), row(2, kind, **content), receipt(3)]
    assert [Tally(count=1, cents=-1000), Tally()] == [
        reckon(rows[:2]).differences,
        reckon(rows).differences,
    ]


def test_a_closed_count_keeps_its_difference() -> None:
    """What is sold after the Z is another period's."""
    figures = reckon([_booked(), row(2, "Z"), receipt(3)])
    assert Tally(count=1, cents=-1000) == figures.differences


def test_whoever_sells_makes_a_count_worthless() -> None:
    """The figures of one clerk know of the sale of the other."""
    sold = replace(receipt(2), clerk=2)
    assert Tally() == reckon([_booked(), sold], clerk=1).differences


def test_practice_is_closed_by_its_own_z() -> None:
    """The BERICHT row of the practised Z closes the count as a Z does."""
    rows = [
        _booked(training=True),
        row(2, "BERICHT", what="ÜBUNGS-Z", training=True),
        row(3, "EINLAGE", cents=1, reason="Wechselgeld", training=True),
    ]
    assert Tally(count=1, cents=-1000) == reckon(rows, is_training=True).differences


def _booked(**content: object) -> PlayRow:
    return row(1, "DIFFERENZ", difference_cents=-1000, reason="Tippfehler", **content)
