"""The register service: one request in, one rkdbResponse out."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from xml.etree.ElementTree import Element

from tests.finanzonline.emulator import changes, registering
from tests.finanzonline.emulator.books import Book, Status, Thing
from tests.finanzonline.emulator.changes import TILL, UNIT, VIENNA, Kind
from tests.finanzonline.emulator.directory import Company, Directory
from tests.finanzonline.emulator.grammar import local_name
from tests.finanzonline.emulator.receipt_check import Verification, check_receipt
from tests.finanzonline.emulator.requests import RKDB
from tests.finanzonline.emulator.words import WORDS
from tests.finanzonline.emulator.writing import Node, node

TEST: Final = "T"
_QUERIES: Final = frozenset({"status_kasse", "status_see"})
_TRUE: Final = frozenset({"true", "1"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What is answered to one item."""

    rc: str
    verification: Verification | None = None
    asked: Thing | None = None
    satznr: str = "1"
    info: str | None = None


@dataclass(slots=True)
class Registers:
    """The books of every company, test and production apart, and whom the office asks."""

    directory: Directory = field(default_factory=Directory)
    books: dict[tuple[Company, str], Book] = field(default_factory=dict)

    def book(self, company: Company, mode: str) -> Book:
        """The book of a company in a mode."""
        return self.books.setdefault((company, mode), Book(company))


def text(element: Element, name: str) -> str:
    """The text of a child, "" where there is none."""
    return element.findtext(f"{{{RKDB}}}{name}") or ""


def act_of(request: Element) -> str:
    """What a request is about, an end of life by a name of its own."""
    action = _action(request)
    if local_name(action) in _QUERIES:
        return local_name(action)
    item = _items(action)[0]
    name = local_name(item)
    if item.find(f"{{{RKDB}}}ausserbetriebnahme") is not None:
        return name.replace("ausfall", "ausserbetriebnahme")
    return name


def is_asynchronous(request: Element) -> bool:
    """Whether the answer is only a slip: asked for, or more than one item."""
    action = _action(request)
    many = local_name(action) == "rkdb" and len(_items(action)) > 1
    return many or text(request, "erzwinge_asynchron") in _TRUE


def perform(
    registers: Registers, company: Company, request: Element, now: datetime
) -> list[Result]:
    """Do what a request of a company says, item by item."""
    mode = text(request, "art_uebermittlung")
    book = registers.book(company, mode)
    action = _action(request)
    fastnr = text(action, "fastnr")
    if fastnr and fastnr != company.fastnr:
        return [Result(rc="32")]
    if local_name(action) in _QUERIES:
        if is_asynchronous(request):
            return [Result(rc="998")]
        return [_query(book, action)]
    return [_perform(registers, book, item, now, is_test=mode == TEST) for item in _items(action)]


def answer(request: Element, results: list[Result], now: datetime) -> Node:
    """The rkdbResponse; its own time has no zone, and test or production is not told."""
    return node(
        "rkdbResponse",
        Node("paket_nr", text(_action(request), "paket_nr")),
        Node("ts_erstellung", _local(now).strftime("%Y-%m-%dT%H:%M:%S")),
        *(_result(result, now) for result in results),
    )


def _action(request: Element) -> Element:
    return list(request)[-1]


def _items(packet: Element) -> list[Element]:
    return [item for item in packet if len(item)]


def _perform(
    registers: Registers, book: Book, item: Element, now: datetime, *, is_test: bool
) -> Result:
    verification = None
    match local_name(item):
        case "registrierung_se":
            form = _unit_form(item)
            rc = registering.register_unit(book, registers.directory, form, now, is_test=is_test)
        case "registrierung_kasse":
            rc = registering.register_till(book, _till_form(item), now)
        case "belegpruefung":
            rc, verification = _check(book, text(item, "beleg"), now)
        case name:
            rc = _change(book, item, name, now)
    return Result(
        rc=rc,
        verification=verification,
        satznr=text(item, "satznr"),
        info=text(item, "kundeninfo") or None,
    )


def _unit_form(item: Element) -> registering.UnitForm:
    has_number = item.find(f"{{{RKDB}}}zertifikatsseriennummer") is not None
    return registering.UnitForm(
        kind=text(item, "art_se"),
        vda_id=text(item, "vda_id"),
        serial=_serial(item) if has_number else None,
        certificate=None if has_number else text(item, "zertifikat"),
    )


def _till_form(item: Element) -> registering.TillForm:
    return registering.TillForm(
        register_id=text(item, "kassenidentifikationsnummer"),
        user_key=text(item, "benutzerschluessel"),
        note=text(item, "anmerkung"),
    )


def _check(book: Book, code: str, now: datetime) -> tuple[str, Verification | None]:
    if book.is_locked(code.split("_")[2], now):
        return "B38", None
    verification = check_receipt(book, code, now)
    return "0" if verification.failed is None else "43", verification


def _change(book: Book, item: Element, name: str, now: datetime) -> str:
    thing, kind = _thing(book, item)
    if name.startswith("wiederinbetriebnahme"):
        return changes.report_recovery(thing, kind, text(item, "ende_ausfall"), now)
    end = item.find(f"{{{RKDB}}}ausserbetriebnahme")
    if end is not None:
        return changes.report_end(thing, kind, text(end, "begruendung"), now)
    outage = item.find(f"{{{RKDB}}}ausfall")
    assert outage is not None
    reason, begin = text(outage, "begruendung"), text(outage, "beginn_ausfall")
    return changes.report_outage(thing, kind, reason, begin, now)


def _thing(book: Book, item: Element) -> tuple[Thing | None, Kind]:
    if item.find(f"{{{RKDB}}}zertifikatsseriennummer") is not None:
        return book.units.get(_serial(item)), UNIT
    return book.tills.get(text(item, "kassenidentifikationsnummer")), TILL


def _serial(item: Element) -> int:
    element = item.find(f"{{{RKDB}}}zertifikatsseriennummer")
    assert element is not None
    return registering.read_serial(element.text or "", element.get("hex"))


def _query(book: Book, action: Element) -> Result:
    thing, kind = _thing(book, action)
    satznr = text(action, "satznr")
    if not book.is_status_available:
        return Result(rc="B22", satznr=satznr)
    if thing is None or thing.status is Status.AUSSER_BETRIEB:
        return Result(rc=kind.unknown, satznr=satznr)
    return Result(rc="0", asked=thing, satznr=satznr)


def _result(result: Result, now: datetime) -> Node:
    children = [Node("satznr", result.satznr)]
    if result.info is not None:
        children.append(Node("kundeninfo", result.info))
    words = WORDS.get(result.rc, "Interner Fehler.")
    children.append(node("rkdbMessage", Node("rc", result.rc), Node("msg", words)))
    if result.verification is not None:
        children.append(node("verificationResultList", _verification(result.verification, now)))
    if result.asked is not None:
        children.append(_status(result.asked))
    return node("result", *children)


def _status(thing: Thing) -> Node:
    """These three stand outside the namespace."""
    return node(
        "abfrage_ergebnis",
        Node("ts_registrierung", _stamp(thing.registered_utc), is_bare=True),
        Node("status", thing.status.value, is_bare=True),
        Node("ts_status", _stamp(thing.status_utc), is_bare=True),
    )


def _verification(verification: Verification, now: datetime) -> Node:
    """A good receipt gives one row; a wrong one the failed check below it."""
    has_passed = verification.failed is None
    top = [
        *_row("VERIFICATION_FROM_CASHBOX", "Prüfergebnis - Kasse", is_passed=has_passed),
        Node("verificationResultDetailedMessage", "" if has_passed else "nicht gültig"),
        Node("input", (Node("RECEIPT", verification.code, is_bare=True, own_namespace=RKDB),)),
        Node("verificationTimestamp", _stamp(now)),
    ]
    if verification.failed is not None:
        below = node(
            "verificationResult",
            *_row(verification.failed, f"Prüfung {verification.failed}", is_passed=False),
            Node("verificationResultDetailedMessage", verification.words),
            Node("verificationTimestamp", _stamp(now)),
        )
        top.append(node("verificationResultList", below))
    return node("verificationResult", *top)


def _row(check: str, name: str, *, is_passed: bool) -> tuple[Node, ...]:
    return (
        Node("verificationId", check),
        Node("version", "1"),
        Node("verificationName", name),
        Node("verificationState", "PASS" if is_passed else "FAIL"),
    )


def _local(moment: datetime) -> datetime:
    return moment.astimezone(VIENNA)


def _stamp(moment: datetime) -> str:
    return _local(moment).isoformat(timespec="milliseconds")
