"""docs/architecture.md: the walk of a key press names functions that exist."""

import ast
from typing import Final

from tests.docs.pages import DOCS, ROOT, rows

PAGE: Final = DOCS / "architecture.md"
COLUMNS: Final = ("#", "where", "what", "the plug is pulled here")


def test_the_walk_names_existing_functions() -> None:
    """`file.py:function` in the walk leads to a function or class of that file."""
    missing: list[str] = []
    walk = rows(PAGE, columns=COLUMNS)
    for row in walk:
        for span in row[1].split("`")[1::2]:
            path, _, function = span.partition(":")
            if not (ROOT / path).is_file() or function not in _names(path):
                missing.append(span)

    assert len(walk) >= 10
    assert missing == []


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
