"""A drawer on the printer's socket."""

from hal.printer.port import Printer


class PrinterPortDrawer:
    """Implements `Drawer`; called from the printer's thread, since it uses the printer's line."""

    def __init__(self, printer: Printer) -> None:
        self._printer = printer

    def open(self, deadline_s: float) -> None:
        """As `Drawer.open`; PAPER_OUT and COVER_OPEN too: an unready printer sends no pulse."""
        self._printer.kick_drawer(deadline_s)

    def is_open(self) -> bool | None:
        """None: which level of the socket's switch pin means open differs from drawer to drawer."""
        return None
