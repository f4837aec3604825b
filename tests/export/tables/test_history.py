"""The history of the stall: each field of each change, with who and when."""

import io
from datetime import date
from pathlib import Path

import pytest

from firmware.export.tables import csv_form, history
from firmware.export.tables.history import Step
from firmware.store.reader import Reader
from firmware.till.stall.fault import StallError
from firmware.till.stall.masterdata import Action, Source
from firmware.till.stall.masterdata import Sort as Thing
from tests.export.stall_book import changed, entry, make_book, sight_of


def _steps(path: Path, first: int = 1) -> list[Step]:
    with Reader.open_read_only(path) as book:
        return list(history.steps(sight_of(book, first=first)))


def test_who_changed_what_and_who_lent_the_right(tmp_path: Path) -> None:
    """A price for the next year: old, new, clerk by name, chief, day, way."""
    dearer = next(one for one in _steps(make_book(tmp_path)) if one.action is Action.CHANGED)
    told = (dearer.thing, dearer.key, dearer.field, dearer.old, dearer.new, dearer.valid_from)
    assert ("Warengruppe", "1", "Preis", "2,50", "3,00", date(2027, 1, 1)) == told
    assert (2, "Anna", 1, "Datei") == (
        dearer.clerk,
        dearer.clerk_name,
        dearer.chief,
        dearer.source,
    )


def test_what_is_removed_says_what_it_was(tmp_path: Path) -> None:
    """Each field of a thing that goes has an old value and no new one."""
    gone = [one for one in _steps(make_book(tmp_path)) if one.action is Action.REMOVED]
    assert {("Name", "Zimt", ""), ("WG", "2", ""), ("Preis", "3,20", "")} <= {
        (one.field, one.old, one.new) for one in gone
    }


def test_header_and_options_are_told_too(tmp_path: Path) -> None:
    """Lines of the header in one cell, a limit as an amount."""
    steps = _steps(make_book(tmp_path))
    assert {
        ("Belegkopf", "", "Zeilen", "Obst Huber / 1010 Wien"),
        ("Einstellung", "limits.sale_cents", "Wert", "500,00"),
    } <= {(one.thing, one.key, one.field, one.new) for one in steps}


def test_no_name_of_the_program_is_a_field(tmp_path: Path) -> None:
    """Whether a clerk has a PIN is said in German as everything else."""
    one = changed(Thing.CLERK, "3", None, {"name": "Eva", "role": "kassier", "has_pin": False})
    fields = {step.field: step.new for step in _steps(make_book(tmp_path, [entry(one, minute=3)]))}
    assert "nein" == fields["PIN gesetzt"]


def test_a_span_has_its_own_changes_and_known_names(tmp_path: Path) -> None:
    """Rows before the span are not told, but the clerk's name is known from them."""
    steps = _steps(make_book(tmp_path), first=10)
    assert {10, 11} == {one.seq for one in steps}
    assert {"Anna", "Chef"} == {one.clerk_name for one in steps}


def test_a_name_is_that_of_its_time(tmp_path: Path) -> None:
    """Who is called otherwise today was called so when he changed something."""
    renamed = changed(Thing.CLERK, "2", {"name": "Anna"}, {"name": "Anna Berger"})
    path = make_book(tmp_path, [entry(renamed, minute=3)])
    dearer = next(one for one in _steps(path) if one.action is Action.CHANGED)
    assert "Anna" == dearer.clerk_name


def test_the_table_reads_back(tmp_path: Path) -> None:
    """What is written is read, line by line, formulas and quotes included."""
    with Reader.open_read_only(make_book(tmp_path)) as book:
        sight = sight_of(book)
        out = io.BytesIO()
        (part,) = history.parts(sight)
        part.write(sight, out)
        steps = list(history.steps(sight))
    out.seek(0)
    rows = list(csv_form.read(history.TABLE, out, part.name))
    assert [(one.seq, one.field, one.new) for one in steps] == [
        (row[0], row[8], row[10]) for row in rows
    ]


def test_a_row_that_is_none_is_named(tmp_path: Path) -> None:
    """A row no firmware wrote is told, not passed over."""
    broken = entry(changed(Thing.GROUP, "1", None, {}), minute=3)
    content = {**broken.content, "type": "nothing"}
    path = make_book(
        tmp_path,
        [type(broken)(kind=broken.kind, clerk=None, content=content, at_utc=broken.at_utc)],
    )
    with pytest.raises(StallError):
        _steps(path)


def test_whoever_waits_may_break_off(tmp_path: Path) -> None:
    """The stick is gone: the writer stops where it is told so."""

    def gone(_count: int) -> None:
        raise InterruptedError

    with Reader.open_read_only(make_book(tmp_path)) as book, pytest.raises(InterruptedError):
        list(history.steps(sight_of(book, moved=gone)))


def test_every_thing_and_way_has_a_word() -> None:
    """No auditor reads a word of the program."""
    assert set(Thing) == set(history.THINGS)
    assert set(Source) == set(history.SOURCES)
    assert set(Action) == set(history.ACTIONS)
