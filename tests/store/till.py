"""A till around the book, without devices: a software key signs, the law prepares and seals."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from firmware.rksv import jws, turnover
from firmware.rksv.chain import Draft, Register, prepare, seal
from firmware.rksv.duties import month_of
from firmware.rksv.receipt import ReceiptKind
from firmware.rksv.vat import Buckets
from firmware.store.book import Book
from firmware.store.canonical import Json
from firmware.store.entry import CLOSES, Certificate, Entry, Intent, StoredReceipt

SCALAR = 0x51A11
SERIAL = 0x1A2B3C4D
OPENED_UTC = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
REGISTER = Register(register_id="MARKT-01", rka="R1-AT1", aes_key=bytes(range(32)), counter_bytes=8)


class SoftwareCard:
    """A signature card made of a private scalar and a self-signed certificate."""

    def __init__(
        self,
        scalar: int = SCALAR,
        serial: int = SERIAL,
        curve: type[ec.EllipticCurve] = ec.SECP256R1,
    ) -> None:
        self.key = ec.derive_private_key(scalar, curve())
        self.serial = f"{serial:x}"
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "test only")])
        self.der = (
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

    @property
    def damaged(self) -> bytes:
        """The certificate with one byte turned: the number of its version is none that exists."""
        version = bytes.fromhex("a003020102")
        assert version in self.der
        return self.der.replace(version, bytes.fromhex("a003020105"), 1)

    def sign(self, draft: Draft) -> bytes:
        """The 64 bytes a card answers with; the same for the same draft."""
        return self._signed(draft.signing_input)

    def sign_text(self, text: str) -> bytes:
        """The same over what is no receipt."""
        return self._signed(jws.signing_input(text))

    def _signed(self, text: bytes) -> bytes:
        algorithm = ec.ECDSA(SHA256(), deterministic_signing=True)
        return jws.der_to_raw(self.key.sign(text, algorithm))


class Till:
    """Issues receipts into a book in the order of the law: intent, sign, seal, commit."""

    def __init__(self, book: Book, card: SoftwareCard) -> None:
        self.book = book
        self.card = card
        tail = book.tail()
        self.now_utc = OPENED_UTC if tail is None else tail.issued_at_utc

    def entry(self, kind: str = "key", **content: Json) -> Entry:
        """A journal row of this moment."""
        return Entry(kind=kind, clerk=1, content=content, at_utc=self.now_utc)

    def commission(self) -> None:
        """Identity, certificate and Startbeleg."""
        check = turnover.key_check_value(REGISTER.aes_key)
        self.book.commission("MARKT-01", "R1-AT1", 8, check, [self.entry("commissioned")])
        certificate = Certificate(
            serial=self.card.serial, der=self.card.der, chain=(), rka="R1-AT1"
        )
        self.book.add_certificate(certificate, [self.entry("card")])
        self.issue(ReceiptKind.STARTBELEG)

    def intend(
        self,
        kind: ReceiptKind = ReceiptKind.STANDARD,
        buckets: Buckets | None = None,
        content: Mapping[str, Json] | None = None,
    ) -> Intent:
        """The intent of the next receipt; one second later than the last one."""
        self.now_utc += timedelta(seconds=1)
        draft = prepare(
            REGISTER,
            self.book.tail(),
            kind=kind,
            buckets=buckets or Buckets(),
            issued_at_utc=self.now_utc,
            certificate_serial=self.card.serial,
        )
        lines: dict[str, Json] = {"lines": [{"text": "Käsekrainer", "cents": draft.buckets.total}]}
        if kind in (ReceiptKind.MONATSBELEG, ReceiptKind.JAHRESBELEG):
            lines[CLOSES] = [str(month_of(self.now_utc))]
        return Intent(draft=draft, content=content or lines, certificate_serial=self.card.serial)

    def sealed(self, intent: Intent, *, is_signed: bool = True) -> StoredReceipt:
        """The receipt an intent becomes, signed or in failure form."""
        draft = intent.draft
        signature = self.card.sign(draft) if is_signed else None
        return StoredReceipt(
            number=draft.number,
            kind=draft.kind,
            issued_at_utc=draft.issued_at_utc,
            jws=seal(REGISTER, self.book.tail(), draft, signature, self.card.der),
            turnover_cents=draft.turnover_cents,
            certificate_serial=intent.certificate_serial,
            is_signed=is_signed,
            content=intent.content,
        )

    def issue(
        self,
        kind: ReceiptKind = ReceiptKind.STANDARD,
        buckets: Buckets | None = None,
        *,
        is_signed: bool = True,
        entries: Sequence[Entry] = (),
    ) -> StoredReceipt:
        """A whole receipt."""
        intent = self.intend(kind, buckets)
        self.book.put_intent(intent)
        receipt = self.sealed(intent, is_signed=is_signed)
        self.book.commit_receipt(receipt, entries)
        return receipt
