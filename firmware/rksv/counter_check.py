"""The turnover counter over a sequence of receipts (§ 8 Abs 1 RKSV, Anlage Z 9)."""

from firmware.rksv.receipt import ReceiptKind
from firmware.rksv.rules import Fault, Rule


class CounterCheck:
    """Keeps the running sum and compares it with every counter that can be read.

    A cancellation hides its counter: an error in it shows at the next readable one. After a
    mismatch both sums are followed, the own one and the one the DEP claims, so that one wrong
    counter gives one fault and a wrong sum does not repeat itself to the end of the file.
    """

    def __init__(self, *, start_cents: int | None) -> None:
        """Begin at a sum, or at None: the first readable counter is then believed."""
        self._sum_cents = start_cents
        self._claimed_cents: int | None = None
        self._counter_bytes = 0

    def forget(self) -> None:
        """An entry could not be read: what it added is unknown."""
        self._sum_cents = self._claimed_cents = None

    def add(self, kind: ReceiptKind, total_cents: int) -> None:
        """Count a receipt; training does not change the counter."""
        if kind is ReceiptKind.TRAINING:
            return
        if self._sum_cents is not None:
            self._sum_cents += total_cents
        if self._claimed_cents is not None:
            self._claimed_cents += total_cents

    def compare(self, turnover_cents: int) -> Fault | None:
        """Compare an opened counter with the sum after its receipt was added."""
        if self._sum_cents is None or turnover_cents in (self._sum_cents, self._claimed_cents):
            self._sum_cents, self._claimed_cents = turnover_cents, None
            return None
        self._claimed_cents = turnover_cents
        detail = f"opens to {turnover_cents} cents, the running sum is {self._sum_cents}"
        return Fault(rule=Rule.COUNTER, detail=detail)

    def takes_run(self, base_cents: int | None, counter_bytes: int) -> bool:
        """Whether a run whose counters begin at `base_cents` goes on from here without a fault."""
        if counter_bytes and self._counter_bytes not in (0, counter_bytes):
            return False
        is_believed = self._sum_cents is None and self._claimed_cents is None
        is_same = self._sum_cents == base_cents and self._claimed_cents is None
        return base_cents is None or is_believed or is_same

    def take_run(self, base_cents: int | None, growth_cents: int, counter_bytes: int) -> None:
        """Go on behind such a run."""
        self._counter_bytes = counter_bytes or self._counter_bytes
        if base_cents is not None:
            self._sum_cents = base_cents
        if self._sum_cents is not None:
            self._sum_cents += growth_cents
        if self._claimed_cents is not None:
            self._claimed_cents += growth_cents

    def compare_length(self, counter_bytes: int) -> Fault | None:
        """Compare the counter's length with the last one seen."""
        last, self._counter_bytes = self._counter_bytes, counter_bytes
        if last in (0, counter_bytes):
            return None
        detail = f"{counter_bytes} bytes after {last}"
        return Fault(rule=Rule.COUNTER_LENGTH, detail=detail)
