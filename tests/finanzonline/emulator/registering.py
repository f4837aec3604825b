"""Registration of signature units and tills (§ 16 RKSV), by return code."""

import base64
import binascii
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from cryptography import x509

from tests.finanzonline.emulator.books import Book, Status, Till, Unit
from tests.finanzonline.emulator.directory import Directory, Published, is_issued_by, judge

_PROVIDERS: Final = frozenset({"AT1", "AT2", "AT3"})
_TEST_PROVIDER: Final = "AT9"


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitForm:
    """What a registration of a unit says; the certificate itself, or its number."""

    kind: str
    vda_id: str
    serial: int | None = None
    certificate: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TillForm:
    """What a registration of a till says."""

    register_id: str
    user_key: str
    note: str = ""


def read_serial(text: str, hex_mark: str | None) -> int:
    """The number a serial means: digits alone are decimal unless marked as hexadecimal.

    A leading zero makes it the number of nothing: that is how the office took it.
    """
    if text.startswith("0"):
        return -1
    is_hex = hex_mark in {"true", "1"} or not text.isdigit()
    return int(text, 16 if is_hex else 10)


def register_unit(
    book: Book, directory: Directory, form: UnitForm, now: datetime, *, is_test: bool
) -> str:
    """Enter a signature unit, or say why not."""
    if form.vda_id == _TEST_PROVIDER and not is_test:
        return "999"
    if form.vda_id not in _PROVIDERS | {_TEST_PROVIDER}:
        return "36"
    if not book.company.identifiers:
        return "13"
    published = _find(directory, form)
    if isinstance(published, str):
        return published
    serial = form.serial if form.serial is not None else _serial_of(published.certificate)
    known = book.units.get(serial)
    if known is not None and known.status is not Status.AUSSER_BETRIEB:
        return "B10"
    refusal = _judge(published, book, now)
    if refusal is not None:
        return refusal
    is_slow = book.is_certificate_check_slow
    book.units[serial] = Unit(
        serial=serial,
        vda_id=form.vda_id,
        kind=form.kind,
        certificate=published.certificate,
        status=Status.AKTIVIERT if is_slow else Status.IN_BETRIEB,
        registered_utc=now,
        status_utc=now,
    )
    return "0"


def _find(directory: Directory, form: UnitForm) -> Published | str:
    if form.certificate is not None:
        try:
            certificate = base64.b64decode(form.certificate, validate=False)
            serial = _serial_of(certificate)
        except (binascii.Error, ValueError):
            return "9"
        return directory.published.get((form.vda_id, serial)) or Published(
            certificate=certificate, vda_id=form.vda_id, issuer=None
        )
    if not directory.is_reachable:
        return "14"
    assert form.serial is not None
    return directory.published.get((form.vda_id, form.serial)) or "4"


def _serial_of(certificate: bytes) -> int:
    return x509.load_der_x509_certificate(certificate).serial_number


def _judge(published: Published, book: Book, now: datetime) -> str | None:
    refusal = judge(published.certificate, book.company, now)
    if refusal is not None:
        return refusal
    if published.is_revoked:
        return "5"
    issuer = published.issuer
    return "31" if issuer and not is_issued_by(published.certificate, issuer) else None


def register_till(book: Book, form: TillForm, now: datetime) -> str:
    """Enter a till, or say why not; its key is believed."""
    if not book.company.identifiers:
        return "B3"
    known = book.tills.get(form.register_id)
    if known is not None:
        return "B6" if known.status is Status.AUSSER_BETRIEB else "B1"
    if all(unit.status is not Status.IN_BETRIEB for unit in book.units.values()):
        return "B7"
    book.tills[form.register_id] = Till(
        register_id=form.register_id,
        user_key=form.user_key,
        note=form.note,
        status=Status.REGISTRIERT,
        registered_utc=now,
        status_utc=now,
    )
    return "0"
