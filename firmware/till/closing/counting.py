"""Counting the drawer: the steps of a count as values, folded from their journal rows.

Each step is a row, so that a power cut continues at the same denomination. Whatever moves money
afterwards makes a count that was begun worthless: it begins anew.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from typing import Protocol

import msgspec

from firmware.rksv.receipt import ReceiptKind
from firmware.till.acts import JournalKind

#: Notes, then coins (from 2,00 on), the largest first; in cents.
DENOMINATIONS = (
    *(200_00, 100_00, 50_00, 20_00, 10_00, 5_00),
    *(2_00, 1_00, 50, 20, 10, 5, 2, 1),
)
FIRST_COIN = DENOMINATIONS.index(2_00)
#: The BERICHT row that ends a count in training, where no Z is written.
PRACTICE_Z = "ÜBUNGS-Z"
#: More pieces of one kind are no drawer's.
MAX_PIECES = 9999
_MOVES_MONEY = (
    *(JournalKind.EINLAGE, JournalKind.ENTNAHME, JournalKind.GELD_STORNO),
    *(JournalKind.ANFANGSBESTAND, JournalKind.KASSENSTURZ),
)


class Row(Protocol):
    """A journal row, as far as counts and figures need it."""

    @property
    def seq(self) -> int:
        """Its place in the journal."""

    @property
    def at_utc(self) -> datetime:
        """When it was written."""

    @property
    def clerk(self) -> int | None:
        """Who was signed on."""

    @property
    def kind(self) -> str:
        """Which act."""

    @property
    def content(self) -> Mapping[str, object]:
        """What the row holds."""


class Purpose(Enum):
    """Why the drawer is counted; the value is what the slip calls it."""

    Z = "Z-Abschluss"
    AUDIT = "Kassensturz"


class Move(Enum):
    """One step of a count."""

    PIECES = "pieces"
    AMOUNT = "amount"
    COINS = "coins"
    BACK = "back"
    END = "end"
    TOTAL = "total"
    AGAIN = "again"


@dataclass(frozen=True, slots=True, kw_only=True)
class CountStep:
    """`pieces` of `unit_cents` each; moves that count nothing have neither."""

    move: Move
    unit_cents: int = 0
    pieces: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CashCount:
    """A count as far as it has come.

    `reason` is that of the difference, once it is booked; `skimmed_cents` what was taken out of the
    counted drawer, None before.
    """

    purpose: Purpose
    steps: tuple[CountStep, ...] = ()
    reason: str = ""
    skimmed_cents: int | None = None

    @property
    def total_cents(self) -> int:
        """What has been counted so far."""
        return sum(step.unit_cents * step.pieces for step in self.steps)

    @property
    def position(self) -> int:
        """Which denomination is next; behind the last one the count is at its end."""
        position = 0
        for step in self.steps:
            if step.move is Move.PIECES:
                position += 1
            elif step.move is Move.COINS:
                position = FIRST_COIN
        return position

    @property
    def is_by_amounts(self) -> bool:
        """Whether it goes on as on a calculator (`37 × 200`), not by denomination."""
        return any(step.move is Move.AMOUNT for step in self.steps)

    @property
    def is_total_only(self) -> bool:
        """Whether nobody counted by denomination („ohne Stückelung")."""
        return any(step.move is Move.TOTAL for step in self.steps)

    @property
    def is_ended(self) -> bool:
        """Whether the drawer is counted."""
        if self.steps and self.steps[-1].move in (Move.END, Move.TOTAL):
            return True
        return self.position >= len(DENOMINATIONS)

    @property
    def pieces(self) -> Mapping[int, int]:
        """How many pieces of which denomination or amount, the largest first."""
        counted: dict[int, int] = {}
        for step in self.steps:
            if step.pieces and step.move is not Move.TOTAL:
                counted[step.unit_cents] = counted.get(step.unit_cents, 0) + step.pieces
        return dict(sorted(counted.items(), reverse=True))

    def after(self, step: CountStep) -> "CashCount":
        """The count with one more step."""
        match step.move:
            case Move.BACK:
                return replace(self, steps=self.steps[:-1])
            case Move.AGAIN:
                return CashCount(purpose=self.purpose)
            case _:
                return replace(self, steps=(*self.steps, step))


def content_of(purpose: Purpose, step: CountStep) -> dict[str, object]:
    """What a ZAEHLUNG row holds."""
    return {"purpose": purpose.value, "step": msgspec.to_builtins(step)}


def went_on(count: CashCount | None, row: Row, *, is_training: bool = False) -> CashCount | None:
    """The count that a row leaves under way, after the rows of its period before; None: none.

    Raises:
        msgspec.ValidationError, KeyError: the row is not as its writer writes it.
    """
    if _moves_money(row, is_training=is_training):
        return None
    if is_closing(row, is_training=is_training):
        return None
    return _after(count, row) if _is_of(row, is_training=is_training) else count


def is_overtaking(row: Row, *, is_training: bool = False) -> bool:
    """Whether `row` makes worthless what was booked of a count: money moves, or it is recounted."""
    if row.kind == JournalKind.ZAEHLUNG:
        return _is_of(row, is_training=is_training)
    return _moves_money(row, is_training=is_training)


def is_closing(row: Row, *, is_training: bool = False) -> bool:
    """Whether `row` is the end a count was made for: the Z, or in training what stands for it."""
    is_practised = row.kind == JournalKind.BERICHT and row.content["what"] == PRACTICE_Z
    return (is_practised or row.kind == JournalKind.Z) and _is_of(row, is_training=is_training)


def _is_of(row: Row, *, is_training: bool) -> bool:
    """Whether `row` is practice or not, as it is asked."""
    is_receipt = row.kind == JournalKind.BELEG
    return not is_receipt and bool(row.content.get("training")) == is_training


def _moves_money(row: Row, *, is_training: bool) -> bool:
    if row.kind != JournalKind.BELEG:
        is_moved = row.kind in _MOVES_MONEY and not row.content.get("is_skim")
        return is_moved and _is_of(row, is_training=is_training)
    kind = ReceiptKind(row.content["kind"])
    sold = (ReceiptKind.TRAINING,) if is_training else (ReceiptKind.STANDARD, ReceiptKind.STORNO)
    return kind in sold


def _after(count: CashCount | None, row: Row) -> CashCount | None:
    content = row.content
    match row.kind:
        case JournalKind.ZAEHLUNG:
            purpose = Purpose(content["purpose"])
            if count is None or count.purpose is not purpose:
                count = CashCount(purpose=purpose)
            return count.after(msgspec.convert(content["step"], CountStep))
        case JournalKind.DIFFERENZ:
            return None if count is None else replace(count, reason=str(content["reason"]))
        case JournalKind.ENTNAHME:
            # Only what is skimmed: any other has made the count worthless.
            skimmed_cents = msgspec.convert(content["cents"], int)
            return None if count is None else replace(count, skimmed_cents=skimmed_cents)
        case _:
            return count
