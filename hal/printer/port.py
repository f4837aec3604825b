"""The printer: a document of lines and codes goes in; paper, or a named refusal, comes out."""

from dataclasses import dataclass
from enum import Enum
from typing import Protocol


class Align(Enum):
    """Where a line stands."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """One line; the writer has already broken it to the columns (halved when `is_wide`)."""

    text: str
    align: Align = Align.LEFT
    is_bold: bool = False
    is_wide: bool = False
    is_tall: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class QrCode:
    """A QR code in the middle of the paper (native command, or raster where there is none)."""

    payload: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OcrText:
    """The machine code as small upright text (RKSV Anlage Z 14); the codec breaks it."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """Dots in the middle of the paper, row by row, each row of whole bytes, 1 is black."""

    width: int
    bits: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class Feed:
    """Empty lines."""

    lines: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The end of a slip: feed past the knife and cut, or past the tear bar."""


Block = Text | QrCode | OcrText | Picture | Feed | Cut


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One slip, top to bottom."""

    blocks: tuple[Block, ...]


class Paper(Enum):
    """How much is left, as far as the sensors know."""

    OK = "ok"
    NEAR_END = "near end"
    OUT = "out"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrinterStatus:
    """The answer to a real-time status request."""

    is_online: bool
    is_cover_open: bool
    paper: Paper

    @property
    def is_ready(self) -> bool:
        """Whether a slip sent now would come out."""
        return self.is_online and not self.is_cover_open and self.paper is not Paper.OUT


class Printer(Protocol):
    """Prints whole documents; called from one thread only; blocks up to the deadline.

    A deadline is the printer's: what our bytes take on a slow cable comes on top of it.
    """

    def print(self, document: Document, deadline_s: float) -> None:
        """Print `document`; returns only when the printer itself says that it is on paper.

        Raises:
            HalError: PAPER_OUT, COVER_OPEN, ABSENT, TIMEOUT or BROKEN. What came out is then waste:
                the whole document is printed again later.
        """
        ...

    def status(self, deadline_s: float) -> PrinterStatus:
        """Ask the printer now.

        Raises:
            HalError: ABSENT or TIMEOUT; never a guess.
        """
        ...

    def kick_drawer(self, deadline_s: float) -> None:
        """Send the pulse that opens the drawer on the printer's port.

        Raises:
            HalError: as `print`.
        """
        ...


class Line(Protocol):
    """What the printer driver speaks: bytes out and in over a cable, with deadlines."""

    def write(self, data: bytes, deadline_s: float) -> int:
        """Write as much as the deadline allows; returns the count taken (may be short).

        Raises:
            HalError: ABSENT when the other end is gone.
        """
        ...

    def read(self, size: int, deadline_s: float) -> bytes:
        """Read up to `size` bytes; returns early with what came, empty at the deadline.

        Raises:
            HalError: ABSENT when the other end is gone.
        """
        ...

    def transit_s(self, size: int) -> float:
        """How long so many bytes that `write` took are on the cable; 0 where it is no matter."""
        ...

    def close(self) -> None:
        """Give the cable back; a later call opens it anew."""
        ...
