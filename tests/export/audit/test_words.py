"""firmware.export.audit.words: what people read in the journal is what its rows say."""

from pathlib import Path

import pytest

from firmware.export.audit.rows import FILE
from firmware.export.audit.words import _apart
from tests.export.audit.conftest import Exports
from tests.export.audit.world import audit, change_file, list_anew


def test_a_part_learns_its_period(made: Exports) -> None:
    """Which Z its first rows belong to stands in no row of it before its first Z."""
    assert [["gap"], ["gap"]] == [
        [one.rule.value for one in audit(part).findings] for part in made.parts[1:]
    ]


@pytest.mark.parametrize(
    ("before", "after", "name"),
    [
        (b";2,50;", b";2,40;", "Betrag"),
        (b";ja;nein;2;", b";ja;nein;3;", "Belegnummer"),
        (b";nein;nein;", b";ja;nein;", "Gesch\xc3\xa4ftsfall"),
        (b"2026-11-21 09:00:0", b"2026-11-21 08:00:0", "Zeit"),
    ],
)
def test_a_column_that_says_something_else(
    whole: Path, before: bytes, after: bytes, name: str
) -> None:
    """Named by row and column; the texts that the hashes cover are as they were."""
    name = name.encode("latin-1").decode()
    change_file(whole, FILE, lambda text: text.replace(before, after, 1))
    list_anew(whole)
    (found,) = (one for one in audit(whole).findings if one.severity.value == "error")
    assert "journal-words" == found.rule.value
    assert found.place.startswith(f"{FILE}, row ")
    assert found.detail.startswith(f"{name} is ")


def test_a_day_that_says_something_else(whole: Path) -> None:
    """To which Z a row belongs follows from the Z before it."""

    def change(text: bytes) -> bytes:
        lines = text.split(b"\r\n")
        seq, time, period, rest = lines[60].split(b";", 3)
        lines[60] = b";".join([seq, time, b"%d" % (int(period) + 1), rest])
        return b"\r\n".join(lines)

    change_file(whole, FILE, change)
    list_anew(whole)
    (found,) = (one for one in audit(whole).findings if one.severity.value == "error")
    assert found.detail.startswith("Bearbeitungstag is ")


def test_words_of_another_program_are_no_accusation(whole: Path) -> None:
    """An export that an older firmware wrote says the same in other words: a notice; no amount."""
    change_file(whole, FILE, lambda text: text.replace(b";ja;nein;", b";nein;nein;", 1))
    change_file(whole, FILE, lambda text: text.replace(b";2,50;", b";2,40;", 1))
    list_anew(whole, program="standlkassa 0.0.9")
    found = [one for one in audit(whole).findings if one.rule.value == "journal-words"]
    assert {("notice", "Geschäftsfall"), ("error", "Betrag")} == {
        (one.severity.value, one.detail.split(" is ")[0]) for one in found
    }


def test_what_differs_is_shown() -> None:
    """Of two long texts that part is told in which they differ."""
    one, other = _apart("a" * 200 + "b", "a" * 200 + "c")
    assert (True, True) == (one.endswith("b"), other.endswith("c"))
    assert ("'x'", "'y'") == _apart("'x'", "'y'")
