"""The book of a till that does not exist, row by row, made from docs/archive/protocol.md alone.

The law (`firmware.rksv`) signs the receipts; rows, hashes and lines are written here a second time,
so that the kit examines what is described and not what the archive happens to share with itself.
"""

import hashlib
import json
import os
from base64 import b64encode
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Final, TypeAlias
from uuid import UUID

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from firmware.rksv import chain, jws, machine_code, turnover
from firmware.rksv.receipt import Payload, ReceiptKind, local_time_text
from firmware.rksv.vat import Buckets

Cell: TypeAlias = "str | int | None"
Content: TypeAlias = Mapping[str, Cell]
RKA: Final = "R1-AT1"
_COUNTER_BYTES: Final = 8
_BEFORE_FIRST: Final = "0" * 64
_SERIAL: Final = 0x1CE
_STEP: Final = timedelta(seconds=1)


class Card:
    """A signature card of software; its certificate vouches for nobody."""

    def __init__(self) -> None:
        self._key = ec.generate_private_key(ec.SECP256R1())
        self.serial: Final = f"{_SERIAL:x}"
        name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "conformance kit, test only")])
        self.der: Final = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(name)
            .serial_number(_SERIAL)
            .public_key(self._key.public_key())
            .not_valid_before(datetime(2026, 1, 1, tzinfo=UTC))
            .not_valid_after(datetime(2036, 1, 1, tzinfo=UTC))
            .sign(self._key, SHA256())
            .public_bytes(Encoding.DER)
        )

    def sign(self, text: bytes) -> bytes:
        """64 bytes."""
        return jws.der_to_raw(self._key.sign(text, ec.ECDSA(SHA256())))


class Row:
    """A row of the journal: its line, and its hash, which is what the tree is over."""

    def __init__(self, seq: int, line: bytes, row_hash: str) -> None:
        self.seq: Final = seq
        self.line: Final = line
        self.hash: Final = row_hash


class Book:
    """Writes rows, each over the one before."""

    def __init__(self, register_id: str) -> None:
        self.register_id: Final = register_id
        self.rows: list[Row] = []
        self._card = Card()
        self._aes_key = os.urandom(32)
        self._now = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
        self._receipts = 0
        self._cents = 0
        self._last = ""

    def open(self) -> list[Row]:
        """Identity, certificate, Startbeleg."""
        check = turnover.key_check_value(self._aes_key)
        identity = (self.register_id, RKA, _COUNTER_BYTES, check, _utc(self._now))
        names = ("register_id", "rka", "counter_bytes", "aes_key_check", "commissioned_at_utc")
        first = self._row(
            "book.identity", {**dict(zip(names, identity, strict=True))}, identity=list(identity)
        )
        der = self._card.der
        content: Content = {
            "serial": self._card.serial,
            "der_sha256": _hex(der),
            "chain_sha256": _hex(b"[]"),
            "rka": RKA,
        }
        entered = [self._card.serial, b64encode(der).decode(), "[]", RKA]
        second = self._row("book.certificate", content, certificate=entered)
        return [first, second, self.receipt(0, ReceiptKind.STARTBELEG)]

    def note(self, kind: str, content: Content, clerk: int | None = 1) -> Row:
        """Any other row."""
        return self._row(kind, content, clerk=clerk)

    def receipt(
        self, cents: int, kind: ReceiptKind = ReceiptKind.STANDARD, *, is_forged: bool = False
    ) -> Row:
        """The next receipt; a forged one's signature is over another amount."""
        self._now += _STEP
        self._receipts += 1
        self._cents += cents
        payload = self._payload(kind, cents)
        signed = self._payload(kind, cents + 1) if is_forged else payload
        said = jws.compact(payload, self._card.sign(jws.signing_input(signed)))
        self._last = said
        issued, is_zero = _utc(self._now), int(cents == 0)
        cells: list[str | int] = [self._receipts, kind.value, issued, said, self._cents]
        cells += [self._card.serial, 1]
        content: Content = {
            "number": self._receipts,
            "jws_sha256": _hex(said.encode()),
            "row_digest": _digest("standlkassa receipt 1", [*cells, "{}"]),
        }
        return self._row("book.receipt", content, receipt=[*cells, is_zero, "{}"])

    def _payload(self, kind: ReceiptKind, cents: int) -> str:
        number = str(self._receipts)
        counter = turnover.seal(
            self._cents,
            key=self._aes_key,
            register_id=self.register_id,
            number_text=number,
            length=_COUNTER_BYTES,
        )
        before = chain.link(self._last) if self._last else chain.first_link(self.register_id)
        marker = kind.counter_marker
        return machine_code.build(
            Payload(
                rka=RKA,
                register_id=self.register_id,
                number_text=number,
                local_time=local_time_text(self._now),
                buckets=Buckets(normal=cents),
                turnover_field=counter if marker is None else machine_code.marker_field(marker),
                certificate_serial=self._card.serial,
                previous_link=before,
            )
        )

    def _row(
        self, kind: str, content: Content, clerk: int | None = None, **unit: Sequence[Cell]
    ) -> Row:
        seq, before = len(self.rows) + 1, self.rows[-1].hash if self.rows else _BEFORE_FIRST
        text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        at_utc, uuid = _utc(self._now), _uuid_7(self._now)
        said = "" if clerk is None else str(clerk)
        row_hash = _digest("standlkassa journal 1", [before, seq, at_utc, uuid, said, kind, text])
        cells: list[Cell] = [seq, at_utc, uuid, clerk, kind, text, row_hash]
        line = json.dumps({"journal": cells, **unit}, ensure_ascii=False, separators=(",", ":"))
        row = Row(seq, line.encode(), row_hash)
        self.rows.append(row)
        return row


def _digest(domain: str, fields: Sequence[str | int]) -> str:
    netstrings = b"".join(
        b"%d:%b," % (len(one), one) for one in (str(field).encode() for field in fields)
    )
    return _hex(domain.encode() + b"\n" + netstrings)


def _hex(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _utc(moment: datetime) -> str:
    return moment.isoformat(timespec="microseconds")


def _uuid_7(moment: datetime) -> str:
    value = int(moment.timestamp() * 1000) << 80 | int.from_bytes(os.urandom(10), "big")
    value = value & ~(0xF << 76) | 7 << 76
    return str(UUID(int=value & ~(0x3 << 62) | 2 << 62))
