"""The manual as the page reads it."""

from dataclasses import replace

from firmware.desk.manual.case import Case
from firmware.desk.manual.chapters import CASES, CHAPTERS
from firmware.desk.manual.page import manual_json, outcome_json, row_json
from firmware.desk.manual.tasks import TASKS
from firmware.desk.protocol import Outcome

ROW = Case(
    number="X1",
    keys="@paper out\n250 WG1 BAR",
    effect="ohne Papier",
    display=("E10", "Papier Ende", ""),
    journal=("POS",),
    slip=("Obst",),
    paper=("X-BERICHT",),
)


def test_every_row_is_there() -> None:
    """In the order of the chapters; an empty chapter is left out."""
    chapters = manual_json()
    assert [title for title, cases in CHAPTERS.items() if cases] == [
        chapter["title"] for chapter in chapters
    ]
    numbers = [row["number"] for chapter in chapters for row in chapter["rows"]]  # type: ignore[attr-defined]
    assert [case.number for case in CASES] == numbers


def test_a_row() -> None:
    """What is typed as steps and as text, and what comes of it."""
    assert row_json(ROW) == {
        "number": "X1",
        "effect": "ohne Papier",
        "task": "",
        "clerk": 2,
        "display": ["E10", "Papier Ende", ""],
        "journal": ["POS"],
        "paper": ["Obst", "X-BERICHT"],
        "text": "Papier: leer 250 WG1 BAR",
        "steps": [
            {"line": 0, "keys": [], "words": "Papier: leer"},
            {"line": 1, "keys": ["2", "5", "0", "WG1", "BAR"], "words": "250 WG1 BAR"},
        ],
    }


def test_a_row_that_is_an_exercise() -> None:
    """It says what to do, not how."""
    assert row_json(replace(ROW, number="R4a"))["task"] == TASKS["R4a"]


def test_a_row_that_is_only_read() -> None:
    """It has its script, no steps; alone there is no clerk."""
    row = row_json(replace(ROW, keys="@switch AUS", is_alone=True))
    assert row["steps"] is None
    assert row["text"] == "@switch AUS"
    assert row["clerk"] is None


def test_an_outcome() -> None:
    """Display and journal, each."""
    outcome = Outcome(number="X1", is_display=True, is_journal=False)
    assert outcome_json(outcome) == {"number": "X1", "display": True, "journal": False}
