"""Files stay readable in one go and functions on one page; the few that do not may only shrink."""

import ast
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
ROOMS: Final = ("archive", "firmware", "hal", "image-build", "tests")
FILE_LINES_MAX: Final = 400
FUNCTION_LINES_MAX: Final = 70
#: Longer files, with the length they had when this was last looked at; no entry grows.
LONG_FILES: Final[dict[str, int]] = {
    # One table, a row for each row of the manual: split, it would be harder to read.
}


def _modules() -> list[Path]:
    return sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def _name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_no_file_is_longer_than_four_hundred_lines() -> None:
    """What grows beyond is split by what it is about; an old exception may only shrink."""
    too_long = {
        _name(path): lines
        for path in _modules()
        if (lines := _lines(path)) > LONG_FILES.get(_name(path), FILE_LINES_MAX)
    }

    assert {} == too_long


def test_exceptions_are_still_needed() -> None:
    """A file that has become short is no exception any more, and the ratchet follows the rest."""
    slack = {
        name: lines
        for name, allowed in LONG_FILES.items()
        if (lines := _lines(ROOT / name)) < allowed or lines <= FILE_LINES_MAX
    }

    assert {} == slack


def test_no_function_is_longer_than_a_page() -> None:
    """Seventy lines with signature and docstring."""
    too_long = {
        f"{_name(path)}:{node.name}": lines
        for path in _modules()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or node.lineno) - node.lineno + 1) > FUNCTION_LINES_MAX
    }

    assert {} == too_long
