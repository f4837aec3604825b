"""Software keys and vectors for the law's tests; nothing here reaches a till."""

import json
from base64 import b64decode
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from firmware.rksv import jws
from firmware.rksv.chain import Register, Tail, prepare, seal
from firmware.rksv.receipt import ReceiptKind
from firmware.rksv.vat import Buckets

VECTORS = Path(__file__).parent.parent / "vectors"
START = datetime(2026, 11, 20, 5, 30, tzinfo=UTC)


class SoftwareCard:
    """A signature card made of a private scalar and a self-signed certificate."""

    def __init__(self, scalar: int, serial: int, curve: ec.EllipticCurve | None = None) -> None:
        self.key = ec.derive_private_key(scalar, curve or ec.SECP256R1())
        self.serial = f"{serial:x}"
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test only")])
        self.certificate = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .serial_number(serial)
            .public_key(self.key.public_key())
            .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
            .not_valid_after(datetime(2036, 1, 1, tzinfo=UTC))
            .sign(self.key, SHA256())
            .public_bytes(Encoding.DER)
        )

    def sign(self, signing_input: bytes) -> bytes:
        """Sign as RFC 6979 says, so that every test run makes the same bytes."""
        algorithm = ec.ECDSA(SHA256(), deterministic_signing=True)
        return jws.der_to_raw(self.key.sign(signing_input, algorithm))


class Chain:
    """A till without devices: issues receipt after receipt and remembers the tail."""

    def __init__(self, register: Register) -> None:
        self.register = register
        self.tail: Tail | None = None

    def issue(
        self,
        kind: ReceiptKind,
        buckets: Buckets,
        issued_at_utc: datetime,
        card: SoftwareCard,
        *,
        is_signed: bool = True,
    ) -> str:
        """Prepare, sign (or not), seal; returns the compact JWS."""
        draft = prepare(
            self.register,
            self.tail,
            kind=kind,
            buckets=buckets,
            issued_at_utc=issued_at_utc,
            certificate_serial=card.serial,
        )
        signature = card.sign(draft.signing_input) if is_signed else None
        certificate = card.certificate if is_signed else None
        sealed = seal(self.register, self.tail, draft, signature, certificate)
        self.tail = Tail(
            number=draft.number,
            jws=sealed,
            turnover_cents=draft.turnover_cents,
            issued_at_utc=issued_at_utc,
        )
        return sealed


@pytest.fixture
def read_vector() -> Callable[[str], dict[str, Any]]:
    """Read a vector file by its name under tests/vectors."""

    def read(name: str) -> dict[str, Any]:
        content: dict[str, Any] = json.loads((VECTORS / name).read_text("utf-8"))
        return content

    return read


@pytest.fixture
def worked_example(read_vector: Callable[[str], dict[str, Any]]) -> dict[str, Any]:
    """The nine receipts with all intermediates."""
    return read_vector("worked-example.json")


@pytest.fixture
def register() -> Register:
    """The till of the worked example."""
    return Register(register_id="MARKT-01", rka="R1-AT1", aes_key=bytes(range(32)))


@pytest.fixture(scope="session")
def card() -> SoftwareCard:
    """A card whose certificate has the serial of the worked example."""
    return SoftwareCard(scalar=0x5EED, serial=0x1A2B3C4D)


@pytest.fixture(scope="session")
def make_card() -> Callable[..., SoftwareCard]:
    """Make further cards: SoftwareCard(scalar, serial, curve)."""
    return SoftwareCard


@pytest.fixture
def chain(register: Register) -> Chain:
    """A till without receipts."""
    return Chain(register)


@pytest.fixture(scope="session")
def make_chain() -> Callable[[Register], Chain]:
    """Make a till without receipts for a register."""
    return Chain


@pytest.fixture
def tail(chain: Chain, card: SoftwareCard) -> Tail:
    """A till with a Startbeleg and one sale of 17,94, forty-two minutes later."""
    chain.issue(ReceiptKind.STARTBELEG, Buckets(), START, card)
    sale = Buckets(ermaessigt_1=560, besonders=1234)
    chain.issue(ReceiptKind.STANDARD, sale, START + timedelta(minutes=42), card)
    assert chain.tail is not None
    return chain.tail


@pytest.fixture
def worked_card(worked_example: dict[str, Any]) -> SoftwareCard:
    """The card of the worked example: its scalar, its published certificate."""
    made = SoftwareCard(
        scalar=int(worked_example["private_scalar_hex"], 16),
        serial=int(worked_example["certificate_serial"], 16),
    )
    made.certificate = b64decode(worked_example["certificate_base64"])
    return made
