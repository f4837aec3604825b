"""What a bundle says of itself: read out of the signed part, which is not verified here.

A bundle of RAUC is a squashfs, the CMS signature over its manifest, and eight bytes that say how
long that is. In bundles of the format `verity` the manifest stands inside the signature, and holds
the root hash of all the rest. The archive has no key, neither to sign nor to verify: that is the
till's. It only looks so that no file goes out that no till could take.
"""

from configparser import ConfigParser
from configparser import Error as ConfigError
from dataclasses import dataclass
from hashlib import file_digest
from pathlib import Path
from typing import Final

from firmware.accord.release import is_version

_MAGIC: Final = b"hsqs"
_TAIL_BYTES: Final = 8
_MAX_SIGNATURE: Final = 64 * 1024
#: More than a slot of the image holds, with its boot partition.
MAX_BYTES: Final = 2 * 1024**3
_MAX_COMPATIBLE: Final = 200
_SEQUENCE: Final = 0x30
_OCTETS: Final = 0x04
_OID: Final = 0x06
_INTEGER: Final = 0x02
_SET: Final = 0x31
_EXPLICIT_0: Final = 0xA0
_LONG: Final = 0x80
_MAX_LENGTH_BYTES: Final = 4


class BundleError(Exception):
    """The file is no bundle that a till could take; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bundle:
    """A bundle as it lies in a file."""

    path: Path
    version: str
    compatible: str
    size: int
    sha256: str


def read_bundle(path: Path) -> Bundle:
    """What the bundle says it is.

    Raises:
        BundleError: it is none, or says nothing usable.
        OSError: it cannot be read.
    """
    with path.open("rb") as file:
        size = path.stat().st_size
        if size > MAX_BYTES:
            raise BundleError(f"{path}: larger than {MAX_BYTES} bytes")
        if file.read(len(_MAGIC)) != _MAGIC or size <= _TAIL_BYTES:
            raise BundleError(f"{path}: not a bundle of RAUC")
        file.seek(size - _TAIL_BYTES)
        length = int.from_bytes(file.read(_TAIL_BYTES), "big")
        if not 0 < length <= min(_MAX_SIGNATURE, size - _TAIL_BYTES - len(_MAGIC)):
            raise BundleError(f"{path}: not a bundle of RAUC: no signature at its end")
        file.seek(size - _TAIL_BYTES - length)
        manifest = _manifest(path, _signed(path, file.read(length)))
        file.seek(0)
        digest = file_digest(file, "sha256").hexdigest()
    version, compatible = (manifest.get("update", key, fallback="") for key in _UPDATE)
    if manifest.get("bundle", "format", fallback="plain") != "verity":
        raise BundleError(f"{path}: the format is not verity")
    if not is_version(version):
        raise BundleError(f"{path}: its version {version[:80]!r} is none")
    if not (compatible.isprintable() and 0 < len(compatible) <= _MAX_COMPATIBLE):
        raise BundleError(f"{path}: does not say what it is compatible with")
    return Bundle(path=path, version=version, compatible=compatible, size=size, sha256=digest)


_UPDATE: Final = ("version", "compatible")


def _manifest(path: Path, text: bytes) -> ConfigParser:
    manifest = ConfigParser(interpolation=None, strict=False)
    try:
        manifest.read_string(text.decode())
    except (ConfigError, UnicodeDecodeError) as error:
        raise BundleError(f"{path}: its manifest cannot be read") from error
    return manifest


def _signed(path: Path, signature: bytes) -> bytes:
    """The content inside a CMS SignedData (RFC 5652 § 5) in DER."""
    try:
        content = _inside(signature, _SEQUENCE)
        data = _inside(_inside(_after(content, _OID), _EXPLICIT_0), _SEQUENCE)
        enclosed = _inside(_after(_after(data, _INTEGER), _SET), _SEQUENCE)
        return _inside(_inside(_after(enclosed, _OID), _EXPLICIT_0), _OCTETS)
    except ValueError as error:
        raise BundleError(f"{path}: no manifest inside its signature") from error


def _inside(der: bytes, tag: int) -> bytes:
    """What the first value holds, which must have this tag."""
    begin, end = _bounds(der, tag)
    return der[begin:end]


def _after(der: bytes, tag: int) -> bytes:
    """What follows the first value, which must have this tag."""
    return der[_bounds(der, tag)[1] :]


def _bounds(der: bytes, tag: int) -> tuple[int, int]:
    if len(der) <= 1 or der[0] != tag:
        raise ValueError(tag)
    begin, length = 2, der[1]
    if length >= _LONG:
        count = length - _LONG
        if not 1 <= count <= _MAX_LENGTH_BYTES:
            raise ValueError(length)
        begin += count
        length = int.from_bytes(der[2:begin], "big")
    if begin + length > len(der):
        raise ValueError(length)
    return begin, begin + length
