"""The keypad over a matrix: one scan, one step of the scanner, one look at the legends."""

from hal.keypad.layout import FullLegend, Legend
from hal.keypad.port import KeypadEvent, Matrix
from hal.keypad.scanner import Scanner


class MatrixKeypad:
    """Implements `Keypad`. Poll it every 4 ms or so; slower polls only make keys slower."""

    def __init__(self, matrix: Matrix, legend: Legend | None = None) -> None:
        """Args: `matrix` of the size of `legend`, which is the 5 x 6 pad unless given."""
        self._matrix = matrix
        self._legend = FullLegend() if legend is None else legend
        self._scanner = Scanner(self._legend.rows, self._legend.columns)

    def poll(self, monotonic_s: float) -> tuple[KeypadEvent, ...]:
        """Scan once; see `Keypad.poll`."""
        events: list[KeypadEvent] = []
        for stroke in self._scanner.step(self._matrix.scan(), monotonic_s):
            events += self._legend.read(stroke, monotonic_s)
        return tuple(events)
