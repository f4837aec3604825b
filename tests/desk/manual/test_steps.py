"""Rows as steps: what a page presses, and what it asks the desk to let happen."""

from dataclasses import replace

import pytest

from firmware.desk.keys import parse_keys
from firmware.desk.manual.case import Case
from firmware.desk.manual.steps import Step, command_at, steps_of
from firmware.desk.script import Act, Command

ROW = Case(number="X1", keys="250 WG1", effect="", display=("", "", ""))


def row(keys: str) -> Case:
    """A row that types `keys`."""
    return replace(ROW, keys=keys)


def test_keys_and_misfortunes() -> None:
    """Line by line, misfortunes in words."""
    assert steps_of(row("@paper out\n250 WG1 BAR\n@wait 40")) == (
        Step(line=0, words="Papier: leer"),
        Step(line=1, keys=parse_keys("250 WG1 BAR"), words="250 WG1 BAR"),
        Step(line=2, words="40 Sekunden warten"),
    )


@pytest.mark.parametrize(
    ("command", "words"),
    [
        ("@time 2026-12-01T08:00:00", "es ist 01.12.2026 08:00"),
        ("@power cut", "Strom: kurz weg"),
        ("@card remove", "Signaturkarte: fehlt"),
        ("@card locked", "Signaturkarte: PIN gesperrt"),
        ("@card new", "Signaturkarte: neue Karte"),
        ("@cover open", "Deckel: offen"),
        ("@printer offline", "Drucker: aus"),
    ],
)
def test_words(command: str, words: str) -> None:
    """As the switches of the page call it."""
    assert steps_of(row(command)) == (Step(line=0, words=words),)


@pytest.mark.parametrize(
    "keys", ["WG1\n@power cut 7", "@switch AUS", "@key WG3 stuck", 'WG1\nexpect display "Obst"']
)
def test_what_a_desk_cannot_do(keys: str) -> None:
    """Such a row is read, not shown."""
    assert steps_of(row(keys)) is None


def test_a_row_for_the_bench_alone_is_not_shown() -> None:
    """It has a reason not to run at the counter's pace."""
    assert steps_of(replace(ROW, bench_only="edges are counted")) is None


def test_a_command_is_found_by_its_line() -> None:
    """Keys are none, nor is a line that is not there, nor what no desk can do."""
    case = row("WG1\n@paper out\n@switch AUS")
    assert command_at(case, 1) == Command(act=Act.PAPER, word="out")
    for line in (0, 2, 3, -1):
        with pytest.raises(ValueError, match=str(line)):
            command_at(case, line)
