"""Labels: every field the journal is documented to hold is told, or left out on purpose."""

import re

from firmware.app.life.full_export import EVERYTHING
from firmware.export.tables.labels import LABELS, UNTOLD, WORDS
from firmware.till.exports.requests import ExportKind, StickStanding
from tests.docs.pages import DOCS, rows

_FIELD = re.compile(r"`([a-z_0-9]+)`")
#: In the column, but values of the fields there.
_VALUES = {
    *("rest", "unknown", "asked", "paid", "refused", "decided", "menu", "in", "out", "owner"),
    *("lost", "back", "ntp", "rtc", "hand", "none", "done", "later", "test", "production"),
    *("keypad", "gone", "adopted", "everything", "snapshot", "installed", "ok"),
}


def test_every_field_of_the_page_is_labelled_or_left_out() -> None:
    """A new field has a word here before somebody reads a journal."""
    columns = ("kind", "when", "written by", "content")
    fields = {
        field
        for row in rows(DOCS / "journal.md", columns=columns)
        for field in _FIELD.findall(row[3])
    }
    assert set() == fields - LABELS.keys() - UNTOLD - _VALUES


def test_nothing_is_both() -> None:
    """A field is told or not."""
    assert set() == LABELS.keys() & UNTOLD


def test_words_are_of_fields_that_are_told() -> None:
    """No word is left for a field that has gone."""
    assert set() == {field for field, _ in WORDS} - LABELS.keys()


def test_exports_and_sticks_have_words() -> None:
    """No value of the program is told to people: what an export was, whose stick it is."""
    said = {EVERYTHING, *(kind.value for kind in ExportKind)}
    assert set() == {("what", one) for one in said} - WORDS.keys()
    assert set() == {("export", kind.value) for kind in ExportKind} - WORDS.keys()
    assert set() == {("standing", one.value) for one in StickStanding} - WORDS.keys()
