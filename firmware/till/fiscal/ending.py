"""F 63: the planned end of a register (§ 17 Abs 8 RKSV): export, Schlussbeleg, out of service.

Two confirmations and the register's id, typed. Before the Schlussbeleg everything is exported and
examined, so that nobody ends a register whose DEP is damaged. The Schlussbeleg and the row
AUSSERBETRIEB are one: the book takes both or neither, and the till takes no receipt after them.
"""

from dataclasses import replace
from typing import Final

from firmware.finanzonline.order import Reason
from firmware.rksv.receipt import ReceiptKind
from firmware.till.asks import Choice, Confirm, Wanting, Words, Wrong
from firmware.till.closing.day_end import close_day
from firmware.till.closing.zreport import Period
from firmware.till.dialogue import open_dialogue
from firmware.till.effects import Issue, Play, PrintPaper, PrintReceipt
from firmware.till.events import ReceiptStored
from firmware.till.fiscal import ended
from firmware.till.fiscal.ending_papers import Ending, end_paper
from firmware.till.fiscal.ending_requests import Exported
from firmware.till.function import Chapter, Function, Right
from firmware.till.refuse import complain
from firmware.till.requests import Failed, FindPeriod, FoundPeriod
from firmware.till.sales.sale import UNITS_TOO, Sale
from firmware.till.sounds import Sound
from firmware.till.state import Answers, End, Next, Step, Till
from firmware.till.texts import ErrorCode
from firmware.till.upkeep.status_requests import FindStatus, TillStatus

NOTE: Final = "Außerbetriebnahme"
NOTE_IN_OUTAGE: Final = "Außerbetriebnahme im Ausfall"
#: A serial of a certificate in hex has up to 40 signs.
LONGEST_NAME: Final = 40
_KEEPS, _GIVES_UP = 1, 2


def end_till(till: Till) -> Step:
    """F 63: end the register; at one that has ended, export everything once more."""
    if till.ended is not None:
        return ended.export(till)
    if till.is_training:
        return complain(till, ErrorCode.E01, words="Nicht im Training")
    if till.parked:
        return complain(till, ErrorCode.E08, words="Bon geparkt", hint="F 07 holen, dann F 63")
    return open_dialogue(till, _begin)


def _begin(till: Till, answers: Answers) -> Next:
    """What must come first, the first confirmation, the id, the units, the export."""
    match answers:
        case ():
            return Wanting(FindPeriod())
        case (FoundPeriod() as found,) if _is_open(found.period):
            return Confirm(title="ZUERST DAS Z", main="Z jetzt?")
        case (FoundPeriod() as found, True) if _is_open(found.period):
            return close_day(till)
        case (FoundPeriod(),):
            return Wanting(FindStatus())
        case (FoundPeriod(), TillStatus() as status, *more):
            return _asked(till, status, tuple(more))
        case _:
            raise AssertionError(answers)


def _is_open(period: Period) -> bool:
    """Whether anything stands in the period that only a Z closes."""
    figures = period.figures
    return bool(figures.total.count or figures.movements or period.count is not None)


def _asked(till: Till, status: TillStatus, answers: Answers) -> Next:
    match answers:
        case ():
            return Confirm(title="KASSE BEENDEN?", main="endgültig", hint=_hint(till))
        case (True,):
            return Words(title="KASSEN-ID ?", longest=LONGEST_NAME)
        case (True, str(typed)):
            if typed.casefold() not in _names(till, status):
                return Wrong(code=ErrorCode.E06, words="Stimmt nicht", hint="steht auf jedem Bon")
            options = {_KEEPS: "bleibt", _GIVES_UP: "abmelden"}
            return Choice(title="SIGNATURKARTE ?", options=options, hint="1=bleibt 2=abmelden")
        case (True, str(), int()):
            return ended.WANTED
        case (True, str(), int(), Failed() as failed):
            return complain(till, ErrorCode.E15, words=failed.words, hint="Kasse läuft weiter")
        case (True, str(), int(choice), Exported() as made):
            return open_dialogue(till, _end, choice, made)
        case _:
            raise AssertionError(answers)


def _hint(till: Till) -> str:
    """The Schlussbeleg may carry the words of an outage, but somebody should know of it."""
    return "BAR = Ja    C = Nein" if till.is_signature_working else "AUSFALL! BAR=Ja C"


def _names(till: Till, status: TillStatus) -> tuple[str, str]:
    """What is typed against mistakes: the register's id, or the serial of its certificate."""
    return till.profile.register_id.casefold(), status.certificate_serial.casefold()


def _end(till: Till, answers: Answers) -> Next:
    """The second confirmation; after it there is no way back."""
    match answers:
        case (int(), Exported() as made):
            is_on_stick = len(made.media) > 1
            hint = "gesichert auf Stick" if is_on_stick else "gesichert, KEIN Stick"
            return Confirm(title="SCHLUSSBELEG?", main="BAR = ENDE", hint=hint)
        case (int(choice), Exported(), True):
            sale = Sale(
                kind=ReceiptKind.SCHLUSSBELEG,
                clerk=till.clerk,
                note=NOTE if till.is_signature_working else NOTE_IN_OUTAGE,
                reason=UNITS_TOO if choice == _GIVES_UP else "",
                chief=till.chief,
            )
            return replace(till, is_issuing=True, done=None), (Issue(sale=sale),)
        case _:
            raise AssertionError(answers)


def has_ended(till: Till, event: ReceiptStored) -> Step:
    """The Schlussbeleg is in the book: paper, slip, and the export that has it, too."""
    over = replace(
        till,
        ended=End(number=event.number, owes_export=True),
        done=None,
        last_done=None,
        notice=None,
        late_notices=(),
    )
    ending = Ending(
        register_id=till.profile.register_id,
        reason=Reason.PLANNED,
        number=event.number,
        at_utc=event.at_utc,
    )
    exporting, effects = ended.export(over)
    return exporting, (
        Play(sound=Sound.SIGNED),
        PrintReceipt(number=event.number, is_copy=False),
        PrintPaper(paper=end_paper(ending)),
        *effects,
    )


FUNCTIONS: tuple[Function, ...] = (
    Function(
        code=63,
        name="Schlussbeleg",
        chapter=Chapter.RECEIPT,
        right=Right.CHIEF,
        run=end_till,
    ),
)
