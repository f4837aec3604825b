"""Parts of a circuit as they are drawn: each takes where it is and gives strokes."""

from collections.abc import Iterator

from tests.docs.technician.ink import WHITE, Point, box, disc, shape, wire, words


def ground(at: Point) -> Iterator[str]:
    """Three bars below `at`."""
    x, y = at
    yield wire(at, (x, y + 2))
    for step, half in enumerate((2.4, 1.5, 0.6)):
        yield wire((x - half, y + 2 + step), (x + half, y + 2 + step))


def diode_down(at: Point, length: float = 8.0) -> Iterator[str]:
    """From `at` downwards: anode above, cathode (the ring of the part) below."""
    x, y = at
    middle = y + length / 2
    yield wire(at, (x, y + length))
    yield shape((x - 1.6, middle - 1.5), (x + 1.6, middle - 1.5), (x, middle + 1.3))
    yield wire((x - 1.8, middle + 1.6), (x + 1.8, middle + 1.6), width=0.6)


def diode_up(at: Point, length: float = 8.0) -> Iterator[str]:
    """From `at` downwards: cathode above, anode below."""
    x, y = at
    middle = y + length / 2
    yield wire(at, (x, y + length))
    yield shape((x - 1.6, middle + 1.5), (x + 1.6, middle + 1.5), (x, middle - 1.3))
    yield wire((x - 1.8, middle - 1.6), (x + 1.8, middle - 1.6), width=0.6)


def lamp_down(at: Point, length: float = 9.0) -> Iterator[str]:
    """A light emitting diode, anode above."""
    x, y = at
    yield from diode_down(at, length)
    for shift in (0.0, 1.8):
        start, end = (x + 2.4, y + 3 + shift), (x + 5.0, y + 1.2 + shift)
        yield wire(start, end, width=0.3)
        yield shape(end, (end[0] - 1.2, end[1] + 0.2), (end[0] - 0.5, end[1] + 1.2))


def resistor(at: Point, length: float, value: str) -> Iterator[str]:
    """From `at` to the right, its value above it."""
    x, y = at
    body = min(9.0, length - 2)
    left = x + (length - body) / 2
    yield wire(at, (x + length, y))
    yield box((left, y - 1.4), (body, 2.8), round_mm=0)
    yield words((x + length / 2, y - 2.4), value, size=2.5, anchor="middle")


def resistor_down(at: Point, length: float, value: str) -> Iterator[str]:
    """From `at` downwards, its value at its right."""
    x, y = at
    yield wire(at, (x, y + length))
    yield box((x - 1.4, y + 1.5), (2.8, length - 3), round_mm=0)
    yield words((x + 2.2, y + length / 2 + 0.9), value, size=2.5)


def contact(at: Point, length: float = 8.0) -> Iterator[str]:
    """A key or switch that is open, from `at` to the right."""
    x, y = at
    yield wire(at, (x + 1.5, y))
    yield wire((x + length - 1.5, y), (x + length, y))
    yield wire((x + 1.5, y), (x + length - 2.0, y - 2.4))
    for end in (x + 1.5, x + length - 1.5):
        yield disc((end, y), 0.55, fill=WHITE, width=0.35)


def sounder(at: Point) -> Iterator[str]:
    """A piezo disc from `at` downwards, 8 mm."""
    x, y = at
    yield wire(at, (x, y + 2.2))
    yield wire((x, y + 5.8), (x, y + 8))
    yield wire((x - 3, y + 2.2), (x + 3, y + 2.2))
    yield wire((x - 3, y + 5.8), (x + 3, y + 5.8))
    yield box((x - 2.4, y + 3.1), (4.8, 1.8), round_mm=0)


def coil_down(at: Point, length: float = 10.0) -> Iterator[str]:
    """A solenoid from `at` downwards."""
    x, y = at
    yield wire(at, (x, y + length))
    yield box((x - 1.8, y + 2), (3.6, length - 4), round_mm=0)
    yield wire((x - 1.8, y + length - 2), (x + 1.8, y + 2), width=0.3)


def transistor(gate: Point) -> Iterator[str]:
    """An N channel MOSFET: gate at the left, drain 6 mm above it at x + 6, source below."""
    x, y = gate
    yield disc((x + 4.4, y), 4.6, fill=WHITE)
    yield wire((x, y), (x + 2.4, y))
    yield wire((x + 2.4, y - 2.6), (x + 2.4, y + 2.6), width=0.6)
    for part in (-2.2, 0.0, 2.2):
        yield wire((x + 3.3, y + part - 0.8), (x + 3.3, y + part + 0.8), width=0.6)
    yield wire((x + 3.3, y - 2.2), (x + 6, y - 2.2), (x + 6, y - 6))
    yield wire((x + 3.3, y + 2.2), (x + 6, y + 2.2), (x + 6, y + 6))
    yield wire((x + 3.3, y), (x + 6, y), (x + 6, y + 2.2))
    yield shape((x + 3.5, y), (x + 5, y - 0.8), (x + 5, y + 0.8))
