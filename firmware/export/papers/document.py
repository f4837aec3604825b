"""A document as values: chapters of paragraphs, lists and tables, for any kind of paper."""

from dataclasses import dataclass
from enum import Enum


class Kind(Enum):
    """Which document; the value is its word in commands, `file_stem` begins the file's name."""

    E131 = "e131"
    PROCESS = "process"
    GROUPS = "groups"
    COMMISSIONING = "commissioning"
    OUTAGES = "outages"
    SWAPS = "swaps"
    END = "end"

    @property
    def file_stem(self) -> str:
        """German, as whoever files the paper looks for it."""
        return _STEMS[self]


_STEMS = {
    Kind.E131: "e131",
    Kind.PROCESS: "verfahrensdokumentation",
    Kind.GROUPS: "warengruppen",
    Kind.COMMISSIONING: "inbetriebnahme",
    Kind.OUTAGES: "ausfaelle",
    Kind.SWAPS: "kartentausch",
    Kind.END: "ausserbetriebnahme",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A heading within a chapter."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Paragraph:
    """Sentences that belong together."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Bullets:
    """One point a line; numbered where their order counts."""

    items: tuple[str, ...]
    is_numbered: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """What something is called, and its value."""

    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Rows below a head; `shares` are the widths of the columns, in parts of their sum.

    The columns in `numbers` (from 0) stand at their right, so that amounts are under one another.

    Raises:
        ValueError: a row or the shares have another length than the head, or a share is none.
    """

    head: tuple[str, ...]
    shares: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]
    numbers: frozenset[int] = frozenset()

    def __post_init__(self) -> None:
        if any(len(row) != len(self.head) for row in (self.shares, *self.rows)):
            raise ValueError(f"{self.head}: each row has {len(self.head)} cells")
        if min(self.shares) < 1:
            raise ValueError(f"{self.head}: a column without width")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signatures:
    """Lines on which people sign, each with what stands below it."""

    labels: tuple[str, ...]


Block = Heading | Paragraph | Bullets | Pairs | Table | Signatures


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A title and what stands below it; chapters are numbered from 1 where they are set."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document; `law` names the paragraphs it answers; one of an export has no `kind`."""

    title: str
    law: str
    chapters: tuple[Chapter, ...]
    kind: Kind | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Imprint:
    """What every page carries: whose till it is, and what the document was made from.

    `made_at` is a local time as text, `digest` the SHA-256 (hex) of the facts.
    """

    company: str
    register_id: str
    version: str
    made_at: str
    digest: str
