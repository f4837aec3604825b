"""The counter hears of stick and export, and nothing it was doing is lost by that."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.till.acts import JournalKind
from firmware.till.exports.requests import (
    ExportKind,
    ExportProgress,
    ExportResult,
    StickStanding,
    StickView,
)
from firmware.till.sounds import Sound
from tests.till.exports.stick import ended, held, owners, put_in, under_way, unreadable, view
from tests.till.playbook import Playbook

Typed = Callable[[str], Playbook]

BY_HAND = (ExportKind.DEP7, ExportKind.JOURNAL, ExportKind.INSPECTION, ExportKind.COPY)


def whole(*, may_pull: bool = False, kind: ExportKind = ExportKind.OWNER) -> ExportResult:
    """An export that went well."""
    return ExportResult(kind=kind, may_pull=may_pull)


def failed(words: str, *, is_stick_at_fault: bool = True) -> ExportResult:
    """One that did not."""
    return ExportResult(kind=ExportKind.DEP7, error=words, is_stick_at_fault=is_stick_at_fault)


def test_it_is_known_as_long_as_it_is_in(typed: Typed) -> None:
    """The stick is the till's as long as nobody pulls it; a typed number stays."""
    book = put_in(typed("250"), owners())
    assert (owners(), "250") == (book.till.stick, book.till.entry.text)
    put_in(book, None)
    assert (None, "250") == (book.till.stick, book.till.entry.text)


def test_an_export_goes_on_and_ends(typed: Typed) -> None:
    """What is under way is known until its end is told."""
    book = under_way(typed("250"))
    progress = ExportProgress(kind=ExportKind.DEP7, per_mille=423, left_s=80)
    assert (progress, "250") == (book.till.export, book.till.entry.text)
    ended(book, whole())
    assert (None, "250") == (book.till.export, book.till.entry.text)


@pytest.mark.parametrize(
    ("stick", "zones"),
    [
        (owners(), ("Stick erkannt", "Chef-Stick", "")),
        (view(), ("Stick steckt", "bereit", "Daten holen: F 70")),
        (
            view(StickStanding.OTHER_TILL),
            ("Chef-Stick", "andere Kassa", "Daten holen: F 70"),
        ),
        (unreadable(), ("FEHLER E16", "nicht lesbar", "anderer Stick")),
        (view(is_writable=False), ("FEHLER E16", "Schreibschutz", "anderer Stick")),
        (
            view(StickStanding.OWNER, is_writable=False),
            ("FEHLER E16", "Schreibschutz", "anderer Stick"),
        ),
    ],
)
def test_a_stick_is_put_in(typed: Typed, stick: StickView, zones: tuple[str, str, str]) -> None:
    """AU17: the owner's works by itself, any other waits for F 70; one of no use is E16."""
    book = put_in(typed(""), stick)
    assert zones == book.zones
    is_error = zones[0] == "FEHLER E16"
    assert ([Sound.REJECTED] if is_error else []) == book.sounds
    assert (["FEHLER"] if is_error else []) == book.kinds
    assert "Bereit" == put_in(book, None).zones[0]


@pytest.mark.parametrize("stick", [owners(), view(), view(StickStanding.OTHER_TILL)])
def test_it_covers_no_sale(typed: Typed, stick: StickView) -> None:
    """The sum stays; afterwards the stick is told of, if it is still there."""
    book = put_in(typed("250 WG1"), stick)
    assert ("Obst", "2,50") == book.zones[:2]
    assert "Stick" in "".join(book.type("BAR C").zones)
    book = put_in(put_in(typed("250 WG1"), stick), None)
    assert "Bereit" == book.type("BAR C").zones[0]


def test_the_same_stick_again(typed: Typed) -> None:
    """Only its room is another: no news."""
    book = put_in(put_in(typed(""), view()).type("C"), view())
    assert "Bereit" == book.zones[0]
    assert "FEHLER E16" == put_in(book, view(is_writable=False)).zones[0]


def test_progress_between_sales(typed: Typed) -> None:
    """Percent, time left, a bar; the notice of the stick makes room for it."""
    book = under_way(put_in(typed(""), owners()))
    assert ("Export noch 1:20", "42 %") == book.zones[:2]
    assert "B2     ⇧42% S✓P✓10:42" == book.screen.status
    assert "█" in under_way(book, 500).zones[2]


def test_progress_survives(typed: Typed) -> None:
    """Sales, clerks, training, an inspector: none of them ends what goes on beside."""
    book = under_way(typed(""))
    for keys in ("250 WG1 BAR C", "1 F 01 1111 BAR C", "F 50 F 50 C", "F 60 C", "F 01"):
        book.type(keys)
        assert book.till.export is not None
    assert ("Export noch 1:20", "BEDIENER ?") == book.zones[:2]
    assert "2" == book.type("2").zones[1]


def test_the_status_bar_has_room(typed: Typed) -> None:
    """With a long sale, or in training, the percent goes, the sign stays."""
    book = under_way(typed("WG1 " * 12))
    assert "B2 12Pos   ⇧S✓P✓10:42" == book.screen.status
    assert "** TRAINING ** ⇧10:42" == under_way(typed("F 50 1111 BAR")).screen.status


@pytest.mark.parametrize(
    ("may_pull", "hint"), [(True, "Stick abziehen"), (False, "abziehen: F 75")]
)
def test_the_end(typed: Typed, *, may_pull: bool, hint: str) -> None:
    """AU17: a sound, and whether it may be pulled."""
    book = ended(under_way(typed("")), whole(may_pull=may_pull))
    assert ("Stick ok", "fertig ✓", hint) == book.zones
    assert [Sound.EXPORTED] == book.sounds[-1:]
    assert [] == book.kinds
    assert [] == book.papers


@pytest.mark.parametrize("kind", ExportKind)
def test_a_slip_for_who_asked(typed: Typed, kind: ExportKind) -> None:
    """K026: after F 70, 71 and 72; what goes by itself wastes no paper."""
    book = ended(typed(""), whole(kind=kind))
    expected = ["Prüfprotokoll"] if kind in BY_HAND else []
    assert expected == [one.name for one in book.papers]


@pytest.mark.parametrize(("is_in", "hint"), [(True, "anderer Stick"), (False, "wieder anstecken")])
def test_the_stick_is_at_fault(typed: Typed, *, is_in: bool, hint: str) -> None:
    """E16 with the reason; pulled half-way, the same stick will do."""
    book = put_in(under_way(typed("")), view() if is_in else None)
    assert ("FEHLER E16", "Stick voll", hint) == ended(book, failed("Stick voll")).zones
    assert "E16" == book.row(JournalKind.FEHLER)["code"]
    assert [] == book.papers
    assert Sound.REJECTED == book.sounds[-1]
    assert book.till.export is None


def test_pulled_and_not_yet_missed(typed: Typed) -> None:
    """The writer sees it before the port does: another stick is not what is wanted."""
    book = put_in(under_way(typed("")), view())
    shown = ended(book, failed("Stick abgezogen")).zones
    assert ("FEHLER E16", "Stick abgezogen", "wieder anstecken") == shown


def test_the_stick_is_not_at_fault(typed: Typed) -> None:
    """Another stick would not help."""
    book = ended(typed(""), failed("Buch kaputt", is_stick_at_fault=False))
    assert ("FEHLER E15", "Buch kaputt", "Techniker rufen") == book.zones


def test_nothing_to_carry_away(typed: Typed) -> None:
    """A day on which nothing was sold is no error, and no row of one."""
    result = ExportResult(kind=ExportKind.DEP7, error="Nichts zu holen", is_harmless=True)
    book = ended(under_way(typed("")), result)
    assert ("Kein Export", "Nichts zu holen", "") == book.zones
    assert [Sound.REJECTED] == book.sounds[-1:]
    assert ([], []) == (book.kinds, book.papers)


def test_a_failure_stays_when_the_stick_goes(typed: Typed) -> None:
    """What was said of the stick ends with it, what happened does not."""
    book = ended(put_in(typed(""), view()), failed("Stick voll"))
    assert "Stick voll" == put_in(book, None).zones[1]


@pytest.mark.parametrize("words", ["Stick abgezogen", "Stick voll"])
@pytest.mark.parametrize("before", ["", "250 WG1 BAR"])
def test_a_failure_goes_when_a_stick_comes(typed: Typed, words: str, before: str) -> None:
    """Found in the virtual machine: "plug it in" stood over the export of the next stick."""
    book = put_in(ended(put_in(typed(before), owners()), failed(words)), None)
    put_in(book, owners())
    ended(book, whole())
    if before:
        book.type("C")
    assert ("Stick ok", "fertig ✓") == book.zones[:2]
    assert (None, None) == (book.till.complaint, book.till.late_complaint)


def test_what_no_stick_helps_stays_when_one_comes(typed: Typed) -> None:
    """A book that is not what it was is a matter for the chief, whatever is plugged in."""
    book = put_in(put_in(held(put_in(typed(""), owners())), None), owners())
    assert ("FEHLER E21", "Stick weiß mehr", "Chef holen, dann C") == book.zones


def test_the_stick_knows_more(typed: Typed) -> None:
    """ADR 0024: the book was set back or cloned; the export is on the stick all the same."""
    book = held(typed(""))
    assert ("FEHLER E21", "Stick weiß mehr", "Chef holen, dann C") == book.zones
    row = book.row(JournalKind.FEHLER)
    assert ("E21", "Stick weiß mehr") == (row["code"], row["words"])
    assert ("Stick ok", "fertig ✓") == book.type("C").zones[:2]


def test_books_with_findings(typed: Typed) -> None:
    """K026: they leave as they are; the chief reads it again at the next sign-on."""
    result = ExportResult(kind=ExportKind.DEP7, is_whole=False, findings=("Beleg verändert: 7",))
    book = ended(typed(""), result)
    assert ("FEHLER E21", "Buch prüfen!", "Chef holen, dann C") == book.zones
    assert ("Export fertig", "mit Befund") == book.type("C").zones[:2]
    assert ["Prüfprotokoll"] == [one.name for one in book.papers]
    assert ("Export", "Buch prüfen!") == book.type("1 F 01 1111 BAR").zones[:2]
    assert "Guten Tag" == ended(book, whole()).type("C 1 F 01 1111 BAR").zones[0]


def test_a_cashier_is_not_told_again(typed: Typed) -> None:
    """Who cannot do anything about it is greeted as ever."""
    book = ended(typed(""), ExportResult(kind=ExportKind.OWNER, is_whole=False))
    assert "Guten Tag" == book.type("C F 01 2 BAR").zones[0]


@given(per_mille=st.integers(0, 1000), left_s=st.none() | st.integers(0, 10**6))
def test_whatever_is_told_fits(per_mille: int, left_s: int | None) -> None:
    """Every progress can be drawn, signed on or not."""
    for clerk in (2, None):
        book = under_way(Playbook(clerk=clerk), per_mille, left_s)
        item, _, hint = book.zones
        assert len(item) <= 16
        assert 21 == len(hint)
        assert 21 == len(book.screen.status)
