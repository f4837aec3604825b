"""RFC 3161 timestamps: what a stamping authority answered, held against a text and roots.

A stamp is kept as the whole answer, as `openssl ts -verify -in` takes it. Only the archive and a
verifier on a desk look into one; a till keeps and hands on stamps without this module.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from cryptography import x509
from rfc3161_client import (
    HashAlgorithm,
    TimeStampRequest,
    TimestampRequestBuilder,
    VerificationError,
    VerifierBuilder,
    decode_timestamp_response,
)

from firmware.evidence.errors import EvidenceError

MAX_STAMP_BYTES: Final = 64 * 1024
#: hundreds of authorities would be no trust in anybody
MAX_ROOTS: Final = 100
_SHA256: Final = x509.ObjectIdentifier("2.16.840.1.101.3.4.2.1")


def request_for(text: str) -> TimeStampRequest:
    """What an authority is asked over a note's text; each request has a nonce of its own."""
    builder = TimestampRequestBuilder().data(text.encode()).hash_algorithm(HashAlgorithm.SHA256)
    return builder.nonce(nonce=True).cert_request(cert_request=True).build()


def roots_of(pem: bytes) -> tuple[x509.Certificate, ...]:
    """Certificates in PEM that stamps must lead to.

    Raises:
        EvidenceError: there is none in it.
    """
    try:
        roots = x509.load_pem_x509_certificates(pem)
    except ValueError as error:
        raise EvidenceError("no certificates in PEM") from error
    if len(roots) > MAX_ROOTS:
        raise EvidenceError(f"more than {MAX_ROOTS} roots")
    return tuple(roots)


def stamped_at(
    answer: bytes,
    text: str,
    roots: Sequence[x509.Certificate],
    request: TimeStampRequest | None = None,
) -> datetime:
    """When an authority under one of `roots` stamped `text`, in UTC.

    With the request, the answer must also be to that one.

    Raises:
        EvidenceError: it did not; it says why.
    """
    if len(answer) > MAX_STAMP_BYTES:
        raise EvidenceError(f"a stamp of more than {MAX_STAMP_BYTES} bytes")
    builder = VerifierBuilder() if request is None else VerifierBuilder.from_request(request)
    for root in roots:
        builder = builder.add_root_certificate(root)
    try:
        decoded = decode_timestamp_response(answer)
        imprint = decoded.tst_info.message_imprint
        if imprint.hash_algorithm != _SHA256:
            raise EvidenceError(f"a stamp over {imprint.hash_algorithm.dotted_string}, not SHA-256")
        builder.build().verify(decoded, sha256(text.encode()).digest())
    except (VerificationError, ValueError, x509.InvalidVersion) as error:
        raise EvidenceError(f"the stamp does not hold: {error}") from error
    at = decoded.tst_info.gen_time
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
