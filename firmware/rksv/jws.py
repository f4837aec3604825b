"""The signed form: JWS compact serialisation with ES256, or with the failure text (Anlage Z 6).

Read strictly: three segments, exactly our header, canonical base64url without padding. A receipt
of which one bit was turned is never read as the same receipt.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import (
    decode_dss_signature,
    encode_dss_signature,
)
from cryptography.hazmat.primitives.hashes import SHA256

from firmware.rksv.coding import decode_base64url, encode_base64url, encode_utf8
from firmware.rksv.errors import AlgorithmError, MalformedError

HEADER: Final = '{"alg":"ES256"}'
FAILURE_TEXT: Final = "Sicherheitseinrichtung ausgefallen"  # § 17 Abs 4 RKSV
SIGNATURE_BYTES: Final = 64
COORDINATE_BYTES: Final = 32

_ES256: Final = ec.ECDSA(SHA256())

HEADER_SEGMENT: Final = encode_base64url(HEADER.encode("ascii"))
FAILURE_BYTES: Final = FAILURE_TEXT.encode("ascii")
FAILURE_SEGMENT: Final = encode_base64url(FAILURE_BYTES)
_HEADER_BYTES: Final = HEADER_SEGMENT.encode("ascii")


@dataclass(frozen=True, slots=True, kw_only=True)
class Jws:
    """A compact JWS taken apart; `signature` (r and s, 64 bytes) is None in failure form."""

    header: str
    payload: str
    signature: bytes | None
    signing_input: bytes


def signing_input(payload: str) -> bytes:
    """Return the ASCII bytes that are signed: header and payload segment with a dot between.

    Raises:
        MalformedError: the payload has no UTF-8 form.
    """
    segment = encode_base64url(encode_utf8(payload, "payload"))
    return f"{HEADER_SEGMENT}.{segment}".encode("ascii")


def digest(payload: str) -> bytes:
    """Return the SHA-256 of the signing input: the 32 bytes a card gets to sign."""
    return sha256(signing_input(payload)).digest()


def compact(payload: str, signature: bytes | None) -> str:
    """Join payload and signature (r and s, 64 bytes) to the compact JWS; None is failure form.

    Raises:
        MalformedError: the signature is not 64 bytes long.
    """
    if signature is None:
        segment = FAILURE_SEGMENT
    elif len(signature) == SIGNATURE_BYTES:
        segment = encode_base64url(signature)
    else:
        raise MalformedError("signature", f"{len(signature)} bytes instead of {SIGNATURE_BYTES}")
    return f"{signing_input(payload).decode('ascii')}.{segment}"


def split(jws: str) -> Jws:
    """Take a compact JWS apart.

    Raises:
        MalformedError: `field` is "jws" (not three ASCII segments), "header", "payload" or
            "signature" (padding, wrong alphabet, stray bits, not UTF-8, wrong length).
        AlgorithmError: the header is coded well but is not exactly ours.
    """
    try:
        segments = jws.encode("ascii").split(b".")
    except UnicodeEncodeError as error:
        raise MalformedError("jws", f"character at {error.start} is not ASCII") from error
    if len(segments) != 3:
        raise MalformedError("jws", f"{len(segments)} segments instead of 3")
    header, payload, signature = segments
    if header != _HEADER_BYTES:
        _refuse_header(header)
    raw = decode_base64url(signature, "signature")
    is_failure = raw == FAILURE_BYTES
    if not is_failure and len(raw) != SIGNATURE_BYTES:
        raise MalformedError("signature", f"{len(raw)} bytes, neither 64 nor the failure text")
    return Jws(
        header=HEADER,
        payload=_decode_text(payload, "payload"),
        signature=None if is_failure else raw,
        signing_input=header + b"." + payload,
    )


def raw_to_der(signature: bytes) -> bytes:
    """Code r and s (64 bytes, big endian) as the DER that crypto libraries want.

    Raises:
        MalformedError: the signature is not 64 bytes long.
    """
    if len(signature) != SIGNATURE_BYTES:
        raise MalformedError("signature", f"{len(signature)} bytes instead of {SIGNATURE_BYTES}")
    return encode_dss_signature(
        int.from_bytes(signature[:COORDINATE_BYTES], "big"),
        int.from_bytes(signature[COORDINATE_BYTES:], "big"),
    )


def der_to_raw(signature: bytes) -> bytes:
    """Write a DER signature as r and s, each padded on the left to 32 bytes.

    Raises:
        MalformedError: it is no DER signature, or its numbers are not those of P-256.
    """
    try:
        r, s = decode_dss_signature(signature)
        return r.to_bytes(COORDINATE_BYTES, "big") + s.to_bytes(COORDINATE_BYTES, "big")
    except (ValueError, OverflowError) as error:
        raise MalformedError("signature", "not a DER signature of P-256") from error


def verify_signature(public_key: ec.EllipticCurvePublicKey, jws: Jws) -> bool:
    """Tell whether the signature is valid under the key (ES256); failure form never is."""
    if jws.signature is None:
        return False
    try:
        public_key.verify(raw_to_der(jws.signature), jws.signing_input, _ES256)
    except InvalidSignature:
        return False
    return True


def _refuse_header(segment: bytes) -> None:
    text = _decode_text(segment, "header")
    raise AlgorithmError("header", f"{text[:60]!r} is not {HEADER}")


def _decode_text(segment: bytes, field: str) -> str:
    raw = decode_base64url(segment, field)
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError as error:
        raise MalformedError(field, f"not UTF-8 at byte {error.start}") from error
