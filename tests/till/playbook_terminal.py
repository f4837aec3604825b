"""The card terminal of a playbook: answers at once, or when it is told to."""

from firmware.till import texts
from firmware.till.payment.card_requests import (
    Authorise,
    CancelCard,
    CardOutcome,
    CardResult,
    CardWanted,
    ClearUp,
    ReverseCard,
)


class PlayTerminal:
    """`word` is how it behaves: paid, declined, silent (nobody knows), slow (answers later)."""

    def __init__(self) -> None:
        self.word = "paid"
        self.orders: list[CardWanted] = []
        self._latest = CardResult(outcome=CardOutcome.REFUSED, words="Nichts läuft")

    def answer(self, wanted: CardWanted) -> CardResult | None:
        """As firmware.app.card_payments does; None when the answer comes later."""
        self.orders.append(wanted)
        if self.word == "slow":
            return None
        if not isinstance(wanted, CancelCard):
            self._latest = self._result(wanted)
        return self._latest

    def _result(self, wanted: CardWanted) -> CardResult:
        match wanted:
            case Authorise(amount_cents=cents) | ClearUp(amount_cents=cents):
                return self._payment(cents)
            case ReverseCard(receipt_number=number):
                return CardResult(
                    outcome=CardOutcome.PAID,
                    words="bezahlt",
                    amount_cents=1980,
                    receipt_number=number,
                )
            case _:
                slips = (("Kassenschnitt",),)
                return CardResult(outcome=CardOutcome.PAID, words="erledigt", slips=slips)

    def _payment(self, cents: int) -> CardResult:
        match self.word:
            case "declined":
                return CardResult(outcome=CardOutcome.REFUSED, words="Karte abgelehnt")
            case "unclear":
                return CardResult(outcome=CardOutcome.UNCLEAR, words="Terminal unklar")
            case _:
                return CardResult(
                    outcome=CardOutcome.PAID,
                    words="bezahlt",
                    amount_cents=cents,
                    receipt_number=1,
                    slips=(("HÄNDLERBELEG", f"EUR {texts.money(cents)}"),),
                )
