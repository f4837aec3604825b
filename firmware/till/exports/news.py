"""What the counter hears of the stick: it is in or out, an export goes on or has ended.

None of it covers change, a number, a question or an open sale: sounds and rows come at once, words
when nothing is lost by them.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import assert_never

from firmware.till.effects import Effect, Play, PrintPaper
from firmware.till.events import ExportTold, StickChanged
from firmware.till.exports import words
from firmware.till.exports.papers import export_paper
from firmware.till.exports.requests import (
    ExportKind,
    ExportProgress,
    ExportResult,
    StickStanding,
    StickView,
)
from firmware.till.late import tell
from firmware.till.refuse import complain_when_free
from firmware.till.sounds import Sound
from firmware.till.state import REJECTED, Complaint, Step, Till
from firmware.till.texts import ErrorCode

#: Nobody stands there and waits for paper.
_UNASKED = frozenset((ExportKind.OWNER, ExportKind.ENDING))


def heard(till: Till, event: StickChanged | ExportTold) -> Step:
    """Something happened at the stick while the cashier does something else."""
    match event:
        case StickChanged():
            return _out(till) if event.stick is None else _in(till, event.stick)
        case ExportTold():
            if isinstance(event.told, ExportProgress):
                return replace(_quiet(till), export=event.told), ()
            return _ended(replace(_over(_quiet(till)), export=None), event.told)
        case _:
            assert_never(event)


def _in(till: Till, stick: StickView) -> Step:
    """AU17: an owner's stick is at work by itself, any other waits for F 70."""
    before = till.stick
    there = replace(till, stick=stick, is_stick_leaving=False)
    if before is None:
        # What was said of the last one is done: it is in again, or another is.
        there = _without(there, _is_stick_checked)
    if before is not None and before.is_writable == stick.is_writable:
        # Only its room is another, or F 70 made it the owner's.
        return there, ()
    fault = words.fault_of(stick)
    if fault is not None:
        return complain_when_free(there, ErrorCode.E16, words=fault[0], hint=fault[1])
    match stick.standing:
        case StickStanding.OWNER:
            return tell(there, words.FOUND, words.OWNERS), ()
        case StickStanding.OTHER_TILL:
            return tell(there, words.OWNERS, words.OTHER_TILL, words.ASK_FOR), ()
        case StickStanding.STRANGE | StickStanding.UNREADABLE:
            return tell(there, words.STRANGE, "bereit", words.ASK_FOR), ()
        case _:
            assert_never(stick.standing)


def _out(till: Till) -> Step:
    """Pulled, or let go: what was said of it is over."""
    was_leaving = till.is_stick_leaving
    gone = replace(_quiet(till), stick=None, is_stick_leaving=False)
    gone = _without(gone, _is_of_stick)
    if not was_leaving:
        return gone, ()
    return tell(gone, words.STICK, words.PULL), (Play(sound=Sound.EXPORTED),)


def _quiet(till: Till) -> Till:
    """`till` without the news that a stick was put in."""
    is_old = till.notice is not None and till.notice.item in words.COMES_AND_GOES
    notices = tuple(one for one in till.late_notices if one.item not in words.COMES_AND_GOES)
    return replace(till, notice=None if is_old else till.notice, late_notices=notices)


def _over(till: Till) -> Till:
    """`till` without the word that an export goes on."""
    is_old = till.notice is not None and till.notice.main == words.RUNNING
    return replace(till, notice=None) if is_old else till


def _without(till: Till, is_over: Callable[[Complaint], bool]) -> Till:
    """`till` without what it complains of, or would later, where that is over."""
    shown, late = till.complaint, till.late_complaint
    return replace(
        till,
        complaint=None if shown is not None and is_over(shown) else shown,
        late_complaint=None if late is not None and is_over(late) else late,
    )


def _is_of_stick(complaint: Complaint) -> bool:
    return complaint.words in words.FAULTS


def _is_stick_checked(complaint: Complaint) -> bool:
    """What an export ended with; a question refused for want of a stick is answered by its C."""
    return complaint.hint in (words.PLUG_IN_AGAIN, words.OTHER_STICK)


def _ended(till: Till, result: ExportResult) -> Step:
    if result.error:
        return _failed(till, result)
    papers: tuple[Effect, ...] = ()
    if result.kind not in _UNASKED:
        papers = (PrintPaper(paper=export_paper(till, result)),)
    done = (Play(sound=Sound.EXPORTED), *papers)
    if result.warning:
        told, effects = complain_when_free(
            _told(till, result),
            ErrorCode.E21,
            words=result.warning,
            hint=words.CALL_CHIEF,
            is_held=True,
        )
        return told, (*done, *effects)
    if result.is_whole:
        return _told(replace(till, is_book_doubted=False), result), done
    doubted = replace(till, is_book_doubted=True)
    told, effects = complain_when_free(
        _told(doubted, result),
        ErrorCode.E21,
        words=words.DOUBTED,
        hint=words.CALL_CHIEF,
        is_held=True,
    )
    return told, (*done, *effects)


def _told(till: Till, result: ExportResult) -> Till:
    """`Stick ok – fertig ✓`; of books with findings only that they are on the stick."""
    hint = "Stick abziehen" if result.may_pull else words.EJECT
    if result.is_whole:
        return tell(till, words.DONE, "fertig ✓", hint)
    return tell(till, words.EXPORTED, "mit Befund", hint)


def _failed(till: Till, result: ExportResult) -> Step:
    """E16 where another stick helps; a period in which nothing was sold is no error."""
    if result.is_harmless:
        return tell(till, words.NO_EXPORT, result.error), (REJECTED,)
    if not result.is_stick_at_fault:
        return complain_when_free(
            till, ErrorCode.E15, words=result.error, hint=words.CALL_TECHNICIAN
        )
    # Whoever writes may see sooner that it is out than who looks for sticks.
    is_out = till.stick is None or result.error == words.PULLED
    hint = words.PLUG_IN_AGAIN if is_out else words.OTHER_STICK
    return complain_when_free(till, ErrorCode.E16, words=result.error, hint=hint)
