"""How the till is: status slip, and the self test of the chain."""

from datetime import datetime

from firmware.till import texts
from firmware.till.asks import Choice, Confirm, Wanting
from firmware.till.dialogue import open_dialogue
from firmware.till.effects import PrintPaper
from firmware.till.exports.words import stick_words
from firmware.till.function import Chapter, Function, Right
from firmware.till.papers.key_card import chapters
from firmware.till.papers.paper import Pair, Paper, Row, Rule, Title, Words
from firmware.till.refuse import complain
from firmware.till.state import BOOKED, Answers, Next, Step, Till, say
from firmware.till.texts import ErrorCode
from firmware.till.upkeep.archive import archive_rows
from firmware.till.upkeep.copies import SecondMedium
from firmware.till.upkeep.copy_news import MEDIUM, medium_words
from firmware.till.upkeep.image_rows import image_rows
from firmware.till.upkeep.status_requests import (
    ChainChecked,
    CheckChain,
    FindStatus,
    TillStatus,
)

_MEGABYTE = 1024 * 1024
_STATUS, _SHOWN, _CODES = 1, 2, 3


def ask_status(till: Till, functions: tuple[Function, ...]) -> Step:
    """F 80: the status on paper or display, or the list of `functions` for the lid."""
    return open_dialogue(till, _status, functions)


def _status(till: Till, answers: Answers) -> Next:
    match answers:
        case (tuple(),):
            options = {_STATUS: "Status drucken", _SHOWN: "Status zeigen", _CODES: "Liste drucken"}
            return Choice(title="STATUS", options=options)
        case (tuple() as functions, 3):
            return say(till, "Funktionen", "wird gedruckt"), (
                PrintPaper(paper=functions_paper(functions)),
            )
        case (tuple(), int()):
            return Wanting(FindStatus())
        case (tuple(), 1, TillStatus() as status):
            return say(till, "Status", "wird gedruckt"), (
                PrintPaper(paper=status_paper(till, status)),
            )
        case (tuple(), 2, TillStatus() as status):
            signing = "S✓" if status.is_signing else "S!"
            hint = f"Bon {status.last_number} {signing} C"
            main = "Kasse ok" if till.ended is None else "AUSSER BETRIEB"
            return Confirm(title=f"V{status.version}", main=main, hint=hint)
        case (tuple(), 2, TillStatus(), True):
            return till, ()
        case _:
            raise AssertionError(answers)


def status_paper(till: Till, status: TillStatus) -> Paper:
    """The status slip."""
    rows: list[Row] = [
        Title(text="STATUS"),
        Pair(left="Kasse", right=till.profile.register_id),
        *_ended(till),
        Pair(left="Zeit", right=_local(till.now_utc)),
        Pair(left="Uhr", right="sicher" if status.is_clock_trusted else "UNSICHER"),
        Rule(),
        Pair(left="Programm", right=texts.PROGRAM),
        Pair(left="Version", right=status.version),
        *image_rows(status.image),
        Pair(left="Karte", right=status.certificate_serial),
        Pair(left="Signatur", right="geht" if status.is_signing else "AUSGEFALLEN"),
        Rule(),
        Pair(left="Letzter Bon", right=texts.receipt_number(status.last_number)),
        Pair(left="vom", right=_local(status.last_issued_at_utc)),
        Pair(left="Letztes Z", right="keines" if status.last_z is None else str(status.last_z)),
        *archive_rows(status.archive),
        *_medium(till),
        Pair(left="Stick", right=stick_words(till.stick)),
        Pair(left="Zuletzt gesichert", right=_left(status.last_left_utc)),
        Pair(left="Speicher frei", right=f"{status.free_bytes // _MEGABYTE} MB"),
        Words(text="kein Umsatz, nicht signiert", is_centred=True),
    ]
    return Paper(name="Status", rows=tuple(rows))


def _left(at_utc: datetime | None) -> str:
    """When what is in the till was last also somewhere else."""
    return "noch nie" if at_utc is None else f"{at_utc.astimezone(texts.VIENNA):%d.%m.%Y}"


def _ended(till: Till) -> tuple[Row, ...]:
    """A till out of service says so before everything else."""
    if till.ended is None:
        return ()
    number = till.ended.number
    by = "" if number is None else f"Bon {texts.receipt_number(number)}"
    return (Pair(left="AUSSER BETRIEB", right=by, is_bold=True),)


def _medium(till: Till) -> tuple[Row, ...]:
    """Of the second medium, where the till has one."""
    if till.medium is SecondMedium.NONE:
        return ()
    return (Pair(left=MEDIUM, right=medium_words(till.medium)),)


def functions_paper(functions: tuple[Function, ...]) -> Paper:
    """The codes for the lid, by chapters."""
    rows: list[Row] = [Title(text="FUNKTIONEN"), Words(text="K alle  C Chef  T Techniker")]
    for chapter in chapters(functions):
        rows += [Rule(), Words(text=chapter.title, is_bold=True)]
        rows += [
            Pair(left=f"{one.keys} {one.name}", right=one.right.value) for one in chapter.functions
        ]
    return Paper(name="Funktionen", rows=tuple(rows))


def _local(at_utc: datetime) -> str:
    return at_utc.astimezone(texts.VIENNA).strftime("%d.%m.%Y %H:%M")


def check_chain(till: Till) -> Step:
    """F 67: book and chain, as at a boot."""
    return open_dialogue(till, _chain)


def _chain(till: Till, answers: Answers) -> Next:
    match answers:
        case ():
            return Wanting(CheckChain())
        case (ChainChecked(problem="") as checked,):
            return say(till, "Kette in Ordnung", f"{checked.receipts} Bons"), (BOOKED,)
        case (ChainChecked(),):
            return complain(till, ErrorCode.E21, hint="Techniker rufen")
        case _:
            raise AssertionError(answers)


FUNCTIONS: tuple[Function, ...] = (
    Function(
        code=67,
        name="Selbsttest der Kette",
        chapter=Chapter.TILL,
        right=Right.CHIEF,
        run=check_chain,
    ),
)
