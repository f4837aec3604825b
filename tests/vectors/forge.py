"""A till that writes whatever it is told to: the raw material of the negative vectors.

It shares no code with the product, neither with the till nor with the examiner, so that an error
of theirs cannot hide in the vectors. Keys and signatures are deterministic.
"""

from base64 import b64encode, urlsafe_b64encode
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from cryptography.x509.oid import NameOID

Document = dict[str, object]

AES_KEY: Final = sha256(b"negative vectors: AES key").digest()
REGISTER_ID: Final = "VEKTOR-1"
FAILED: Final = b"Sicherheitseinrichtung ausgefallen"
PURPOSE: Final = x509.ObjectIdentifier("1.2.40.0.10.1.11.1")
FIELDS: Final = (
    "rka", "register_id", "number", "time",
    "normal", "ermaessigt_1", "ermaessigt_2", "null", "besonders",
    "counter", "serial", "link",
)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """A signature device; `serial` is the text of field 11."""

    key: ec.EllipticCurvePrivateKey
    serial: str
    certificate: x509.Certificate

    @property
    def der(self) -> bytes:
        """The certificate."""
        return self.certificate.public_bytes(Encoding.DER)

    @property
    def public_der(self) -> bytes:
        """Its public key."""
        return self.key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)


def device(
    name: str,
    serial: int,
    *,
    issuer: Device | None = None,
    curve: ec.EllipticCurve | None = None,
    has_purpose: bool = True,
) -> Device:
    """Make a device whose key follows from its name; without an issuer it signs itself."""
    scalar = int.from_bytes(sha256(f"negative vectors: {name}".encode()).digest(), "big")
    key = ec.derive_private_key(scalar, curve or ec.SECP256R1())
    own_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = x509.CertificateBuilder(
        issuer.certificate.subject if issuer else own_name,
        own_name,
        key.public_key(),
        serial,
        datetime(2026, 1, 1, tzinfo=UTC),
        datetime(2031, 1, 1, tzinfo=UTC),
    )
    if has_purpose:
        value = x509.UnrecognizedExtension(PURPOSE, b"\x0c\x0bATU12345678")
        builder = builder.add_extension(value, critical=False)
    signer = issuer.key if issuer else key
    certificate = builder.sign(signer, SHA256(), ecdsa_deterministic=True)
    return Device(key=key, serial=f"{serial:x}", certificate=certificate)


def hash_link(text: str) -> str:
    """Hash as field 12 does."""
    return b64encode(sha256(text.encode()).digest()[:8]).decode()


def base64url(raw: bytes) -> str:
    """Code as in a JWS."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


class Forge:
    """Writes receipt after receipt; what it is told to falsify, later receipts build upon."""

    def __init__(
        self,
        signer: Device,
        *,
        register_id: str = REGISTER_ID,
        rka: str = "R1-AT1",
        serial: str | None = None,
        first_link: str | None = None,
        first_number: int = 1,
    ) -> None:
        self.signer = signer
        self.register_id = register_id
        self.rka = rka
        self.serial = serial
        self.entries: list[str] = []
        self.number = first_number
        self.cents = 0
        self.link = first_link or hash_link(register_id)
        self.time = datetime(2026, 11, 20, 8, 0)  # noqa: DTZ001 - the text is local time

    def add(
        self,
        normal: int = 0,
        *,
        besonders: int = 0,
        mark: str | None = None,
        is_signed: bool = True,
        counter_bytes: int = 8,
        fields: Mapping[str, str] | None = None,
        header: str = '{"alg":"ES256"}',
        reshape: Callable[[str], str] = str,
    ) -> str:
        """Write the next receipt with some fields replaced and the JWS reshaped afterwards."""
        self.cents += 0 if mark == "TRA" else normal + besonders
        values = {
            "rka": self.rka,
            "register_id": self.register_id,
            "number": str(self.number),
            "time": self.time.isoformat(),
            "normal": amount(normal),
            "ermaessigt_1": "0,00",
            "ermaessigt_2": "0,00",
            "null": "0,00",
            "besonders": amount(besonders),
            "serial": self.serial or self.signer.serial,
            "link": self.link,
        }
        values |= fields or {}
        counter = mark.encode() if mark else self.counter(values, counter_bytes)
        values.setdefault("counter", b64encode(counter).decode())
        payload = "".join(f"_{values[name]}" for name in FIELDS)
        signing_input = f"{base64url(header.encode())}.{base64url(payload.encode())}"
        signature = self._sign(signing_input.encode()) if is_signed else FAILED
        entry = reshape(f"{signing_input}.{base64url(signature)}")
        self.entries.append(entry)
        self.number += 1
        self.time += timedelta(minutes=7)
        self.link = hash_link(entry)
        return entry

    def sell(self, *cents: int) -> None:
        """Write plain signed sales."""
        for normal in cents:
            self.add(normal)

    def counter(self, values: Mapping[str, str], length: int, *, off_by: int = 0) -> bytes:
        """Seal the running sum in counter mode."""
        block = sha256((values["register_id"] + values["number"]).encode()).digest()[:16]
        encryptor = Cipher(algorithms.AES256(AES_KEY), modes.CTR(block)).encryptor()
        return encryptor.update((self.cents + off_by).to_bytes(length, "big", signed=True))

    def false_counter(self, off_by: int, *, added: int = 0) -> str:
        """Return field 10 of the next receipt, wrong by some cents, if it adds that many."""
        values = {"register_id": self.register_id, "number": str(self.number)}
        return b64encode(self.counter(values, 8, off_by=added + off_by)).decode()

    def _sign(self, signing_input: bytes) -> bytes:
        algorithm = ec.ECDSA(SHA256(), deterministic_signing=True)
        r, s = decode_dss_signature(self.signer.key.sign(signing_input, algorithm))
        return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def amount(cents: int) -> str:
    """Write cents as the signed text does."""
    return f"{'-' if cents < 0 else ''}{abs(cents) // 100},{abs(cents) % 100:02d}"


def group(signer: Device | None, entries: list[str], *issuers: bytes) -> Document:
    """Write one element of Belege-Gruppe."""
    return {
        "Signaturzertifikat": b64encode(signer.der).decode() if signer else "",
        "Zertifizierungsstellen": [b64encode(issuer).decode() for issuer in issuers],
        "Belege-kompakt": entries,
    }


def document(*groups: Document) -> Document:
    """Write a DEP."""
    return {"Belege-Gruppe": list(groups)}
