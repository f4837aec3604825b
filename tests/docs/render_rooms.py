"""Draws who imports whom: run as `python -m tests.docs.render_rooms`.

The rooms of till and archive, out of the imports themselves (grimp, which import-linter stands on):
docs/pictures/rooms-till.svg and rooms-archive.svg. An arrow that others imply is left out; a room
stands above all that it imports. test_render_rooms.py fails when a picture is not what this script
would draw.
"""

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from typing import Final

import grimp

from tests.docs.pages import DOCS

PICTURES: Final = DOCS / "pictures"
#: Whose rooms are drawn one by one, and what else is one room each.
DRAWINGS: Final = {
    "rooms-till.svg": ("firmware", ("hal",)),
    "rooms-archive.svg": ("archive", ("firmware",)),
}
_WIDE, _HIGH, _GAP_X, _GAP_Y, _EDGE = 160, 30, 18, 46, 16
_ROW_MAX: Final = 5
_STYLE: Final = (
    "text{font:13px sans-serif;text-anchor:middle;fill:#222}"
    "rect{fill:#f4f1ea;stroke:#6b6b6b;rx:4}"
    "path{fill:none;stroke:#8a8a8a;stroke-width:1}"
    "marker path{fill:#8a8a8a;stroke:none}"
)

Arrows = Mapping[str, frozenset[str]]


def graph() -> grimp.ImportGraph:
    """All imports of ours."""
    return grimp.build_graph("firmware", "hal", "archive", cache_dir=None)


def arrows(imports: grimp.ImportGraph, whole: str, beside: Iterable[str]) -> Arrows:
    """Which room of `whole` imports which, and which of those beside it, directly."""
    names = {*imports.find_children(whole), *beside}
    found: dict[str, set[str]] = {name: set() for name in names}
    for module in imports.modules:
        here = _room(module, names)
        for other in imports.find_modules_directly_imported_by(module):
            there = _room(other, names)
            if here and there and here != there and here not in beside:
                found[here].add(there)
    return {name: frozenset(others) for name, others in found.items()}


def _room(module: str, names: Iterable[str]) -> str:
    return next((one for one in names if module == one or module.startswith(f"{one}.")), "")


def reduced(all_arrows: Arrows) -> Arrows:
    """Without those that a longer way says already."""
    return {
        name: frozenset(
            one
            for one in others
            if not any(one in _below(all_arrows, other) for other in others if other != one)
        )
        for name, others in all_arrows.items()
    }


def _below(all_arrows: Arrows, name: str) -> set[str]:
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for other in all_arrows[waiting.pop()] - found:
            found.add(other)
            waiting.append(other)
    return found


def rows(all_arrows: Arrows) -> list[list[str]]:
    """The rooms from above to below, each above all that it imports, few in a row."""
    depth: dict[str, int] = {}
    while len(depth) < len(all_arrows):
        ready = [
            name
            for name, others in all_arrows.items()
            if name not in depth and others <= set(depth)
        ]
        assert ready, "rooms that import each other are no layers"
        for name in ready:
            depth[name] = max((depth[one] + 1 for one in all_arrows[name]), default=0)
    found: list[list[str]] = []
    for level in sorted(set(depth.values()), reverse=True):
        names = sorted(name for name, at in depth.items() if at == level)
        found += [names[at : at + _ROW_MAX] for at in range(0, len(names), _ROW_MAX)]
    return found


def drawn(all_arrows: Arrows) -> str:
    """The picture."""
    lines = rows(all_arrows)
    wide = max(len(line) for line in lines)
    width = 2 * _EDGE + wide * _WIDE + (wide - 1) * _GAP_X
    height = 2 * _EDGE + len(lines) * _HIGH + (len(lines) - 1) * _GAP_Y
    places = dict(_places(lines, width))
    body = [*_paths(reduced(all_arrows), places), *_boxes(places)]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f"<style>{_STYLE}</style>"
        '<marker id="a" viewBox="0 0 8 8" refX="7" refY="4" markerWidth="7" markerHeight="7" '
        'orient="auto"><path d="M0 0L8 4L0 8z"/></marker>'
        f'<rect x="0" y="0" width="{width}" height="{height}" style="fill:#fff;stroke:none"/>'
    )
    return "\n".join([head, *body, "</svg>", ""])


def _places(lines: list[list[str]], width: int) -> Iterator[tuple[str, tuple[int, int]]]:
    """The middle of each box."""
    for row, names in enumerate(lines):
        whole = len(names) * _WIDE + (len(names) - 1) * _GAP_X
        left = (width - whole) // 2 + _WIDE // 2
        y = _EDGE + _HIGH // 2 + row * (_HIGH + _GAP_Y)
        for at, name in enumerate(names):
            yield name, (left + at * (_WIDE + _GAP_X), y)


def _paths(some: Arrows, places: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    for name in sorted(some):
        for other in sorted(some[name]):
            (x, y), (to_x, to_y) = places[name], places[other]
            begin, end = y + _HIGH // 2, to_y - _HIGH // 2 - 1
            bend = (begin + end) // 2
            curve = f"M{x} {begin}C{x} {bend} {to_x} {bend} {to_x} {end}"
            yield f'<path d="{curve}" marker-end="url(#a)"/>'


def _boxes(places: Mapping[str, tuple[int, int]]) -> Iterator[str]:
    for name, (x, y) in places.items():
        box = f'x="{x - _WIDE // 2}" y="{y - _HIGH // 2}" width="{_WIDE}" height="{_HIGH}"'
        yield f'<rect {box}/><text x="{x}" y="{y + 4}">{escape(name)}</text>'


def pictures() -> Mapping[str, str]:
    """Both pictures by the names of their files."""
    imports = graph()
    return {
        name: drawn(arrows(imports, whole, beside)) for name, (whole, beside) in DRAWINGS.items()
    }


def main() -> None:
    """Draw them."""
    for name, picture in pictures().items():
        (PICTURES / name).write_text(picture, encoding="utf-8")


if __name__ == "__main__":
    main()
