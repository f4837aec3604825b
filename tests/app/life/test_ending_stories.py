"""F 63 on the emulated till: a register ends once, whole, and stays ended."""

from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from firmware.app.config import Config
from firmware.app.issue import RefusedError
from firmware.app.life.full_export import EVERYTHING
from firmware.finanzonline.due import open_orders, waiting_orders
from firmware.finanzonline.order import Act
from firmware.rksv.receipt import ReceiptKind
from firmware.sync.dossier import gather
from firmware.till.acts import JournalKind
from firmware.till.events import Refusal
from firmware.till.sales.sale import Sale
from tests.app.day import Day

#: „GRAZ-01" as letters on the number keys.
ID = "4 777 2 9999 111 00 1"
ASK = f"F 63 BAR {ID} BAR 1"
END = f"{ASK} BAR"
Z = "F 20 BAR 200 × 100 BAR ZW 2 1 BAR"


def exports(day: Day) -> list[dict[str, object]]:
    """The rows of full exports."""
    rows = day.rows(JournalKind.EXPORT)
    return [dict(row.content) for row in rows if row.content["what"] == EVERYTHING]


def test_the_whole_way(day: Day) -> None:
    """§ 17 Abs 8 RKSV: export, zero receipt, row, slip, export once more; then nothing is sold."""
    day.type("1 BAR")
    day.type(ASK)
    assert "SCHLUSSBELEG?|BAR = ENDE|Kasse, KEIN Stick" == day.display
    assert 1 == len(exports(day))
    day.type("BAR")
    assert ["schlussbeleg 0"] == day.story()
    (row,) = day.rows(JournalKind.AUSSERBETRIEB)
    assert {"reason": 6, "number": 2, "units": False} == row.content
    before, after = exports(day)
    assert (1, 2) == (before["receipts"], after["receipts"])
    papers = "\n".join(day.paper(index) for index in range(len(day.slips)))
    assert "SCHLUSSBELEG" in papers
    assert "AUSSER BETRIEB" in papers
    day.type("C")
    assert "AUSSER BETRIEB|BON=Kopie F 63 Export" == day.display.partition("|")[2]
    day.type("250 WG1 BAR")
    assert ["schlussbeleg 0"] == day.story()
