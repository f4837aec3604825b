"""A bench made of lists: it remembers every press and shows what a test puts on it."""

from collections.abc import Mapping, Sequence
from io import BytesIO
from pathlib import Path
from threading import Condition

from PIL import Image, ImageDraw

from firmware.desk.protocol import POSITIONS, Neighbour, Slip, Switch, View
from firmware.till.stall.catalog import Group, Profile
from hal.buzzer.port import Tone
from hal.keypad.port import Key

_WAIT_S = 10

PROFILE = Profile(
    register_id="GRAZ-01",
    header=("MARKTSTAND HUBER", "Hauptplatz 3, 8010 Graz"),
    groups={
        number: Group(number=number, name=name, vat_per_mille=100)
        for number, name in enumerate(
            (
                *("Obst", "Gemüse", "Säfte", "Honig", "Brot", "Käse", "Eingelegtes", "Korbwaren"),
                *("Blumen", "Kräuter"),
            ),
            start=1,
        )
    },
)


def png(width: int, height: int, text: str = "") -> bytes:
    """A white picture with `text` in black."""
    image = Image.new("L", (width, height), 255)
    ImageDraw.Draw(image).multiline_text((4, 4), text, fill=0)
    content = BytesIO()
    image.save(content, "PNG")
    return content.getvalue()


def panel(*lit: tuple[int, int]) -> bytes:
    """A dark panel with the pixels `lit`."""
    image = Image.new("1", (128, 64))
    for place in lit:
        image.putpixel(place, 1)
    content = BytesIO()
    image.save(content, "PNG")
    return content.getvalue()


def slip(index: int, text: str = "BELEG 000412", *, is_complete: bool = True) -> Slip:
    """A slip as wide as 58 mm paper at 203 dots per inch."""
    return Slip(
        index=index,
        png=png(384, 240, text),
        text=text,
        is_complete=is_complete,
        qr_payloads=(),
    )


class FakeDesk:
    """Implements `firmware.desk.protocol.Desk`; `NETWORK` is missing, as on the first benches."""

    def __init__(self) -> None:
        self._changed = Condition()
        self.pressed: list[Key] = []
        self.moved: list[tuple[Switch, str]] = []
        self._switches = {
            switch: positions[0]
            for switch, positions in POSITIONS.items()
            if switch is not Switch.NETWORK
        }
        self._display, self._words = panel((0, 0)), ""
        self._slips: dict[int, Slip] = {}
        self._tune: tuple[Tone, ...] = ()
        self._revisions = {"display": 0, "paper": 0, "sound": 0}
        self._drawer_opened = 0
        self.sticks: dict[str, Path] = {}
        self.is_stick_mounted = False
        self.archive: Neighbour | None = None
        self.link = ""

    # What the server asks.

    def press(self, key: Key) -> None:
        with self._changed:
            self.pressed.append(key)
            self._changed.notify_all()

    def switch(self, switch: Switch, position: str) -> None:
        with self._changed:
            if position not in POSITIONS[switch] or switch not in self._switches:
                raise ValueError(f"no {switch} {position}")
            self.moved.append((switch, position))
            self._switches[switch] = position
            self._changed.notify_all()

    def view(self) -> View:
        with self._changed:
            return View(
                display_revision=self._revisions["display"],
                paper_revision=self._revisions["paper"],
                sound_revision=self._revisions["sound"],
                switches=dict(self._switches),
                is_powered=self._switches[Switch.POWER] == "on",
                drawer_opened=self._drawer_opened,
                is_stick_mounted=self.is_stick_mounted,
                archive=self.archive,
                link=self.link,
            )

    def display_png(self) -> bytes:
        with self._changed:
            return self._display

    def display_text(self) -> str:
        with self._changed:
            return self._words

    def slips(self, first: int) -> Sequence[Slip]:
        with self._changed:
            return [self._slips[index] for index in sorted(self._slips) if index >= first]

    def sound(self) -> tuple[Tone, ...]:
        with self._changed:
            return self._tune

    def stick_folders(self) -> Mapping[str, Path]:
        return dict(self.sticks)

    # What a test does.

    def show(self, content: bytes, words: str = "") -> None:
        """Put a picture on the panel."""
        with self._changed:
            self._display, self._words = content, words
            self._revisions["display"] += 1

    def print(self, *slips: Slip) -> None:
        """Put slips on the paper, or let one grow."""
        with self._changed:
            self._slips.update({slip.index: slip for slip in slips})
            self._revisions["paper"] += 1

    def play(self, *tune: Tone) -> None:
        """Start a tune."""
        with self._changed:
            self._tune = tune
            self._revisions["sound"] += 1

    def open_drawer(self) -> None:
        """Open the drawer once."""
        with self._changed:
            self._drawer_opened += 1

    def wait_for_presses(self, count: int) -> list[Key]:
        """The keys pressed, as soon as there are `count`; fails when they do not come."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.pressed) >= count, timeout=_WAIT_S):
                raise AssertionError(f"only {self.pressed} of {count} keys came")
            return list(self.pressed)

    def wait_for_moves(self, count: int) -> list[tuple[Switch, str]]:
        """The switches moved, as soon as there are `count`; fails when they do not come."""
        with self._changed:
            if not self._changed.wait_for(lambda: len(self.moved) >= count, timeout=_WAIT_S):
                raise AssertionError(f"only {self.moved} of {count} moves came")
            return list(self.moved)
