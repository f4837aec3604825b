"""Certificates for the archive's TLS: good ones, old ones, of another host, of nobody."""

import datetime as dt
import ssl
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

_FROM = dt.datetime(2025, 1, 1, tzinfo=dt.UTC)
FOREVER = dt.datetime(2125, 1, 1, tzinfo=dt.UTC)
OVER = dt.datetime(2025, 6, 1, tzinfo=dt.UTC)
_MAY_SIGN = x509.KeyUsage(
    digital_signature=False,
    content_commitment=False,
    key_encipherment=False,
    data_encipherment=False,
    key_agreement=False,
    key_cert_sign=True,
    crl_sign=True,
    encipher_only=False,
    decipher_only=False,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a server shows: its context, the authority's file, the fingerprint."""

    context: ssl.SSLContext
    ca_file: str
    fingerprint: str


def issue(folder: Path, host: str = "localhost", until: dt.datetime = FOREVER) -> Shown:
    """A new authority and a certificate for `host` under it."""
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root_name, name = _name("archive test authority"), _name(host)
    identifier = x509.SubjectKeyIdentifier.from_public_key(root_key.public_key())
    root = (
        _builder(root_name, root_name, root_key.public_key(), FOREVER)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .add_extension(_MAY_SIGN, critical=True)
        .add_extension(identifier, critical=False)
        .sign(root_key, SHA256())
    )
    server = (
        _builder(name, root_name, key.public_key(), until)
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier),
            critical=False,
        )
        .sign(root_key, SHA256())
    )
    folder.mkdir(parents=True, exist_ok=True)
    files = [folder / each for each in ("authority.pem", "server.pem", "server.key")]
    files[0].write_bytes(root.public_bytes(Encoding.PEM))
    files[1].write_bytes(server.public_bytes(Encoding.PEM))
    files[2].write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(files[1], files[2])
    return Shown(
        context=context,
        ca_file=str(files[0]),
        fingerprint=sha256(server.public_bytes(Encoding.DER)).hexdigest(),
    )


def _builder(
    subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey, until: dt.datetime
) -> x509.CertificateBuilder:
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(_FROM)
        .not_valid_after(until)
    )


def _name(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, text)])
