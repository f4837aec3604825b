"""Books for the archive's tests, without a till: law-true lines by the hundred thousand.

Everything in them is real but the shop: ES256 signatures of a test card, the chain of Anlage Z 4,
the journal's hashes and digests. The same arguments always give the same bytes.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Final

from firmware.rksv import chain, jws, machine_code, turnover
from firmware.rksv.chain import Register
from firmware.rksv.receipt import Payload, ReceiptKind, local_time_text
from firmware.rksv.vat import Buckets
from firmware.store import line, raw
from firmware.store.canonical import Json, canonical, utc_text
from firmware.store.entry import CERTIFICATE_KIND, IDENTITY_KIND, RECEIPT_KIND
from firmware.store.journal import BEFORE_FIRST, clerk_field, row_hash, uuid_version_7
from firmware.store.raw import Unit
from firmware.store.reader import Reader
from firmware.store.row import (
    CertificateCells,
    IdentityCells,
    certificate_content,
    identity_content,
    receipt_content,
)
from tests.store.till import SoftwareCard

OPENED_UTC: Final = datetime(2026, 11, 2, 7, 0, tzinfo=UTC)
REGISTER_ID: Final = "ARCHIV-01"
#: Identity and certificate, before the Startbeleg.
ROWS_BEFORE: Final = 2
#: A sale of three positions, as a till writes it: three POS, receipt, ZAHLUNG, BELEG, DRUCK.
ROWS_OF_A_SALE: Final = 7
_STEP: Final = timedelta(seconds=30)
_UNIT_CENTS: Final = 250
_POSITION: Final[dict[str, Json]] = {
    "group": 1,
    "is_linked": False,
    "is_scale_weight": False,
    "is_weight": False,
    "kind": "item",
    "name": "Äpfel",
    "package": None,
    "per_mille": 0,
    "plu": None,
    "quantity_milli": 1000,
    "tare_milli": 0,
    "unit_cents": _UNIT_CENTS,
    "vat_per_mille": 49,
    "voucher": "",
}


@cache
def card() -> SoftwareCard:
    """The card that signs where no other is given."""
    return SoftwareCard()


class Maker:
    """Writes a book from its first row on, unit by unit, without a file."""

    def __init__(self, register_id: str = REGISTER_ID, signs: SoftwareCard | None = None) -> None:
        self.card = signs or card()
        self.register = Register(register_id=register_id, rka="R1-AT1", aes_key=bytes(32))
        self.seq = 0
        self.hash = BEFORE_FIRST
        self.number = 0
        self.jws = ""
        self.turnover_cents = 0
        self.now_utc = OPENED_UTC

    def begin(self) -> list[Unit]:
        """Identity and certificate."""
        cells: IdentityCells = (
            self.register.register_id,
            self.register.rka,
            self.register.counter_bytes,
            turnover.key_check_value(self.register.aes_key),
            utc_text(self.now_utc, "identity"),
        )
        journal = self._cells(IDENTITY_KIND, None, canonical(identity_content(cells), "identity"))
        return [Unit(journal=journal, identity=cells), self.certificate(self.card)]

    def certificate(self, signs: SoftwareCard) -> Unit:
        """A certificate is entered; its card signs from now on."""
        self.card = signs
        cells: CertificateCells = (signs.serial, signs.der, "[]", self.register.rka)
        text = canonical(certificate_content(cells), "certificate")
        return Unit(journal=self._cells(CERTIFICATE_KIND, None, text), certificate=cells)

    def row(self, kind: str, content: Mapping[str, Json], clerk: int | None = 1) -> Unit:
        """Any other row."""
        return Unit(journal=self._cells(kind, clerk, canonical(content, kind)))

    def receipt(
        self,
        kind: ReceiptKind = ReceiptKind.STANDARD,
        cents: int = 0,
        *,
        is_signed: bool = True,
        content: str = "{}",
    ) -> Unit:
        """The next receipt, half a minute after the last one; `content` is canonical JSON."""
        self.now_utc += _STEP
        self.number += 1
        if kind.changes_counter:
            self.turnover_cents += cents
        buckets = Buckets(besonders=cents)
        payload = self._payload(kind, buckets)
        signature = self.card._signed(jws.signing_input(payload)) if is_signed else None
        self.jws = jws.compact(payload, signature)
        issued_at = utc_text(self.now_utc, "receipt")
        cells = (self.number, kind.value, issued_at, self.jws, self.turnover_cents)
        serial, flag = self.card.serial, int(is_signed)
        text = canonical(receipt_content((*cells, serial, flag, content)), "receipt")
        journal = self._cells(RECEIPT_KIND, None, text)
        return Unit(journal=journal, receipt=(*cells, serial, flag, int(buckets.is_zero), content))

    def _payload(self, kind: ReceiptKind, buckets: Buckets) -> str:
        number_text, marker = str(self.number), kind.counter_marker
        counter = turnover.seal(
            self.turnover_cents,
            key=self.register.aes_key,
            register_id=self.register.register_id,
            number_text=number_text,
            length=self.register.counter_bytes,
        )
        register_id = self.register.register_id
        return machine_code.build(
            Payload(
                rka=self.register.rka,
                register_id=register_id,
                number_text=number_text,
                local_time=local_time_text(self.now_utc),
                buckets=buckets,
                turnover_field=counter if marker is None else machine_code.marker_field(marker),
                certificate_serial=self.card.serial,
                previous_link=chain.link(self.jws) if self.jws else chain.first_link(register_id),
            )
        )

    def _cells(self, kind: str, clerk: int | None, content: str) -> raw.JournalCells:
        self.seq += 1
        at_utc = utc_text(self.now_utc, kind)
        random = sha256(f"{self.register.register_id}/{self.seq}".encode()).digest()[:10]
        uuid = uuid_version_7(self.now_utc, random)
        texts = (str(self.seq), at_utc, uuid)
        self.hash = row_hash(
            self.hash.encode(),
            *(text.encode() for text in texts),
            clerk_field(clerk),
            kind.encode(),
            content.encode(),
        )
        return (self.seq, at_utc, uuid, clerk, kind, content, self.hash)


def units(
    count: int,
    *,
    register_id: str = REGISTER_ID,
    rows_per_receipt: int = 1,
    positions: int = 1,
) -> Iterator[Unit]:
    """A book of `count` receipts, the first its Startbeleg: 2 + count × rows_per_receipt rows.

    Args:
        count: how many receipts.
        register_id: Kassenidentifikationsnummer.
        rows_per_receipt: 1 is the receipt alone, 7 what a till writes for a sale.
        positions: sold with each receipt.
    """
    maker = Maker(register_id)
    yield from maker.begin()
    cents = _UNIT_CENTS * positions
    tender: dict[str, Json] = {"amount_cents": cents, "given_cents": cents, "means": "bar"}
    sold: list[Json] = [_POSITION] * positions
    for number in range(1, count + 1):
        kind = ReceiptKind.STARTBELEG if number == 1 else ReceiptKind.STANDARD
        is_sale = number > 1
        content: dict[str, Json] = {
            "clerk": 1,
            "kind": kind.value,
            "lines": sold if is_sale else [],
            "tenders": [tender] if is_sale else [],
        }
        for _ in range(rows_per_receipt - 4):
            yield maker.row("POS", {"line": _POSITION})
        text = canonical(content, "receipt")
        yield maker.receipt(kind, cents if is_sale else 0, content=text)
        after: tuple[tuple[str, Mapping[str, Json]], ...] = (
            ("BELEG", {**content, "number": number, "total_cents": cents if is_sale else 0}),
            ("ZAHLUNG", {"tender": tender}),
            ("DRUCK", {"mark": "none", "number": number}),
        )
        for word, said in after[: rows_per_receipt - 1]:
            yield maker.row(word, said)


def lines(
    count: int,
    *,
    register_id: str = REGISTER_ID,
    rows_per_receipt: int = 1,
    positions: int = 1,
) -> list[bytes]:
    """The same as lines of a batch, without line feeds."""
    made = units(
        count, register_id=register_id, rows_per_receipt=rows_per_receipt, positions=positions
    )
    return [line.encode(unit) for unit in made]


def lines_of(book: Path, first_seq: int = 1, count: int | None = None) -> list[bytes]:
    """The lines of a real book from a row on."""
    with Reader.open_read_only(book) as reader:
        return [line.encode(unit) for unit in islice(raw.units(reader, first_seq), count)]
