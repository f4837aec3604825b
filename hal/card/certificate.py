"""The signature certificate as the card driver needs it: its number, and what its key confirms.

Whose certificate it is and whether a trust service issued it is for the law's verifier; the driver
only makes sure that a signature on its way out belongs to the certificate that lies beside the key.
"""

from dataclasses import dataclass

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from hal.card.codec import DIGEST_BYTES, SIGNATURE_BYTES


class CertificateError(ValueError):
    """The bytes are no certificate with a P-256 key."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignatureCertificate:
    """A certificate with a P-256 key (RKSV Anlage Z 2, R1: ES256).

    `der` is cut to its own length; `serial` is lower-case hex without leading zeros, the text of
    field 11 of a receipt.
    """

    der: bytes
    serial: str
    public_key: ec.EllipticCurvePublicKey

    def confirms(self, signature: bytes, digest: bytes) -> bool:
        """True if `signature` (r and s, 64 bytes) is one over the SHA-256 `digest` by this key."""
        if len(signature) != SIGNATURE_BYTES or len(digest) != DIGEST_BYTES:
            return False
        half = SIGNATURE_BYTES // 2
        encoded = encode_dss_signature(
            int.from_bytes(signature[:half], "big"), int.from_bytes(signature[half:], "big")
        )
        try:
            self.public_key.verify(encoded, digest, ec.ECDSA(Prehashed(SHA256())))
        except InvalidSignature:
            return False
        return True


def normal_serial(text: str) -> str:
    """The one spelling of a certificate serial: lower-case hex without leading zeros.

    Raises:
        ValueError: `text` is not plain hexadecimal digits or is zero.
    """
    digits = text.lower().lstrip("0")
    if not digits or not set(digits) <= set("0123456789abcdef"):
        raise ValueError(f"{text!r} is no certificate serial in hexadecimal digits")
    return digits


def parse_certificate(der: bytes) -> SignatureCertificate:
    """Read one certificate.

    Raises:
        CertificateError: no X.509 certificate, or a key that is not on P-256.
    """
    try:
        certificate = x509.load_der_x509_certificate(der)
        public_key = certificate.public_key()
        serial = certificate.serial_number
    except (ValueError, UnsupportedAlgorithm, x509.InvalidVersion) as error:
        raise CertificateError(f"no certificate: {error}") from error
    if not isinstance(public_key, ec.EllipticCurvePublicKey) or not isinstance(
        public_key.curve, ec.SECP256R1
    ):
        raise CertificateError("a certificate whose key is not on P-256")
    if serial <= 0:
        raise CertificateError("a certificate whose serial is not positive")
    return SignatureCertificate(der=der, serial=format(serial, "x"), public_key=public_key)
