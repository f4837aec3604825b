"""docs/architecture.md: the walk of a key press names functions that exist."""

import ast
import re
from typing import Final

from firmware.app.inbox import CAPACITY
from firmware.app.spool import MAX_WAITING
from hal.card.deadline import HUNG_CALLS_MAX
from tests.docs.pages import DOCS, ROOT, rows

PAGE: Final = DOCS / "architecture.md"
COLUMNS: Final = ("#", "where", "what", "the plug is pulled here")
QUESTION_COLUMNS: Final = COLUMNS[:3]


def test_the_walk_names_existing_functions() -> None:
    """`file.py:function` in the walks leads to a function or class of that file."""
    missing: list[str] = []
    walk, questions = rows(PAGE, columns=COLUMNS), rows(PAGE, columns=QUESTION_COLUMNS)
    for row in (*walk, *questions):
        for span in row[1].split("`")[1::2]:
            path, _, function = span.partition(":")
            if not (ROOT / path).is_file() or function not in _names(path):
                missing.append(span)

    assert len(walk) >= 10
    assert len(questions) >= 5
    assert [] == missing


def test_every_thread_stands_in_the_page() -> None:
    """The threads that kassad starts are those of the table."""
    table = {row[0] for row in rows(PAGE, columns=("thread", "does", "says to the loop"))}
    source = (ROOT / "firmware/app/main.py").read_text(encoding="utf-8")
    feeders = (ROOT / "firmware/app/feeders.py").read_text(encoding="utf-8")
    started = set(re.findall(r'^        "([a-z ]+)": .*round,$', source + feeders, re.MULTILINE))

    assert len(started) >= 5
    assert [] == sorted(started - table)


def test_bounds_are_those_of_the_code() -> None:
    """The numbers the page tells of queues."""
    page = PAGE.read_text(encoding="utf-8")

    assert f"The inbox holds {CAPACITY} messages" in page
    assert f"At most {MAX_WAITING} slips wait" in page
    assert HUNG_CALLS_MAX == 4
    assert "At most four abandoned card calls" in page


def _names(path: str) -> set[str]:
    """Functions, classes and `Class.method` of a file."""
    names: set[str] = set()
    for node in ast.parse((ROOT / path).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.ClassDef):
            names.add(node.name)
            names |= {
                f"{node.name}.{inner.name}"
                for inner in node.body
                if isinstance(inner, ast.FunctionDef)
            }
    return names
