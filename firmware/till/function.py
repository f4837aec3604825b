"""A function behind `F nn`: its number, name, who may, and what it does."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from firmware.till.state import Step, Till


class Right(Enum):
    """Who may; the letters are those of the manual (K, C, T)."""

    CASHIER = "K"
    CHIEF = "C"
    TECHNICIAN = "T"


class Chapter(Enum):
    """The groups in which `F F` and the key card list the functions."""

    CLERK = "Bediener"
    CASH = "Geld und Lade"
    SALE = "Verkauf"
    AFTER = "Nach dem Bon"
    REPORT = "Berichte"
    RECEIPT = "Belege"
    EXPORT = "Sicherung"
    STALL = "Stammdaten"
    TILL = "Kasse"


@dataclass(frozen=True, slots=True, kw_only=True)
class Function:
    """One row of the manual 6.8.

    `run` gets the till with what was typed before F still in its entry. `is_for_locked` works
    before anybody has signed on; `is_for_sale` while a sale is open (the others are refused with
    E08 by codes.py, so that no function needs to look).
    """

    code: int
    name: str
    chapter: Chapter
    right: Right
    run: Callable[[Till], Step]
    is_for_locked: bool = False
    is_for_sale: bool = False
