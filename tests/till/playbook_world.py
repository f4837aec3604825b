"""What stands around a playbook's till: printer, card, switch and scale, as the app sees them.

A device that changes is noticed when the app would notice it: a printer by the next slip, or when
it is asked again; a card by the next signature, or by a probe.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from firmware.app.due_sales import closing_sale, sammelbeleg
from firmware.app.feeders import CARD_PROBE_S, PRINTER_ASK_S, RETRY_S
from firmware.desk.archive_told import told
from firmware.desk.script import Act, Command
from firmware.rksv.duties import Month, closing_due, month_of
from firmware.rksv.outage import Outage
from firmware.till import texts
from firmware.till.acts import JournalKind
from firmware.till.events import ArchiveSeen, CardLost, PaperState, SwitchState
from firmware.till.fiscal.fault import DeviceFault
from firmware.till.fiscal.requests import FoundOutage
from firmware.till.sales.sale import Sale
from hal.keypad.scanner import STUCK_S
from tests.till.playbook_book import PlayBook

if TYPE_CHECKING:
    from tests.till.playbook import Playbook

#: Of the certificate in the playbook's till.
SERIAL = "20f2ed172daa09e5"
_READY = (PaperState.OK, PaperState.NEAR_END)
_CARD_FAULTS = {
    "dead": DeviceFault.TIMEOUT,
    "locked": DeviceFault.PIN_BLOCKED,
    "wrong": DeviceFault.WRONG_CARD,
    "unknown": DeviceFault.WRONG_CARD,
    "new": DeviceFault.WRONG_CARD,
    "old": DeviceFault.WRONG_CARD,
    "foreign": DeviceFault.WRONG_CARD,
}
_PAPER = {"in": PaperState.OK, "out": PaperState.OUT, "low": PaperState.NEAR_END}


@dataclass(slots=True, kw_only=True)
class World:
    """The devices as they are, and what the app remembers of them."""

    opened_utc: datetime
    paper: PaperState = PaperState.OK
    is_cover_open: bool = False
    is_online: bool = True
    is_card_in: bool = True
    is_signing: bool = True
    fault: DeviceFault = DeviceFault.ABSENT
    outage: list[tuple[int, datetime]] = field(default_factory=list)
    closed: Month | None = None
    waiting: list[int | str] = field(default_factory=list)
    is_failing: bool = False
    asked_s: float = 0.0
    probed_s: float = 0.0

    @property
    def printer(self) -> PaperState:
        """What a printer that is asked now says."""
        if self.paper is PaperState.OUT:
            return self.paper
        return PaperState.OFFLINE if self.is_cover_open or not self.is_online else self.paper

    @property
    def first_waiting(self) -> int | None:
        """The first receipt that waits for the printer."""
        return next((slip for slip in self.waiting if isinstance(slip, int)), None)

    def sign(self, number: int, at_utc: datetime) -> bool:
        """Whether the card signs receipt `number`; an outage begins when it does not."""
        self.is_signing = self.is_signing and self.is_card_in
        if not self.is_signing:
            self.outage.append((number, at_utc))
        return self.is_signing

    def due(self, now_utc: datetime) -> Iterator[Sale]:
        """The closing receipt of a month that ended, as the app puts it before the next one."""
        if (sale := self.next_due(now_utc)) is not None:
            self.closed = Month.parse(sale.closes[-1])
            yield sale

    def next_due(self, now_utc: datetime) -> Sale | None:
        """What F 61 and F 62 ask for."""
        due = closing_due(
            last_closed=self.closed,
            commissioned=month_of(self.opened_utc),
            unsigned_year_open=False,
            now_utc=now_utc,
        )
        return None if due is None else closing_sale(due)

    def found_outage(self) -> FoundOutage | None:
        """What the book says of the outage that goes on."""
        if not self.outage:
            return None
        first, last = self.outage[0], self.outage[-1]
        return FoundOutage(
            began_at_utc=first[1],
            first_number=first[0],
            last_number=last[0],
            count=len(self.outage),
            serial=SERIAL,
            fault=self.fault,
        )

    def tell_card(self, book: PlayBook) -> None:
        """What outage and test signature are answered with."""
        book.outage = self.found_outage() or book.outage
        if not self.is_card_in:
            book.device_fault, book.pin_tries_left = self.fault, 0

    def end_outage(self) -> Sale | None:
        """The Sammelbeleg, when the card signs again."""
        if self.is_signing or not self.is_card_in:
            return None
        self.is_signing = True
        if not self.outage:
            return None
        first, last = self.outage[0], self.outage[-1]
        outage = Outage(
            began_at_utc=first[1],
            first_number=first[0],
            last_number=last[0],
            count=len(self.outage),
        )
        self.outage = []
        return sammelbeleg(outage)


def befall(book: "Playbook", command: Command) -> None:
    """Carry out one `@…` of a script.

    Raises:
        ValueError: a touch of disk, card or cable cannot be counted here, nor a slow card be slow.
    """
    match command.act:
        case Act.TIME:
            assert command.moment_utc is not None, "@time names a moment"
            book.wait((command.moment_utc - book.now_utc).total_seconds())
        case Act.WAIT:
            pass_time(book, command.number or 0.0)
        case Act.POWER if command.number is None:
            cut(book)
        case Act.SWITCH:
            book.journal.append((JournalKind.SCHLOSS, {"position": command.word}))
            book.turn(SwitchState(command.word))
        case Act.KEY:
            _hang(book, command)
        case Act.ARCHIVE:
            _tell_archive(book, command)
        case Act.SCALE | Act.TERMINAL | Act.STICK:
            _plug(book, command)
        case Act.CARD if command.word != "slow":
            world = book.world
            world.fault = _CARD_FAULTS.get(command.word, DeviceFault.ABSENT)
            world.is_card_in = book.swap.insert(command.word, world.fault)
        case _:
            _move(book.world, command)
    print_waiting(book)


def _plug(book: "Playbook", command: Command) -> None:
    """A hand at what is plugged in."""
    match command.act:
        case Act.SCALE:
            book.book.scale = (int(command.number or 0), command.word == "stable")
        case Act.TERMINAL:
            book.terminal.word = command.word
        case _:
            book.update.plug(command.word)
            book.usb.move(command.word, book)


def _tell_archive(book: "Playbook", command: Command) -> None:
    """How far the archive is; an alarm that begins is a row, and so is a registration."""
    book.journal += book.archive.hear(told(command, book.now_utc))
    book.send(ArchiveSeen(view=book.archive.view, at_utc=book.now_utc))


def _move(world: World, command: Command) -> None:
    """A hand at printer, card or panel; nobody notices yet."""
    match command.act:
        case Act.PAPER:
            world.paper = _PAPER[command.word]
        case Act.COVER:
            world.is_cover_open = command.word == "open"
        case Act.PRINTER:
            world.is_online = command.word == "online"
        case Act.DISPLAY:
            pass
        case _:
            raise ValueError(f"@{command.act.value} {command.word} needs real devices")


def print_waiting(book: "Playbook") -> None:
    """The printer takes what is there for it, or the till hears why not."""
    world = book.world
    world.waiting += book.spooled
    book.spooled = []
    if not world.waiting:
        world.is_failing = False
    elif world.printer in _READY and not world.is_failing:
        world.waiting = []
        if book.till.paper not in _READY:
            book.paper(PaperState.OK, None)
    elif not world.is_failing:
        world.is_failing = True
        state = PaperState.OUT if world.printer is PaperState.OUT else PaperState.OFFLINE
        book.paper(state, world.first_waiting)


def pass_time(book: "Playbook", seconds: float) -> None:
    """Time passes second by second; printer and card are asked as often as the app asks them."""
    world = book.world
    while seconds > 0:
        book.wait(min(1.0, seconds))
        seconds -= 1.0
        book.usb.let_go(book)
        book.usb.pass_second(book)
        now_s = (book.now_utc - world.opened_utc).total_seconds()
        if now_s - world.asked_s >= (RETRY_S if world.is_failing else PRINTER_ASK_S):
            world.asked_s = now_s
            _ask_printer(book)
        if now_s - world.probed_s >= CARD_PROBE_S:
            world.probed_s = now_s
            _probe_card(book)


def cut(book: "Playbook") -> None:
    """Pull the plug and put it in again: rows, news and questions of a boot."""
    world, was_training = book.world, book.till.is_training
    book.journal.append((JournalKind.STROMAUSFALL, {}))
    if was_training:
        book.journal.append((JournalKind.TRA_AUS, {"reason": "boot"}))
    book.reboot()
    lost_cents = asked_cents(book.journal)
    if lost_cents is not None and book.till.basket.lines:
        book.send(CardLost(amount_cents=lost_cents, at_utc=book.now_utc))
    world.is_failing = False
    book.usb.wake(book)
    book.update.wake(book)
    if not world.is_signing:
        book.card(is_working=False)
    if world.first_waiting is not None and not book.till.basket.lines:
        book.tell("Strom war weg", f"Bon {texts.receipt_number(world.first_waiting)}")
    _ask_printer(book)
    _probe_card(book)


def asked_cents(rows: Iterable[tuple[str, Mapping[str, object]]]) -> int | None:
    """What the terminal was asked for and nobody heard the end of."""
    last = [content for kind, content in rows if kind == JournalKind.TERMINAL][-1:]
    cents = [row["amount_cents"] for row in last if row["state"] == "asked"]
    return cents[0] if cents and isinstance(cents[0], int) else None


def _ask_printer(book: "Playbook") -> None:
    world = book.world
    if world.printer is not book.till.paper:
        book.paper(world.printer, world.first_waiting)
    if world.printer in _READY:
        world.is_failing = False
        print_waiting(book)


def look_at_card(book: "Playbook") -> None:
    """Somebody signed on: the card is tried, as far as it signed until now."""
    world = book.world
    if world.is_signing and not world.is_card_in:
        world.is_signing = False
        book.card(is_working=False)


def adopt_card(book: "Playbook") -> None:
    """The new card is the one in use; it ends the outage of the one before, if there is one."""
    book.world.is_card_in = book.swap.adopt()
    _probe_card(book)


def _probe_card(book: "Playbook") -> None:
    was_signing = book.world.is_signing
    sammelbeleg = book.world.end_outage()
    if sammelbeleg is not None:
        book.store(sammelbeleg)
        book.journal.append((JournalKind.AUSFALL_ENDE, {"number": book.number - 1}))
    if book.world.is_signing and not was_signing:
        book.card(is_working=True)
        print_waiting(book)


def _hang(book: "Playbook", command: Command) -> None:
    """A key that hangs was pressed once; ten seconds later it is known to hang."""
    assert command.key is not None, "@key names a key"
    is_stuck = command.word == "stuck"
    if is_stuck:
        book.press(command.key)
    book.now_utc += timedelta(seconds=STUCK_S + 1.0)
    book.stick(command.key, is_stuck=is_stuck)
