"""Receipts on paper: what a scanner read, judged by itself, by certificates, and against a DEP7.

A code comes as the text of the QR code (Anlage Z 12), as OCR text (Anlage Z 14), or as a link that
only names it (§ 11 Abs 2 RKSV); which one it is, its text says.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from firmware.export.audit.receipts import DepEntry
from firmware.rksv.code_check import examine_codes
from firmware.rksv.entry import EntryExaminer, EntryFacts, UnreadableEntry
from firmware.rksv.errors import MalformedError, RksvError
from firmware.rksv.machine_code import jws_from_ocr, jws_from_qr, link_hash, qr_from_jws
from firmware.rksv.receipt import ReceiptKind
from firmware.rksv.rules import Fault, Rule, shown
from firmware.rksv.trust import DeviceKey, GroupKeys, find_device

#: A comment in a file of codes.
COMMENT: Final = "#"
LINK_CHARACTERS: Final = 11
_LINK: Final = re.compile(
    rf"(?:https?://[^\s]*[/#=])?([A-Za-z0-9_-]{{{LINK_CHARACTERS}}})", re.IGNORECASE | re.ASCII
)


class Form(Enum):
    """In which form a receipt was given."""

    QR = "qr"
    OCR = "ocr"
    LINK = "link"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperCode:
    """What was given for a receipt: `compact` is its JWS, "" of a link and of what is no code.

    `text` is the code or the name in the link; `place` says where it was given; `reason` why it is
    of no form.
    """

    place: str
    form: Form
    text: str
    compact: str = ""
    reason: str = ""


class Proof(Enum):
    """What stands behind a code."""

    SIGNED = "signed"  # the signature is that of the certificate
    UNCHECKED = "unchecked"  # there is one, and no certificate at hand
    FAILED_DEVICE = "failed-device"  # § 17 Abs 4 RKSV: there is none
    NONE = "none"  # it is wrong, or no code at all


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeVerdict:
    """What is to say about one code.

    `is_in_dep` is None where there was none to look into, `link` the name of the receipt in a link.
    `faults` make it bad; without them `needs` says what more would prove.
    """

    code: PaperCode
    proof: Proof
    register_id: str = ""
    number: str = ""
    local_time: str = ""
    total_cents: int = 0
    kind: ReceiptKind = ReceiptKind.STANDARD
    certificate_serial: str = ""
    link: str = ""
    is_in_dep: bool | None = None
    faults: tuple[Fault, ...] = ()
    needs: str = ""

    @property
    def is_good(self) -> bool:
        """Nothing speaks against it."""
        return not self.faults


@dataclass(slots=True)
class _Wanted:
    """The receipts of a DEP that codes ask for."""

    by_number: dict[tuple[str, str], str] = field(default_factory=dict)
    by_link: dict[str, str] = field(default_factory=dict)


def codes_of(text: str, place: str) -> Iterator[PaperCode]:
    """The codes of a text, one a line; empty lines and comments are none."""
    for number, line in enumerate(text.splitlines(), start=1):
        given = line.strip()
        if given and not given.startswith(COMMENT):
            yield code_of(given, f"{place}, line {number}")


def code_of(text: str, place: str) -> PaperCode:
    """One code, by its form."""
    text = text.strip()
    if not text.startswith("_"):
        link = _LINK.fullmatch(text)
        if link is not None:
            return PaperCode(place=place, form=Form.LINK, text=link[1])
    try:
        return PaperCode(place=place, form=Form.QR, text=text, compact=jws_from_qr(text))
    except MalformedError as error:
        reason = str(error)
    try:
        return PaperCode(place=place, form=Form.OCR, text=text, compact=jws_from_ocr(text))
    except MalformedError:
        return PaperCode(place=place, form=Form.UNKNOWN, text=text, reason=reason)


def examine(
    codes: Sequence[PaperCode],
    devices: Mapping[str, DeviceKey],
    entries: Iterable[DepEntry] | None,
) -> Iterator[CodeVerdict]:
    """Judge codes by the certificates that are known, and by the entries of a DEP, if there is one.

    A link is held against the codes given with it, and against the DEP.

    Raises:
        ReadError: out of `entries`.
    """
    wanted = None if entries is None else _look_up(codes, entries)
    named = {link_of(one.compact): one.compact for one in codes if one.compact}
    for one in codes:
        match one.form:
            case Form.UNKNOWN:
                fault = Fault(rule=Rule.CODE_MATCH, detail=f"no code of a receipt: {one.reason}")
                yield CodeVerdict(code=one, proof=Proof.NONE, faults=(fault,))
            case Form.LINK:
                yield _judge_link(one, named, devices, wanted)
            case Form.QR | Form.OCR:
                yield _judge(one, one.compact, devices, wanted)


def link_of(compact: str) -> str:
    """The name of a receipt in a link; empty where it is none."""
    try:
        return link_hash(qr_from_jws(compact))
    except RksvError:
        return ""


def _judge_link(
    code: PaperCode,
    named: Mapping[str, str],
    devices: Mapping[str, DeviceKey],
    wanted: _Wanted | None,
) -> CodeVerdict:
    compact = named.get(code.text) or ("" if wanted is None else wanted.by_link.get(code.text, ""))
    if compact:
        return _judge(code, compact, devices, wanted)
    if named or wanted is not None:
        where = "no receipt of the DEP7" if wanted is not None else "no code given with it"
        fault = Fault(rule=Rule.CODE_MATCH, detail=f"{where} has the link {shown(code.text)}")
        return CodeVerdict(code=code, proof=Proof.NONE, link=code.text, faults=(fault,))
    needs = "the code behind it (--code), or a DEP7"
    return CodeVerdict(code=code, proof=Proof.UNCHECKED, link=code.text, needs=needs)


def _judge(
    code: PaperCode, compact: str, devices: Mapping[str, DeviceKey], wanted: _Wanted | None
) -> CodeVerdict:
    entry = _examined(compact, devices)
    if isinstance(entry, UnreadableEntry):
        return CodeVerdict(code=code, proof=Proof.NONE, number=entry.number, faults=(entry.fault,))
    proof, needs = _proof(entry, devices)
    faults = list(entry.faults)
    is_in_dep: bool | None = None
    if wanted is not None:
        missed = _against_dep(code, entry, compact, wanted)
        is_in_dep, needs = not missed, ""
        faults += missed
    return CodeVerdict(
        code=code,
        proof=proof,
        register_id=entry.register_id,
        number=entry.number,
        local_time=entry.local_time,
        total_cents=entry.total_cents,
        kind=entry.kind,
        certificate_serial=entry.serial,
        link=link_of(compact),
        is_in_dep=is_in_dep,
        faults=tuple(faults),
        needs=needs,
    )


def _examined(compact: str, devices: Mapping[str, DeviceKey]) -> EntryFacts | UnreadableEntry:
    """By itself; its signature only where its certificate is at hand."""
    entry = EntryExaminer(GroupKeys(is_judged=False), None).examine(compact)
    if isinstance(entry, UnreadableEntry) or find_device(devices, entry.serial) is None:
        return entry
    return EntryExaminer(GroupKeys(devices=devices), None).examine(compact)


#: The signature is wrong, or with this the examiner does not come to look at it.
_NOT_SIGNED: Final = frozenset(
    {
        Rule.SIGNATURE,
        Rule.KEY_KNOWN,
        Rule.RKA_KNOWN_SUITE,
        Rule.RKA_SERIAL_KIND,
        Rule.SERIAL_MATCH,
    }
)


def _proof(entry: EntryFacts, devices: Mapping[str, DeviceKey]) -> tuple[Proof, str]:
    """What stands behind it, and what more would."""
    if not entry.is_signed:
        return Proof.FAILED_DEVICE, "a DEP7"
    if find_device(devices, entry.serial) is None:
        return (
            Proof.UNCHECKED,
            "its certificate (--certificate, --keys), or a DEP7",
        )
    is_wrong = any(fault.rule in _NOT_SIGNED for fault in entry.faults)
    return (Proof.NONE if is_wrong else Proof.SIGNED), ""


def _against_dep(code: PaperCode, facts: EntryFacts, compact: str, wanted: _Wanted) -> list[Fault]:
    register_id, number = facts.register_id, facts.number
    entry = wanted.by_number.get((register_id, number))
    if entry is None:
        detail = f"receipt {shown(number)} of {shown(register_id)} is not in the DEP7"
        return [Fault(rule=Rule.CODE_MATCH, detail=detail)]
    match code.form:
        case Form.QR:
            return list(examine_codes(entry, qr=code.text))
        case Form.OCR:
            return list(examine_codes(entry, ocr=code.text))
        case _:
            faults = list(examine_codes(entry, link_text=code.text))
            return faults if entry == compact else [*faults, _of_another(number)]


def _of_another(number: str) -> Fault:
    detail = f"the code given with it is not receipt {shown(number)} of the DEP7"
    return Fault(rule=Rule.CODE_MATCH, detail=detail)


def _look_up(codes: Sequence[PaperCode], entries: Iterable[DepEntry]) -> _Wanted:
    """What the codes ask for, in one pass over the DEP."""
    links = {one.text for one in codes if one.form is Form.LINK}
    asked = {_identity(one.compact) for one in codes if one.compact}
    found = _Wanted()
    for entry in entries:
        if entry.payload is None:
            continue
        identity = (entry.payload.register_id, entry.payload.number_text)
        if identity in asked:
            found.by_number.setdefault(identity, entry.jws)
        if links and (name := link_of(entry.jws)) in links:
            found.by_link.setdefault(name, entry.jws)
            found.by_number.setdefault(identity, entry.jws)
    return found


def _identity(compact: str) -> tuple[str, str]:
    entry = EntryExaminer(GroupKeys(is_judged=False), None).examine(compact)
    return ("", "") if isinstance(entry, UnreadableEntry) else (entry.register_id, entry.number)
