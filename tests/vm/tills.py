"""Tills of the virtual machine: a card, wires, a stage before it; pictures of all that was seen."""

import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from firmware.desk.script import parse_script
from machine.partitions import fat_of
from machine.stage import Stage
from machine.till import Till, copy_disk
from machine.tools import Tools
from tests.vm.stalls import COMMISSION, READY, SETTINGS

REPO: Final = Path(__file__).resolve().parents[2]
RESULTS: Final = REPO / "dist" / "image"
PICTURES: Final = RESULTS / "pictures"
#: The machine's own log goes to its console; the image is the same with or without.
TELLING: Final = "systemd.journald.forward_to_console=1 systemd.show_status=0"
_BOOTCONF: Final = 1
_NUMBER: Final = re.compile(r"^ *BELEG (\d+)", re.MULTILINE)
_OFF_S: Final = 60.0
_READY_S: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Built:
    """What `make image` left."""

    tools: Tools
    image: Path
    facts: Path

    @property
    def slot(self) -> Path:
        """What a bundle holds: boot.vfat and system.img."""
        return self.image.with_name("slot")


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """A till that is on, and the stage before it."""

    till: Till
    stage: Stage

    def play(self, script: str) -> None:
        """Play lines of a script; see docs/simulate.md."""
        self.stage.play(tuple(parse_script(script, "script")))


@contextmanager
def played(built: Built, card: Path, name: str, *, network: str | None = None) -> Iterator[Played]:
    """A machine on `card`, still without power; its pictures go to the folder of that name."""
    pictures = PICTURES / name
    # What an earlier run saw is not what this one saw.
    shutil.rmtree(pictures, ignore_errors=True)
    pictures.mkdir(parents=True)
    with Till(built.tools, card, card.parent / name, words=TELLING, network=network) as till:
        try:
            yield Played(till=till, stage=Stage(till, built.tools, pictures))
        finally:
            console = till.wires.folder / "console.log"
            if console.exists():
                (pictures / "console.log").write_bytes(console.read_bytes())
    assert () == till.wires.faults


def fresh_card(
    built: Built, path: Path, settings: str = SETTINGS, *, is_made: bool = False
) -> Path:
    """A card as it was flashed (or made of another image), with the technician's settings on it."""
    if not is_made:
        copy_disk(built.image, path)
    fat_of(built.tools, path, _BOOTCONF).write("kassa.toml", settings.encode())
    return path


def commission(one: Played) -> None:
    """From the first power to the first sale, at the keys."""
    one.till.power_on()
    one.till.wait_lit()
    one.play(COMMISSION)


def start(one: Played) -> float:
    """Power, until it waits for keys; how long that took.

    It is left alone until the machine has come to rest and the card has answered: a reader that
    wakes on a processor of a twentieth of a Pi is slower than the customer's three seconds, and
    what is sold meanwhile is sold in failure form, as it should be.
    """
    before = _settled(one)
    one.till.power_on()
    took_s = one.till.wait_lit() + one.till.wait_shown(READY, _READY_S)
    one.till.wait(lambda: _settled(one) > before, "the end of the start", _READY_S)
    one.till.wait_shown("S✓", _READY_S)
    return took_s


def _settled(one: Played) -> int:
    """How many starts have come to their end, as systemd tells the console."""
    console = one.till.wires.folder / "console.log"
    return console.read_bytes().count(b"Startup finished") if console.exists() else 0


def said_s(one: Played, words: str, start: int) -> float:
    """Seconds of the kernel's clock at which systemd said `words` in start number `start` (from 0).

    Raises:
        IndexError: there were fewer such starts.
    """
    console = (one.till.wires.folder / "console.log").read_text(encoding="utf-8", errors="replace")
    told = re.findall(
        r"\[ *([\d.]+)\] systemd\[1\]: (?:\x1b\[[\d;]*m)?" + re.escape(words), console
    )
    return float(told[start])


def restart(one: Played, *, deadline_s: float = 240.0) -> None:
    """Wait until it restarted by itself, and waits for keys again."""
    count = len(one.till.starts)
    one.till.wait(lambda: len(one.till.starts) > count, "a restart", deadline_s)
    one.till.wires.panel.lose_power()
    one.till.wait_shown(READY, deadline_s)


def switch_off(one: Played) -> None:
    """As the button of the case does it."""
    one.till.qemu.press_power_button()
    one.till.wait(lambda: not one.till.is_on, "the end", _OFF_S)


def numbers(one: Played) -> list[int]:
    """The numbers of receipts on paper, each once, in order."""
    found = (_NUMBER.search("\n".join(slip.text)) for slip in one.stage.slips)
    return sorted({int(number[1]) for number in found if number is not None})
