"""Playing a script on the emulated till: a market day as a text, and pictures of it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import takewhile
from pathlib import Path
from typing import assert_never

from firmware.app.config import Config
from firmware.app.life.first_start import is_new
from firmware.desk.misfortune import carry_out
from firmware.desk.opening import open_stall
from firmware.desk.script import (
    Act,
    Command,
    Expectation,
    Keys,
    Line,
    Look,
    ScriptError,
)
from firmware.desk.stand import Stand
from hal.card.emulator_profile import EmulatedFamily
from hal.display.port import Screen
from hal.printer.emulator_paper import Slip

DISPLAY_SCALE = 4
_NUMBER_ON_SLIP = re.compile(r"^BELEG (\d+)", re.MULTILINE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An expectation that was not met: its line, the display then, and what was looked at."""

    line: Line
    look: Look
    screen: str
    seen: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperText:
    """What a slip says, and what its codes say; the picture is on the disk."""

    text: str
    qr_payloads: tuple[str, ...]


@dataclass(slots=True)
class Outcome:
    """What a day came to: counts, and every expectation that was not met."""

    lines: int = 0
    keys: int = 0
    slips: int = 0
    cuts: int = 0
    failures: list[Failure] = field(default_factory=list)


class Simulation:
    """One till and its folder: `book.sqlite`, `receipts/`, `display/`, `credentials/`.

    `papers` are the slips in the order in which they came out.
    """

    def __init__(self, folder: Path, config: Config, start_utc: datetime) -> None:
        self._receipts, self._display = folder / "receipts", folder / "display"
        self.outcome = Outcome()
        self.papers: list[PaperText] = []
        for place in (self._receipts, self._display):
            place.mkdir(parents=True, exist_ok=True)
        # In the folder of an earlier day its pictures stay.
        self._screens = sum(1 for _ in self._display.iterdir())
        self.stand = Stand(folder, config, start_utc)
        self.stand.on_slip = self._keep_slip
        self.stand.on_screen = self._keep_screen
        self._seen_seq = 0
        self._done: frozenset[int] = frozenset()
        self._is_new = False

    def begin(self, cards: Sequence[Line] = (), new: Line | None = None) -> None:
        """Commission a new till, its Startbeleg on paper, or boot the one of an earlier script.

        With the line `new` (`@till new`) the script's own keys put it into operation.
        `cards` are the lines of the script that `first_cards` finds; the last of them is in the
        reader, and none is renewed again when its line is played.

        Raises:
            CommissionError, BootError, StoreError, CredentialError: it does not start.
        """
        stand = self.stand
        self._is_new = new is not None
        self._done = frozenset(line.number for line in (*cards, *filter(None, [new])))
        for line in cards:
            if (family := _family(line)) is not None:
                stand.bench.renew_card(family)
        if not self._is_new:
            open_stall(stand.config, stand.bench, stand.secrets, connect=stand.plug.connect)
        self._boot()

    def play(self, script: Sequence[Line], progress: Callable[[Line], None]) -> Outcome:
        """Do every line; an unmet expectation is noted and the day goes on."""
        for line in script:
            progress(line)
            self.outcome.lines += 1
            if line.number in self._done:
                continue
            match line.step:
                case Expectation():
                    self._look(line, line.step)
                    continue
                case Keys():
                    self._mark()
                    self.outcome.keys += len(line.step.keys)
                    is_on = self.stand.press(line.step.keys)
                case Command():
                    self._mark()
                    is_on = carry_out(self.stand, line.step)
                case _:
                    assert_never(line.step)
            if not is_on:
                self._boot()
        return self.outcome

    def end(self) -> None:
        """Switch the till off in order; a plug that is still armed is pulled on the way."""
        while not self.stand.shut_down():
            self._boot()
        self.outcome.cuts = self.stand.cuts
        self.outcome.slips = len(self.papers)

    def _boot(self) -> None:
        stand = self.stand
        is_first = self._is_new and is_new(stand.config, stand.secrets)
        is_on = stand.first_start() if is_first else stand.boot()
        assert is_on, "putting the plug in again disarmed it"

    def _mark(self) -> None:
        """Rows from here on count as new for `expect journal`."""
        # Before its first start a till has no book, and so no rows.
        last = self.stand.book.last_journal() if self.stand.is_on else None
        self._seen_seq = 0 if last is None else last.seq

    def _look(self, line: Line, expectation: Expectation) -> None:
        seen = self._seen(expectation.look)
        is_met = expectation.text in (seen.split() if expectation.look is Look.JOURNAL else seen)
        if not is_met:
            screen = screen_box(self.stand.screen)
            failure = Failure(line=line, look=expectation.look, screen=screen, seen=seen)
            self.outcome.failures.append(failure)

    def _seen(self, look: Look) -> str:
        """What there is to look at: the display, the last slip, or the kinds of the new rows."""
        match look:
            case Look.DISPLAY:
                return screen_text(self.stand.screen)
            case Look.RECEIPT:
                last = self.papers[-1:]
                return "\n".join(part for one in last for part in (one.text, *one.qr_payloads))
            case Look.JOURNAL if not self.stand.is_on:
                return ""
            case Look.JOURNAL:
                return " ".join(row.kind for row in self.stand.book.journal(self._seen_seq + 1))
            case _:
                assert_never(look)

    def _keep_slip(self, slip: Slip) -> None:
        paper = PaperText(text="\n".join(slip.text), qr_payloads=slip.qr_payloads)
        self.papers.append(paper)
        found = _NUMBER_ON_SLIP.search(paper.text)
        number = f"{int(found[1]):06}" if found else "000000"
        picture, text = self._free_names(number)
        slip.image.save(picture)
        text.write_text("\n".join([paper.text, *paper.qr_payloads, ""]), encoding="utf-8")

    def _free_names(self, number: str) -> tuple[Path, Path]:
        """Picture and text of a slip; a second slip of the same number gets `-2`, and so on."""
        name, count = number, 1
        while (self._receipts / f"{name}.png").exists():
            count += 1
            name = f"{number}-{count}"
        return self._receipts / f"{name}.png", self._receipts / f"{name}.txt"

    def _keep_screen(self, _screen: Screen) -> None:
        self._screens += 1
        png = self.stand.bench.panel.png(scale=DISPLAY_SCALE)
        (self._display / f"{self._screens:04}.png").write_bytes(png)


def new_till(script: Sequence[Line]) -> Line | None:
    """The `@till new` of a script, which stands before any key; None if there is none.

    Raises:
        ScriptError: it stands somewhere else.
    """
    found = [at for at, line in enumerate(script) if _is_till(line)]
    if not found:
        return None
    if len(found) > 1 or not all(isinstance(line.step, Command) for line in script[: found[0]]):
        raise ScriptError(f"line {script[found[-1]].number}: @till new stands before any key")
    return script[found[0]]


def _is_till(line: Line) -> bool:
    return isinstance(line.step, Command) and line.step.act is Act.TILL


def first_cards(script: Sequence[Line]) -> tuple[Line, ...]:
    """The cards a script names before anything else happens, but for its first `@time`."""
    first = script[0].step if script else None
    is_timed = isinstance(first, Command) and first.act is Act.TIME
    return tuple(takewhile(_family, script[1:] if is_timed else script))


def _family(line: Line) -> EmulatedFamily | None:
    """That of the new card a line puts in; None for any other line."""
    return line.step.family if isinstance(line.step, Command) else None


def screen_text(screen: Screen) -> str:
    """All zones of the display, one line each."""
    return f"{screen.status}\n{screen.item}\n{screen.main}\n{screen.hint}"


def screen_box(screen: Screen) -> str:
    """The display as text, framed, for messages."""
    rows = [screen.status, screen.item, screen.main.rjust(21), screen.hint]
    edge = "+" + "-" * 23 + "+"
    return "\n".join([edge, *(f"| {row:<21} |" for row in rows), edge])
