"""firmware.export.audit.days: Z and days of the table are those of the journal."""

from collections.abc import Callable
from pathlib import Path

import pytest

from firmware.export.audit.days import FILE
from tests.export.audit.conftest import Exports
from tests.export.audit.world import audit, change_file, list_anew, rules

Lines = list[bytes]


def without(word: bytes) -> Callable[[Lines], Lines]:
    """The first line that has it is gone."""

    def change(lines: Lines) -> Lines:
        at = next(at for at, one in enumerate(lines) if word in one)
        return [*lines[:at], *lines[at + 1 :]]

    return change


def altered(word: bytes) -> Callable[[Lines], Lines]:
    """The first figure behind it is another one."""

    def change(lines: Lines) -> Lines:
        at = next(at for at, one in enumerate(lines) if word in one)
        cells = lines[at].split(b";")
        which = next(at for at, one in enumerate(cells[4:], 4) if b"," in one and one != b"0,00")
        cells[which] = cells[which][:-1] + bytes([cells[which][-1] ^ 1])
        return [*lines[:at], b";".join(cells), *lines[at + 1 :]]

    return change


def test_what_the_till_writes_agrees(made: Exports) -> None:
    """Three Z and their days, whole and in parts."""
    assert (made.whole / FILE).read_bytes().count(b";Tag;;") == 4
    for folder in (made.whole, *made.parts):
        assert set() == rules(audit(folder))


@pytest.mark.parametrize(
    "change",
    [
        *(altered(word) for word in (b";Z;", b";Z Steuersatz;", b";Z Zahlungsart;")),
        *(altered(word) for word in (b";5;20,30;", b";Tag Steuersatz;", b";Tag Zahlungsart;")),
        *(without(word) for word in (b";Z;", b";Tag;;", b";Tag Zahlungsart;")),
        lambda lines: [*lines[:-1], lines[-2], b""],
        lambda lines: [*lines[:-2], b""],
        lambda lines: [*lines[:5], b"x", *lines[5:]],
    ],
)
def test_a_table_that_says_something_else(whole: Path, change: Callable[[Lines], Lines]) -> None:
    """Told once, with its line."""
    change_file(whole, FILE, lambda text: b"\r\n".join(change(text.split(b"\r\n"))))
    list_anew(whole)
    (found,) = (one for one in audit(whole).findings if one.severity.value == "error")
    assert "closing-table" == found.rule.value
    assert found.place.startswith(f"{FILE}, line ")
