"""What services write into their answers, taken apart."""

import base64
import binascii
import re
from typing import TypeVar

import msgspec
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from hal.card.codec import SIGNATURE_BYTES
from hal.remote.unit import UnknownAnswerError

_VDA_ID = re.compile(r"AT[1-9][0-9]?")

T = TypeVar("T")


def read_json(body: bytes, kind: type[T]) -> T:
    """The answer as a `kind`; what it holds besides is not looked at.

    Raises:
        UnknownAnswerError: no JSON, a name is missing, a value of another kind. Which content type
            the server said does not matter: a portal's page is no JSON, whatever it is called.
    """
    try:
        return msgspec.json.decode(body, type=kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UnknownAnswerError(f"not the JSON that was asked for: {error}") from error


def read_json_of_any_case(body: bytes, kind: type[T]) -> T:
    """As `read_json`, with the names of `kind` in lower case and those of the answer in any.

    Raises:
        UnknownAnswerError: as `read_json`.
    """
    try:
        return msgspec.convert(_lowered(msgspec.json.decode(body)), kind)
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        raise UnknownAnswerError(f"not the JSON that was asked for: {error}") from error


def read_signature(text: str) -> bytes:
    """64 bytes, r and s, from base64 of either alphabet.

    Raises:
        UnknownAnswerError: something else, a signature in DER among it.
    """
    plain = text.strip().strip('"').rstrip("=").replace("-", "+").replace("_", "/")
    signature = read_base64(plain + "=" * (-len(plain) % 4))
    if len(signature) != SIGNATURE_BYTES:
        raise UnknownAnswerError(f"a signature of {len(signature)} bytes, not {SIGNATURE_BYTES}")
    return signature


def read_base64(text: str) -> bytes:
    """Bytes from standard base64.

    Raises:
        UnknownAnswerError: it is none.
    """
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise UnknownAnswerError("no base64 where there should be some") from error


def read_certificates(texts: list[str]) -> tuple[bytes, ...]:
    """Issuers in the order given, each base64 of a certificate in DER.

    Raises:
        UnknownAnswerError: one is no certificate.
    """
    chain = tuple(read_base64(text) for text in texts)
    for der in chain:
        _load(der)
    return chain


def read_certificate_file(body: bytes) -> tuple[bytes, tuple[bytes, ...]]:
    """The certificate of a file, and those behind it: DER of one, or PEM of one or more.

    Raises:
        UnknownAnswerError: no certificate in it.
    """
    if b"-----BEGIN" not in body:
        _load(body)
        return body, ()
    try:
        first, *others = x509.load_pem_x509_certificates(body)
    except (ValueError, x509.InvalidVersion) as error:
        raise UnknownAnswerError(f"no certificate: {error}") from error
    return _der(first), tuple(_der(one) for one in others)


def read_vda_id(text: str) -> str:
    """The provider's id if it has the form of Anlage Z 2 ("AT1"), else nothing."""
    return text if _VDA_ID.fullmatch(text) else ""


def _lowered(value: object) -> object:
    if not isinstance(value, dict):
        return value
    return {str(name).lower(): _lowered(one) for name, one in value.items()}


def _load(der: bytes) -> None:
    try:
        x509.load_der_x509_certificate(der)
    except (ValueError, x509.InvalidVersion) as error:
        raise UnknownAnswerError(f"no certificate: {error}") from error


def _der(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(Encoding.DER)
