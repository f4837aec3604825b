"""Coming in: the typed key, what the till says of itself, another password."""

from base64 import b64decode
from datetime import UTC, datetime
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from firmware.accord.messages import Registered
from firmware.evidence.errors import EvidenceError
from firmware.evidence.note import Signer
from firmware.sync.archive.keep import Device
from firmware.sync.archive.registration import (
    TypedKeyError,
    archive_key,
    master,
    registration,
    renewal,
    require_usable,
    typed_key,
    with_password,
    witnesses,
)
from tests.sync.archive.stall import KEY

DEVICE = Device(installation_id="0" * 8, key=Ed25519PrivateKey.generate())
SIGNER = Signer("archive.test", Ed25519PrivateKey.generate())
IN = Registered(
    till_id="t", password="p", origin="archive.test/till/t", archive_key=str(SIGNER.verifier)
)


@pytest.mark.parametrize("text", [KEY, KEY.replace("-", ""), f" {KEY}\n", KEY.replace("-", "  ")])
def test_a_typed_key(tmp_path: Path, text: str) -> None:
    """However it was written down, it goes out in its one form; no text shows it."""
    path = tmp_path / "key"
    path.write_text(text)
    key = typed_key(path)
    assert key is not None
    assert (KEY, "TypedKey()") == (key.text, repr(key))


def test_no_key(tmp_path: Path) -> None:
    """No file; and files that hold none, whose content is not repeated."""
    path = tmp_path / "key"
    assert typed_key(path) is None
    for text in (b"", b"1234", KEY.replace("9", "8").encode(), b"\xff" * 48):
        path.write_bytes(text)
        with pytest.raises(TypedKeyError) as error:
            typed_key(path)
        assert text.decode("latin-1") not in str(error.value) or not text
    path.write_bytes(b"1" * 500)
    with pytest.raises(OSError, match="longer"):
        typed_key(path)


def test_what_the_till_says(tmp_path: Path) -> None:
    """Of its board what the kernel says, where there is one."""
    (tmp_path / "model").write_bytes(b"Raspberry Pi 4 Model B Rev 1.5\0")
    (tmp_path / "serial-number").write_bytes(b"10000000abcdef01\0")
    said = master("standlkassa 1", "Obst Huber", tmp_path)
    assert ("Raspberry Pi 4 Model B Rev 1.5", "10000000abcdef01", "Obst Huber") == (
        said.model,
        said.serial,
        said.company,
    )
    assert ("unknown", "") == (
        master("s", "", tmp_path / "no").model,
        master("s", "", tmp_path / "no").serial,
    )
    (tmp_path / "model").write_bytes(b"\x1b[2J")
    assert "unknown" == master("s", "", tmp_path).model


def test_registration(tmp_path: Path) -> None:
    """Key, installation and device key."""
    path = tmp_path / "key"
    path.write_text(KEY)
    key = typed_key(path)
    assert key is not None
    asked = registration(key, DEVICE, "MARKT-01", master("s", "c", tmp_path))
    assert (KEY, DEVICE.installation_id, DEVICE.public, "MARKT-01") == (
        asked.key,
        asked.installation_id,
        asked.device_key,
        asked.register_id,
    )


def test_renewal_is_signed_by_the_device() -> None:
    """Over till and moment, so that it is good for nothing else."""
    asked = renewal("t", DEVICE, datetime(2026, 11, 20, 9, tzinfo=UTC))
    said = b"standlkassa password 1\nt\n2026-11-20T09:00:00+00:00\n"
    DEVICE.key.public_key().verify(b64decode(asked.signature), said)


def test_a_renewal_changes_the_password_alone() -> None:
    """Log and key never change, whatever the answer says."""
    other = Registered(till_id="x", password="q", origin="x", archive_key="x")
    assert ("q", IN.origin, IN.archive_key) == (
        with_password(IN, other).password,
        with_password(IN, other).origin,
        with_password(IN, other).archive_key,
    )


@pytest.mark.parametrize(
    "bad",
    [
        {"archive_key": "none"},
        {"password": ""},
        {"password": "a\r\nb"},
        {"password": "ü"},
        {"origin": "x" * 201},
    ],
)
def test_an_answer_the_till_cannot_work_with(bad: dict[str, str]) -> None:
    """A password goes into a header; an origin onto paper."""
    fields = {name: getattr(IN, name) for name in ("till_id", "password", "origin", "archive_key")}
    with pytest.raises((EvidenceError, ValueError)):
        require_usable(Registered(**(fields | bad)))
    assert IN == require_usable(IN)


def test_keys_of_the_archive_and_its_witnesses() -> None:
    """A witness whose line nobody can read is none."""
    witness = Signer("w", Ed25519PrivateKey.generate(), is_witness=True).verifier
    fields = {name: getattr(IN, name) for name in ("till_id", "password", "origin", "archive_key")}
    known = Registered(**fields, witness_keys=(str(witness), "nonsense"))
    assert (witness,) == witnesses(known)
    assert SIGNER.verifier == archive_key(known)
