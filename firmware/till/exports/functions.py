"""F 70 to F 72 carry data away on a stick, F 75 lets the stick go.

They may be asked for while a sale is open: an inspector, and a till whose disk is full, do not wait
for a customer (§ 7 Abs 1 RKSV asks for the DEP „jederzeit"). The sale stays as it is; the export
goes on by itself beside it. Who has not signed on gets no data: an inspector has F 60 for that. In
training the data are the real ones, and the rows say that they were asked for in training.
"""

from dataclasses import replace
from datetime import date
from typing import Final

from firmware.till.acts import JournalKind
from firmware.till.asks import Choice, Confirm, Digits, Wanting, Wrong
from firmware.till.dialogue import open_dialogue
from firmware.till.exports import words
from firmware.till.exports.requests import (
    ExportBegun,
    ExportDays,
    ExportKind,
    ExportProgress,
    FindExportDays,
    MakeOwnerStick,
    ReleaseStick,
    SeekStick,
    StartExport,
    StickStanding,
)
from firmware.till.fiscal.clock import day_of
from firmware.till.function import Chapter, Function, Right
from firmware.till.refuse import complain
from firmware.till.requests import Failed, Stored
from firmware.till.rights import require
from firmware.till.state import (
    BOOKED,
    Answers,
    Next,
    Phase,
    Script,
    Step,
    Till,
    base_phase,
    record,
    say,
)
from firmware.till.texts import VIENNA, ErrorCode

_DEP, _INSPECTION, _OWNER = 1, 2, 9
_KINDS: Final = {_DEP: ExportKind.DEP7, _INSPECTION: ExportKind.INSPECTION}
#: A slow stick takes its time, and half of one is none.
_MAKING: Final = Wanting(
    MakeOwnerStick(),
    is_held=True,
    title="CHEF-STICK",
    main="wird angelegt",
    hint="Stick stecken lassen",
)
#: One that was let go is mounted again.
_SEEKING: Final = Wanting(
    SeekStick(), is_held=True, title="STICK", main="wird gesucht", hint="bitte warten"
)
_WRONG_DAY: Final = "Datum prüfen"


def export(till: Till) -> Step:
    """F 70: the DEP, everything for an inspector, or a stick of the owner."""
    return _with_stick(till, _export)


def export_journal(till: Till) -> Step:
    """F 71: the journal as text and tables, and the events as JSON (DEP131)."""
    return _with_stick(till, _days, ExportKind.JOURNAL)


def back_up(till: Till) -> Step:
    """F 72: everything, and a copy of the book."""
    return _with_stick(till, _start, ExportKind.COPY)


def release(till: Till) -> Step:
    """F 75: let go of the stick, so that it may be pulled."""
    if till.stick is None:
        return complain(till, ErrorCode.E16, words=words.NO_STICK)
    if till.export is not None:
        return _running(till)
    return open_dialogue(till, _release, keep_entry=True)


def _with_stick(till: Till, script: Script, *given: object) -> Step:
    """Ask `script` with a stick that can be written; one that was let go is sought first."""
    if till.stick is None and till.export is None:
        return open_dialogue(till, _sought, script, given, keep_entry=True)
    return _refused(till) or open_dialogue(till, script, *given, keep_entry=True)


def _sought(till: Till, answers: Answers) -> Next:
    match answers:
        case (_, _):
            return _SEEKING
        case (_, _, Failed() as failed):
            return complain(till, ErrorCode.E16, words=failed.words, hint=words.PLUG_IN)
        case (script, tuple() as given, Stored()):
            assert callable(script), "as it was handed over"
            return _refused(till) or open_dialogue(till, script, *given, keep_entry=True)
        case _:
            raise AssertionError(answers)


def _refused(till: Till) -> Step | None:
    """Why nothing can be exported now."""
    if till.export is not None:
        return _running(till)
    fault = words.fault_of(till.stick)
    return None if fault is None else complain(till, ErrorCode.E16, words=fault[0], hint=fault[1])


def _running(till: Till) -> Step:
    return complain(till, ErrorCode.E16, words=words.RUNNING, hint="warten")


def _export(till: Till, answers: Answers) -> Next:
    match answers:
        case ():
            options = {_DEP: "DEP", _INSPECTION: "Prüfung", _OWNER: "Chef-Stick"}
            hint = "1DEP 2Prüfung 9Chef"
            return Choice(title="WAS AUF STICK ?", options=options, hint=hint)
        case (9,):
            return require(till, Right.CHIEF, _make_owners)
        case (int(number), *more):
            return _days(till, (_KINDS[number], *more))
        case _:
            raise AssertionError(answers)


def _days(till: Till, answers: Answers) -> Next:
    """From which day, up to which: both proposed, so that BAR BAR is all there is."""
    match answers:
        case (ExportKind(),):
            return Wanting(FindExportDays())
        case (ExportKind(), ExportDays() as days):
            hint = "BAR BAR = alles"
            return Digits(title="VON TTMMJJ ?", proposal=_typed(days.first), hint=hint)
        case (ExportKind(), ExportDays() as days, str(first)):
            hint = "BAR = bis heute"
            ask = Digits(title="BIS TTMMJJ ?", proposal=_typed(_today(till)), hint=hint)
            return _no_first(till, days, first) or ask
        case (ExportKind() as kind, ExportDays() as days, str(first), str(last), *more):
            wrong = _no_last(till, first, last)
            if wrong is not None:
                return wrong
            since, until = day_of(first), day_of(last)
            return _started(
                till,
                StartExport(
                    kind=kind,
                    first=None if since == days.first else since,
                    last=None if until == _today(till) else until,
                ),
                tuple(more),
            )
        case _:
            raise AssertionError(answers)


def _no_first(till: Till, days: ExportDays, text: str) -> Wrong | None:
    day = day_of(text)
    if day is None or day > _today(till):
        return Wrong(code=ErrorCode.E01, words=_WRONG_DAY, hint="TTMMJJ, bis heute")
    if day < days.first:
        return Wrong(code=ErrorCode.E01, words=_WRONG_DAY, hint=f"erst ab {days.first:%d.%m.%y}")
    return None


def _no_last(till: Till, first: str, text: str) -> Wrong | None:
    since, day = day_of(first), day_of(text)
    assert since is not None, "judged before"
    if day is None or day > _today(till):
        return Wrong(code=ErrorCode.E01, words=_WRONG_DAY, hint="TTMMJJ, bis heute")
    if day < since:
        return Wrong(code=ErrorCode.E01, words=_WRONG_DAY, hint=f"nicht vor {since:%d.%m.%y}")
    return None


def _start(till: Till, answers: Answers) -> Next:
    """Without a period: all there is."""
    match answers:
        case (ExportKind() as kind, *more):
            return _started(till, StartExport(kind=kind), tuple(more))
        case _:
            raise AssertionError(answers)


def _started(till: Till, wanted: StartExport, answers: Answers) -> Next:
    match answers:
        case ():
            return Wanting(wanted)
        case (ExportBegun(),):
            return _begun(till, wanted)
        case (Failed() as failed,):
            return complain(till, ErrorCode.E16, words=failed.words, hint=words.OTHER_STICK)
        case _:
            raise AssertionError(answers)


def _begun(till: Till, wanted: StartExport) -> Step:
    """Back to work; between sales the display shows how far it is, within one it says so once."""
    content: dict[str, object] = {"what": "asked", "export": wanted.kind.value}
    if wanted.first is not None:
        content["first_day"] = str(wanted.first)
    if wanted.last is not None:
        content["last_day"] = str(wanted.last)
    begun = replace(till, export=ExportProgress(kind=wanted.kind, per_mille=0, left_s=None))
    if base_phase(till) in (Phase.SALE, Phase.PAY):
        begun = say(begun, "Stick", words.RUNNING)
    return begun, (record(till, JournalKind.STICK, **content), BOOKED)


def _make_owners(till: Till) -> Step:
    """F 70 9: not one that is the owner's already, of this till or of another."""
    if till.stick is None:
        # It was pulled while somebody typed the chief's PIN.
        return complain(till, ErrorCode.E16, words=words.NO_STICK)
    match till.stick.standing:
        case StickStanding.OWNER:
            return complain(till, ErrorCode.E16, words="schon Chef-Stick", hint="ist fertig")
        case StickStanding.OTHER_TILL:
            return complain(till, ErrorCode.E16, words=words.OTHER_TILL, hint=words.OTHER_STICK)
        case _:
            return open_dialogue(till, _owners, keep_entry=True)


def _owners(till: Till, answers: Answers) -> Next:
    match answers:
        case ():
            return Confirm(title="CHEF-STICK ?", main="anlegen")
        case (True,):
            return _MAKING
        case (True, Stored()):
            made = say(till, words.OWNERS, "angelegt", "holt ab jetzt selbst")
            return made, (BOOKED,)
        case (True, Failed() as failed):
            return complain(till, ErrorCode.E16, words=failed.words, hint=words.OTHER_STICK)
        case _:
            raise AssertionError(answers)


def _release(till: Till, answers: Answers) -> Next:
    match answers:
        case ():
            return Wanting(ReleaseStick())
        case (Stored(),):
            leaving = replace(till, is_stick_leaving=True)
            return say(leaving, "Stick", "noch stecken lassen"), ()
        case (Failed() as failed,):
            return complain(till, ErrorCode.E16, words=failed.words, hint="nochmals: F 75")
        case _:
            raise AssertionError(answers)


def _today(till: Till) -> date:
    return till.now_utc.astimezone(VIENNA).date()


def _typed(day: date) -> str:
    return f"{day:%d%m%y}"


FUNCTIONS: tuple[Function, ...] = (
    Function(
        code=70,
        name="DEP, Prüfung auf Stick",
        chapter=Chapter.EXPORT,
        right=Right.CASHIER,
        run=export,
        is_for_sale=True,
    ),
    Function(
        code=71,
        name="Journal auf Stick",
        chapter=Chapter.EXPORT,
        right=Right.CASHIER,
        run=export_journal,
        is_for_sale=True,
    ),
    Function(
        code=72,
        name="Vollsicherung",
        chapter=Chapter.EXPORT,
        right=Right.CHIEF,
        run=back_up,
        is_for_sale=True,
    ),
    Function(
        code=75,
        name="Stick auswerfen",
        chapter=Chapter.EXPORT,
        right=Right.CASHIER,
        run=release,
        is_for_sale=True,
    ),
)
