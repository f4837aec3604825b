"""What the browser desk asks of the bench: a finger, a few switches, and eyes.

The bench is the real firmware over emulated devices. This room sees it only through `Desk`, so
that the page can be tried against a double and the bench without a page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Protocol

from firmware.till.stall.catalog import Profile
from hal.buzzer.port import Tone
from hal.keypad.port import Key


class Switch(Enum):
    """What a hand does to the till besides pressing keys; the value is the name on the wire."""

    CARD = "card"
    PAPER = "paper"
    COVER = "cover"
    PRINTER = "printer"
    POWER = "power"
    NETWORK = "network"
    STICK = "stick"


#: Where each switch can stand; the first position is the one of a healthy till.
POSITIONS: Mapping[Switch, tuple[str, ...]] = {
    Switch.CARD: (
        *("in", "out", "slow", "dead"),
        *("locked", "wrong", "foreign", "unplugged", "new", "old"),
    ),
    Switch.PAPER: ("ok", "near_end", "out"),
    Switch.COVER: ("closed", "open"),
    Switch.PRINTER: ("on", "off"),
    Switch.POWER: ("on", "cut"),
    Switch.NETWORK: ("on", "off"),
    # "pull": the owner's, out again as soon as an export has begun.
    # From "update" on: with a bundle for F 76, see `root_beside`.
    Switch.STICK: (
        *("out", "owner", "new", "other", "full", "readonly", "slow", "pull"),
        *("update", "poor", "forged", "older"),
    ),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """The archive beside the desk: where it is and who signs in, or German words why it is not."""

    url: str = ""
    owner: str = ""
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class View:
    """What is cheap to know of the bench at one moment.

    A revision grows by at least one whenever its thing changed; it never shrinks. `switches` names
    only the switches this bench has; `drawer_opened` counts the openings. `row` is the row of the
    manual the till was set up for, empty on the visitor's own. `is_stick_mounted`: the stick that
    is in is in use, and not to be pulled. `archive` is the one beside the desk, if there is one;
    `link` the address in the code on the panel, empty when there is none.
    """

    display_revision: int
    paper_revision: int
    sound_revision: int
    switches: Mapping[Switch, str]
    is_powered: bool
    drawer_opened: int
    row: str = ""
    is_stick_mounted: bool = False
    archive: Neighbour | None = None
    link: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """One piece of paper: `png` as the head burnt it, `text` as it reads, the QR codes on it.

    Not complete means that it still hangs in the printer. Only the newest slip may still change:
    once another has begun, or once it is complete, a slip stays as it is.
    """

    index: int
    png: bytes
    text: str
    is_complete: bool
    qr_payloads: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What has come of the row `number` so far: whether display and journal are as it says."""

    number: str
    is_display: bool
    is_journal: bool


class Desk(Protocol):
    """The bench as the page uses it; every method may be called from any thread."""

    def press(self, key: Key) -> None:
        """Finger down and up on the emulated matrix; returns when the finger has left the key."""
        ...

    def switch(self, switch: Switch, position: str) -> None:
        """Move `switch` to one of its `POSITIONS`; power cut ends the till at once, on boots it.

        Raises:
            ValueError: the switch is not on this bench, or has no such position.
        """
        ...

    def view(self) -> View:
        """The bench now; called some 25 times a second by every open page, so it never waits."""
        ...

    def display_png(self) -> bytes:
        """What the panel shows, 128 x 64, one image pixel per panel pixel, lit = bright."""
        ...

    def display_text(self) -> str:
        """What the panel shows, as words, one line for each zone; empty when it is dark."""
        ...

    def slips(self, first: int) -> Sequence[Slip]:
        """The slips with an index of `first` or above, oldest first.

        The bench keeps a bounded number of slips, so the oldest may be gone.
        """
        ...

    def sound(self) -> tuple[Tone, ...]:
        """The tune that was started last, empty when there was none."""
        ...

    def stick_folders(self) -> Mapping[str, Path]:
        """What is on each stick that was ever in, by its position of `Switch.STICK`."""
        ...


class Practice(Protocol):
    """Rows of the manual on a till of their own; every method may be called from any thread."""

    @property
    def profile(self) -> Profile:
        """The stall of the till that is seen now."""
        ...

    def begin(self, number: str) -> None:
        """Put a fresh till before the audience, as row `number` finds it; takes seconds.

        Raises:
            ValueError: the manual has no such row.
        """
        ...

    def befall(self, line: int) -> None:
        """Do what line `line` of the row's script does around the till.

        Raises:
            ValueError: no row has begun, or that line is not for a desk.
        """
        ...

    def outcome(self) -> Outcome | None:
        """How far the row has come; None on the visitor's own till."""
        ...

    def end(self) -> None:
        """Back to the visitor's own till, as it was left."""
        ...
