"""The paper of a simulated day: which codes are on it, and which receipts never came to a slip."""

from collections.abc import Iterator, Mapping, Sequence

from firmware.desk.roll import Roll
from firmware.store.entry import JournalRow
from firmware.till.acts import JournalKind
from hal.printer.emulator import EmulatedPrinter
from tests.power.world import codes


class Paper:
    """Looks at one printer from before its first slip on; asked often enough to see each."""

    def __init__(self, printer: EmulatedPrinter) -> None:
        self._printer = printer
        self._roll = Roll(printer)
        self._whole: set[str] = set()
        #: All that was ever looked at, on whatever piece of paper.
        self.seen: set[str] = set()

    def shown(self) -> set[str]:
        """Codes that are on paper since the last look, or hang out of the printer."""
        shown = set[str]()
        for slip in self._roll.new_slips():
            shown.update(codes(slip))
            if slip.is_complete:
                self._whole.update(codes(slip))
        hanging = self._printer.current
        if hanging is not None:
            shown.update(codes(hanging))
        self.seen |= shown
        return shown

    def whole(self) -> set[str]:
        """Codes on whole slips."""
        self.shown()
        return self._whole

    def missing(self, rows: Sequence[JournalRow], numbers: Mapping[str, int]) -> Iterator[int]:
        """Receipts on no whole slip of which no row says so; asked when the printer is at rest."""
        known = {row.content.get("number") for row in rows if _is_without_paper(row)}
        whole = self.whole()
        for code, number in numbers.items():
            if code not in whole and number not in known:
                yield number


def _is_without_paper(row: JournalRow) -> bool:
    """Given up, or shown on the display in the place of paper."""
    match row.kind:
        case JournalKind.DRUCK_FEHLER:
            return row.content.get("given_up") is True
        case JournalKind.BELEG_ANZEIGE:
            return row.content.get("instead") is True
        case _:
            return False
