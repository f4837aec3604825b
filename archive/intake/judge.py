"""Judging a batch: from the head of a log and the next lines to the next head and what is wrong.

Bad evidence is evidence: whatever has a seq and a hash goes into the log as it came. The next row
is held against what this one claims, so that one altered row is one finding, not a thousand.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import msgspec

from archive.intake import receipt as receipts
from archive.intake.certificates import Entered, Keys, key_of
from archive.intake.head import Head
from archive.intake.rows import read
from archive.intake.rules import Finding, Rule, finding
from firmware.evidence.merkle import leaf_hash
from firmware.rksv import chain
from firmware.store.canonical import Json, canonical
from firmware.store.entry import CERTIFICATE_KIND, IDENTITY_KIND, OWN_KINDS, RECEIPT_KIND
from firmware.store.errors import StoreError
from firmware.store.raw import RawReceipt, Unit, follows
from firmware.store.row import (
    CertificateCells,
    IdentityCells,
    certificate_content,
    identity_content,
)

#: The journal rows that say which digital receipt was shown.
LINK_KIND: Final = "BELEG_LINK"


class _Object(msgspec.Struct, frozen=True):
    """Any JSON object: its members are passed over, but must be JSON."""


class _Link(msgspec.Struct, frozen=True):
    number: int
    token_sha256: str


_object = msgspec.json.Decoder(_Object)
_link = msgspec.json.Decoder(_Link)
_SHA256: Final = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Row `seq` says that a digital receipt was shown under a token of this digest."""

    token_sha256: str
    number: int
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A batch as it goes into the log.

    `head` is the head after it; `leaves` are leaf hashes and `hashes` the row hashes they are
    over, 32 bytes each, joined; `receipts` are the numbers that came; `keys` those of the log's
    certificates from now on.
    """

    head: Head
    leaves: tuple[bytes, ...]
    hashes: bytes
    findings: tuple[Finding, ...]
    links: tuple[Link, ...]
    certificates: tuple[Entered, ...]
    receipts: tuple[int, ...]
    keys: Keys


def judge(head: Head, lines: Sequence[bytes], certificates: Keys) -> Judged:
    """Judge lines as they were sent; the first one must be the row after `head`.

    Raises:
        UnreadableError: a line cannot be read at all, or is not in its turn.
    """
    return judge_rows(head, read(lines), certificates)


def judge_rows(head: Head, units: Sequence[Unit], certificates: Keys) -> Judged:
    """Judge rows that were read already; the first one must be the row after `head`."""
    assert units[0].seq == head.size + 1, "placed by the caller"
    run = _Run(head, certificates)
    for unit in units:
        run.take(unit)
    raw = [bytes.fromhex(unit.hash) for unit in units]
    leaves = tuple(leaf_hash(one) for one in raw)
    return Judged(
        head=Head(
            frontier=head.frontier.grown(leaves),
            last_hash=units[-1].hash,
            register_id=run.last.register_id,
            has_identity=run.has_identity,
            receipts=run.last.number,
            last_link=run.last.link if run.has_receipt else "",
            last_issued=run.last.issued,
            turnover_cents=run.last.turnover_cents,
            serials=run.serials,
            findings=head.findings + len(run.findings),
        ),
        leaves=leaves,
        hashes=b"".join(raw),
        findings=tuple(run.findings),
        links=tuple(run.links),
        certificates=tuple(run.certificates),
        receipts=tuple(run.receipts),
        keys=run.keys,
    )


class _Run:
    """One look at a batch, row by row."""

    def __init__(self, head: Head, keys: Keys) -> None:
        self.keys = keys
        self.serials = head.serials
        self.has_identity = head.has_identity
        self.has_receipt = head.last_link != ""
        self.last = receipts.Before(
            number=head.receipts,
            link=head.last_link or chain.first_link(head.register_id),
            issued=head.last_issued,
            turnover_cents=head.turnover_cents,
            register_id=head.register_id,
        )
        self.findings: list[Finding] = []
        self.links: list[Link] = []
        self.certificates: list[Entered] = []
        self.receipts: list[int] = []
        self._seq = head.size
        self._hash = head.last_hash

    def take(self, unit: Unit) -> None:
        """The next row."""
        kind, content = unit.journal[4], unit.journal[5]
        if not follows(unit, self._seq, self._hash):
            self._find(unit, Rule.HASH, "it, its hash or the row before is not as it was written")
        self._seq, self._hash = unit.seq, unit.hash
        vouched = (unit.receipt, unit.certificate, unit.identity)
        if kind == RECEIPT_KIND and unit.receipt is not None and vouched[1:] == (None, None):
            self._take_receipt(unit, unit.receipt)
        elif kind.startswith(OWN_KINDS) or vouched != (None, None, None):
            self._take_own(unit)
        elif kind == LINK_KIND:
            self._take_link(unit)
        else:
            try:
                _object.decode(content)
            except (msgspec.MsgspecError, RecursionError):
                self._find(unit, Rule.CONTENT, "its content is no JSON object")

    def _find(self, unit: Unit, rule: Rule, detail: str) -> None:
        self.findings.append(finding(rule, unit.seq, detail))

    def _take_receipt(self, unit: Unit, receipt: RawReceipt) -> None:
        last = self.last
        if unit.journal[5] != receipts.content_text(receipt):
            detail = f"receipt {receipt[0]} is not as it was written, or its journal row is not"
            self._find(unit, Rule.DIGEST, detail)
        for rule, detail in receipts.faults(receipt, last, self.keys):
            self._find(unit, rule, detail)
        self.receipts.append(receipt[0])
        self.has_receipt = True
        last.number, last.link, last.turnover_cents = receipt[0], chain.link(receipt[3]), receipt[4]
        if receipts.is_time(receipt[2]):
            last.issued = receipt[2]

    def _take_own(self, unit: Unit) -> None:
        """Identity and certificates, and whatever does not fit together."""
        kind = unit.journal[4]
        came = (unit.receipt, unit.certificate, unit.identity)
        if kind == IDENTITY_KIND and unit.identity is not None and came[:2] == (None, None):
            self._take_identity(unit, unit.identity)
        elif kind == CERTIFICATE_KIND and unit.certificate is not None and came[::2] == (None,) * 2:
            self._take_certificate(unit, unit.certificate)
        else:
            self._find(unit, Rule.ROW, f"a row {kind[:40]!r} without what it vouches for, alone")

    def _take_identity(self, unit: Unit, cells: IdentityCells) -> None:
        if not _says(unit, identity_content(cells)):
            self._find(unit, Rule.DIGEST, "the identity is not as it was written")
        if self.has_identity:
            self._find(unit, Rule.ROW, "a second identity")
            return
        last, register_id = self.last, cells[0][:256]
        if last.register_id not in ("", register_id):
            detail = f"of register {register_id[:40]!r}, not {last.register_id!r}"
            self._find(unit, Rule.REGISTER, detail)
        last.register_id, self.has_identity = register_id, True
        if not self.has_receipt:
            last.link = chain.first_link(register_id)

    def _take_certificate(self, unit: Unit, cells: CertificateCells) -> None:
        serial, der, _, rka = cells
        if not _says(unit, certificate_content(cells)):
            self._find(unit, Rule.DIGEST, "the certificate is not as it was written")
        key = key_of(serial, der)
        if key is None or serial in self.keys:
            what = "cannot be used" if key is None else "was entered before"
            self._find(unit, Rule.CERTIFICATE, f"certificate {serial[:64]!r} {what}")
            return
        self.keys = {**self.keys, serial: key}
        entered = Entered(seq=unit.seq, serial=serial, rka=_word(rka), der=der)
        self.certificates.append(entered)
        self.serials = (*self.serials, serial)

    def _take_link(self, unit: Unit) -> None:
        try:
            said = _link.decode(unit.journal[5])
        except (msgspec.MsgspecError, RecursionError):
            self._find(unit, Rule.LINK, "names no receipt")
            return
        if not 0 < said.number <= self.last.number or not _SHA256.fullmatch(said.token_sha256):
            self._find(unit, Rule.LINK, "names no receipt that is here")
            return
        link = Link(token_sha256=said.token_sha256, number=said.number, seq=unit.seq)
        self.links.append(link)


def _says(unit: Unit, content: Mapping[str, Json]) -> bool:
    try:
        return unit.journal[5] == canonical(content, "")
    except StoreError:  # longer than any book takes
        return False


def _word(rka: str | None) -> str:
    """Field 1 as a database takes it."""
    return rka if rka is not None and rka.isprintable() else ""
