"""The moving parts of the emulated printer: head, roll, knife and the drawer's socket."""

from collections import deque

from hal.printer.emulator_ops import Command, Op, RasterRow, Sign, Unknown
from hal.printer.emulator_paper import CUTTER_FEED_DOTS, Sheet, Slip
from hal.printer.model import PrinterModel

SLIPS_KEPT = 200
UNKNOWN_KEPT = 1000
#: `GS V`: 0 and 1 (or their digits) cut where the paper stands, A, B, a and b feed to the knife.
_CUTS_HERE = frozenset(b"\x00\x0101")


class Mechanism:
    """Obeys operations; collects slips, drawer pulses and what it did not understand.

    `rows_until_paper_end` counts down; at 0 the roll is used up, in the middle of whatever was
    being printed. None is a roll without end.
    """

    def __init__(self, model: PrinterModel) -> None:
        self._model = model
        self._sheet = Sheet(model)
        self._is_fragment = False
        self.slips: deque[Slip] = deque(maxlen=SLIPS_KEPT)
        self.unknown_commands: deque[bytes] = deque(maxlen=UNKNOWN_KEPT)
        self.drawer_pulses = 0
        self.rows_until_paper_end: int | None = None

    @property
    def is_roll_used_up(self) -> bool:
        """Whether the sensor sees the end of the roll."""
        return self.rows_until_paper_end is not None and self.rows_until_paper_end <= 0

    @property
    def current(self) -> Slip | None:
        """What hangs out of the printer."""
        return self._sheet.peek()

    def initialise(self) -> None:
        """As after switching on: style, symbol store and print buffer are empty."""
        self._sheet.initialise()
        self._is_fragment = False

    def obey(self, op: Op) -> None:
        """Do it, or note that it is not understood."""
        fed_before = self._sheet.rows_fed
        match op:
            case Sign():
                self._sheet.sign(op)
            case RasterRow():
                self._sheet.raster_row(op)
            case Unknown(raw):
                self.unknown_commands.append(raw)
            case Command():
                if not self._sheet.set_style(op) and not self._act(op):
                    self.unknown_commands.append(op.code + op.arguments)
        if self.rows_until_paper_end is not None:
            self.rows_until_paper_end -= self._sheet.rows_fed - fed_before

    def tear_off(self, *, is_complete: bool) -> None:
        """Take the paper away; what comes of the same document later lacks its beginning."""
        slip = self._sheet.tear(is_complete=is_complete and not self._is_fragment)
        self._is_fragment = slip is not None and not is_complete
        if slip is not None:
            self.slips.append(slip)

    def _act(self, command: Command) -> bool:
        """Obey a command that moves something; False when this model does not know it."""
        arguments = command.arguments
        match command.code:
            case b"\n":
                self._sheet.feed_line()
            case b"\x1b@":
                self._sheet.initialise()
            case b"\x1bJ":
                self._sheet.feed_dots(arguments[0])
            case b"\x1bd":
                self._feed_lines(arguments[0])
            case b"\x1dv":
                self._sheet.begin_raster(arguments)
            case b"\x1bp":
                self.drawer_pulses += 1
            case b"\x1d(k":
                return self._model.has_native_qr and self._sheet.symbol(arguments)
            case b"\x1dV":
                return self._cut(arguments)
            case _:
                return False
        return True

    def _feed_lines(self, lines: int) -> None:
        self._sheet.feed_lines(lines)
        # Without a knife the cashier tears when enough paper has come out.
        if not self._model.has_cutter and lines >= self._model.tear_lines:
            self.tear_off(is_complete=True)

    def _cut(self, arguments: bytes) -> bool:
        if not self._model.has_cutter:
            return False
        if arguments[0] not in _CUTS_HERE:
            self._sheet.feed_dots(CUTTER_FEED_DOTS + arguments[1])
        self.tear_off(is_complete=True)
        return True
