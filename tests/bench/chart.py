"""Charts of docs/performance.md as SVG: few shapes, readable on white and on black.

Lines over the number of receipts have both scales logarithmic: what grows with the receipts goes
up by one decade for each, what does not lies flat.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from typing import Final

from tests.bench.figure import Chart, Figure, Point, shown

_WIDTH: Final = 720
_LEFT, _RIGHT, _TOP, _BOTTOM = 70, 170, 40, 50
_PLOT_HEIGHT: Final = 260
_BAR: Final = 22
_NAMES: Final = 330
_TARGET_AT: Final = 0.6
_STYLE: Final = (
    "text{font:13px sans-serif;fill:#444}.grid{stroke:#888;stroke-opacity:.3}"
    ".title{font-weight:bold}.l0{stroke:#0072b2}.l1{stroke:#d55e00}.l2{stroke:#009e73}"
    ".l3{stroke:#cc79a7}.l4{stroke:#b8860b}.line{fill:none;stroke-width:2}"
    ".good{fill:#0072b2}.bad{fill:#d55e00}.target{stroke:#888;stroke-width:2}"
    "@media(prefers-color-scheme:dark){text{fill:#ccc}.l0{stroke:#56b4e9}.good{fill:#56b4e9}}"
)


def growth(chart: Chart) -> str:
    """Lines over receipts."""
    points = [point for line in chart.lines.values() for point in line]
    height = _TOP + _PLOT_HEIGHT + _BOTTOM
    scale = _Scale(points)
    body = [_text(_LEFT, 20, f"{chart.title} ({chart.unit})", "title")]
    body += _grid(scale)
    ends = _spread([scale.y(line[-1][1]) for line in chart.lines.values()])
    for index, ((name, line), end) in enumerate(zip(chart.lines.items(), ends, strict=True)):
        path = " ".join(f"{scale.x(x):.1f},{scale.y(y):.1f}" for x, y in line)
        body.append(f'<polyline class="line l{index}" points="{path}"/>')
        body.append(_text(_WIDTH - _RIGHT + 8, end + 4, name))
    return _svg(height, body)


def ratios(figures: Mapping[str, Figure]) -> str:
    """A bar for each figure that has a target: how much of it is used up; the line is all of it."""
    height = _TOP + len(figures) * (_BAR + 6) + 10
    room = _WIDTH - _NAMES - 60
    body = [
        _text(10, 20, "How much of its target each figure takes (the line: all of it)", "title")
    ]
    for index, (name, figure) in enumerate(figures.items()):
        top = _TOP + index * (_BAR + 6)
        share = share_of(figure)
        width = min(share * _TARGET_AT, 1.0) * room
        tone = "good" if figure.is_met else "bad"
        body.append(_text(10, top + 15, name))
        body.append(
            f'<rect class="{tone}" x="{_NAMES}" y="{top}" width="{width:.1f}" height="{_BAR - 4}"/>'
        )
        body.append(_text(_NAMES + width + 6, top + 14, f"{share:.0%}"))
    at = _NAMES + _TARGET_AT * room
    body.append(f'<path class="target" d="M{at:.1f} {_TOP - 6}V{height - 8}"/>')
    return _svg(height, body)


def share_of(figure: Figure) -> float:
    """How much of its target a figure takes: 1 is just met, less is better."""
    judged = figure.value if figure.ratio is None else figure.ratio
    if figure.at_most is not None:
        return judged / figure.at_most
    assert figure.at_least is not None, figure.name
    return figure.at_least / judged


class _Scale:
    """Where a value lies on the picture; whole decades on both sides."""

    def __init__(self, points: Sequence[Point]) -> None:
        self.decades_x = _decades([x for x, _ in points])
        self.decades_y = _decades([y for _, y in points])

    def x(self, value: float) -> float:
        width = _WIDTH - _LEFT - _RIGHT
        return _LEFT + _share(value, self.decades_x) * width

    def y(self, value: float) -> float:
        return _TOP + (1 - _share(value, self.decades_y)) * _PLOT_HEIGHT


def _decades(values: Sequence[float]) -> range:
    low = math.floor(math.log10(min(values)) + 1e-9)
    high = math.ceil(math.log10(max(values)) - 1e-9)
    return range(low, max(high, low + 1) + 1)


def _share(value: float, decades: range) -> float:
    return (math.log10(value) - decades[0]) / (decades[-1] - decades[0])


def _grid(scale: _Scale) -> Iterator[str]:
    right, bottom = _WIDTH - _RIGHT, _TOP + _PLOT_HEIGHT
    for decade in scale.decades_x:
        at = scale.x(10.0**decade)
        yield f'<path class="grid" d="M{at:.1f} {_TOP}V{bottom}"/>'
        yield _text(at - 14, bottom + 18, _decade(decade))
    for decade in scale.decades_y:
        at = scale.y(10.0**decade)
        yield f'<path class="grid" d="M{_LEFT} {at:.1f}H{right}"/>'
        yield _text(8, at + 4, _decade(decade))
    yield _text((_LEFT + right) / 2 - 28, bottom + 38, "receipts")


def _decade(decade: int) -> str:
    return f"{10**decade:,}" if decade >= 0 else shown_small(decade)


def shown_small(decade: int) -> str:
    """A power of ten below one, with as many digits as it needs."""
    return f"{10.0**decade:.{-decade}f}" if decade > -5 else shown(10.0**decade)


def _spread(tops: Sequence[float]) -> list[float]:
    """Names at the ends of lines, none upon another."""
    placed: dict[int, float] = {}
    last = -math.inf
    for index in sorted(range(len(tops)), key=tops.__getitem__):
        last = max(tops[index], last + 16)
        placed[index] = last
    return [placed[index] for index in range(len(tops))]


def _text(x: float, y: float, words: str, tone: str = "") -> str:
    named = f' class="{tone}"' if tone else ""
    return f'<text{named} x="{x:.1f}" y="{y:.1f}">{escape(words)}</text>'


def _svg(height: float, body: Sequence[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height:.0f}" '
        f'viewBox="0 0 {_WIDTH} {height:.0f}" role="img">'
    )
    return "\n".join((head, f"<style>{_STYLE}</style>", *body, "</svg>")) + "\n"
