"""Bundles as RAUC makes them, as far as an archive looks: no slot could be filled from one."""

from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization.pkcs7 import PKCS7Options, PKCS7SignatureBuilder
from cryptography.x509.oid import NameOID

COMPATIBLE: Final = "standlkassa-arm64"
MANIFEST: Final = """[update]
compatible={compatible}
version={version}

[bundle]
format={form}
verity-hash={hash}

[image.system]
filename=system.img
"""


@cache
def _signer() -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "release")])
    begin = datetime(2026, 1, 1, tzinfo=UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(begin)
        .not_valid_after(begin + timedelta(days=9000))
        .sign(key, SHA256())
    )
    return certificate, key


@cache
def signed(content: bytes) -> bytes:
    """CMS SignedData in DER, with the content inside; of the same content the same bytes."""
    certificate, key = _signer()
    builder = PKCS7SignatureBuilder().set_data(content).add_signer(certificate, key, SHA256())
    return builder.sign(Encoding.DER, [PKCS7Options.Binary])


def manifest(version: str = "1.3", compatible: str = COMPATIBLE, form: str = "verity") -> bytes:
    """The manifest of a bundle."""
    said = MANIFEST.format(version=version, compatible=compatible, form=form, hash="0" * 64)
    return said.encode()


def bundle(folder: Path, content: bytes | None = None, payload: bytes = b"system" * 100) -> Path:
    """A bundle with this manifest (1.3 by itself) over a payload."""
    folder.mkdir(parents=True, exist_ok=True)
    signature = signed(manifest() if content is None else content)
    path = folder / "update.raucb"
    path.write_bytes(b"hsqs" + payload + signature + len(signature).to_bytes(8, "big"))
    return path
