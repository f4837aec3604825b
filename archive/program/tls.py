"""The certificate: the one that is given, or one of the archive's own that tills pin.

One of its own is good for ten years: nobody renews it, and a till that pinned it would lose its
archive on the day it is replaced. Names change with `host` and `url`, not the key: an archive that
is called otherwise makes a new certificate only when its file is taken away.
"""

import socket
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from typing import Final
from urllib.parse import urlsplit

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from archive.program.keys import keys_folder, require_private, write_private
from archive.settings import ArchiveSection

CERTIFICATE: Final = "tls.pem"
KEY: Final = "tls.key"
#: A till's clock may be behind when it meets the archive for the first time.
_BEFORE: Final = timedelta(days=1)
_LIFE: Final = timedelta(days=3652)
_EVERYWHERE: Final = frozenset({"", "0.0.0.0", "::"})  # noqa: S104 - compared, not bound
_MAX_NAME: Final = 64


class TlsError(Exception):
    """The certificate cannot be used; the message names the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Certificate (with its chain) and key, both PEM files."""

    certificate: Path
    key: Path

    def fingerprint(self) -> str:
        """The SHA-256 of the certificate, as pairs of hex digits: what is compared by eye.

        Raises:
            TlsError: the file holds no certificate.
        """
        try:
            leaf = x509.load_pem_x509_certificate(self.certificate.read_bytes())
        except (OSError, ValueError) as error:
            raise TlsError(f"{self.certificate}: no certificate in PEM") from error
        return leaf.fingerprint(hashes.SHA256()).hex(":").upper()

    def context(self) -> ssl.SSLContext:
        """What a server listens with: TLS 1.2 or newer.

        Raises:
            TlsError: a file is not there, damaged, or the key is not that of the certificate.
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        context.set_alpn_protocols(["http/1.1"])
        try:
            context.load_cert_chain(self.certificate, self.key)
        except (OSError, ssl.SSLError) as error:
            raise TlsError(f"{self.certificate}, {self.key}: {error}") from error
        return context


def identity_of(data: Path, section: ArchiveSection, now_utc: datetime) -> Identity:
    """The identity that the settings name, or the archive's own, made where there is none.

    Raises:
        TlsError: only one of the two files is named, or others can read the key.
    """
    if bool(section.certificate) != bool(section.key):
        raise TlsError("[archive] certificate and key: both or none")
    if section.certificate:
        return Identity(certificate=Path(section.certificate), key=Path(section.key))
    folder = keys_folder(data)
    own = Identity(certificate=folder / CERTIFICATE, key=folder / KEY)
    if not own.certificate.exists():
        _make(own, names_of(section), now_utc)
    require_private(own.key)
    return own


def names_of(section: ArchiveSection) -> tuple[str, ...]:
    """How the machine may be called by who reaches it, the first one first of all."""
    machine = socket.gethostname()
    said = (urlsplit(section.url).hostname or "", section.host, section.name)
    local = ("localhost", "127.0.0.1", "::1")
    everywhere = (machine, f"{machine}.local") if section.host in _EVERYWHERE else ()
    names = (*said, *everywhere, *local)
    return tuple(dict.fromkeys(name for name in names if name not in _EVERYWHERE))


def _make(own: Identity, names: Sequence[str], now_utc: datetime) -> None:
    if not own.key.exists():
        key = ec.generate_private_key(ec.SECP256R1())
        pem = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        write_private(own.key, pem)
    loaded = serialization.load_pem_private_key(own.key.read_bytes(), None)
    if not isinstance(loaded, ec.EllipticCurvePrivateKey):
        raise TlsError(f"{own.key}: not a key of this archive")
    certificate = _certificate(loaded, names, now_utc)
    write_private(own.certificate, certificate.public_bytes(serialization.Encoding.PEM))


def _certificate(
    key: ec.EllipticCurvePrivateKey, names: Sequence[str], now_utc: datetime
) -> x509.Certificate:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, names[0][:_MAX_NAME])])
    subject_key = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    # Digital signature alone, of nine bits.
    usage = x509.KeyUsage(True, *[False] * 8)
    return (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now_utc - _BEFORE)
        .not_valid_after(now_utc + _LIFE)
        .add_extension(x509.SubjectAlternativeName([_general(one) for one in names]), False)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), True)
        .add_extension(usage, True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), False)
        .add_extension(subject_key, False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(subject_key), False
        )
        .sign(key, hashes.SHA256())
    )


def _general(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ip_address(name))
    except ValueError:
        return x509.DNSName(name)
