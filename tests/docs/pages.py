"""The project's documents as the tests read them: pages, headings, links, tables, fenced blocks."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[2]
DOCS: Final = ROOT / "docs"
README: Final = ROOT / "README.md"

_FENCE: Final = re.compile(r"^```(?P<language>\S*)\s*$")
_LINK: Final = re.compile(r"!?\[[^\]]*\]\((?P<target>[^)\s]+)\)")
_HEADING: Final = re.compile(r"^#{1,6} (?P<text>.+?)\s*$")
_CODE_SPAN: Final = re.compile(r"`([^`]+)`")
# What a heading's anchor keeps, as the forges make it: letters, digits, hyphen and underscore.
_NOT_IN_ANCHOR: Final = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A fenced block: its language, the text between the fences, the line it begins on."""

    language: str
    text: str
    line: int


def pages() -> list[Path]:
    """README and every page below docs, sorted."""
    return [README, *sorted(DOCS.rglob("*.md"))]


def name(page: Path) -> str:
    """The page as a reader would name it."""
    return page.relative_to(ROOT).as_posix()


def blocks(page: Path) -> Iterator[Block]:
    """The fenced blocks of a page."""
    language: str | None = None
    lines: list[str] = []
    start = 0
    for number, line in enumerate(page.read_text(encoding="utf-8").splitlines(), start=1):
        fence = _FENCE.match(line)
        if fence is None:
            lines.append(line)
        elif language is None:
            language, lines, start = fence["language"], [], number
        else:
            yield Block(language=language, text="\n".join(lines), line=start)
            language = None
    if language is not None:
        raise ValueError(f"{name(page)}:{start}: a fence is never closed")


def prose(page: Path) -> list[str]:
    """The lines of a page outside its fenced blocks."""
    outside: list[str] = []
    is_fenced = False
    for line in page.read_text(encoding="utf-8").splitlines():
        if _FENCE.match(line):
            is_fenced = not is_fenced
        elif not is_fenced:
            outside.append(line)
    return outside


def code_spans(page: Path) -> list[str]:
    """What stands between single backticks in the prose."""
    return [span for line in prose(page) for span in _CODE_SPAN.findall(line)]


def links(page: Path) -> list[str]:
    """The targets of links and pictures in the prose."""
    return [
        link["target"] for line in prose(page) for link in _LINK.finditer(_CODE_SPAN.sub("", line))
    ]


def anchors(page: Path) -> set[str]:
    """The anchors of a page's headings."""
    headings = [match["text"] for line in prose(page) if (match := _HEADING.match(line))]
    return {_NOT_IN_ANCHOR.sub("", text.lower()).replace(" ", "-") for text in headings}


def rows(page: Path, *, columns: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The rows of all tables of a page that have exactly this head, cells stripped."""
    found: list[tuple[str, ...]] = []
    is_inside = False
    for line in prose(page):
        cells = tuple(cell.strip() for cell in line.strip().strip("|").split("|"))
        if not line.startswith("|"):
            is_inside = False
        elif cells == columns:
            is_inside = True
        elif is_inside and set(line) - set("|-: "):
            found.append(cells)
    return found


def plain(cell: str) -> str:
    """A table cell without its backticks."""
    return cell.replace("`", "")


@cache
def functions_of(path: str) -> frozenset[str]:
    """The names of the functions of a Python file, its path from the root; none without it."""
    file = ROOT / path
    if not file.is_file():
        return frozenset()
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return frozenset(node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
