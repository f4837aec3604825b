"""An answer as the server sends it, and what a trick makes of it."""

from dataclasses import dataclass, replace
from enum import Enum, auto
from typing import Final

from tests.finanzonline.emulator.requests import RKDB, SESSION
from tests.finanzonline.emulator.tricks import Plan, Trick


class Conduct(Enum):
    """How the bytes leave."""

    WHOLE = auto()
    HALF = auto()
    DRIP = auto()
    ENDLESS = auto()
    SILENT = auto()
    RESET = auto()
    RAW = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What is sent."""

    body: bytes = b""
    status: int = 200
    content_type: str = "text/xml; charset=utf-8"
    location: str | None = None
    conduct: Conduct = Conduct.WHOLE


_PAGE: Final = b"<!DOCTYPE html><html><head><title>Wartung</title></head><body>Wartung<br></html>"
_LAUGHS: Final = " ".join(
    f'<!ENTITY {name} "{f"&{before};" * 10}">'
    for before, name in zip("abcdefghi", "bcdefghij", strict=True)
)
_BOMB: Final = f'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"> {_LAUGHS}]>'
_FILE: Final = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY j SYSTEM "file:///etc/hostname">]>'

_CONDUCTS: Final = {
    Trick.RESET: Conduct.RESET,
    Trick.LOST: Conduct.RESET,
    Trick.SILENT: Conduct.SILENT,
    Trick.TRUNCATED: Conduct.HALF,
    Trick.DRIP: Conduct.DRIP,
    Trick.HUGE: Conduct.ENDLESS,
}


def play(plan: Plan, reply: Reply, elsewhere: str) -> Reply:
    """The reply a trick makes of an honest one; `elsewhere` is where a redirect points."""
    conduct = _CONDUCTS.get(plan.trick)
    if conduct is not None:
        return replace(reply, conduct=conduct)
    match plan.trick:
        case Trick.UNAVAILABLE:
            return Reply(status=503, body=_PAGE, content_type="text/html")
        case Trick.REDIRECT:
            return Reply(status=307, location=elsewhere)
        case Trick.GARBAGE:
            return replace(reply, body=bytes(range(255, 0, -1)) * 4)
        case Trick.PAGE:
            return Reply(body=_PAGE, content_type="text/html")
        case Trick.EMPTY:
            return replace(reply, body=b"")
        case Trick.SCRIPTED:
            return replace(reply, body=plan.body, status=plan.status)
        case Trick.RAW:
            return Reply(body=plan.body, conduct=Conduct.RAW)
        case trick:
            return replace(reply, body=_mangle(trick, reply.body.decode()).encode())


def _mangle(trick: Trick, body: str) -> str:
    match trick:
        case Trick.WRONG_NAMESPACE:
            return body.replace(RKDB, "urn:somewhere:else").replace(SESSION, "urn:somewhere:else")
        case Trick.WRONG_TYPES:
            return body.replace("paket_nr>", "paket_nr>eins ").replace("rc>", "rc>null ", 1)
        case Trick.ENTITY_BOMB:
            return _BOMB + _with_entity(body)
        case Trick.ENTITY_FILE:
            return _FILE + _with_entity(body)
        case Trick.WRONG_PAKET_NR:
            return body.replace("paket_nr>", "paket_nr>9", 1)
        case Trick.DUPLICATE:
            return _double_results(body)
        case _:
            return body


def _with_entity(body: str) -> str:
    """The entity where the words of the answer stand."""
    return body.replace("msg/>", "msg>&j;</ns0:msg>", 1).replace("msg><", "msg>&j;<", 1)


def _double_results(body: str) -> str:
    begin, end = body.find("<ns0:result>"), body.rfind("</ns0:result>")
    if begin < 0:
        return body
    results = body[begin : end + len("</ns0:result>")]
    return body[:begin] + results + body[begin:]
