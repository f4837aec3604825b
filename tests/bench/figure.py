"""What a bench gives: figures, each beside what the machine itself can do, and lines that grow."""

from collections.abc import Iterator
from typing import Final, TypeAlias

import msgspec

#: Below, a figure is shown with its decimals.
_WHOLE: Final = 100.0

Point: TypeAlias = tuple[float, float]


class Figure(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One number.

    `limit` is what `limit_is` took in the same run, in the same unit; `at_most` or `at_least` is
    the target: for the ratio where there is a limit, else for the value.
    """

    name: str
    value: float
    unit: str
    limit: float | None = None
    limit_is: str = ""
    at_most: float | None = None
    at_least: float | None = None
    is_estimate: bool = False

    @property
    def ratio(self) -> float | None:
        """How the value stands to the limit."""
        return None if self.limit is None else self.value / self.limit

    @property
    def is_met(self) -> bool | None:
        """Whether the target is reached; None without one."""
        judged = self.value if self.ratio is None else self.ratio
        if self.at_most is not None:
            return judged <= self.at_most
        return None if self.at_least is None else judged >= self.at_least


class Chart(msgspec.Struct, frozen=True, kw_only=True):
    """Lines over the number of receipts, both scales logarithmic."""

    name: str
    title: str
    unit: str
    lines: dict[str, tuple[Point, ...]]


class Result(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All that one bench gives."""

    figures: tuple[Figure, ...]
    charts: tuple[Chart, ...] = ()


def shown(number: float) -> str:
    """A number as a person reads it: three digits that count."""
    if number == 0 or abs(number) >= _WHOLE:
        return f"{number:,.0f}"
    return f"{number:.2f}" if abs(number) < 10 else f"{number:.1f}"


def cells(figure: Figure) -> tuple[str, str, str, str, str]:
    """Name, value, limit, ratio, target as texts; what misses its target says so."""
    value = f"{shown(figure.value)} {figure.unit}{' (estimate)' if figure.is_estimate else ''}"
    limit = "" if figure.limit is None else f"{shown(figure.limit)} {figure.unit}: "
    ratio = "" if figure.ratio is None else f"{shown(figure.ratio)}"
    return figure.name, value, limit + figure.limit_is, ratio, _target(figure)


def lines(result: Result) -> Iterator[str]:
    """What is printed when a bench has run."""
    for figure in result.figures:
        name, value, limit, ratio, target = cells(figure)
        told = [f"{name:46}", f"{value:>22}"]
        told += [f"x {ratio} of {limit}"] if ratio else []
        told += [f"[target {target}]"] if target else []
        yield "  ".join(told)


def _target(figure: Figure) -> str:
    if figure.is_met is None:
        return ""
    number = figure.at_least if figure.at_most is None else figure.at_most
    assert number is not None
    sign = "≥" if figure.at_most is None else "≤"
    unit = f" {figure.unit}" if figure.limit is None else ""
    return f"{sign} {number:g}{unit}, {'met' if figure.is_met else '**missed**'}"
