"""What a full disk may do to a till: it warns, it refuses with words, and it begins nothing."""

from collections.abc import Sequence
from typing import Final

from firmware.app.issue import MIN_FREE_BYTES
from firmware.app.tidings import LITTLE_ROOM_BYTES
from firmware.rksv.receipt import ReceiptKind
from firmware.store.entry import StoredReceipt
from hal.display.port import Screen
from tests.simulation.broken import BrokenError
from tests.simulation.market import Market

_SALES: Final = (ReceiptKind.STANDARD, ReceiptKind.STORNO, ReceiptKind.TRAINING)
_WARNING: Final = "Speicher knapp"
_REFUSAL: Final = "Speicher voll"


class RoomWatch:
    """Follows one market step by step; `hear` gets every screen."""

    def __init__(self, market: Market) -> None:
        self._market = market
        self._said: set[str] = set()
        self._boots, self._is_full = 0, False
        self._refused = 0

    def hear(self, screen: Screen) -> None:
        """Something is shown."""
        self._said.add(screen.main)

    def after_boot(self) -> None:
        """A start with little room says so."""
        if self._market.stand.free_bytes < LITTLE_ROOM_BYTES and _WARNING not in self._said:
            raise BrokenError("words", "started with little room and did not say so")

    def after_step(self, issued: Sequence[StoredReceipt]) -> None:
        """Nothing was sold without room; what was refused was said to whoever stood there."""
        market = self._market
        was_full, boots, refused = self._is_full, self._boots, self._refused
        self._is_full = market.stand.free_bytes < MIN_FREE_BYTES
        self._boots, self._refused = market.boots, market.refused
        said, self._said = self._said, {market.stand.screen.main}
        if boots != market.boots:
            return
        sold = [one.number for one in issued if one.kind in _SALES]
        if was_full and self._is_full and sold:
            raise BrokenError("room", f"receipt {sold[0]} was begun without room")
        if self._refused > refused and _REFUSAL not in said:
            raise BrokenError("words", "a full disk refused something, and nobody was told")
