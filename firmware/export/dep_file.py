"""DEP7 files, streamed in both directions (RKSV § 7 Abs 5, Anlage Z 3)."""

from binascii import Error as Base64Error
from binascii import a2b_base64, b2a_base64
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, islice
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO, Final, NoReturn, Protocol

from firmware.export.atomic import atomic_file
from firmware.export.errors import EmptyPeriodError, UnknownCertificateError
from firmware.export.json_scanner import JsonScanner, JsonSyntaxError, JsonTypeError
from firmware.rksv import dep
from firmware.rksv.dep import CertificateGroup, DepFormatError
from firmware.rksv.rules import SHOWN_CHARACTERS, Rule

ISSUERS_MAX: Final = 16
#: Receipts that are put together before they are written.
BATCH_ROWS: Final = 500
DOCUMENT: Final = "document"


class DepRow(Protocol):
    """What a row of the book must tell to stand in a DEP."""

    @property
    def jws(self) -> str:
        """The compact JWS."""

    @property
    def certificate_serial(self) -> str:
        """The serial that field 11 names."""

    @property
    def issued_at_utc(self) -> datetime:
        """When the receipt was issued."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DepCertificate:
    """A signature certificate (DER) and its issuers, issuer first; None in closed systems."""

    der: bytes | None
    chain: tuple[bytes, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From a moment on until before another; None is open."""

    since_utc: datetime | None = None
    until_utc: datetime | None = None

    def __contains__(self, moment_utc: datetime) -> bool:
        """Tell whether a moment lies within."""
        return (self.since_utc is None or self.since_utc <= moment_utc) and (
            self.until_utc is None or moment_utc < self.until_utc
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class DepSummary:
    """What was written: how many receipts, in how many groups, how many bytes."""

    receipts: int
    groups: int
    size_bytes: int


WHOLE: Final = Period()


def write_dep(
    rows: Iterable[DepRow],
    certificates: Mapping[str, DepCertificate],
    out: Path,
    period: Period = WHOLE,
) -> DepSummary:
    """Write the receipts of a period, in the order given, one group per run of equal serials.

    Memory does not grow with the rows. The file is whole or not there.

    Raises:
        EmptyPeriodError: no row lies in the period.
        UnknownCertificateError: a row names a serial that `certificates` does not have.
        WriteError: the file cannot be written.
        MalformedError: a row holds no compact JWS.
    """
    chosen = rows if period == WHOLE else (row for row in rows if row.issued_at_utc in period)
    with atomic_file(out) as file:
        try:
            return stream_dep(chosen, certificates, file)
        except EmptyPeriodError as error:
            raise EmptyPeriodError(f"{out}: {error}") from error


def stream_dep(
    rows: Iterable[DepRow], certificates: Mapping[str, DepCertificate], file: BinaryIO
) -> DepSummary:
    """The same into an open file, which is worth nothing when this raises.

    Raises:
        EmptyPeriodError, UnknownCertificateError, MalformedError: as `write_dep`.
        OSError: of `file`.
    """
    receipts = groups = 0
    size_bytes = file.write(dep.OPENING.encode("ascii"))
    for serial, run in groupby(rows, key=attrgetter("certificate_serial")):
        certificate = certificates.get(serial)
        if certificate is None:
            raise UnknownCertificateError(serial)
        opening = dep.group_opening(certificate.der, certificate.chain)
        size_bytes += file.write(f"{dep.SEPARATOR if groups else ''}{opening}".encode("ascii"))
        groups += 1
        separator = ""
        while batch := [row.jws for row in islice(run, BATCH_ROWS)]:
            text = f"{separator}{dep.entries_text(batch)}"
            size_bytes += file.write(text.encode("ascii"))
            receipts, separator = receipts + len(batch), dep.SEPARATOR
        size_bytes += file.write(dep.GROUP_CLOSING.encode("ascii"))
    if not receipts:
        raise EmptyPeriodError("no receipt lies in the period")
    size_bytes += file.write(dep.CLOSING.encode("ascii"))
    return DepSummary(receipts=receipts, groups=groups, size_bytes=size_bytes)


def read_dep(file: BinaryIO) -> Iterator[CertificateGroup]:
    """Read a DEP group by group, each with a stream of its receipts.

    Memory is bounded whatever the file holds: a receipt or certificate has at most 64 KiB, a group
    at most 16 issuers. Where the receipts of a group come before its certificate, the group is
    read twice; only then the file must be seekable. Unknown keys are passed over, as the official
    tool does. A group's stream ends when the next group is asked for.

    Raises:
        DepFormatError: naming the byte and the place; also out of the streams of receipts.
        OSError: as the file does.
    """
    return _DepReader(file).groups()


@dataclass(slots=True)
class _GroupParts:
    """What of a group has been read."""

    certificate_der: bytes | None = None
    has_certificate: bool = False
    chain: tuple[bytes, ...] | None = None
    receipts_at_bytes: int | None = None
    is_streamed: bool = False


class _DepReader:
    """Reads one document; `_place` says for errors where it is."""

    def __init__(self, file: BinaryIO) -> None:
        self._is_seekable = file.seekable()
        self._scanner = JsonScanner(file)
        self._place = DOCUMENT

    def groups(self) -> Iterator[CertificateGroup]:
        try:
            self._scanner.begin()
            yield from self._document()
            self._scanner.end()
        except JsonSyntaxError as error:
            raise self._format_error(error) from error

    def _document(self) -> Iterator[CertificateGroup]:
        has_groups = False
        for key in self._scanner.members():
            if key != dep.GROUPS_KEY:
                self._scanner.skip_value()
                continue
            if has_groups:
                self._fail(Rule.CONTAINER_FORM, f"{dep.GROUPS_KEY} stands twice")
            has_groups = True
            for position in self._scanner.elements():
                self._place = f"{dep.GROUPS_KEY}[{position}]"
                yield from self._group()
                self._place = DOCUMENT
        if not has_groups:
            self._fail(Rule.CONTAINER_FORM, f"{dep.GROUPS_KEY} is missing")

    def _group(self) -> Iterator[CertificateGroup]:
        parts = _GroupParts()
        for key in self._scanner.members():
            with self._at(key):
                match key:
                    case dep.CERTIFICATE_KEY | dep.CERTIFICATE_KEY_OLD:
                        self._refuse_twice(is_there=parts.has_certificate)
                        parts.has_certificate = True
                        parts.certificate_der = self._certificate()
                    case dep.ISSUERS_KEY:
                        self._refuse_twice(is_there=parts.chain is not None)
                        parts.chain = tuple(self._issuers())
                    case dep.RECEIPTS_KEY:
                        self._refuse_twice(is_there=parts.receipts_at_bytes is not None)
                        yield from self._receipts(parts)
                    case _:
                        self._scanner.skip_value()
        self._require_whole(parts)
        if not parts.is_streamed:
            yield from self._receipts_again(parts)

    def _receipts(self, parts: _GroupParts) -> Iterator[CertificateGroup]:
        """Hand the receipts out, or pass over them until their certificate is known."""
        parts.receipts_at_bytes = self._scanner.offset_bytes
        if parts.has_certificate and parts.chain is not None:
            yield from self._stream(parts)
            return
        if not self._is_seekable:
            self._fail(Rule.GROUP_FORM, "before its certificate, in a stream that cannot be reread")
        for _ in self._entries():
            pass

    def _receipts_again(self, parts: _GroupParts) -> Iterator[CertificateGroup]:
        end_bytes = self._scanner.offset_bytes
        if parts.receipts_at_bytes is not None:
            self._scanner.seek(parts.receipts_at_bytes)
        with self._at(dep.RECEIPTS_KEY):
            yield from self._stream(parts)
        self._scanner.seek(end_bytes)

    def _stream(self, parts: _GroupParts) -> Iterator[CertificateGroup]:
        parts.is_streamed = True
        entries = self._entries()
        yield CertificateGroup(
            certificate_der=parts.certificate_der, chain=parts.chain or (), jws=entries
        )
        for _ in entries:  # what the caller left over
            pass

    def _entries(self) -> Iterator[str]:
        place = self._place
        position = 0
        try:
            for entry in self._scanner.strings():
                yield entry
                position += 1
        except JsonSyntaxError as error:
            self._place = f"{place}[{position}]"
            raise self._format_error(error) from error

    def _issuers(self) -> Iterator[bytes]:
        for position in self._scanner.elements():
            if position == ISSUERS_MAX:
                self._fail(Rule.GROUP_FORM, f"more than {ISSUERS_MAX} issuers")
            with self._at(f"[{position}]"):
                issuer = self._certificate()
                if issuer is None:
                    self._fail(Rule.CERTIFICATE_FORM, "is empty")
                yield issuer

    def _certificate(self) -> bytes | None:
        """Take a certificate in base64; the empty text is none."""
        text = self._scanner.string()
        try:
            der = a2b_base64(text, strict_mode=True)
        except (Base64Error, ValueError):
            self._fail(Rule.CERTIFICATE_FORM, "not base64")
        if b2a_base64(der, newline=False).decode("ascii") != text:
            self._fail(Rule.CERTIFICATE_FORM, "not canonical base64")
        return der or None

    def _require_whole(self, parts: _GroupParts) -> None:
        missing = [
            key
            for key, is_there in (
                (dep.CERTIFICATE_KEY, parts.has_certificate),
                (dep.ISSUERS_KEY, parts.chain is not None),
                (dep.RECEIPTS_KEY, parts.receipts_at_bytes is not None),
            )
            if not is_there
        ]
        if missing:
            self._fail(Rule.GROUP_FORM, f"{', '.join(missing)} missing")

    def _refuse_twice(self, *, is_there: bool) -> None:
        if is_there:
            self._fail(Rule.GROUP_FORM, "stands twice")

    @contextmanager
    def _at(self, step: str) -> Iterator[None]:
        """Name the place while the block runs well; an error leaves the name as it was there."""
        before = self._place
        self._place = f"{before} > {step[:SHOWN_CHARACTERS]}"
        yield
        self._place = before

    def _fail(self, rule: Rule, text: str) -> NoReturn:
        raise DepFormatError(
            rule, offset_bytes=self._scanner.offset_bytes, place=self._place, text=text
        )

    def _format_error(self, error: JsonSyntaxError) -> DepFormatError:
        is_of_group = isinstance(error, JsonTypeError) and self._place != DOCUMENT
        return DepFormatError(
            Rule.GROUP_FORM if is_of_group else Rule.CONTAINER_FORM,
            offset_bytes=error.offset_bytes,
            place=self._place,
            text=error.text,
        )
