"""The cash drawer: one pulse opens it; a switch may tell whether it is open."""

from typing import Protocol


class Drawer(Protocol):
    """Opened by the printer's port or by a pin of its own."""

    def open(self, deadline_s: float) -> None:
        """Send the pulse.

        Raises:
            HalError: ABSENT, TIMEOUT or BROKEN; the drawer's own key still works.
        """
        ...

    def is_open(self) -> bool | None:
        """True or false by its switch; None where there is no switch."""
        ...
