"""Keys of bundles: a pair for trials, made anew each time, and the list of those a till trusts."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from imager.errors import BuildError

#: Public certificates of the project's releases, committed; no private key ever is.
TRUSTED: Final = "keyring"
_TRIAL_DAYS: Final = 30
_MODE: Final = 0o600


def make_pair(folder: Path, name: str, *, days: int = _TRIAL_DAYS) -> tuple[Path, Path]:
    """A key and its certificate for signing programs, as `key.pem` and `cert.pem` in `folder`.

    Raises:
        BuildError: there is one already, or the folder cannot be written.
    """
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(_usage(), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .sign(key, hashes.SHA256())
    )
    secret = key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    key_path, cert_path = folder / "key.pem", folder / "cert.pem"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        key_path.touch(mode=_MODE, exist_ok=False)
        key_path.write_bytes(secret)
        cert_path.write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    except OSError as error:
        raise BuildError(f"{folder}: {error.strerror}") from error
    return key_path, cert_path


def keyring_of(folder: Path, others: tuple[Path, ...] = ()) -> bytes:
    """The certificates a till trusts: those committed in `folder`, and `others` of this build.

    Raises:
        BuildError: none at all, or one that RAUC would not take for signing programs.
    """
    named = (*sorted(folder.glob("*.pem")), *others)
    if not named:
        raise BuildError(
            f"no certificate in {folder}: nobody could ever update this image; give one for trials"
        )
    return b"".join(_checked(path) for path in named)


def _checked(path: Path) -> bytes:
    try:
        raw = path.read_bytes()
        found = x509.load_pem_x509_certificates(raw)
    except (OSError, ValueError) as error:
        raise BuildError(f"{path}: no certificate: {error}") from error
    if b"PRIVATE KEY" in raw:
        raise BuildError(f"{path}: holds a private key, which belongs into no image")
    for one in found:
        _require_purpose(path, one)
    pem = serialization.Encoding.PEM
    return b"".join(one.public_bytes(pem) for one in found)


def _require_purpose(path: Path, certificate: x509.Certificate) -> None:
    """A certificate that signs bundles says so; one that only vouches for such needs not."""
    try:
        is_issuer = certificate.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        is_issuer = False
    if is_issuer:
        return
    try:
        usages = certificate.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    except x509.ExtensionNotFound:
        usages = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH])
    if ExtendedKeyUsageOID.CODE_SIGNING not in usages:
        raise BuildError(f"{path}: not for signing programs (extendedKeyUsage codeSigning)")


def _usage() -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=True,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        key_cert_sign=False,
        crl_sign=False,
        encipher_only=False,
        decipher_only=False,
    )
