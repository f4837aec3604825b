"""firmware.evidence.stamp: answers of a real stamping authority."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509

from firmware.evidence.errors import EvidenceError
from firmware.evidence.stamp import MAX_STAMP_BYTES, request_for, roots_of, stamped_at
from tests.evidence.authority import Authority, founded, run

TEXT = "kassa.example.at/heads\n3\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """One for all."""
    return founded(tmp_path_factory.mktemp("tsa"))


def roots(of: Authority) -> tuple[x509.Certificate, ...]:
    """As a verifier has them."""
    return roots_of(of.roots.read_bytes())


def test_a_stamp_holds(authority: Authority) -> None:
    """RFC 3161: over this text, by an authority under this root, and to this request."""
    request = request_for(TEXT)
    answer = authority.answer(request.as_bytes())
    at = stamped_at(answer, TEXT, roots(authority), request)
    assert at == stamped_at(answer, TEXT, roots(authority))
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=10)


def test_openssl_reads_what_is_kept(authority: Authority) -> None:
    """Nobody needs this program to examine a stamp."""
    answer = authority.answer(request_for(TEXT).as_bytes())
    (authority.folder / "kept").write_bytes(answer)
    (authority.folder / "text").write_bytes(TEXT.encode())
    run(authority.folder, "ts -verify -data text -in kept -CAfile ca.pem")


def test_what_does_not_hold(authority: Authority, tmp_path: Path) -> None:
    """Another text, another root, another request, other bytes."""
    answer = authority.answer(request_for(TEXT).as_bytes())
    other = founded(tmp_path / "other")
    cases = [
        (answer, TEXT.replace("3", "4"), authority, None),
        (answer, TEXT, other, None),
        (answer, TEXT, authority, request_for(TEXT)),
        (answer[:-1] + b"x", TEXT, authority, None),
        (b"", TEXT, authority, None),
        (b"\x30\x03\x02\x01\x02", TEXT, authority, None),
    ]
    for said, text, by, request in cases:
        with pytest.raises(EvidenceError, match="does not hold"):
            stamped_at(said, text, roots(by), request)
    with pytest.raises(EvidenceError, match="more than"):
        stamped_at(b"x" * (MAX_STAMP_BYTES + 1), TEXT, roots(authority))


def test_a_weaker_digest_is_none(authority: Authority) -> None:
    """Only SHA-256, as everywhere in this log."""
    (authority.folder / "text").write_bytes(TEXT.encode())
    run(authority.folder, "ts -query -data text -sha512 -cert -out q512")
    answer = authority.answer((authority.folder / "q512").read_bytes())
    with pytest.raises(EvidenceError, match="not SHA-256"):
        stamped_at(answer, TEXT, roots(authority))


def test_a_damaged_stamp_is_named_whatever_was_damaged(authority: Authority) -> None:
    """Each byte of it, one at a time."""
    answer, trusted = authority.answer(request_for(TEXT).as_bytes()), roots(authority)
    held = []
    for at in range(0, len(answer), 7):
        damaged = bytearray(answer)
        damaged[at] ^= 0x01
        try:
            held.append((at, stamped_at(bytes(damaged), TEXT, trusted)))
        except EvidenceError:
            continue
    # What lies outside of the signature is nothing anybody relies on; the time always is.
    assert {stamped_at(answer, TEXT, trusted)} >= {moment for _, moment in held}


def test_roots_are_certificates() -> None:
    """And some."""
    with pytest.raises(EvidenceError, match="no certificates"):
        roots_of(b"nothing")
