"""The till as one value, and the phase it is in (the rows of the transition table)."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import Enum

from firmware.till import basket as baskets
from firmware.till import entry as entries
from firmware.till.acts import JournalKind
from firmware.till.basket import Basket, Line, Tender
from firmware.till.catalog import Profile
from firmware.till.effects import Effect, Play, Record
from firmware.till.entry import Entry
from firmware.till.events import PaperState
from firmware.till.sounds import Sound
from firmware.till.texts import ErrorCode
from hal.keypad.port import Key

#: F counts for one key, and no longer than this.
SHIFT_LASTS = timedelta(seconds=5)
#: After this DONE is IDLE again; the change stays on the display until the next key.
DONE_LASTS = timedelta(seconds=20)


class Phase(Enum):
    """Where the till stands; what a key does depends on this and nothing else."""

    LOCKED = "locked"
    IDLE = "idle"
    NUM = "number"
    SALE = "sale"
    PAY = "part paid"
    DONE = "done"
    PROMPT = "prompt"
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
    """A question with what hangs on it: the line to book or the tender to take."""

    question: Question
    line: Line | None = None
    tender: Tender | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Complaint:
    """An error on the display: code, the words, and what helps."""

    code: ErrorCode
    words: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """The last receipt, for the big number that stays until the next key."""

    number: int
    label: str
    amount_cents: int
    total_cents: int
    has_cash: bool
    until_utc: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """Two lines of news, gone with the next key."""

    item: str
    main: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Till:
    """Everything the counter remembers. `machine.step` is the only thing that makes a new one."""

    profile: Profile
    now_utc: datetime
    clerk: int | None
    basket: Basket = baskets.EMPTY
    entry: Entry = entries.EMPTY
    shifted_until_utc: datetime | None = None
    code_digit: str = ""
    prompt: Prompt | None = None
    complaint: Complaint | None = None
    done: Done | None = None
    last_done: Done | None = None
    notice: Notice | None = None
    last_correction: Line | None = None
    is_subtotal: bool = False
    is_issuing: bool = False
    is_training: bool = False
    is_signature_working: bool = True
    paper: PaperState = PaperState.OK
    waiting_number: int | None = None
    stuck_keys: frozenset[Key] = field(default_factory=frozenset)

    @property
    def is_shifted(self) -> bool:
        """F was pressed and still counts."""
        return self.shifted_until_utc is not None and self.now_utc <= self.shifted_until_utc


Step = tuple[Till, tuple[Effect, ...]]
Handler = Callable[[Till, Key], Step]


def base_phase(till: Till) -> Phase:
    """The phase without what was typed or asked on top of it."""
    if till.is_issuing:
        return Phase.ISSUING
    if till.clerk is None:
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
    if base is Phase.ISSUING:
        return base
    if till.complaint is not None:
        return Phase.ERROR
    if till.prompt is not None:
        return Phase.PROMPT
    if till.code_digit:
        return Phase.CODE
    if not till.entry.is_empty and base is not Phase.LOCKED:
        return Phase.NUM
    return base


def record(till: Till, kind: JournalKind, **content: object) -> Record:
    """A journal row by the signed-on clerk; training is marked in every row."""
    if till.is_training:
        content["training"] = True
    return Record(kind=kind, clerk=till.clerk, content=content)


REJECTED = Play(sound=Sound.REJECTED)
WARNING = Play(sound=Sound.WARNING)
BOOKED = Play(sound=Sound.BOOKED)
