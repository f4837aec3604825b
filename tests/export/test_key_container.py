"""The key container of the verifying tools, read strictly and written for its owner."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.export.errors import KeyContainerError, ReadError
from firmware.export.key_container import (
    CONTAINER_BYTES_MAX,
    parse_key_container,
    read_key_container,
    write_key_container,
)
from firmware.rksv.trust import DeviceKey, DeviceKind, KeyStore
from tests.vectors import forge
from tests.vectors.negative_build import CARD, COMPANY_KEY, OTHER, keys

STORE = KeyStore(
    aes_key=forge.AES_KEY,
    devices={
        CARD.serial: DeviceKey(kind=DeviceKind.CERTIFICATE, der=CARD.der),
        COMPANY_KEY: DeviceKey(kind=DeviceKind.PUBLIC_KEY, der=OTHER.public_der),
    },
)
CONTAINER = keys(CARD, company=OTHER)


def refusal(document: object) -> str:
    raw = document if isinstance(document, bytes) else json.dumps(document).encode()
    with pytest.raises(KeyContainerError) as caught:
        parse_key_container(raw)
    return str(caught.value)


def changed(**members: Any) -> dict[str, Any]:
    """The container with members of its one device replaced; None leaves one out."""
    document = json.loads(json.dumps(keys(CARD)))
    device = document["certificateOrPublicKeyMap"][CARD.serial] | members
    kept = {key: value for key, value in device.items() if value is not None}
    document["certificateOrPublicKeyMap"][CARD.serial] = kept
    return document


def test_the_ministrys_form_is_read() -> None:
    """Certificates and company keys, each by the text of field 11."""
    assert parse_key_container(json.dumps(CONTAINER).encode()) == STORE


def test_what_is_written_is_read_again_and_is_the_owners(tmp_path: Path) -> None:
    """The file holds the AES key: nobody else may read it."""
    out = tmp_path / "keys.json"
    write_key_container(STORE, out)

    assert read_key_container(out) == STORE
    assert json.loads(json.dumps(CONTAINER)) == json.loads(out.read_text())
    assert out.stat().st_mode & 0o777 == 0o600


def test_a_store_without_aes_key_is_not_written(tmp_path: Path) -> None:
    """A container without the key helps no tool."""
    with pytest.raises(KeyContainerError, match="base64AESKey"):
        write_key_container(KeyStore(aes_key=None, devices={}), tmp_path / "keys.json")


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    """The error names the file."""
    with pytest.raises(ReadError, match=r"keys\.json: No such file"):
        read_key_container(tmp_path / "keys.json")


def test_the_aes_key_is_not_shown() -> None:
    """A store may stand in a log."""
    assert "aes_key" not in repr(STORE)


@pytest.mark.parametrize(
    ("document", "text"),
    [
        (b"\xff", "document: not JSON"),
        (b"[" * 100_000, "document: not JSON"),
        (b'{"a":1,"a":2}', "a key stands twice"),
        (b" " * (CONTAINER_BYTES_MAX + 1), "document: more than"),
        ([], "document: list instead of dict"),
        ({}, "document: base64AESKey is missing"),
        ({"base64AesKey": CONTAINER["base64AESKey"]}, "document: base64AESKey is missing"),
        (CONTAINER | {"base64AESKey": "AAAA"}, "base64AESKey: 3 bytes instead of 32"),
        (CONTAINER | {"base64AESKey": "A"}, "document > base64AESKey: not base64"),
        (CONTAINER | {"base64AESKey": None}, "base64AESKey: NoneType instead of str"),
        (CONTAINER | {"certificateOrPublicKeyMap": []}, "list instead of dict"),
        (changed(id="1A2B3C4D"), "'1a2b3c4d': id differs from the name in the map"),
        (changed(id=None), "'1a2b3c4d': id is missing"),
        (changed(signatureDeviceType="HSM"), "signatureDeviceType is 'HSM'"),
        (changed(signatureCertificateOrPublicKey="AB=="), "not canonical base64"),
    ],
)
def test_what_is_not_of_the_form_is_refused_by_place(document: object, text: str) -> None:
    """Tools look serials up as they stand; a file nobody understands is refused."""
    assert text in refusal(document)


@given(st.binary() | st.recursive(st.none() | st.text(), st.lists).map(json.dumps).map(str.encode))
def test_garbage_gives_nothing_but_the_named_error(raw: bytes) -> None:
    """Whatever a file holds, it is refused by name."""
    with pytest.raises(KeyContainerError):
        parse_key_container(raw)
