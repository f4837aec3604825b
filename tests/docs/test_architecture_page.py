"""docs/architecture.md: the walk of a key press names functions that exist."""

import ast
import re
from typing import Final

from firmware.app.inbox import CAPACITY
from firmware.app.spool import MAX_WAITING
from firmware.till.acts import JournalKind
from hal.card.deadline import HUNG_CALLS_MAX
from tests.docs.pages import DOCS, ROOT, rows

PAGE: Final = DOCS / "architecture.md"
COLUMNS: Final = ("#", "where", "what", "the plug is pulled here")
QUESTION_COLUMNS: Final = COLUMNS[:3]
BY_ITSELF_COLUMNS: Final = ("when", "what", "where", "it is told by")


def test_the_walk_names_existing_functions() -> None:
    """`file.py:function` in the walks leads to a function or class of that file."""
    walks, questions = rows(PAGE, columns=COLUMNS), rows(PAGE, columns=QUESTION_COLUMNS)
    by_itself = rows(PAGE, columns=BY_ITSELF_COLUMNS)
    cells = [*(row[1] for row in (*walks, *questions)), *(row[2] for row in by_itself)]
    spans = [span for cell in cells for span in cell.split("`")[1::2]]

    assert [row[0] for row in walks].count("1") == 6
    assert len(questions) >= 5
    assert len(by_itself) >= 15
    assert [] == [span for span in spans if not _is_there(span)]


def test_what_happens_by_itself_is_told_by_rows_that_exist() -> None:
    """Words in capitals between backticks are kinds of rows."""
    told = [row[3] for row in rows(PAGE, columns=BY_ITSELF_COLUMNS)]
    kinds = {span for cell in told for span in cell.split("`")[1::2]}

    assert set() == kinds - {kind.value for kind in JournalKind}


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


def _is_there(span: str) -> bool:
    path, _, function = span.partition(":")
    return (ROOT / path).is_file() and function in _names(path)


def _names(path: str) -> set[str]:
    """Functions, classes and `Class.method` of a file."""
    names: set[str] = set()
    for node in ast.parse((ROOT / path).read_text(encoding="utf-8")).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            names.add(node.name)
        elif isinstance(node, ast.ClassDef):
            names.add(node.name)
            names |= {
                f"{node.name}.{inner.name}"
                for inner in node.body
                if isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef)
            }
    return names
