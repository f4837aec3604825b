"""The key container of the verifying tools: AES key and devices of one till, in one JSON file.

The file (`cryptographicMaterialContainer.json`) is no artefact of the RKSV but the input format of
the ministry's tool, which others share. It holds the AES key: it is written for its owner only.
"""

import json
from base64 import b64encode
from binascii import Error as Base64Error
from binascii import a2b_base64, b2a_base64
from pathlib import Path
from typing import Final, TypeVar

from firmware.export.atomic import atomic_file
from firmware.export.errors import KeyContainerError, ReadError
from firmware.rksv.trust import DeviceKey, DeviceKind, KeyStore
from firmware.rksv.turnover import KEY_BYTES

AES_KEY: Final = "base64AESKey"
DEVICES_KEY: Final = "certificateOrPublicKeyMap"
ID_KEY: Final = "id"
KIND_KEY: Final = "signatureDeviceType"
VALUE_KEY: Final = "signatureCertificateOrPublicKey"
CONTAINER_BYTES_MAX: Final = 1024 * 1024
OWNER_ONLY: Final = 0o600

Json = dict[str, "Json"] | list["Json"] | str | int | float | bool | None
T = TypeVar("T")


def read_key_container(path: Path) -> KeyStore:
    """Read a key container.

    Raises:
        ReadError: the file cannot be read.
        KeyContainerError: it is larger than 1 MiB or not of the form.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(CONTAINER_BYTES_MAX + 1)
    except OSError as error:
        raise ReadError(path, error.strerror or str(error)) from error
    return parse_key_container(raw)


def parse_key_container(raw: bytes) -> KeyStore:
    """Read the content of a key container.

    Raises:
        KeyContainerError: naming the place: not JSON, a key missing, twice or of another type, an
            AES key that has not 32 bytes, a device whose id is not its name in the map.
    """
    if len(raw) > CONTAINER_BYTES_MAX:
        raise KeyContainerError("document", f"more than {CONTAINER_BYTES_MAX} bytes")
    try:
        document: Json = json.loads(raw.decode("utf-8"), object_pairs_hook=_unique)
    except (ValueError, RecursionError) as error:
        raise KeyContainerError("document", f"not JSON: {str(error)[:80]}") from error
    root = _of_type(document, dict, "document")
    aes_key = _bytes_at(root, AES_KEY, "document")
    if len(aes_key) != KEY_BYTES:
        raise KeyContainerError(AES_KEY, f"{len(aes_key)} bytes instead of {KEY_BYTES}")
    entries = _of_type(_member(root, DEVICES_KEY, "document"), dict, DEVICES_KEY)
    devices = {name: _device(name, entry) for name, entry in entries.items()}
    return KeyStore(aes_key=aes_key, devices=devices)


def write_key_container(store: KeyStore, out: Path) -> None:
    """Write a key container that only its owner can read.

    Raises:
        KeyContainerError: the store has no AES key; such a container helps no tool.
        WriteError: the file cannot be written.
    """
    if store.aes_key is None:
        raise KeyContainerError(AES_KEY, "there is none to write")
    document = {
        AES_KEY: b64encode(store.aes_key).decode("ascii"),
        DEVICES_KEY: {
            name: {
                ID_KEY: name,
                KIND_KEY: device.kind.value,
                VALUE_KEY: b64encode(device.der).decode("ascii"),
            }
            for name, device in store.devices.items()
        },
    }
    with atomic_file(out, mode=OWNER_ONLY) as file:
        file.write(json.dumps(document, ensure_ascii=False, indent=1).encode("utf-8"))


def _device(name: str, entry: Json) -> DeviceKey:
    place = f"{DEVICES_KEY} > {name[:40]!r}"
    device = _of_type(entry, dict, place)
    # Tools look a receipt's serial up in the map; an id that differs is a file nobody understands.
    if _of_type(_member(device, ID_KEY, place), str, place) != name:
        raise KeyContainerError(place, f"{ID_KEY} differs from the name in the map")
    kind = _of_type(_member(device, KIND_KEY, place), str, place)
    if kind not in DeviceKind.__members__:
        raise KeyContainerError(place, f"{KIND_KEY} is {kind[:40]!r}")
    return DeviceKey(kind=DeviceKind(kind), der=_bytes_at(device, VALUE_KEY, place))


def _bytes_at(parent: dict[str, Json], key: str, place: str) -> bytes:
    text = _of_type(_member(parent, key, place), str, key)
    try:
        raw = a2b_base64(text, strict_mode=True)
    except (Base64Error, ValueError) as error:
        raise KeyContainerError(f"{place} > {key}", "not base64") from error
    if b2a_base64(raw, newline=False).decode("ascii") != text:
        raise KeyContainerError(f"{place} > {key}", "not canonical base64")
    return raw


def _member(parent: dict[str, Json], key: str, place: str) -> Json:
    if key not in parent:
        raise KeyContainerError(place, f"{key} is missing")
    return parent[key]


def _of_type(value: Json, wanted: type[T], place: str) -> T:
    if not isinstance(value, wanted):
        raise KeyContainerError(place, f"{type(value).__name__} instead of {wanted.__name__}")
    return value


def _unique(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    document = dict(pairs)
    if len(document) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return document
