"""What a page of the handbook shows: keys typed at the manual's stall, and what came of them.

A page asks for it in a comment, one step a line:

    <!-- film
    ~ 1980 WG3
    1000 BAR: Der Kunde gibt zehn Euro.
    @paper out: Die Rolle ist zu Ende.
    + bon
    -->

`~` is typed before the reader comes in, `= Worte` shows how it is now, `+ bon` and `+ zettel` show
the last receipt or other slip (`+ bon 2` the last two). A word behind `film` says who stands there:
`chef`, `gesperrt`, `allein`. `<!-- case R4 -->` is the row of the manual's table with that number,
`<!-- case R4 bon -->` with its receipt, `<!-- keys 250 WG1 -->` only the caps. Whatever is asked
for ends with `<!-- /film -->` and the like; what is made stands between. Pads and lists:
chapters.py and lists.py.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from firmware.desk.manual.case import Case
from firmware.desk.manual.chapters import CASES
from firmware.desk.manual.steps import command_words
from firmware.desk.script import Command, Keys, parse_script
from firmware.till import texts
from firmware.till.effects import Effect, PrintPaper, PrintReceipt
from firmware.till.papers.paper import to_document
from firmware.till.papers.slip import Mark, ReceiptView, receipt_document
from firmware.till.sales.sale import Sale
from hal.display.port import Screen
from hal.printer.model import printer_model
from hal.printer.port import Document
from tests.till.playbook import ALONE, STALL, Playbook, stall_with

MODEL: Final = printer_model("generic-58mm-qr")
#: As long as a real machine code, and plainly none.
_NO_CODE: Final = "MUSTER-" * 20
_CLERKS: Final[dict[str, int | None]] = {"chef": 1, "anna": 2, "gesperrt": None, "allein": None}
_BY_NUMBER: Final = {case.number: case for case in CASES}


class FilmError(Exception):
    """A page asks for something that cannot be shown; the message says what."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Take:
    """One line of a script: `words` for what no key does, `text` for the reader."""

    keys: str
    words: str
    text: str
    screen: Screen


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """A slip, and what it is called."""

    name: str
    document: Document


@dataclass(frozen=True, slots=True, kw_only=True)
class Film:
    """What is shown, in order."""

    takes: tuple[Take, ...]
    prints: tuple[Print, ...]


@dataclass(slots=True)
class _Tray:
    """What has come out of the printer."""

    receipts: list[Print] = field(default_factory=list)
    papers: list[Print] = field(default_factory=list)


class _Stage(Playbook):
    """A playbook that keeps its paper."""

    def __init__(self, who: str, settings: str) -> None:
        if who not in _CLERKS:
            raise FilmError(f"nobody is called {who}")
        stall = stall_with(settings) if settings else STALL
        self.tray = _Tray()
        super().__init__(ALONE if who == "allein" else stall, clerk=_CLERKS[who])

    def _perform(self, effect: Effect) -> None:
        match effect:
            case PrintReceipt():
                number = self.number - 1 if effect.number is None else effect.number
                mark = Mark.COPY if effect.is_copy else Mark.NONE
                self.tray.receipts.append(self._receipt(number, mark))
            case PrintPaper():
                document = to_document(effect.paper, STALL.header, MODEL.columns)
                self.tray.papers.append(Print(name=effect.paper.name, document=document))
            case _:
                pass
        super()._perform(effect)

    def _receipt(self, number: int, mark: Mark) -> Print:
        found = self.book.receipts[number]
        view = _view(number, found.sale, found.issued_at_utc, is_signed=self.world.is_signing)
        document = receipt_document(view, self.till.profile, MODEL.columns, mark)
        return Print(name=f"Bon {texts.receipt_number(number)}", document=document)


def _view(number: int, sale: Sale, issued_at_utc: datetime, *, is_signed: bool) -> ReceiptView:
    local = f"{issued_at_utc.astimezone(texts.VIENNA):%Y-%m-%dT%H:%M:%S}"
    register = STALL.register_id
    return ReceiptView(
        number=number,
        register_id=register,
        local_time=local,
        sale=sale,
        is_signed=is_signed,
        qr=f"_R1-AT1_{register}_{number}_{local}_{_NO_CODE}",
    )


def play(who: str, lines: Sequence[str], settings: str = "") -> Film:
    """The film of a comment: `who` stands there, at the manual's stall with more `settings`.

    Raises:
        FilmError: a line means nothing, or asks for a slip that nobody printed.
        ScriptError: keys or commands that mean nothing.
    """
    stage = _Stage(who or "anna", settings)
    takes: list[Take] = []
    prints: list[Print] = []
    for line in lines:
        mark, rest = line[0], line[1:].strip()
        if mark == "+":
            prints += _asked(stage.tray, rest)
        elif mark == "~":
            stage.play(rest)
        elif mark == "=":
            takes.append(Take(keys="", words="", text=rest, screen=stage.screen))
        else:
            takes.append(_take(stage, line))
    return Film(takes=tuple(takes), prints=tuple(prints))


def _asked(tray: _Tray, words: str) -> list[Print]:
    kind, _, count = words.partition(" ")
    pile = {"bon": tray.receipts, "zettel": tray.papers}.get(kind)
    wanted = int(count or 1)
    if pile is None or len(pile) < wanted:
        raise FilmError(f"there is no {words}")
    return pile[-wanted:]


def _take(stage: _Stage, line: str) -> Take:
    script, _, text = line.partition(": ")
    stage.play(script)
    return Take(keys=_keys(script), words=_words(script), text=text.strip(), screen=stage.screen)


def _keys(script: str) -> str:
    """What of a line is keys, as the caps are drawn."""
    steps = [line for line in parse_script(script, "film") if isinstance(line.step, Keys)]
    return " ".join(line.text for line in steps)


def _words(script: str) -> str:
    steps = [line.step for line in parse_script(script, "film")]
    return ", ".join(command_words(step) for step in steps if isinstance(step, Command))


def case_film(number: str, shown: Sequence[str]) -> Film:
    """The row of the manual called `number`, with the slips that `shown` asks for.

    Raises:
        FilmError: there is no such row.
    """
    case = _BY_NUMBER.get(number)
    if case is None:
        raise FilmError(f"the manual has no row {number}")
    lines = [*_case_lines(case), *(f"+ {kind}" for kind in shown)]
    return play(_who(case), lines, case.settings)


def _who(case: Case) -> str:
    if case.is_alone:
        return "allein"
    return {None: "gesperrt", 1: "chef", 2: "anna"}[case.clerk]


def _case_lines(case: Case) -> Iterator[str]:
    *before, last = [line.strip() for line in case.keys.splitlines() if line.strip()]
    yield from before
    yield f"{last}: {case.effect}"
