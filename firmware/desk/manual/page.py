"""The manual as the page of the desk reads it: chapters, rows, steps."""

from firmware.desk.manual.case import Case
from firmware.desk.manual.chapters import CHAPTERS
from firmware.desk.manual.steps import steps_of
from firmware.desk.manual.tasks import TASKS
from firmware.desk.protocol import Outcome


def manual_json() -> list[dict[str, object]]:
    """The chapters in their order, each with its rows."""
    return [
        {"title": title, "rows": [row_json(case) for case in cases]}
        for title, cases in CHAPTERS.items()
        if cases
    ]


def row_json(case: Case) -> dict[str, object]:
    """One row; `steps` is null where a desk cannot show it."""
    steps = steps_of(case)
    return {
        "number": case.number,
        "effect": case.effect,
        "task": TASKS.get(case.number, ""),
        "clerk": None if case.is_alone else case.clerk,
        "display": list(case.display),
        "journal": list(case.journal),
        "paper": [*case.slip, *case.paper],
        "text": " ".join(step.words for step in steps) if steps else case.keys,
        "steps": None
        if steps is None
        else [
            {"line": step.line, "keys": [key.value for key in step.keys], "words": step.words}
            for step in steps
        ],
    }


def outcome_json(outcome: Outcome) -> dict[str, object]:
    """How far a row has come."""
    return {
        "number": outcome.number,
        "display": outcome.is_display,
        "journal": outcome.is_journal,
    }
