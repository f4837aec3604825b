"""What to do next about the archive: a state, what happened, the state after, the next act.

Knows neither net nor book nor clock: whoever does the acts says what came of them and when.
`now_s` is a clock that never jumps; `chance` is 0 to 1.

    row seen ── GATHER_S ──> SendRows ──> Acked ──> (more) SendRows … ──> Wait
                                     └─> Failed ──> Wait, longer each time ──> AskHead / SendRows
"""

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final, assert_never

from firmware.accord.batch import MAX_LINES
from firmware.accord.messages import HEARTBEAT_S
from firmware.sync.archive.doubt import STRANGER, Doubt
from firmware.sync.archive.events import (
    Acked,
    Act,
    AskHead,
    Changed,
    Doubted,
    Event,
    Failed,
    FetchProof,
    Hurried,
    KeyGone,
    KeyTyped,
    LetIn,
    Looked,
    ProofKept,
    PutOff,
    Register,
    Rejected,
    Renew,
    Renewed,
    SendRows,
    Shut,
    TellStatus,
    Told,
    TooLarge,
    Wait,
)

#: The book is looked at so often.
LOOK_EVERY_S: Final = 5.0
#: Rows wait so long for others; with the look before, and the way, well within SEND_WITHIN_S.
GATHER_S: Final = 12.0
#: A try in vain is followed by a pause of up to twice as long as before it (full jitter).
SHORTEST_REST_S: Final = 1.0
LONGEST_REST_S: Final = 300.0
#: While nothing may be sent the archive is told why, and asked for its head, so often.
DOUBT_REST_S: Final = 300.0
#: What is grave is told at once, but not more often than that.
TELL_AGAIN_S: Final = 60.0
_DOUBLINGS_MAX: Final = 10


class Entry(Enum):
    """Whether the archive lets the till in."""

    NONE = auto()  # no key was ever typed
    OPEN = auto()
    SHUT = auto()  # the password is not taken: another one is to be had by the device key
    REFUSED = auto()  # not even so: revoked, or unknown there


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """Where the till stands.

    `rows` has the book, `confirmed` the archive (None: it is to be asked). `doubt` stops all
    sending; `stranger` is why the last answer was not believed at all. `unsent_since_s` is when
    rows were first seen to be unsent. `is_told_to_rest`: the archive itself asked for the pause.
    """

    entry: Entry = Entry.NONE
    has_key: bool = False
    rows: int = 0
    confirmed: int | None = None
    doubt: Doubt | None = None
    stranger: Doubt | None = None
    unsent_since_s: float | None = None
    is_urgent: bool = False
    is_reached: bool = False
    is_renewed: bool = False
    max_lines: int = MAX_LINES
    tries: int = 0
    rest_until_s: float = 0.0
    is_told_to_rest: bool = False
    heartbeat_s: float = HEARTBEAT_S
    told_s: float | None = None
    is_changed: bool = False
    proof_size: int = 0


def next_act(pace: Pace, now_s: float) -> Act:
    """What to do now."""
    if now_s < pace.rest_until_s:
        return Wait(until_s=pace.rest_until_s)
    if pace.has_key:
        return Register()
    match pace.entry:
        case Entry.NONE:
            return Wait(until_s=now_s + LOOK_EVERY_S)
        case Entry.SHUT:
            return Renew()
        case Entry.REFUSED:
            return AskHead()
        case Entry.OPEN:
            return _next_inside(pace, now_s)
        case _:
            assert_never(pace.entry)


def _next_inside(pace: Pace, now_s: float) -> Act:
    if pace.doubt is not None:
        # Answered like the question for the head, and the archive learns what is wrong.
        return TellStatus(doubt=pace.doubt.value)
    if pace.confirmed is None:
        return AskHead()
    tell_s = _tell_s(pace, now_s)
    send_s = _send_s(pace, now_s)
    is_contact_wanted = pace.is_urgent and send_s is None
    if is_contact_wanted or (tell_s <= now_s and not pace.is_urgent):
        return TellStatus()
    if send_s is not None and send_s <= now_s:
        return SendRows(first_seq=pace.confirmed + 1, max_lines=pace.max_lines)
    if pace.proof_size:
        return FetchProof(size=pace.proof_size)
    return Wait(until_s=tell_s if send_s is None else min(tell_s, send_s))


def _send_s(pace: Pace, now_s: float) -> float | None:
    """When rows have to go; None: there are none."""
    assert pace.confirmed is not None
    unsent = pace.rows - pace.confirmed
    if unsent <= 0:
        return None
    if pace.is_urgent or pace.unsent_since_s is None or unsent >= pace.max_lines:
        return now_s
    return pace.unsent_since_s + GATHER_S


def _tell_s(pace: Pace, now_s: float) -> float:
    if pace.told_s is None:
        return now_s
    return pace.told_s + (TELL_AGAIN_S if pace.is_changed else pace.heartbeat_s)


def after(pace: Pace, event: Event, now_s: float, chance: float) -> Pace:
    """The state after something happened."""
    match event:
        case Looked(rows=rows):
            return _looked(pace, rows, now_s)
        case Hurried():
            return _at_once(replace(pace, is_urgent=True), now_s)
        case Told():
            return replace(pace, told_s=now_s, is_changed=False)
        case Changed():
            return replace(pace, is_changed=True)
        case Acked():
            return _acked(pace, event)
        case ProofKept():
            return replace(pace, proof_size=0)
        case KeyTyped() | KeyGone() | LetIn() | Renewed() | Shut() | Rejected():
            return _after_entry(pace, event, now_s)
        case Failed() | PutOff() | TooLarge() | Doubted():
            return _after_failure(pace, event, now_s, chance)
        case _:
            assert_never(event)


def _after_entry(
    pace: Pace, event: KeyTyped | KeyGone | LetIn | Renewed | Shut | Rejected, now_s: float
) -> Pace:
    match event:
        case KeyTyped():
            return _at_once(replace(pace, has_key=True), now_s)
        case KeyGone():
            return replace(_rested(pace), has_key=False)
        case LetIn():
            # Another log, perhaps: what was known of the one before counts for nothing.
            return Pace(entry=Entry.OPEN, rows=pace.rows, is_urgent=True)
        case Renewed():
            return replace(_rested(pace), entry=Entry.OPEN, is_renewed=True)
        case Shut():
            # A new password that is not taken either is no question of the password.
            return _rejected(pace, now_s) if pace.is_renewed else replace(pace, entry=Entry.SHUT)
        case Rejected():
            return _rejected(pace, now_s)
        case _:
            assert_never(event)


def _after_failure(
    pace: Pace, event: Failed | PutOff | TooLarge | Doubted, now_s: float, chance: float
) -> Pace:
    match event:
        case Failed(is_gap=is_gap):
            failed = _failed(pace, now_s, chance)
            return replace(failed, confirmed=None) if is_gap else failed
        case PutOff(after_s=after_s):
            wait_s = min(max(after_s, SHORTEST_REST_S), LONGEST_REST_S)
            return replace(pace, rest_until_s=now_s + wait_s, is_told_to_rest=True)
        case TooLarge(lines=lines):
            if lines <= 1:
                return _failed(pace, now_s, chance)
            return replace(pace, max_lines=max(1, lines // 2))
        case Doubted(doubt=doubt):
            return _doubted(pace, doubt, now_s, chance)
        case _:
            assert_never(event)


def _at_once(pace: Pace, now_s: float) -> Pace:
    """Without a rest, unless it was the archive that asked for it."""
    return pace if pace.is_told_to_rest else replace(pace, rest_until_s=now_s)


def _looked(pace: Pace, rows: int, now_s: float) -> Pace:
    is_unsent = pace.confirmed is not None and rows > pace.confirmed
    since_s = pace.unsent_since_s
    if is_unsent and since_s is None:
        since_s = now_s
    return replace(pace, rows=rows, unsent_since_s=since_s)


def _acked(pace: Pace, event: Acked) -> Pace:
    rows = max(pace.rows, event.size)
    is_all = rows == event.size
    is_last = event.is_batch and not event.is_more
    return replace(
        _rested(pace),
        entry=Entry.OPEN,
        rows=rows,
        confirmed=event.size,
        doubt=None,
        stranger=None,
        # Rows left behind have waited already; later ones are seen at the next look.
        unsent_since_s=None if is_all or is_last else pace.unsent_since_s,
        is_urgent=pace.is_urgent and not is_all,
        is_reached=True,
        is_renewed=False,
        max_lines=min(MAX_LINES, pace.max_lines * 2) if event.is_batch else pace.max_lines,
        heartbeat_s=event.heartbeat_s,
        proof_size=event.proven_size,
    )


def _rested(pace: Pace) -> Pace:
    return replace(pace, tries=0, rest_until_s=0.0, is_told_to_rest=False)


def _failed(pace: Pace, now_s: float, chance: float) -> Pace:
    tries = pace.tries + 1
    cap_s = min(LONGEST_REST_S, SHORTEST_REST_S * 2.0 ** min(tries, _DOUBLINGS_MAX))
    wait_s = SHORTEST_REST_S + chance * (cap_s - SHORTEST_REST_S)
    return replace(
        pace,
        tries=tries,
        rest_until_s=now_s + wait_s,
        is_told_to_rest=False,
        is_reached=False,
        is_urgent=False,
    )


def _doubted(pace: Pace, doubt: Doubt, now_s: float, chance: float) -> Pace:
    if doubt in STRANGER:
        return replace(_failed(pace, now_s, chance), stranger=doubt)
    # The first word stays until all is well: what comes after it follows from it.
    return replace(
        pace,
        doubt=pace.doubt or doubt,
        stranger=None,
        is_reached=True,
        is_urgent=False,
        rest_until_s=now_s + DOUBT_REST_S,
        is_told_to_rest=False,
    )


def _rejected(pace: Pace, now_s: float) -> Pace:
    return replace(
        pace,
        entry=Entry.REFUSED,
        is_reached=True,
        is_urgent=False,
        rest_until_s=now_s + DOUBT_REST_S,
        is_told_to_rest=False,
    )
