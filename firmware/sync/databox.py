"""The DataBox: where the office lays the result of a packet that it only received at first.

The till sends one item a packet and never asks for this, so that it should not happen (BMF service
description: one item is answered at once). When it does, the slip says 0 like any success; the real
answer is a letter here, a whole rkdbResponse without SOAP. Letters of others are opened once and
left; nothing in here makes an order worse than it was, and whatever cannot be read is not there.
"""

import base64
import binascii
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from firmware.finanzonline.order import Answer
from firmware.process.logs import get_logger
from firmware.sync import reply
from firmware.sync.fault import SchemaError, WireError
from firmware.sync.session import Session
from firmware.sync.soap import Node, document

log = get_logger()

#: A protocol: the result of something that was sent in.
KIND: Final = "P"
_MATTER: Final = "RKDB"
#: The clocks of till and office need not agree; a window has seven days at most.
_BEFORE: Final = timedelta(hours=1)
_WINDOW: Final = timedelta(days=7)
#: Each costs a call under a deadline of its own; the rest is for the next round.
LETTERS_A_ROUND: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Slip:
    """A packet that was only received; `opened` are the letters that were not its answer."""

    number: int
    sent_utc: datetime
    opened: frozenset[str] = frozenset()


def look_for(slip: Slip, session: Session, now_utc: datetime) -> tuple[Answer | None, Slip]:
    """The answer to the packet of `slip`, None if it is not there yet; and what was opened.

    Never raises WireError or SchemaError: what the DataBox says is no reason to tell nothing.
    """
    try:
        return _look_for(slip, session, now_utc)
    except (WireError, SchemaError) as error:
        log.warning("no letter", packet=slip.number, detail=str(error))
        return None, slip


def _look_for(slip: Slip, session: Session, now_utc: datetime) -> tuple[Answer | None, Slip]:
    since = (slip.sent_utc - _BEFORE).replace(microsecond=0)
    until = min(max(since, now_utc.replace(microsecond=0)), since + _WINDOW)
    window = {"ts_zust_von": since, "ts_zust_bis": until}
    listed = session.databox("getDatabox", {"erltyp": KIND, **window})
    _require_ok(listed)
    new = [key for key in _keys(listed) if key not in slip.opened]
    for key in new[:LETTERS_A_ROUND]:
        answer = _answer_in(session, key, slip.number)
        if answer is not None:
            return answer, slip
        slip = replace(slip, opened=slip.opened | {key})
    return None, slip


def _keys(listed: Node) -> list[str]:
    """The letters about registers, in the order of the list."""
    about = [one for one in listed.all("result") if one.text_of("anbringen") == _MATTER]
    return [key for one in about if (key := one.text_of("applkey"))]


def _answer_in(session: Session, key: str, number: int) -> Answer | None:
    """What the letter answers to packet `number`; None if it is about something else."""
    try:
        opened = session.databox("getDataboxEntry", {"applkey": key})
        _require_ok(opened)
        letter = document(base64.b64decode("".join((opened.text_of("result") or "").split())))
        if letter.name != "rkdbResponse" or letter.text_of("paket_nr") != str(number):
            return None
        return reply.answer_of(letter, number, session.mode)
    except (WireError, SchemaError, binascii.Error, ValueError) as error:
        log.warning("letter not read", letter=key, detail=str(error))
        return None


def _require_ok(response: Node) -> None:
    code, words = reply.code_of(response)
    if code != reply.OK:
        raise reply.strange(f"the DataBox answers {code} {words}".rstrip())
