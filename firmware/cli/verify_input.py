"""What was given to `kassa verify`, sorted: exported folders, DEP7 files, codes, certificates."""

import re
import sys
from base64 import b64decode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

import click
from cryptography import x509
from cryptography.hazmat.primitives import serialization

from firmware.evidence.errors import EvidenceError
from firmware.evidence.note import Verifier
from firmware.export.audit.archive_claim import ArchiveAsked
from firmware.export.audit.codes import COMMENT, Form, PaperCode, code_of, codes_of
from firmware.export.audit.listing import Signer
from firmware.export.audit.report import folders_below
from firmware.export.errors import KeyContainerError, ReadError
from firmware.export.key_container import read_key_container
from firmware.rksv.trust import KeyStore
from firmware.store.seal import read_anchor

STDIN: Final = "-"
#: More than all the codes anybody scans in a day.
CODES_BYTES_MAX: Final = 16 * 1024 * 1024
#: 32 bytes in base64, and room for blanks between groups.
_KEY_ALONE: Final = re.compile(rb"[A-Za-z0-9+/]{43}=")
_KEY_TEXT_MAX: Final = 200
_CERTIFICATE_BYTES_MAX: Final = 64 * 1024
_ROOTS_BYTES_MAX: Final = 1024 * 1024
_PEM: Final = re.compile(rb"-----BEGIN CERTIFICATE-----")


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What is to be examined."""

    exports: tuple[Path, ...]
    deps: tuple[Path, ...]
    codes: tuple[PaperCode, ...]


def sorted_out(paths: Sequence[Path], texts: Sequence[str]) -> Given:
    """Tell what each path is: a folder, a file of codes, `-`, or else a DEP7.

    Raises:
        ClickException: a folder without an export; folders and DEP7 files at once; nothing.
        ReadError: a file cannot be read.
    """
    exports: list[Path] = []
    deps: list[Path] = []
    codes = [code_of(text, f"code {at}") for at, text in enumerate(texts, start=1)]
    for path in paths:
        if str(path) == STDIN:
            codes += codes_of(_text(sys.stdin.buffer.read(CODES_BYTES_MAX)), "standard input")
        elif path.is_dir():
            exports += _exports_in(path)
        elif path.exists() and not path.is_file():
            # A pipe would keep us waiting, and is read once; - is for these.
            raise click.ClickException(f"{path}: neither a file nor a folder")
        elif _holds_codes(path):
            codes += codes_of(_text(_read(path, CODES_BYTES_MAX)), path.name)
        else:
            deps.append(path)
    if exports and deps:
        raise click.UsageError("give exported folders or DEP7 files, not both at once")
    if not exports and not deps and not codes:
        raise click.UsageError("nothing to verify: name a folder, a DEP7, or a code (--code)")
    return Given(exports=tuple(exports), deps=tuple(deps), codes=tuple(codes))


def keys_of(path: Path) -> KeyStore:
    """The key container, or the key alone, as a key sheet has it; what is wrong names the file.

    Raises:
        ReadError: it cannot be read.
        ClickException: it is none.
    """
    typed = _KEY_ALONE.fullmatch(b"".join(_read(path, _KEY_TEXT_MAX).split()))
    if typed is not None:
        return KeyStore(aes_key=b64decode(typed[0]), devices={}, judges_trust=False)
    try:
        return read_key_container(path)
    except KeyContainerError as error:
        raise click.ClickException(f"{path}: {error}") from error


def certificates_of(paths: Iterable[Path]) -> tuple[Signer, ...]:
    """Certificates, DER or PEM, one a file.

    Raises:
        ReadError: a file cannot be read.
        ClickException: it holds no certificate.
    """
    return tuple(_certificate(path) for path in paths)


def archive_asked(
    key: str | None, head: str | None, witnesses: Sequence[str], stamp_roots: Path | None
) -> ArchiveAsked:
    """What an archive's word is held against.

    Raises:
        ClickException: a line is no key, a file no roots; or stamps cannot be examined here.
        StoreError: the head is none of a slip.
        ReadError: the roots cannot be read.
    """
    try:
        return ArchiveAsked(
            key=None if key is None else Verifier.parse(key),
            witnesses=tuple(_witness(one) for one in witnesses),
            head=None if head is None else read_anchor(head),
            stamped_at=None if stamp_roots is None else _judge_of_stamps(stamp_roots),
        )
    except EvidenceError as error:
        raise click.ClickException(str(error)) from error


def _witness(line: str) -> Verifier:
    found = Verifier.parse(line)
    if not found.is_witness:
        raise click.ClickException(f"--witness: {found.name}: not the key of a witness")
    return found


def _judge_of_stamps(path: Path) -> Callable[[bytes, str], datetime]:
    try:
        # Not part of what a till needs: on a desk it is, with the archive's packages.
        from firmware.evidence.stamp import roots_of, stamped_at  # noqa: PLC0415
    except ImportError as error:
        raise click.ClickException(
            "--stamp-roots: to examine stamps install rfc3161-client (pip install rfc3161-client)"
        ) from error
    roots = roots_of(_read(path, _ROOTS_BYTES_MAX))
    return lambda stamp, text: stamped_at(stamp, text, roots)


def _certificate(path: Path) -> Signer:
    raw = _read(path, _CERTIFICATE_BYTES_MAX)
    load = x509.load_pem_x509_certificate if _PEM.search(raw) else x509.load_der_x509_certificate
    try:
        loaded = load(raw)
    except (ValueError, x509.InvalidVersion) as error:
        raise click.ClickException(f"{path}: no certificate in DER or PEM") from error
    der = loaded.public_bytes(serialization.Encoding.DER)
    return Signer(serial=f"{loaded.serial_number:x}", der=der)


def _exports_in(path: Path) -> list[Path]:
    found = folders_below(path)
    if not found:
        raise click.ClickException(f"{path}: no export in this folder (no MANIFEST.json)")
    return found


def _holds_codes(path: Path) -> bool:
    """Whether the first line that says something is a code, or names one."""
    try:
        begin = _text(_read(path, CODES_BYTES_MAX // 1024))
    except ReadError:
        return False
    lines = (line.strip() for line in begin.splitlines())
    first = next((line for line in lines if line and not line.startswith(COMMENT)), "")
    return first.startswith("_") or code_of(first, "").form is Form.LINK


def _read(path: Path, most: int) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most)
    except OSError as error:
        raise ReadError(path, error.strerror or str(error)) from error


def _text(raw: bytes) -> str:
    return raw.decode("utf-8-sig", "replace")
