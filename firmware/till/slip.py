"""The slip: a receipt as lines of paper, for any number of columns.

What must stand on it: § 132a Abs 3 BAO (who, number, day, what, how much) and § 11 Abs 1 RKSV
(Kassen-ID, date and time, amounts by rate, machine code); training and cancellation expressly
labelled (§ 11 Abs 3), an outage in the words of § 17 Abs 4.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from firmware.rksv.receipt import ReceiptKind
from firmware.till import texts
from firmware.till.basket import Line, Means
from firmware.till.catalog import Profile
from firmware.till.sale import Sale, VatSum, vat_sums
from hal.printer.port import Align, Block, Cut, Document, OcrText, QrCode, Text

OUTAGE_WORDS = ("Sicherheitseinrichtung", "ausgefallen")
#: Kassenrichtlinie 2012: a till with an operating system of its own.
TILL_TYPE = "Typ 3"


class Mark(Enum):
    """Why this paper is not the first of its receipt."""

    NONE = ""
    COPY = "BELEGKOPIE"
    REPRINT = "- Neudruck, Rolle war zu Ende -"
    POWER = "= = = = = Strom war weg = = = = ="


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiptView:
    """A stored receipt as the slip needs it.

    `local_time` is the signed text (`2026-11-20T10:43:07`), `qr` the machine code, `ocr` its OCR
    form, printed instead of the QR code when it is not empty.
    """

    number: int
    register_id: str
    local_time: str
    sale: Sale
    is_signed: bool
    qr: str
    ocr: str = ""


def receipt_document(view: ReceiptView, profile: Profile, columns: int, mark: Mark) -> Document:
    """The slip of `view`, `columns` characters wide (32, 42 or 48)."""
    blocks: list[Block] = []
    if mark is not Mark.NONE:
        blocks.append(
            Text(text=mark.value[:columns], align=Align.CENTER, is_bold=mark is Mark.COPY)
        )
    blocks += _header(profile, columns)
    blocks += _title(view, columns)
    blocks.append(_rule(columns))
    sale = view.sale
    sums = vat_sums(sale.lines, _day(view))
    letters = {one.per_mille: chr(ord("A") + index) for index, one in enumerate(sums)}
    for line in sale.lines:
        blocks += _position(line, letters[line.vat_per_mille], columns)
    if sale.lines:
        blocks.append(_rule(columns))
    blocks += _payment(sale, columns)
    blocks += _vat_table(sums, letters, columns)
    blocks += _warnings(view)
    blocks.append(QrCode(payload=view.qr) if not view.ocr else OcrText(text=view.ocr))
    blocks += _centred(profile.footer, columns)
    if mark is Mark.COPY:
        blocks.append(Text(text=mark.value, align=Align.CENTER, is_bold=True))
    blocks.append(Cut())
    return Document(blocks=tuple(blocks))


def wrap(text: str, columns: int) -> list[str]:
    """`text` in lines of at most `columns`, broken between words where it can be."""
    lines: list[str] = []
    current = ""
    for word in text.split():
        joined = f"{current} {word}" if current else word
        if len(joined) <= columns:
            current = joined
            continue
        if current:
            lines.append(current)
        cut = (len(word) - 1) // columns * columns
        lines += [word[start : start + columns] for start in range(0, cut, columns)]
        current = word[cut:]
    return [*lines, current] if current else lines or [""]


def two_ends(left: str, right: str, columns: int) -> list[str]:
    """`left` and `right` on one line, or `right` on a line of its own when both do not fit."""
    if len(left) + 1 + len(right) <= columns:
        return [left + right.rjust(columns - len(left))]
    return [*wrap(left, columns), right.rjust(columns)]


def _day(view: ReceiptView) -> date:
    return datetime.fromisoformat(view.local_time).date()


def _amount(cents: int) -> str:
    """Paper has a hyphen for a minus (code page 858 knows no other)."""
    return texts.money(cents, minus="-")


def _rule(columns: int) -> Text:
    return Text(text="-" * columns)


def _plain(lines: list[str]) -> list[Block]:
    return [Text(text=line) for line in lines]


def _centred(lines: Iterable[str], columns: int) -> list[Block]:
    return [Text(text=piece, align=Align.CENTER) for line in lines for piece in wrap(line, columns)]


def _header(profile: Profile, columns: int) -> list[Block]:
    first, *rest = profile.header
    blocks: list[Block] = [
        Text(text=line, align=Align.CENTER, is_bold=True, is_tall=True)
        for line in wrap(first, columns)
    ]
    return blocks + _centred(rest, columns)


def _title(view: ReceiptView, columns: int) -> list[Block]:
    sale = view.sale
    blocks: list[Block] = []
    if sale.kind is ReceiptKind.TRAINING:
        blocks += [
            Text(text="=== TRAINING ===", align=Align.CENTER, is_bold=True, is_tall=True),
            Text(text="TRAININGSBELEG", align=Align.CENTER, is_bold=True),
            Text(text="KEIN VERKAUF", align=Align.CENTER, is_bold=True),
        ]
    elif sale.kind is not ReceiptKind.STANDARD:
        name = texts.KIND_NAMES[sale.kind].upper()
        blocks.append(Text(text=name, align=Align.CENTER, is_bold=True, is_tall=True))
        blocks += _centred([sale.note] if sale.note else [], columns)
    moment = datetime.fromisoformat(view.local_time)
    clerk = "" if sale.clerk is None else f"Bed. {sale.clerk}"
    blocks += _plain(
        two_ends(f"BELEG {texts.receipt_number(view.number)}", f"Kasse {view.register_id}", columns)
    )
    blocks += _plain(two_ends(f"{moment:%d.%m.%Y %H:%M:%S}", clerk, columns))
    blocks += _plain(two_ends(f"Barverkauf  {texts.KIND_NAMES[sale.kind]}", TILL_TYPE, columns))
    return blocks


def _position(line: Line, letter: str, columns: int) -> list[Block]:
    amount = f"{_amount(line.total_cents)} {letter}"
    price = _amount(line.unit_cents)
    if line.is_weight:
        weight = f"{line.quantity_milli // 1000},{line.quantity_milli % 1000:03} kg"
        return _plain([f"{weight} × {price} €/kg", *two_ends(line.name, amount, columns)])
    pieces = line.quantity_milli // 1000
    if pieces == 1:
        return _plain(two_ends(line.name, amount, columns))
    return _plain(two_ends(f"{pieces} × {price}  {line.name}", amount, columns))


def _payment(sale: Sale, columns: int) -> list[Block]:
    total = _amount(sale.total_cents)
    blocks: list[Block] = [
        Text(text=line, is_bold=True, is_tall=True)
        for line in two_ends("SUMME EUR", total, columns)
    ]
    for tender in sale.tenders:
        has_change = tender.means is Means.CASH and tender.change_cents
        label = f"{tender.means.name_de} gegeben" if has_change else tender.means.name_de
        blocks += _plain(two_ends(label, _amount(tender.given_cents), columns))
    if sale.change_cents:
        blocks += _plain(two_ends("RÜCKGELD", _amount(sale.change_cents), columns))
    return blocks


def _vat_table(sums: tuple[VatSum, ...], letters: dict[int, str], columns: int) -> list[Block]:
    """Letter, rate, net, tax, gross; the gross column is the amount by rate of § 11 Abs 1 Z 3."""
    if not sums:
        return []
    wide = columns - 16
    net_width, gross_width = wide - wide // 2, wide // 2
    rows = [f"{'USt':<7}{'Netto':>{net_width}}{'Steuer':>9}{'Brutto':>{gross_width}}"]
    rows += [
        f"{letters[one.per_mille]} {one.label:>5}{_amount(one.net_cents):>{net_width}}"
        f"{_amount(one.vat_cents):>9}{_amount(one.gross_cents):>{gross_width}}"
        for one in sums
    ]
    return [_rule(columns), *_plain(rows)]


def _warnings(view: ReceiptView) -> list[Block]:
    if view.is_signed:
        return []
    return [Text(text=words, align=Align.CENTER, is_bold=True) for words in OUTAGE_WORDS]
