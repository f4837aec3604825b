"""A till on a table: keys in the manual's notation in, screens, journal and receipts out.

The playbook stands where `firmware.app` stands: it keeps the journal, answers `Issue` with a stored
receipt (or a refusal) and carries the time. Nothing of it is a device.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from firmware.app.config import profile
from firmware.desk.keys import parse_keys
from firmware.desk.manual.practice import FIRST_NUMBER, OPENED_UTC, manual_config
from firmware.desk.script import Command, Keys, parse_script
from firmware.rksv.receipt import ReceiptKind
from firmware.till import machine, texts
from firmware.till.acts import JournalKind
from firmware.till.effects import (
    DropPrint,
    Effect,
    FeedPaper,
    GoDown,
    Issue,
    OpenDrawer,
    Play,
    PrintPaper,
    PrintReceipt,
    Record,
    Request,
    ShowReceipt,
)
from firmware.till.events import (
    Answered,
    DrawerChanged,
    Event,
    IssueRefused,
    KeyPressed,
    KeyStuck,
    Noticed,
    PaperState,
    PrinterChanged,
    ReceiptStored,
    Refusal,
    SignatureChanged,
    SwitchChanged,
    SwitchState,
    Ticked,
)
from firmware.till.papers.paper import Paper
from firmware.till.papers.slip import ReceiptView
from firmware.till.payment.card_requests import CardResult, CardWanted
from firmware.till.sales import parking
from firmware.till.sales.basket import EMPTY, Basket, fold, is_practice
from firmware.till.sales.sale import Sale, journal_content
from firmware.till.sales.sale_rows import rows_with
from firmware.till.screen import Zones, screen, zones
from firmware.till.sounds import Sound
from firmware.till.stall.catalog import Profile
from firmware.till.state import Phase, Till, phase
from firmware.till.upkeep.hardware_requests import HardwareWanted
from hal.display.port import Screen
from hal.keypad.port import Key
from tests.till.playbook_answers import answer_of, show
from tests.till.playbook_archive import PlayArchive
from tests.till.playbook_book import PlayBook
from tests.till.playbook_calendar import PlayCalendar
from tests.till.playbook_hardware import PlayHardware
from tests.till.playbook_office import PlayOffice
from tests.till.playbook_stall import PlayStall
from tests.till.playbook_stick import PlayStick
from tests.till.playbook_swap import PlaySwap
from tests.till.playbook_terminal import PlayTerminal
from tests.till.playbook_update import PlayUpdate
from tests.till.playbook_world import World, adopt_card, befall, look_at_card, print_waiting


def stall_with(settings: str) -> Profile:
    """The stall of the manual with more settings."""
    return _with_pin(profile(manual_config(settings), OPENED_UTC.date()))


def _with_pin(stall: Profile) -> Profile:
    """The chief has a PIN; it is kept with the app, not in the settings."""
    chief = replace(stall.clerks[1], has_pin=True)
    return replace(stall, clerks={**stall.clerks, 1: chief})


#: The stall of the manual (firmware/desk/manual/stall.toml), as on the bench.
STALL = _with_pin(profile(manual_config(), OPENED_UTC.date()))
GROUPS = STALL.groups
#: The same stall, run by one person.
ALONE = replace(STALL, clerks={})

Row = tuple[str, Mapping[str, object]]


class Playbook:
    """One till, driven by what is typed; everything it said is kept."""

    def __init__(
        self, profile: Profile = STALL, clerk: int | None = 2, open_sale: Basket = EMPTY
    ) -> None:
        self.till: Till = machine.begin(profile, OPENED_UTC, open_sale, clerk)
        self.now_utc = OPENED_UTC
        self.effects: list[Effect] = []
        self.journal: list[Row] = []
        self.clerks: list[int | None] = []
        self.issues: list[Issue] = []
        self.sales: list[Sale] = []
        self.printed: list[PrintReceipt] = []
        self.papers: list[Paper] = []
        self.book = PlayBook()
        self.stall = PlayStall(profile, OPENED_UTC)
        self.world = World(opened_utc=OPENED_UTC)
        self.spooled: list[int | str] = []
        self.terminal = PlayTerminal()
        self.calendar = PlayCalendar()
        self.swap = PlaySwap()
        self.usb = PlayStick()
        self.update = PlayUpdate()
        self.hardware = PlayHardware()
        self.archive = PlayArchive()
        self.book.link = self.archive.link
        self.office = PlayOffice(self.book.diary.rows, self.book.receipts)
        self.sounds: list[Sound] = []
        self.pulses = 0
        self.fed = 0
        self.went_down: GoDown | None = None
        self.number = FIRST_NUMBER
        self.refuse: Refusal | None = None
        self.due: list[Sale] = []
        self.seen: set[Zones] = set()

    # what happens to the till

    def type(self, keys: str) -> "Playbook":
        """Press `keys` („3 × 250 WG1 2000 BAR"), a tenth of a second apart."""
        for key in parse_keys(keys):
            self.press(key)
        return self

    def play(self, text: str) -> "Playbook":
        """Type keys, or play a script: what its `@…` do is heard when the app would hear it."""
        for line in parse_script(text, "case"):
            match line.step:
                case Keys():
                    for key in line.step.keys:
                        self.press(key)
                        print_waiting(self)
                case Command():
                    befall(self, line.step)
                case _:
                    raise ValueError(f"{line.text}: a case has its expectations beside it")
        return self

    def press(self, key: Key) -> None:
        """Press one key."""
        self.now_utc += timedelta(milliseconds=100)
        self.send(KeyPressed(key=key, at_utc=self.now_utc))

    def wait(self, seconds: float) -> "Playbook":
        """Let time pass in one tick (backwards too: somebody sets the clock)."""
        self.now_utc += timedelta(seconds=seconds)
        self.send(Ticked(at_utc=self.now_utc))
        return self

    def paper(self, state: PaperState, waiting: int | None = None) -> "Playbook":
        """The printer says how it is."""
        self.send(PrinterChanged(state=state, waiting=waiting, at_utc=self.now_utc))
        return self

    def card(self, *, is_working: bool) -> "Playbook":
        """The signature device fails or works again."""
        fault = None if is_working else self.world.fault
        self.send(SignatureChanged(is_working=is_working, at_utc=self.now_utc, fault=fault))
        return self

    def stick(self, key: Key, *, is_stuck: bool = True) -> "Playbook":
        """A key hangs, or is free again."""
        self.send(KeyStuck(key=key, is_stuck=is_stuck, at_utc=self.now_utc))
        return self

    def hear(self, answer: CardResult) -> "Playbook":
        """The card terminal answers at last."""
        self.send(Answered(answer=answer, at_utc=self.now_utc))
        return self

    def turn(self, state: SwitchState) -> "Playbook":
        """Somebody turns the key switch."""
        self.send(SwitchChanged(state=state, at_utc=self.now_utc))
        return self

    def move_drawer(self, *, is_open: bool) -> "Playbook":
        """The drawer opens, or somebody shuts it."""
        self.send(DrawerChanged(is_open=is_open, at_utc=self.now_utc))
        return self

    def tell(self, item: str, main: str, hint: str = "") -> "Playbook":
        """The app has news."""
        self.send(Noticed(item=item, main=main, hint=hint, at_utc=self.now_utc))
        return self

    def store(self, sale: Sale) -> "Playbook":
        """The app issues a receipt of its own (Sammelbeleg, Monatsbeleg)."""
        self._store(sale)
        return self

    def owe(self, sale: Sale) -> "Playbook":
        """The next receipt will be preceded by this one."""
        self.due = [sale]
        return self

    def refusing(self, refusal: Refusal | None) -> "Playbook":
        """From now on receipts are refused, or no longer."""
        self.refuse = refusal
        return self

    def reboot(self) -> "Playbook":
        """Pull the plug: what is left is what the journal says."""
        rows = self.open_rows
        if is_practice(rows):
            # As firmware.app.boot writes it.
            total_cents = fold(rows).total_cents
            content = {"reason": "training", "total_cents": total_cents, "training": True}
            self.journal.append((JournalKind.BON_ABBRUCH, content))
        till = machine.begin(self.till.profile, self.now_utc, fold(self.journal), self.till.clerk)
        self.till = replace(till, parked=parking.fold(self.journal))
        return self

    def send(self, event: Event) -> None:
        """One event, and what the till wants done."""
        if isinstance(event, Ticked) and (changed := self.stall.pass_to(event.at_utc)):
            self.send(changed)
        self.till, effects = machine.step(self.till, event)
        self.effects = list(effects)
        for effect in effects:
            self._perform(effect)
        if any(isinstance(one, Record) and one.kind is JournalKind.STAMM for one in effects):
            self.send(self.stall.changed("", self.now_utc))
        if any(isinstance(one, Record) and one.kind is JournalKind.EIN for one in effects):
            look_at_card(self)
        self.book.diary.note(self.journal, self.till.clerk, self.now_utc)
        self.seen.add(zones(self.till))

    # what the till shows and did

    @property
    def screen(self) -> Screen:
        """What the cashier sees."""
        return screen(self.till)

    @property
    def zones(self) -> tuple[str, str, str]:
        """Item, main and hint, as the table of cases writes them."""
        shown = self.screen
        return shown.item, shown.main, shown.hint

    @property
    def phase(self) -> Phase:
        """The row of the transition table."""
        return phase(self.till)

    @property
    def kinds(self) -> list[str]:
        """The kinds of all journal rows."""
        return [str(kind) for kind, _ in self.journal]

    @property
    def open_rows(self) -> list[Row]:
        """The journal since the last sale ended."""
        for index in range(len(self.journal), 0, -1):
            kind, content = self.journal[index - 1]
            is_dropped = kind in (JournalKind.BON_ABBRUCH, JournalKind.LIEFERSCHEIN)
            if is_dropped or content.get("is_sale"):
                return self.journal[index:]
        return self.journal

    def row(self, kind: JournalKind) -> Mapping[str, object]:
        """The content of the last row of `kind`."""
        return next(content for one, content in reversed(self.journal) if one == kind)

    # where the app stands

    def _perform(self, effect: Effect) -> None:
        match effect:
            case Record():
                self.journal.append((effect.kind, effect.content))
                self.clerks.append(effect.clerk)
                if effect.kind is JournalKind.STAMM:
                    self.stall.note(effect.content, self.now_utc)
                if effect.kind is JournalKind.KARTENTAUSCH:
                    adopt_card(self)
            case Issue():
                self._issue(effect)
            case PrintReceipt() | ShowReceipt() | DropPrint() | FeedPaper() | PrintPaper():
                self._hand_out(effect)
            case GoDown():
                self.went_down = effect
            case Request():
                self._request(effect)
            case OpenDrawer():
                self.pulses += 1
            case Play():
                self.sounds.append(effect.sound)

    def _request(self, effect: Request) -> None:
        if isinstance(effect.wanted, CardWanted):
            if (result := self.terminal.answer(effect.wanted)) is not None:
                self.hear(result)
            return
        if isinstance(effect.wanted, HardwareWanted):
            if (checked := self.hardware.answer(effect.wanted, self)) is not None:
                self.send(Answered(answer=checked, at_utc=self.now_utc))
            return
        answer = answer_of(self, effect.wanted)
        self.send(Answered(answer=answer, at_utc=self.now_utc))

    def _hand_out(
        self, effect: PrintReceipt | ShowReceipt | DropPrint | FeedPaper | PrintPaper
    ) -> None:
        match effect:
            case PrintReceipt():
                number = self.number - 1 if effect.number is None else effect.number
                self.printed.append(effect)
                self.spooled.append(number)
            case ShowReceipt():
                show(self, effect)
            case DropPrint():
                # A printer that was made to wait for something else has nothing to drop.
                pile = self.spooled if effect.number in self.spooled else self.world.waiting
                pile[:] = [slip for slip in pile if slip != effect.number]
            case FeedPaper():
                self.fed += effect.lines
            case PrintPaper():
                self.papers.append(effect.paper)
                self.spooled.append(effect.paper.name)

    def _issue(self, effect: Issue) -> None:
        self.issues.append(effect)
        if self.refuse is not None:
            self.send(IssueRefused(refusal=self.refuse, at_utc=self.now_utc))
            return
        due, self.due = [*self.due, *self.world.due(self.now_utc)], []
        for sale in due:
            self._store(sale)
        if effect.sale not in due:
            self.journal += [(record.kind, record.content) for record in effect.records]
            self._store(effect.sale)
        if self.till.is_signature_working and not self.world.is_signing:
            self.card(is_working=False)

    def _store(self, sale: Sale) -> None:
        number, self.number = self.number, self.number + 1
        self.sales.append(sale)
        self.book.keep(number, sale, self.now_utc)
        was_signing = self.world.is_signing
        is_signed = self.world.sign(number, self.now_utc)
        content = {
            "number": number,
            "kind": sale.kind.value,
            "is_signed": is_signed,
            **journal_content(sale, self.now_utc.astimezone(texts.VIENNA).date()),
        }
        self.journal.append((JournalKind.BELEG, content))
        self.journal += rows_with(number, sale)
        if was_signing and not is_signed:
            self.journal.append((JournalKind.AUSFALL_BEGINN, {"number": number}))
        stored = ReceiptStored(
            number=number,
            sale=sale,
            is_signed=is_signed,
            at_utc=self.now_utc,
            qr=self.book.receipts[number].qr,
            link=self.archive.link(number),
        )
        self.send(stored)


def view_of(sale: Sale, *, number: int = FIRST_NUMBER, is_signed: bool = True) -> ReceiptView:
    """`sale` as it would be printed; the machine code is only as long as a real one."""
    return ReceiptView(
        number=number,
        register_id=STALL.register_id,
        local_time="2026-11-20T10:43:07",
        sale=sale,
        is_signed=is_signed,
        qr=f"_R1-AT1_{STALL.register_id}_{number}_2026-11-20T10:43:07_" + "x" * 140,
    )


def zero(kind: ReceiptKind, note: str = "") -> Sale:
    """A receipt of `kind` without lines."""
    return Sale(kind=kind, clerk=None, note=note)
