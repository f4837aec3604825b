"""The check of a receipt from its machine readable code, written without the firmware's own rules.

A mistake that signer and checker share is found only if the checker is someone else's.
"""

import base64
import binascii
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SHA256

from tests.finanzonline.emulator.books import Book, Checked, Status, Till, Unit
from tests.finanzonline.emulator.changes import VIENNA

_FIRST_DAY: Final = datetime(2015, 9, 1, tzinfo=VIENNA)
_FAILED: Final = b"Sicherheitseinrichtung ausgefallen"
_HEADER: Final = b'{"alg":"ES256"}'
_AMOUNT: Final = r"-?(?:[1-9][0-9]+|[0-9]),[0-9]{2}"
#: Beyond ten milliards of euros a counter was opened with the wrong key.
_COUNTER_CENTS_MAX: Final = 10**12


class _WrongError(Exception):
    """What is wrong with a receipt: name of the check, and words."""

    def __init__(self, check: str, words: str) -> None:
        super().__init__(check)
        self.check = check
        self.words = words


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """The result of a check: which failed, None if none did."""

    failed: str | None
    words: str = ""
    code: str = ""


@dataclass(frozen=True, slots=True)
class _Code:
    rka: str
    register_id: str
    number: str
    local_time: str
    amounts: tuple[str, ...]
    counter: str
    serial: str
    previous: str
    signature: str

    @property
    def payload(self) -> str:
        fields = (self.rka, self.register_id, self.number, self.local_time, *self.amounts)
        return "".join(f"_{field}" for field in (*fields, self.counter, self.serial, self.previous))

    @property
    def time_utc(self) -> datetime:
        moment = datetime.strptime(self.local_time, "%Y-%m-%dT%H:%M:%S")  # noqa: DTZ007 (next line)
        return moment.replace(tzinfo=VIENNA).astimezone(UTC)

    @property
    def is_zero(self) -> bool:
        return set(self.amounts) == {"0,00"}


def check_receipt(book: Book, text: str, now_utc: datetime) -> Verification:
    """Check a receipt; the first good Startbeleg puts its till into operation (§ 6 Abs 4)."""
    fields = text.split("_")[1:]
    code = _Code(*fields[:4], tuple(fields[4:9]), *fields[9:13])
    try:
        _check_form(code)
        till = _till(book, code)
        _check_time(code, now_utc)
        unit = _unit(book, code)
        _check_outages(code, till, unit)
        _check_signature(code, unit)
        is_start = code.previous == _link(code.register_id.encode())
        _check_counter(code, till, is_start=is_start)
    except _WrongError as wrong:
        book.count_wrong(code.register_id, now_utc)
        return Verification(failed=wrong.check, words=wrong.words, code=text)
    book.wrong_checks.pop(code.register_id, None)
    if till.status is Status.REGISTRIERT:
        till.stands(Status.IN_BETRIEB, now_utc)
    till.checked.append(
        Checked(
            number=code.number,
            local_time=datetime.fromisoformat(code.local_time),
            is_start=is_start,
            is_zero=code.is_zero,
            checked_utc=now_utc,
        )
    )
    return Verification(failed=None, code=text)


def _check_form(code: _Code) -> None:
    if not re.fullmatch(r"[0-9A-Fa-f]+", code.serial):
        raise _WrongError("FORMAT_HEX_CHARS", "Seriennummer ist nicht hexadezimal")
    forms = [
        (r"R1-[A-Z]{2}[1-9][0-9]?", code.rka),
        (r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d", code.local_time),
        *((_AMOUNT, amount) for amount in code.amounts),
        (r"[0-9A-Za-z+/]+={0,2}", code.counter),
        (r"[0-9A-Za-z+/]{11}=", code.previous),
        (r"[0-9A-Za-z+/]+={0,2}", code.signature),
    ]
    for pattern, field in forms:
        if not re.fullmatch(pattern, field):
            raise _WrongError("CONSTRAINTS_PRE_DB", f"Feld '{field}' ist fehlerhaft")


def _till(book: Book, code: _Code) -> Till:
    till = book.tills.get(code.register_id)
    if till is None or till.status is Status.AUSSER_BETRIEB:
        raise _WrongError("EXISTS_CASHBOX", "keiner registrierten Kasse zugeordnet")
    return till


def _check_time(code: _Code, now_utc: datetime) -> None:
    try:
        moment = code.time_utc
    except ValueError:
        raise _WrongError("CONSTRAINTS_PRE_DB", "Zeitpunkt gibt es nicht") from None
    if not _FIRST_DAY <= moment <= now_utc:
        raise _WrongError("TIMEOFRECEIPT_WITHIN_PERIOD", "Zeitpunkt nicht im gültigen Bereich")


def _unit(book: Book, code: _Code) -> Unit:
    unit = book.units.get(int(code.serial, 16))
    if unit is None or unit.vda_id != code.rka.partition("-")[2]:
        raise _WrongError("MATCH_COMPANY", "keiner registrierten Signatureinheit zugeordnet")
    # The serial is signed as text, and stays the text under which the unit was registered.
    if code.serial.upper() != format(unit.serial, "X"):
        raise _WrongError("MATCH_COMPANY", "Seriennummer mit führenden Nullen")
    if unit.status is Status.AUSSER_BETRIEB and code.time_utc > unit.status_utc:
        raise _WrongError("MATCH_COMPANY", "Signatureinheit war außer Betrieb")
    return unit


def _check_outages(code: _Code, till: Till, unit: Unit) -> None:
    for thing in (till, unit):
        if thing.status is Status.AUSFALL or thing.has_failed_at(code.time_utc):
            raise _WrongError("STATE_CASHBOX", "als ausgefallen gemeldet")


def _check_signature(code: _Code, unit: Unit) -> None:
    raw = _decode(code.signature)
    if raw == _FAILED:
        raise _WrongError("RECEIPT_FULL", _FAILED.decode())
    if len(raw) != 64:
        raise _WrongError("RECEIPT_FULL", "Signatur hat nicht 64 Bytes")
    encoded = encode_dss_signature(int.from_bytes(raw[:32]), int.from_bytes(raw[32:]))
    signed = f"{_base64url(_HEADER)}.{_base64url(code.payload.encode())}"
    key = x509.load_der_x509_certificate(unit.certificate).public_key()
    assert isinstance(key, ec.EllipticCurvePublicKey)
    try:
        key.verify(encoded, signed.encode(), ec.ECDSA(SHA256()))
    except InvalidSignature:
        raise _WrongError("RECEIPT_FULL", "Signatur ist ungültig") from None


def _check_counter(code: _Code, till: Till, *, is_start: bool) -> None:
    is_marked = code.counter in {"VFJB", "U1RP"}
    counter = None if is_marked else _open_counter(code, till.user_key)
    if counter is not None and abs(counter) > _COUNTER_CENTS_MAX:
        raise _WrongError("RECEIPT_FULL", "Umsatzzähler nicht entschlüsselbar")
    if is_start and (not code.is_zero or counter != 0):
        raise _WrongError("TYPE_OF_RECEIPT_START", "Startbeleg ist nicht null")
    if till.status is Status.REGISTRIERT and not is_start:
        raise _WrongError("STATE_CASHBOX", "noch nicht mit einem Startbeleg in Betrieb genommen")


def _open_counter(code: _Code, user_key: str) -> int:
    sealed = _decode(code.counter)
    if not 5 <= len(sealed) <= 16:
        raise _WrongError("CONSTRAINTS_PRE_DB", "Umsatzzähler hat eine falsche Länge")
    try:
        key = base64.b64decode(user_key, validate=True)
        cipher = Cipher(algorithms.AES256(key), modes.ECB())  # one block is CTR
    except ValueError:
        raise _WrongError("RECEIPT_FULL", "Benutzerschlüssel ist keiner") from None
    block = sha256(f"{code.register_id}{code.number}".encode()).digest()[:16]
    stream = cipher.encryptor().update(block)
    plain = bytes(one ^ other for one, other in zip(sealed, stream, strict=False))
    return int.from_bytes(plain, signed=True)


def _decode(text: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except binascii.Error:
        raise _WrongError("CONSTRAINTS_PRE_DB", "Feld ist nicht base64") from None


def _link(signed: bytes) -> str:
    return base64.b64encode(sha256(signed).digest()[:8]).decode()


def _base64url(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
