"""A day at a till on the stand, told in the manual's notation and looked at from outside."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from firmware.app.config import Config
from firmware.desk.keys import parse_keys
from firmware.desk.proof import prove
from firmware.desk.stand import Stand
from firmware.rksv.outage import Outage
from firmware.store.entry import JournalRow, StoredReceipt
from firmware.store.reader import Reader
from firmware.till.sales.basket import Basket
from hal.printer.emulator_paper import Slip

VIENNA = ZoneInfo("Europe/Vienna")
MORNING = "2026-11-20T09:00:00"


def utc(local: str) -> datetime:
    """A moment of Austrian local time; with an offset where that is ambiguous."""
    moment = datetime.fromisoformat(local)
    return (moment if moment.tzinfo else moment.replace(tzinfo=VIENNA)).astimezone(UTC)


class Day:
    """One till from its commissioning on; `type`, `wait` and the hands of `bench` make its day."""

    def __init__(self, folder: Path, config: Config, start: str = MORNING) -> None:
        self._folder = folder
        self.stand = Stand(folder, config, utc(start))
        self.bench = self.stand.bench
        self.slips: list[Slip] = []
        self.stand.on_slip = self.slips.append
        self.commissioned = self.stand.commission()
        self.boot()

    def boot(self) -> None:
        """Power on."""
        assert self.stand.boot(), "the plug is in"

    def type(self, keys: str) -> None:
        """Press keys; the power stays on."""
        assert self.stand.press(parse_keys(keys)), "the plug is in"

    def wait(self, seconds: float) -> None:
        """Let time pass; the power stays on."""
        assert self.stand.advance(seconds), "the plug is in"

    def until(self, local: str) -> None:
        """Nothing happens until a moment of local time; earlier than now, the clock is set back."""
        assert self.stand.set_time(utc(local)), "the plug is in"

    def until_off(self, local: str) -> None:
        """The same while the till is off."""
        self.stand.clock.set(utc(local))

    def cut(self) -> None:
        """Pull the plug and put it in again."""
        self.stand.cut()
        self.boot()

    @property
    def display(self) -> str:
        """The zones of the display, without the status line."""
        screen = self.stand.screen
        return f"{screen.item}|{screen.main}|{screen.hint}"

    @property
    def status(self) -> str:
        """The status line of the display; what blinks in it is lit."""
        return re.sub(r"([SP]) ", r"\1!", self.stand.screen.status)

    @property
    def basket(self) -> Basket:
        """The open sale."""
        return self.stand.station.loop.till.basket

    @property
    def outage(self) -> Outage | None:
        """What the book says of an outage."""
        return self.stand.book.outage()

    def receipts(self) -> list[StoredReceipt]:
        """What is in the book, without the Startbeleg."""
        return list(self.stand.book.receipts(2))

    def story(self) -> list[str]:
        """The receipts after the Startbeleg in words: kind, total, `!` without signature."""
        return [
            f"{one.kind.value} {one.turnover_cents}{'' if one.is_signed else ' !'}"
            for one in self.receipts()
        ]

    def rows(self, *kinds: str) -> list[JournalRow]:
        """The journal rows of some kinds, oldest first."""
        return [row for row in self.stand.book.journal() if row.kind in kinds]

    def paper(self, index: int = -1) -> str:
        """The text of a slip."""
        return "\n".join(self.slips[index].text)

    def printed_numbers(self) -> list[int]:
        """The receipt numbers of the whole slips, in the order in which they came out."""
        codes = [slip.qr_payloads[0] for slip in self.slips if slip.is_complete]
        return [int(code.split("_")[3]) for code in codes]

    def faults(self) -> Sequence[str]:
        """What verifier, integrity check and the codes on paper have to say against the day."""
        with Reader.open_read_only(self.stand.book_path) as book:
            out = self._folder / "dep.json"
            tail = book.tail()
            assert tail is not None, "a commissioned till has a Startbeleg"
            # A day may end with a clock that was set back.
            now_utc = max(self.stand.clock.now().utc, tail.issued_at_utc)
            proof = prove(book, self.stand.secrets, out, self.slips, now_utc)
        return [
            *(str(one) for one in proof.report.findings if proof.report.is_valid is False),
            *(str(one) for one in proof.problems),
            *proof.unknown_codes,
        ]
