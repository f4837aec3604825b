"""What the paper work of a till says of it: plain values from book, settings and program.

All documents of one day are written from the same facts, which lie beside them as a file; its
SHA-256 stands on every page, so that nobody can say they came from something else.
"""

from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Final

import msgspec

#: The file beside the documents.
FACTS_FILE: Final = "facts.json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Manufacturer:
    """Who put this till together and answers for it; an empty name is nobody who says so."""

    name: str = ""
    lines: tuple[str, ...] = ()
    uid: str = ""
    contact: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What runs: version, and digests of it (SHA-256, hex).

    `source_sha256` is over all modules as they lie on the disk, `files` of them; `record_sha256`
    over the list of files the package was installed with, empty in a checkout, where that list
    says nothing of the modules. `image` is the version of the system image, `image_root_hash` what
    follows from every byte of it; both empty where there is none.
    """

    name: str
    version: str
    image: str
    image_slot: str
    image_root_hash: str
    files: int
    source_sha256: str
    record_sha256: str
    python: str
    system: str
    libraries: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """On which hardware: the board, its number, and the devices the settings name."""

    board: str
    serial: str
    devices: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Register:
    """Who the till is; `company` are the lines of the receipt's head, the first says who sells."""

    register_id: str
    company: tuple[str, ...]
    uid: str
    tax_number: str
    rka: str
    counter_bytes: int
    key_check: str
    commissioned_utc: datetime
    commissioned: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A signature unit; `ended_utc` is when another one took its place for good."""

    serial: str
    kind: str
    place: str
    family: str
    card_number: str
    valid_until: str
    vda_id: str
    entered_utc: datetime
    ended_utc: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """The first start of a version of the program."""

    version: str
    at_utc: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Book:
    """How far the book is; `last_hash` is that of its last row."""

    schema: int
    receipts: int
    rows: int
    last_hash: str
    last_z: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """One key of the settings with its value, as a person writes it."""

    section: str
    key: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionRight:
    """A function of the keys, and who may use it (K, C or T)."""

    code: int
    name: str
    chapter: str
    right: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A clerk."""

    number: int
    name: str
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Practice:
    """How this stall works: `receipt_form` is papier, qr or fragen, as the settings call it."""

    receipt_form: str
    counts_pieces: bool
    is_z_for_chief: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """An article group today; `since` is the day since which its rate holds."""

    number: int
    name: str
    rate: str
    price: str
    since: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupChange:
    """What became of a group's name or rate: from which day on, who said so, and how."""

    number: int
    what: str
    old: str
    new: str
    valid_from: date
    recorded: date
    source: str
    clerk: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """One thing FinanzOnline is told, and what became of it; `due_utc` where the law has a day."""

    key: str
    title: str
    about: str
    due_utc: datetime | None
    verdict: str
    settled_utc: datetime | None
    is_by_hand: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Outage:
    """Receipts without a signature, from the first to the Sammelbeleg; None while it lasts."""

    first_number: int
    last_number: int
    count: int
    serial: str
    fault: str
    began_utc: datetime
    ended_utc: datetime | None
    collecting_number: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class TillOutage:
    """The till itself had failed, as a person said afterwards; `number` is the row's."""

    number: int
    reason: str
    began_utc: datetime
    ended_utc: datetime | None
    clerk: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """From then on another unit signed: an exchange for good, or another unit stepping in."""

    at_utc: datetime
    old: str
    new: str
    cause: str
    clerk: int | None
    first_receipt: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """A copy that left the book: of a quarter (§ 7 Abs 3 RKSV), or an export."""

    at_utc: datetime
    what: str
    file: str
    sha256: str
    medium: str


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """The till was put out of service; `number` is its Schlussbeleg, None without one."""

    at_utc: datetime
    reason: str
    number: int | None
    gives_up_units: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All of it, each list oldest first."""

    manufacturer: Manufacturer
    program: Program
    machine: Machine
    register: Register
    units: tuple[Unit, ...]
    starts: tuple[Start, ...]
    book: Book
    settings: tuple[Setting, ...]
    functions: tuple[FunctionRight, ...]
    people: tuple[Person, ...]
    practice: Practice
    groups: tuple[Group, ...]
    group_changes: tuple[GroupChange, ...]
    reports: tuple[Report, ...]
    outages: tuple[Outage, ...]
    till_outages: tuple[TillOutage, ...]
    swaps: tuple[Change, ...]
    takeovers: tuple[Change, ...]
    copies: tuple[Copy, ...]
    end: End | None

    def value(self, section: str, key: str) -> str:
        """The value of one setting; empty where it is not given."""
        for one in self.settings:
            if (one.section, one.key) == (section, key):
                return one.value
        return ""

    def has(self, section: str) -> bool:
        """Whether a section that may be left out stands in the settings."""
        return any(one.section == section and one.key for one in self.settings)


def to_bytes(facts: Facts) -> bytes:
    """The facts as a file (JSON), the same facts always as the same bytes."""
    raw = msgspec.json.encode(facts, order="deterministic")
    return msgspec.json.format(raw, indent=1) + b"\n"


def digest(facts: Facts) -> str:
    """SHA-256 (hex) of that file."""
    return sha256(to_bytes(facts)).hexdigest()
