"""Strokes of a wiring plan: black on white, in millimetres, the same bytes on every machine."""

from collections.abc import Iterable
from typing import Final, TypeAlias
from xml.sax.saxutils import escape

#: One millimetre of paper on the screen.
PX: Final = 5
THIN: Final = 0.25
WIRE: Final = 0.45
BLACK: Final = "#000000"
GREY: Final = "#555555"
WHITE: Final = "#ffffff"
_FAMILY: Final = "'DejaVu Sans Condensed','Arial Narrow',sans-serif"

Point: TypeAlias = tuple[float, float]


def sheet(title: str, width_mm: float, height_mm: float, marks: Iterable[str]) -> str:
    """A whole drawing on white paper."""
    size = f'width="{width_mm * PX:.0f}" height="{height_mm * PX:.0f}"'
    box = f'viewBox="0 0 {width_mm:.1f} {height_mm:.1f}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} {box} font-family="{_FAMILY}">'
    paper = f'<rect width="{width_mm:.1f}" height="{height_mm:.1f}" fill="{WHITE}"/>'
    return "\n".join((head, f"<title>{escape(title)}</title>", paper, *marks, "</svg>")) + "\n"


def wire(*points: Point, width: float = WIRE) -> str:
    """A line through `points`."""
    path = " ".join(f"{x:.2f},{y:.2f}" for x, y in points)
    return f'<polyline points="{path}" fill="none" stroke="{BLACK}" stroke-width="{width}"/>'


def box(at: Point, size: Point, *, fill: str = WHITE, round_mm: float = 0.8) -> str:
    """A frame whose upper left corner is `at`."""
    return (
        f'<rect x="{at[0]:.2f}" y="{at[1]:.2f}" width="{size[0]:.2f}" height="{size[1]:.2f}" '
        f'rx="{round_mm}" fill="{fill}" stroke="{BLACK}" stroke-width="{THIN}"/>'
    )


def disc(at: Point, radius: float, *, fill: str = BLACK, width: float = THIN) -> str:
    """A circle; black and small it is where wires meet."""
    return (
        f'<circle cx="{at[0]:.2f}" cy="{at[1]:.2f}" r="{radius}" fill="{fill}" '
        f'stroke="{BLACK}" stroke-width="{width}"/>'
    )


def joint(at: Point) -> str:
    """Wires that cross here are connected; without it they are not."""
    return disc(at, 0.75)


def shape(*points: Point, fill: str = BLACK) -> str:
    """A closed outline."""
    path = " ".join(f"{x:.2f},{y:.2f}" for x, y in points)
    return (
        f'<polygon points="{path}" fill="{fill}" stroke="{BLACK}" stroke-width="{WIRE}" '
        f'stroke-linejoin="round"/>'
    )


def words(
    at: Point,
    text: str,
    *,
    size: float = 2.8,
    anchor: str = "start",
    bold: bool = False,
    fill: str = BLACK,
) -> str:
    """One line of text, its base line at `at`."""
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{at[0]:.2f}" y="{at[1]:.2f}" font-size="{size}" text-anchor="{anchor}"'
        f'{weight} fill="{fill}">{escape(text)}</text>'
    )
