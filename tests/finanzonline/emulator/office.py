"""An emulated FinanzOnline: its books, its door and its DataBox, behind one lock.

The time comes from the clock it is given. Whoever talks to it over the net finds it under the
paths of the real one (`server.py`); tests look into the books and tell it to misbehave.
"""

import base64
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from threading import Lock
from typing import Final
from xml.etree.ElementTree import Element, ParseError, fromstring, tostring

from tests.finanzonline.emulator import registers as service
from tests.finanzonline.emulator.books import Book, Till, Unit
from tests.finanzonline.emulator.changes import read_moment
from tests.finanzonline.emulator.databox import Databox, Letter
from tests.finanzonline.emulator.directory import Directory
from tests.finanzonline.emulator.grammar import GrammarError, check, local_name
from tests.finanzonline.emulator.registers import Registers, Result
from tests.finanzonline.emulator.reply import Reply, play
from tests.finanzonline.emulator.requests import DATABOX, FORMS, RKDB, SESSION
from tests.finanzonline.emulator.schema import OwnSchema
from tests.finanzonline.emulator.sessions import Participant, Sessions
from tests.finanzonline.emulator.tricks import BEFORE_EFFECT, Plan, Trick
from tests.finanzonline.emulator.words import WORDS
from tests.finanzonline.emulator.writing import Node, envelope, fault, node, write

PATHS: Final = {
    SESSION: ("/fonws/ws/session",),
    RKDB: ("/fonws/ws/rkdb",),
    # Sources differ where it is, so it is in both places.
    DATABOX: ("/fonws/ws/databox", "/fon/ws/databox"),
}
_SOAP: Final = "{http://schemas.xmlsoap.org/soap/envelope/}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One request as it came: what it wanted, what it said, and what was answered.

    `operation` is login, logout, rkdb's act or query, getDatabox, getDataboxEntry, or "?" for what
    was not understood; `rcs` are the return codes of its results, empty for a fault.
    """

    operation: str
    mode: str
    body: bytes
    headers: dict[str, str]
    at_utc: datetime
    rcs: tuple[str, ...]
    trick: Trick | None
    fault: str = ""


class _InvalidError(Exception):
    """A request that does not validate."""

    def __init__(self, *errors: str) -> None:
        super().__init__(*errors)
        self.errors = list(errors)


class Office:
    """The office. `url` is where it answers once it runs."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.clock = clock
        self.url = ""
        self.ca_file: str | None = None
        self.prefix = "ns0"
        self.calls: list[Call] = []
        self.sessions = Sessions()
        self.registers = Registers()
        self.participant = self.sessions.admit(Participant())
        self._databoxes: dict[tuple[str, str], Databox] = {}
        self._plans: list[Plan] = []
        self._schema = OwnSchema()
        self._lock = Lock()

    @property
    def directory(self) -> Directory:
        """What the providers publish."""
        return self.registers.directory

    def book(self, mode: str = "T") -> Book:
        """The book of the first participant's company, in a mode."""
        return self.registers.book(self.participant.company, mode)

    def till(self, register_id: str, mode: str = "T") -> Till:
        """A till of that book."""
        return self.book(mode).tills[register_id]

    def unit(self, serial: int, mode: str = "T") -> Unit:
        """A signature unit of that book."""
        return self.book(mode).units[serial]

    def databox(self, participant: Participant | None = None) -> Databox:
        """The DataBox of a participant, the first by default."""
        who = participant or self.participant
        return self._databoxes.setdefault((who.tid, who.benid), Databox())

    def count(self, operation: str) -> int:
        """How often an operation was called."""
        return sum(call.operation == operation for call in self.calls)

    def misbehave(self, trick: Trick, *, calls: int = 1, operation: str | None = None) -> None:
        """Play a trick on the next calls, of one operation or of any."""
        self._plans.append(Plan(trick=trick, operation=operation, calls=calls))

    def force(self, rc: str, *, calls: int = 1, operation: str | None = None) -> None:
        """Answer the next calls with a return code, and do nothing."""
        self._plans.append(Plan(trick=Trick.FORCED, operation=operation, calls=calls, rc=rc))

    def say(self, body: bytes, *, status: int = 200, operation: str | None = None) -> None:
        """Answer the next call with this body, and do nothing."""
        plan = Plan(trick=Trick.SCRIPTED, operation=operation, calls=1, body=body, status=status)
        self._plans.append(plan)

    def say_raw(self, sent: bytes, *, operation: str | None = None) -> None:
        """Answer the next call with these bytes, status line and all, and do nothing."""
        self._plans.append(Plan(trick=Trick.RAW, operation=operation, calls=1, body=sent))

    def behave(self) -> None:
        """Forget every trick not yet played."""
        self._plans.clear()

    def respond(self, path: str, headers: dict[str, str], body: bytes) -> Reply:
        """Answer one request."""
        with self._lock:
            return self._respond(path, headers, body)

    def _respond(self, path: str, headers: dict[str, str], body: bytes) -> Reply:
        now = self.clock()
        try:
            request = self._read(path, headers, body)
        except _InvalidError as invalid:
            self._note("?", "", headers, body, now, fault="; ".join(invalid.errors))
            return Reply(status=500, body=fault(invalid.errors))
        operation = _operation(request)
        plan = next((plan for plan in self._plans if plan.fits(operation)), None)
        answer, rcs = self._answer(request, plan, now)
        mode = service.text(request, "art_uebermittlung")
        self._note(operation, mode, headers, body, now, rcs=rcs, plan=plan)
        reply = Reply(body=envelope(write(answer, _namespace(request), self.prefix)))
        if plan is None:
            return reply
        plan.calls -= 1
        return play(plan, reply, f"{self.url}/elsewhere")

    def _note(
        self,
        operation: str,
        mode: str,
        headers: dict[str, str],
        body: bytes,
        now: datetime,
        *,
        rcs: tuple[str, ...] = (),
        plan: Plan | None = None,
        fault: str = "",
    ) -> None:
        call = Call(
            operation=operation,
            mode=mode,
            body=body,
            headers=headers,
            at_utc=now,
            rcs=rcs,
            trick=plan.trick if plan else None,
            fault=fault,
        )
        self.calls.append(call)

    def _read(self, path: str, headers: dict[str, str], body: bytes) -> Element:
        """The element of the request; both schema and grammar have taken it."""
        if not headers.get("content-type", "").startswith("text/xml"):
            raise _InvalidError("content type is not text/xml")
        try:
            root = fromstring(body)
        except ParseError as error:
            raise _InvalidError(f"not well-formed: {error}") from None
        soap_body = root.find(f"{_SOAP}Body")
        if root.tag != f"{_SOAP}Envelope" or soap_body is None or len(soap_body) != 1:
            raise _InvalidError("no SOAP envelope with one element")
        request = soap_body[0]
        namespace, action, form = FORMS.get(local_name(request), ("", "", None))
        if form is None or path not in PATHS[namespace]:
            raise _InvalidError(f"{local_name(request)} unknown here")
        if headers.get("soapaction", "").strip('"') != action:
            raise _InvalidError(f"SOAPAction is not {action}")
        if errors := self._schema.errors(namespace, tostring(request)):
            raise _InvalidError(*errors)
        try:
            check(request, form, namespace)
        except GrammarError as error:
            raise _InvalidError(str(error)) from None
        return request

    def _answer(
        self, request: Element, plan: Plan | None, now: datetime
    ) -> tuple[Node, tuple[str, ...]]:
        rc = _forced_rc(plan)
        if plan is not None and plan.trick is Trick.SESSION_GONE:
            self.sessions.expire_all()
        if plan is not None and plan.trick is Trick.TWICE:
            self._perform(request, now)
        if rc is None and plan is not None and plan.trick in BEFORE_EFFECT:
            return node(local_name(request).replace("Request", "Response")), ()
        is_put_off = plan is not None and plan.trick is Trick.SLIP
        return self._perform(request, now, rc, is_put_off=is_put_off)

    def _perform(
        self, request: Element, now: datetime, rc: str | None = None, *, is_put_off: bool = False
    ) -> tuple[Node, tuple[str, ...]]:
        match local_name(request):
            case "rkdbRequest":
                results = self._perform_rkdb(request, now, rc, is_put_off=is_put_off)
                return service.answer(request, results, now), tuple(one.rc for one in results)
            case "loginRequest":
                session_id, code = self._login(request, now, rc)
                return _short(request, code, Node("id", session_id)), (str(code),)
            case "logoutRequest":
                code = int(rc) if rc else self.sessions.logout(*_who(request, SESSION), now)
                return _short(request, code), (str(code),)
            case _:
                code = int(rc) if rc else self.sessions.check(*_who(request, DATABOX), now)
                return self._perform_databox(request, code, now), (str(code),)

    def _login(self, request: Element, now: datetime, rc: str | None) -> tuple[str, int]:
        if rc:
            return "", int(rc)
        tid, benid, pin = (_text(request, SESSION, name) for name in ("tid", "benid", "pin"))
        return self.sessions.login(tid, benid, pin, now)

    def _perform_rkdb(
        self, request: Element, now: datetime, rc: str | None, *, is_put_off: bool
    ) -> list[Result]:
        session_id, tid, benid = _who(request, RKDB)
        code = rc or str(self.sessions.check(session_id, tid, benid, now))
        if rc or code != "0":
            return [Result(rc=code)]
        participant = self.sessions.participants[tid, benid]
        results = service.perform(self.registers, participant.company, request, now)
        is_asynchronous = service.is_asynchronous(request) and results[0].rc != "998"
        if not (is_asynchronous or is_put_off):
            return results
        protocol = write(service.answer(request, results, now), RKDB, self.prefix)
        self.databox(participant).deliver(protocol.encode(), now)
        return [Result(rc="0")]

    def _perform_databox(self, request: Element, code: int, now: datetime) -> Node:
        if code != 0:
            return _short(request, code)
        _, tid, benid = _who(request, DATABOX)
        box = self.databox(self.sessions.participants[tid, benid])
        if local_name(request) == "getDataboxEntryRequest":
            letter = box.open(_text(request, DATABOX, "applkey"))
            if letter is None:
                return _short(request, -3)
            content = base64.b64encode(letter.xml).decode()
            return _short(request, 0, Node("result", content), is_leading=False)
        since = read_moment(_text(request, DATABOX, "ts_zust_von"))
        until = read_moment(_text(request, DATABOX, "ts_zust_bis"))
        code = box.refuse_window(since, until, now)
        letters = box.find(_text(request, DATABOX, "erltyp"), since, until) if code == 0 else []
        return _short(request, code, *(_entry(one) for one in letters), is_leading=False)


def _forced_rc(plan: Plan | None) -> str | None:
    if plan is None:
        return None
    fixed = {Trick.MAINTENANCE: "-2", Trick.TECHNICAL: "-3", Trick.FORCED: plan.rc}
    return fixed.get(plan.trick)


def _operation(request: Element) -> str:
    name = local_name(request)
    return service.act_of(request) if name == "rkdbRequest" else name.removesuffix("Request")


def _namespace(request: Element) -> str:
    return FORMS[local_name(request)][0]


def _text(element: Element, namespace: str, name: str) -> str:
    return element.findtext(f"{{{namespace}}}{name}") or ""


def _who(request: Element, namespace: str) -> tuple[str, str, str]:
    session_id, tid, benid = (_text(request, namespace, name) for name in ("id", "tid", "benid"))
    return session_id, tid, benid


def _short(request: Element, code: int, *more: Node, is_leading: bool = True) -> Node:
    """An answer of return code and words, with more before or behind."""
    said = (Node("rc", str(code)), *([Node("msg", WORDS.get(str(code), ""))] if code else []))
    children = (*more, *said) if is_leading else (*said, *more)
    return node(local_name(request).replace("Request", "Response"), *children)


def _entry(letter: Letter) -> Node:
    return node(
        "result",
        Node("name", "Ergebnisprotokoll"),
        Node("anbringen", "RKDB"),
        Node("zrvon", ""),
        Node("zrbis", ""),
        Node("datbesch", letter.delivered_utc.date().isoformat()),
        Node("erltyp", letter.kind),
        Node("fileart", "xml"),
        Node("ts_zust", letter.delivered_utc.isoformat(timespec="seconds")),
        Node("applkey", letter.key),
        Node("filebez", f"{letter.key}.xml"),
        Node("status", "1" if letter.is_read else ""),
    )
