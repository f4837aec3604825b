"""firmware.evidence.note: signed notes and checkpoints of C2SP."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from firmware.evidence.errors import EvidenceError
from firmware.evidence.merkle import EMPTY_ROOT
from firmware.evidence.note import (
    Checkpoint,
    Signer,
    Verifier,
    read_checkpoint,
    read_note,
    verified_checkpoint,
    with_signatures,
)

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
SIGNER = Signer("kassa.example.at", KEY)
WITNESS = Signer("zeuge.example.at", Ed25519PrivateKey.generate(), is_witness=True)
SAID = Checkpoint(origin="kassa.example.at/till/1", size=9120, root=EMPTY_ROOT)
NOTE = SAID.signed(SIGNER)


def test_a_checkpoint_is_read_as_it_was_signed() -> None:
    """C2SP tlog-checkpoint: origin, size, root, an empty line, a signature line."""
    lines = NOTE.split("\n")
    assert lines[:2] == ["kassa.example.at/till/1", "9120"]
    assert lines[3] == ""
    assert lines[4].startswith("— kassa.example.at ")
    assert SAID == verified_checkpoint(NOTE, SAID.origin, SIGNER.verifier)
    assert NOTE == str(read_note(NOTE))


def test_the_example_of_the_go_library() -> None:
    """C2SP signed-note: the published key and note of golang.org/x/mod/sumdb/note."""
    key = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    text = (
        "If you think cryptography is the answer to your problem,\n"
        "then you don't know what your problem is.\n\n"
        "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdn"
        "gotpRZb6KE6RyyBwJnAM=\n"
    )
    verifier = Verifier.parse(key)
    assert key == str(verifier)
    assert read_note(text).is_signed_by(verifier)
    assert not read_note(text.replace("answer", "Answer")).is_signed_by(verifier)


def test_another_key_another_log_another_text() -> None:
    """Each is named."""
    other = Signer("kassa.example.at", Ed25519PrivateKey.generate())
    with pytest.raises(EvidenceError, match="not signed by"):
        verified_checkpoint(NOTE, SAID.origin, other.verifier)
    with pytest.raises(EvidenceError, match="not of"):
        verified_checkpoint(NOTE, "kassa.example.at/till/2", SIGNER.verifier)
    with pytest.raises(EvidenceError, match="not signed by"):
        verified_checkpoint(NOTE.replace("9120", "9121"), SAID.origin, SIGNER.verifier)


def test_a_witness_signs_the_text_and_the_time() -> None:
    """C2SP tlog-cosignature: another time is another signature."""
    note = read_note(NOTE)
    line = read_note(f"{SAID.text}\n{WITNESS.sign(SAID.text, 1_763_000_000)}").lines[0]
    both = with_signatures(note, [line, line])
    assert len(both.lines) == 2
    assert both.signed_at(WITNESS.verifier) == 1_763_000_000
    assert both.is_signed_by(SIGNER.verifier)
    assert note.signed_at(WITNESS.verifier) is None
    assert Verifier.parse(str(WITNESS.verifier)) == WITNESS.verifier


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no signature\n",
        "text\n\nno dash\n",
        "text\n\n— name !!!\n",
        "text\n\n— a+b AAAA\n",
        "text\n\n— a AAAA\n",
        f"\ud800\n{SAID.text}\n{SIGNER.sign(SAID.text)}",
    ],
)
def test_what_is_no_note(text: str) -> None:
    """Says so."""
    with pytest.raises(EvidenceError):
        read_note(text)


@pytest.mark.parametrize(
    "text",
    [
        "o\n01\n" + "A" * 43 + "=\n",
        "o\n-1\n" + "A" * 43 + "=\n",
        "\n1\n" + "A" * 43 + "=\n",
        "o\n1\nAAAA\n",
        "o\n1\nÄÄÄÄ\n",
        "o\n",
    ],
)
def test_what_is_no_checkpoint(text: str) -> None:
    """A size without leading zeros, 32 bytes of root, an origin."""
    with pytest.raises(EvidenceError):
        read_checkpoint(read_note(f"{text}\n{SIGNER.sign(text)}"))


@pytest.mark.parametrize(
    "text", ["", "a+b", "a+00000000+AQ==", "a+zz+!!", "a+" + "0" * 8 + "+Ag=="]
)
def test_what_is_no_key(text: str) -> None:
    """Says so."""
    with pytest.raises(EvidenceError):
        Verifier.parse(text)


def test_a_secret_for_another_purpose() -> None:
    """RFC 5869: always the same of one key, another for each purpose, and never the key itself."""
    one = SIGNER.derived("one")
    assert one == Signer("another.name", KEY).derived("one")
    assert 3 == len({one, SIGNER.derived("two"), WITNESS.derived("one")})
    assert 32 == len(one)
    assert one != KEY.private_bytes_raw()
