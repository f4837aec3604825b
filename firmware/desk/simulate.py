"""Playing a script on the emulated till: a market day as a text, and pictures of it."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import assert_never

from firmware.app.config import Config
from firmware.desk.script import Act, Command, Expectation, Keys, Line, Look
from firmware.desk.stand import Stand
from hal.display.port import Screen
from hal.printer.emulator_paper import Slip
from hal.printer.port import Paper

DISPLAY_SCALE = 4
_NUMBER_ON_SLIP = re.compile(r"^BELEG (\d+)", re.MULTILINE)
_PAPER = {"in": Paper.OK, "out": Paper.OUT, "low": Paper.NEAR_END}


@dataclass(slots=True)
class Outcome:
    """What a day came to: counts, and every expectation that was not met, in words."""

    lines: int = 0
    keys: int = 0
    slips: int = 0
    cuts: int = 0
    failures: list[str] = field(default_factory=list)


class Simulation:
    """One till and its folder: `book.sqlite`, `receipts/`, `display/`, `credentials/`."""

    def __init__(self, folder: Path, config: Config, start_utc: datetime) -> None:
        self._folder = folder
        self.outcome = Outcome()
        self.slips: list[Slip] = []
        self._slip_names: dict[str, int] = {}
        self._screens = 0
        for name in ("receipts", "display"):
            (folder / name).mkdir(parents=True, exist_ok=True)
        self.stand = Stand(folder, config, start_utc)
        self.stand.on_slip = self._keep_slip
        self.stand.on_screen = self._keep_screen
        self._seen_seq = 0

    def begin(self) -> None:
        """Commission a new till, or boot the one of an earlier script.

        Raises:
            CommissionError, BootError, StoreError, CredentialError: it does not start.
        """
        if not self.stand.book_path.exists():
            self.stand.commission()
        self.stand.boot()

    def play(self, script: Sequence[Line], progress: Callable[[Line], None]) -> Outcome:
        """Do every line; an unmet expectation is noted and the day goes on."""
        for line in script:
            progress(line)
            self.outcome.lines += 1
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
                    is_on = self._do(line.step)
                case _:
                    assert_never(line.step)
            if not is_on:
                self.stand.boot()
        self.outcome.cuts = self.stand.cuts
        self.outcome.slips = len(self.slips)
        return self.outcome

    def end(self) -> None:
        """Switch the till off in order."""
        self.stand.shut_down()

    def _mark(self) -> None:
        """Rows from here on count as new for `expect journal`."""
        last = self.stand.book.last_journal()
        self._seen_seq = 0 if last is None else last.seq

    def _do(self, command: Command) -> bool:
        """Disturb, or set right, the world around the till; false when the plug was pulled."""
        stand, bench = self.stand, self.stand.bench
        match command.act:
            case Act.TIME:
                assert command.moment_utc is not None, "@time names a moment"
                return stand.set_time(command.moment_utc)
            case Act.WAIT:
                return stand.advance(command.number or 0.0)
            case Act.PAPER:
                bench.set_paper(_PAPER[command.word])
            case Act.COVER:
                bench.printer.is_cover_open = command.word == "open"
            case Act.PRINTER:
                bench.printer.is_online = command.word == "online"
            case Act.CARD:
                position = {"insert": "in", "remove": "out"}.get(command.word, command.word)
                bench.set_card(position, 5.0 if command.number is None else command.number)
            case Act.DISPLAY:
                if command.word == "plug":
                    bench.panel.plug_in()
                else:
                    bench.panel.unplug()
            case Act.POWER:
                stand.plug.arm(int(command.number or 1))
                return True
        return stand.settle()

    def _look(self, line: Line, expectation: Expectation) -> None:
        match expectation.look:
            case Look.DISPLAY:
                is_met = expectation.text in screen_text(self.stand.screen)
            case Look.RECEIPT:
                is_met = bool(self.slips) and expectation.text in slip_text(self.slips[-1])
            case Look.JOURNAL:
                rows = self.stand.book.journal(self._seen_seq + 1, kind=expectation.text)
                is_met = any(True for _ in rows)
            case _:
                assert_never(expectation.look)
        if not is_met:
            shown = screen_box(self.stand.screen)
            self.outcome.failures.append(f"line {line.number}: {line.text}\n{shown}")

    def _keep_slip(self, slip: Slip) -> None:
        self.slips.append(slip)
        text = slip_text(slip)
        found = _NUMBER_ON_SLIP.search(text)
        number = f"{int(found[1]):06}" if found else "000000"
        seen = self._slip_names[number] = self._slip_names.get(number, 0) + 1
        name = number if seen == 1 else f"{number}-{seen}"
        slip.image.save(self._folder / "receipts" / f"{name}.png")
        (self._folder / "receipts" / f"{name}.txt").write_text(text + "\n", encoding="utf-8")

    def _keep_screen(self, _screen: Screen) -> None:
        self._screens += 1
        png = self.stand.bench.panel.png(scale=DISPLAY_SCALE)
        (self._folder / "display" / f"{self._screens:04}.png").write_bytes(png)


def screen_text(screen: Screen) -> str:
    """All zones of the display, one line each."""
    return f"{screen.status}\n{screen.item}\n{screen.main}\n{screen.hint}"


def screen_box(screen: Screen) -> str:
    """The display as text, framed, for messages."""
    rows = [screen.status, screen.item, screen.main.rjust(21), screen.hint]
    edge = "+" + "-" * 23 + "+"
    return "\n".join([edge, *(f"| {row:<21} |" for row in rows), edge])


def slip_text(slip: Slip) -> str:
    """What is on the paper, and what its codes say."""
    return "\n".join([*slip.text, *slip.qr_payloads])
