"""Good answers by HTTP, and good DER, to be broken from there."""

from collections.abc import Mapping

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from firmware.rksv.jws import raw_to_der
from hal.card.emulator_pki import issue_card_credential, sign_digest
from tests.archive.client.test_client import KEY, answer, grown
from tests.fuzz.tape import record
from tests.fuzz.targets_wire import KEY as OTHER_KEY
from tests.fuzz.targets_wire import NOTE

_OK = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 13\r\n"
_BODY = b'{"size": 123}'
_KEPT = _OK + b"Retry-After: 60\r\nDate: Sun, 22 Nov 2026 08:00:00 GMT\r\n\r\n" + _BODY
_CHUNKED = (
    b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
    b'5\r\n{"siz\r\n8\r\ne": 123}\r\n0\r\n\r\n'
)
_CONTINUED = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 404 Not Found\r\n\r\nnothing"
_CONFLICT = (
    b"HTTP/1.1 409 Conflict\r\nContent-Type: text/x.tlog.size\r\nContent-Length: 2\r\n\r\n2\n"
)


def seeds() -> Mapping[str, tuple[bytes, ...]]:
    """Examples by the name of their target."""
    spoken = (record((_KEPT, _CHUNKED)), record((_CHUNKED[:30], _CHUNKED[30:], _CONTINUED)))
    names = ("service_http", "office_http", "archive_http", "client_http", "webhook_http")
    note = str(answer(grown(1, 2)).said["checkpoint"])
    return {
        **dict.fromkeys(names, spoken),
        "witness_http": (record((_CONFLICT, _cosigned())), spoken[1]),
        "client_notes": (f"{KEY}\n{note}".encode(), f"{OTHER_KEY}\n{NOTE}".encode()),
        **_der(),
    }


def _cosigned() -> bytes:
    said = NOTE.rpartition("\n\n")[2].encode()
    return b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%b" % (len(said), said)


def _der() -> Mapping[str, tuple[bytes, ...]]:
    own = issue_card_credential("fuzz", "ATU12345678", 7)
    issuers = [x509.load_der_x509_certificate(one) for one in own.chain]
    public = own.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    pem = b"".join(one.public_bytes(Encoding.PEM) for one in issuers)
    return {
        "der_signature": (raw_to_der(sign_digest(own.key, bytes(32))),),
        "device_keys": (own.certificate, public),
        "group_certificates": (own.chain[0],),
        "card_certificate": (own.certificate,),
        "issuer_file": (own.chain[0], pem),
        "note_key": (KEY.encode(), str(OTHER_KEY).encode()),
    }
