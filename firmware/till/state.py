"""The till as one value, and the phase it is in (the rows of the transition table)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from enum import Enum
from typing import assert_never

from firmware.till import entry as entries
from firmware.till.acts import JournalKind
from firmware.till.asks import Ask, Wanting, Wrong
from firmware.till.effects import Effect, Play, Record
from firmware.till.entry import Entry
from firmware.till.events import PaperState, SwitchState
from firmware.till.exports.requests import ExportProgress, StickView
from firmware.till.fiscal.fault import DeviceFault
from firmware.till.sales import basket as baskets
from firmware.till.sales.basket import Basket, Line, Tender
from firmware.till.sounds import Sound
from firmware.till.stall.catalog import Profile, ReceiptForm
from firmware.till.texts import VIENNA, ErrorCode
from firmware.till.upkeep.archive_requests import NO_ARCHIVE, ArchiveView
from firmware.till.upkeep.copies import BackupDue, SecondMedium
from firmware.till.upkeep.hardware_requests import KeyWalk
from hal.keypad.port import Key

#: F counts for one key, and no longer than this.
SHIFT_LASTS = timedelta(seconds=5)
#: After this DONE is IDLE again; the change stays on the display until the next key.
DONE_LASTS = timedelta(seconds=20)
#: What a dialogue was given, answered and told so far.
Answers = tuple[object, ...]


class Phase(Enum):
    """Where the till stands; what a key does depends on this and nothing else."""

    OFF = "off"
    ENDED = "ended"
    LOCKED = "locked"
    IDLE = "idle"
    NUM = "number"
    SALE = "sale"
    PAY = "part paid"
    DONE = "done"
    PROMPT = "prompt"
    DIALOGUE = "dialogue"
    WALK = "key walk"
    CODE = "code"
    ERROR = "error"
    ISSUING = "issuing"


class Question(Enum):
    """What a prompt asks; `BAR` says yes, `C` says no."""

    HALO = "halo"
    SALE_LIMIT = "sale limit"
    CHANGE_LIMIT = "change limit"
    CARD = "card"
    ABORT = "abort"


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """A question with what hangs on it: the lines to book at once, or the tender to take."""

    question: Question
    lines: tuple[Line, ...] = ()
    tender: Tender | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """An error on the display: code, words, what helps; `title` in place of the bare code.

    One that `is_held` stays until C: nobody sells it away.
    """

    code: ErrorCode
    words: str
    hint: str = ""
    title: str = ""
    is_held: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The last receipt, for the big number that stays until the next key.

    `hint` stands in place of what BON does.
    """

    number: int
    label: str
    amount_cents: int
    total_cents: int
    is_cash_only: bool
    until_utc: datetime
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Two lines of news, gone with the next key that found them on the display.

    `hint` stands in place of the sum.
    """

    item: str
    main: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What F 96 sets: brightness of the display from 1 (dark) to 3, and whether keys click."""

    brightness: int = 3
    has_click: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Code:
    """A QR code on the display, until the next key or `until_utc`, with what stands beside it."""

    payload: str
    item: str
    amount_cents: int
    hint: str
    until_utc: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Dialogue:
    """A dialogue under way; dialogue.py alone looks inside.

    `script` says what comes after `answers`, of which the first `given` came with it and those at
    `fetched` from the app. `cursor` is the line of a list; `kept` what was typed before it.
    """

    script: "Script"
    answers: Answers
    given: int
    fetched: tuple[int, ...] = ()
    cursor: int = 0
    kept: Entry = entries.EMPTY
    is_waiting: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Aside:
    """What F 60 set aside for an inspector, and gives back; `is_awaited` is the zero receipt."""

    entry: Entry
    prompt: Prompt | None
    dialogue: Dialogue | None
    done: Done | None
    is_awaited: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """The register is out of service for good; `number` is its Schlussbeleg, where there is one.

    `owes_export` until everything that came with the end was exported, or that was tried.
    """

    number: int | None
    owes_export: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What STO just took off, for the display: a name and the (negative) change of the sum."""

    name: str
    amount_cents: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Till:
    """Everything the counter remembers. `machine.step` is the only thing that makes a new one.

    `done` is the receipt on the display, `last_done` the one `ZW` may still reckon change for.
    `aside` is what an inspector interrupted; until `waits_until_utc` nothing is issued, because the
    clock was set back a little. `chief` has lent the right for the act that is going on;
    `next_profile` is the stall from the next sale on, `stall_words` what who signs on next is told
    of it; `parked` are sales laid aside, by slot. `late_notices` wait for the end of a sale.
    `closed_day` is that of the last Z, `looked_day` the one on which a stall of one person was last
    asked what comes before the first sale. `export` is being written, `is_stick_leaving` from F 75
    until the stick is free; an examination found something if `is_book_doubted`. An image of the
    version `update_offered` waits for F 76.
    """

    profile: Profile
    now_utc: datetime
    clerk: int | None
    basket: Basket = baskets.EMPTY
    entry: Entry = entries.EMPTY
    shifted_until_utc: datetime | None = None
    code_digit: str = ""
    prompt: Prompt | None = None
    dialogue: Dialogue | None = None
    walk: KeyWalk | None = None
    aside: Aside | None = None
    waits_until_utc: datetime | None = None
    chief: int | None = None
    is_locked: bool = False
    form: ReceiptForm | None = None
    sale_form: ReceiptForm | None = None
    code: Code | None = None
    code_only_number: int | None = None
    settings: Settings = Settings()
    archive: ArchiveView = NO_ARCHIVE
    outage_since_utc: datetime | None = None
    device_fault: DeviceFault | None = None
    pin_tries_left: int | None = None
    is_report_told: bool = False
    is_report_settled: bool = False
    terminal_text: str = ""
    complaint: Complaint | None = None
    done: Done | None = None
    last_done: Done | None = None
    notice: Notice | None = None
    late_notices: tuple[Notice, ...] = ()
    last_correction: Correction | None = None
    is_subtotal: bool = False
    is_issuing: bool = False
    is_training: bool = False
    is_signature_working: bool = True
    paper: PaperState = PaperState.OK
    waiting_number: int | None = None
    is_keypad_gone: bool = False
    stuck_keys: frozenset[Key] = field(default_factory=frozenset)
    last_key_at_utc: datetime | None = None
    last_beep_at_utc: datetime | None = None
    switch: SwitchState = SwitchState.REGISTER
    drawer_open_since_utc: datetime | None = None
    last_reminder_at_utc: datetime | None = None
    next_profile: Profile | None = None
    stall_words: str = ""
    parked: Mapping[int, Basket] = field(default_factory=dict)
    parked_practice: Mapping[int, Basket] = field(default_factory=dict)
    ended: End | None = None
    closed_day: date | None = None
    looked_day: date | None = None
    backup_due: BackupDue | None = None
    medium: SecondMedium = SecondMedium.NONE
    stick: StickView | None = None
    export: ExportProgress | None = None
    is_stick_leaving: bool = False
    is_book_doubted: bool = False
    update_offered: str = ""
    late_complaint: Complaint | None = None

    @property
    def is_off(self) -> bool:
        """Whether the key switch is on AUS: no key counts, and the display says only that."""
        return self.switch is SwitchState.OFF

    @property
    def is_shifted(self) -> bool:
        """F was pressed and still counts (a clock set back ends it, it does not prolong it)."""
        until_utc = self.shifted_until_utc
        return until_utc is not None and until_utc - SHIFT_LASTS <= self.now_utc <= until_utc

    @property
    def is_asking(self) -> bool:
        """Whether a question waits for its answer."""
        return self.prompt is not None or self.dialogue is not None

    @property
    def is_notice_visible(self) -> bool:
        """Whether nothing more urgent stands where the news would be."""
        is_typing = not self.entry.is_empty or self.is_shifted
        is_busy = self.is_asking or self.complaint is not None or self.walk is not None
        is_covered = self.is_off or self.done is not None or is_typing or is_busy
        return self.notice is not None and not is_covered

    @property
    def is_code_visible(self) -> bool:
        """Whether the QR code still stands there, and nothing that was typed or asked on it."""
        code = self.code
        if code is None or self.is_off or not self.entry.is_empty or self.is_shifted:
            return False
        is_over = code.until_utc is not None and self.now_utc >= code.until_utc
        return not is_over and self.complaint is None and not self.is_asking


Step = tuple[Till, tuple[Effect, ...]]
#: What a script says: ask the cashier, want something of the app, complain, or end with a step.
Next = Ask | Wanting | Wrong | Step
Script = Callable[[Till, Answers], Next]
Handler = Callable[[Till, Key], Step]


def base_phase(till: Till) -> Phase:
    """The phase without what was typed or asked on top of it."""
    if till.is_issuing:
        return Phase.ISSUING
    if till.is_off:
        return Phase.OFF
    if till.ended is not None:
        return Phase.ENDED
    if till.clerk is None or till.is_locked:
        return Phase.LOCKED
    if till.basket.tenders:
        return Phase.PAY
    if till.basket.lines:
        return Phase.SALE
    if till.done is not None and till.now_utc < till.done.until_utc:
        return Phase.DONE
    return Phase.IDLE


def phase(till: Till) -> Phase:
    """The row of the transition table that counts for the next key."""
    base = base_phase(till)
    if base in (Phase.ISSUING, Phase.OFF):
        return base
    if till.complaint is not None:
        return Phase.ERROR
    if till.walk is not None:
        return Phase.WALK
    if till.code_digit:
        return Phase.CODE
    if till.prompt is not None:
        return Phase.PROMPT
    if till.dialogue is not None:
        return Phase.DIALOGUE
    if not till.entry.is_empty and base not in (Phase.LOCKED, Phase.ENDED):
        return Phase.NUM
    return base


def is_closed(till: Till) -> bool:
    """Whether no new sale begins today any more (an option); practice may."""
    is_busy = till.is_training or bool(till.basket.lines)
    today = till.now_utc.astimezone(VIENNA).date()
    is_today = till.closed_day == today
    return till.profile.options.is_locked_after_z and is_today and not is_busy


def is_drawer_in_the_way(till: Till) -> bool:
    """Whether no new sale begins before somebody shuts the drawer (an option)."""
    is_open = till.drawer_open_since_utc is not None
    return till.profile.options.must_shut_drawer and is_open and not till.basket.lines


def record(till: Till, kind: JournalKind, **content: object) -> Record:
    """A journal row by the signed-on clerk; training and a lent right are marked in it."""
    if till.is_training:
        content["training"] = True
    if till.chief is not None:
        content["chief"] = till.chief
    return Record(kind=kind, clerk=till.clerk, content=content)


def asked_cents(till: Till, prompt: Prompt) -> int:
    """The amount a prompt asks about."""
    match prompt.question:
        case Question.HALO:
            assert prompt.lines, "HALO asks about a position"
            return prompt.lines[0].total_cents
        case Question.SALE_LIMIT | Question.ABORT:
            return till.basket.total_cents
        case Question.CHANGE_LIMIT:
            assert prompt.tender is not None, "change comes from a tender"
            return prompt.tender.change_cents
        case Question.CARD:
            assert prompt.tender is not None, "a card pays a tender"
            return prompt.tender.amount_cents
        case _:
            assert_never(prompt.question)


def say(till: Till, item: str, main: str, hint: str = "") -> Till:
    """`till` answering a key with two lines of news, in place of the last receipt's change."""
    return replace(till, notice=Notice(item=item, main=main, hint=hint), done=None)


def say_when_free(till: Till, item: str, main: str, hint: str = "") -> Till:
    """`till` with news nobody asked for: the number the cashier needs next stays where it is."""
    return replace(till, notice=Notice(item=item, main=main, hint=hint))


def say_later(till: Till, news: Notice) -> Till:
    """`till` with news for when nothing more urgent is there; none is told twice."""
    others = (one for one in till.late_notices if one.item != news.item)
    # What asks for nothing is not worth a key more.
    waiting = (one for one in others if one.hint or not news.hint)
    return replace(till, late_notices=(*waiting, news))


REJECTED = Play(sound=Sound.REJECTED)
WARNING = Play(sound=Sound.WARNING)
BOOKED = Play(sound=Sound.BOOKED)
