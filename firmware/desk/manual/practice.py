"""The stall of the manual in operation, as its rows find it: the next receipt is number 412."""

from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path
from typing import Final

from firmware.app.config import Config, parse
from firmware.app.issue import plain
from firmware.app.pins import Pins
from firmware.desk.stall import in_folder
from firmware.desk.stand import Stand
from firmware.rksv.receipt import ReceiptKind
from firmware.store.entry import Entry
from firmware.till.acts import JournalKind
from firmware.till.papers.slip import Mark
from firmware.till.sales.sale import Sale

#: What the manual calls the first receipt of a row.
FIRST_NUMBER: Final = 412
#: The moment at which its rows begin.
OPENED_UTC: Final = datetime(2026, 11, 20, 9, 42, tzinfo=UTC)
#: The chief's PIN at the manual's stall; the cashier has none.
CHIEF: Final = 1
CHIEF_PIN: Final = "1111"
#: How the clerk of a row signs on.
SIGN_ON: Final[Mapping[int, str]] = {CHIEF: f"1 BAR {CHIEF_PIN} BAR", 2: "2 BAR"}


def manual_config(settings: str = "") -> Config:
    """The settings of the manual's stall (stall.toml), with more `settings` of a single row."""
    own = files("firmware.desk.manual").joinpath("stall.toml").read_text(encoding="utf-8")
    return parse(f"{own}\n{settings}\n")


def open_practice(folder: Path, start_utc: datetime) -> None:
    """Commission the manual's stall in `folder`: 410 zero receipts on paper, an owner's stick.

    Raises:
        As `commission_register` and `Issuer.issue`.
    """
    stand = Stand(folder, in_folder(manual_config(), folder), start_utc)
    stand.commission()
    Pins(folder).store(CHIEF, CHIEF_PIN)
    stand.boot()
    zero = Sale(kind=ReceiptKind.NULLBELEG, clerk=None, note="vor dem Handbuch")
    for _ in range(2, FIRST_NUMBER):
        stand.station.issuer.issue(zero, ())
    stand.book.append(
        [
            Entry(
                kind=JournalKind.DRUCK,
                clerk=None,
                content=plain({"number": number, "mark": Mark.NONE.name.lower()}),
                at_utc=stand.clock.now().utc,
            )
            for number in range(2, FIRST_NUMBER)
        ]
    )
    stand.bench.sticks.give_owner(stand.book, stand.clock.now().utc)
    stand.shut_down()
