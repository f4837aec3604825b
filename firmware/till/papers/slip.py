"""The slip: a receipt as lines of paper, for any number of columns.

What must stand on it: § 132a Abs 3 BAO (who, number, day, what, how much) and § 11 Abs 1 RKSV
(Kassen-ID, date and time, amounts by rate, machine code); training and cancellation expressly
labelled (§ 11 Abs 3), an outage in the words of § 17 Abs 4.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum

from firmware.rksv.duties import year_check_deadline
from firmware.rksv.receipt import ReceiptKind
from firmware.till import texts
from firmware.till.entry import ONE_MILLI
from firmware.till.sales.basket import Customer, Line, Means, Tender
from firmware.till.sales.sale import Sale, VatSum, checked_year, vat_sums
from firmware.till.stall.catalog import Profile
from hal.printer.port import Align, Block, Cut, Document, OcrText, QrCode, Text

#: § 17 Abs 4 RKSV gives the words.
OUTAGE_WORDS = "Sicherheitseinrichtung ausgefallen"
#: Right of every amount stands its VAT letter, or room for one, so that amounts form a column.
LETTER_COLUMNS = 2
#: Kassenrichtlinie 2012: a till with an operating system of its own.
TILL_TYPE = "Typ 3"


class Mark(Enum):
    """Why this paper is not the first of its receipt."""

    NONE = ""
    COPY = "BELEGKOPIE"
    REPRINT = "- Neudruck nach Druckstörung -"
    POWER = "= = = = Strom war weg = = = ="


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
        blocks.append(_bold(mark.value))
    blocks += _header(profile, columns)
    blocks += _title(view, profile.options.receipt_series, columns)
    blocks.append(_rule(columns))
    sale = view.sale
    sums = vat_sums(sale.lines, _day(view))
    letters = _letters(sums)
    for line in sale.lines:
        blocks += _position(line, letters[line.vat_per_mille], columns)
    if sale.lines:
        blocks.append(_rule(columns))
    blocks += _payment(sale, columns)
    blocks += _vat_table(sums, letters, columns)
    if not view.is_signed:
        blocks += [_bold(words) for words in wrap(OUTAGE_WORDS, columns)]
    blocks.append(QrCode(payload=view.qr) if not view.ocr else OcrText(text=view.ocr))
    blocks += _to_do(sale, columns)
    blocks += _centred(profile.footer, columns)
    if mark is Mark.COPY:
        blocks.append(_bold(mark.value))
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
    """`left` at one edge and `right` at the other, on as few lines as hold both."""
    *full, last = wrap(left, columns) if len(left) > columns else [left]
    if len(last) + 1 + len(right) <= columns:
        return [*full, last + right.rjust(columns - len(last))]
    return [*full, last, *(piece.rjust(columns) for piece in wrap(right, columns))]


def _letters(sums: tuple[VatSum, ...]) -> dict[int, str]:
    """A, B, C … by rate; what is free of tax, as what is passed through, has a hyphen."""
    taxed = [one.per_mille for one in sums if one.per_mille]
    return {0: "-", **{rate: chr(ord("A") + index) for index, rate in enumerate(taxed)}}


def _day(view: ReceiptView) -> date:
    return datetime.fromisoformat(view.local_time).date()


def _amount(cents: int) -> str:
    """Paper has a hyphen for a minus (code page 858 knows no other)."""
    return texts.money(cents, minus="-")


def _to_do(sale: Sale, columns: int) -> list[Block]:
    """What the law wants done with a Jahresbeleg: kept on paper, and checked (§ 8 Abs 3 RKSV)."""
    year = checked_year(sale)
    if year is None:
        return []
    until = f"{year_check_deadline(year):%d.%m.%Y}"
    steps = (
        f"1. Mit der App BMF Belegcheck den Code scannen, bis {until}.",
        "Mit Webservice prüft die Kasse ihn selbst.",
        "2. Sagt die App, dass er in Ordnung ist: F 69, erledigt. Sonst: Techniker rufen.",
        "3. Diesen Beleg sieben Jahre aufheben. Nochmals drucken: F 62",
    )
    lines = [line for step in steps for line in wrap(step, columns)]
    return [_rule(columns), _bold("JAHRESBELEG PRÜFEN"), *_plain(lines), _rule(columns)]


def _amount_line(label: str, cents: int, columns: int, letter: str = "") -> list[str]:
    """A label and its amount, the amounts of all lines one below the other."""
    if letter:
        return two_ends(label, f"{_amount(cents)} {letter}", columns)
    return [line.rstrip() for line in two_ends(label, _amount(cents), columns - LETTER_COLUMNS)]


def _bold(text: str) -> Text:
    return Text(text=text, align=Align.CENTER, is_bold=True)


def _large(text: str) -> Text:
    return Text(text=text, align=Align.CENTER, is_bold=True, is_tall=True)


def _rule(columns: int) -> Text:
    return Text(text="-" * columns)


def _plain(lines: list[str]) -> list[Block]:
    return [Text(text=line) for line in lines]


def _centred(lines: Iterable[str], columns: int) -> list[Block]:
    return [Text(text=piece, align=Align.CENTER) for line in lines for piece in wrap(line, columns)]


def _header(profile: Profile, columns: int) -> list[Block]:
    first, *rest = profile.header
    return [*(_large(line) for line in wrap(first, columns)), *_centred(rest, columns)]


def _title(view: ReceiptView, series: str, columns: int) -> list[Block]:
    sale = view.sale
    blocks: list[Block] = []
    if sale.kind is ReceiptKind.TRAINING:
        blocks += [_large("=== TRAINING ==="), _bold("TRAININGSBELEG"), _bold("KEIN VERKAUF")]
        if sale.original is not None:
            blocks.append(_bold("ÜBUNGS-STORNO"))
    elif sale.kind is not ReceiptKind.STANDARD:
        blocks.append(_large(texts.KIND_NAMES[sale.kind].upper()))
        blocks += _centred([sale.note] if sale.note else [], columns)
    blocks += _centred(_references(sale), columns)
    moment = datetime.fromisoformat(view.local_time)
    clerk = "" if sale.clerk is None else f"Bed. {sale.clerk}"
    number = f"BELEG {series}{texts.receipt_number(view.number)}"
    blocks += _plain(two_ends(number, f"Kasse {view.register_id}", columns))
    blocks += _plain(two_ends(f"{moment:%d.%m.%Y %H:%M:%S}", clerk, columns))
    kind = texts.KIND_NAMES[sale.kind]
    what = f"Barverkauf  {kind}" if sale.is_sale else kind
    blocks += _plain(two_ends(what, TILL_TYPE, columns))
    return blocks + _customer(sale.customer, columns)


def _customer(customer: Customer | None, columns: int) -> list[Block]:
    """Who gets it, and the invoice that is paid with it."""
    if customer is None:
        return []
    rows = (
        ("Kunde: ", customer.name),
        ("UID: ", customer.uid),
        ("zu Rechnung ", customer.invoice),
    )
    return _plain([piece for label, text in rows if text for piece in wrap(label + text, columns)])


def _references(sale: Sale) -> list[str]:
    """The other receipts this one is about: cancelled, paid otherwise, written by hand."""
    lines: list[str] = []
    if sale.original is not None:
        part = "Teil von Bon" if sale.is_part else "zu Bon"
        lines += [f"{part} {texts.receipt_number(sale.original)}", f"Grund: {sale.reason}"]
    if sale.replaces is not None:
        lines += ["Zahlart geändert", f"ersetzt Bon {texts.receipt_number(sale.replaces)}"]
    if sale.paragon is not None:
        day = f"{sale.paragon.day:%d.%m.%Y}"
        lines += [f"Nacherfassung Paragon {sale.paragon.number}", f"vom {day}"]
    return lines


def _position(line: Line, letter: str, columns: int) -> list[Block]:
    price = _amount(line.unit_cents)
    if line.is_weight:
        weight = f"{texts.kilograms(line.quantity_milli, minus='-')} kg × {price} €/kg"
        tare = [f"Tara {texts.kilograms(line.tare_milli)} kg"] if line.tare_milli else []
        return _plain([weight, *tare, *_amount_line(line.name, line.total_cents, columns, letter)])
    pieces = line.quantity_milli // ONE_MILLI
    if line.package is not None and abs(pieces) >= line.package.pieces:
        return _packages(line, letter, columns)
    what = line.name if abs(pieces) == 1 else f"{pieces} × {price}  {line.name}"
    return _plain(_amount_line(what, line.total_cents, columns, letter))


def _packages(line: Line, letter: str, columns: int) -> list[Block]:
    """`2 × 3 um 1,00`, then what is left over singly, then name and sum."""
    assert line.package is not None, "a package has a price"
    sign = "-" if line.quantity_milli < 0 else ""
    packages, pieces = divmod(abs(line.quantity_milli) // ONE_MILLI, line.package.pieces)
    bundle = f"{line.package.pieces} um {_amount(line.package.price_cents)}"
    rows = [f"{sign}{packages} × {bundle}"]
    if pieces:
        rows.append(f"{sign}{pieces} × {_amount(line.unit_cents)}")
    return _plain([*rows, *_amount_line(line.name, line.total_cents, columns, letter)])


def _payment(sale: Sale, columns: int) -> list[Block]:
    blocks: list[Block] = [
        Text(text=line, is_bold=True, is_tall=True)
        for line in _amount_line("SUMME EUR", sale.total_cents, columns)
    ]
    for tender in sale.tenders:
        blocks += _plain(_amount_line(*_paid(tender), columns))
        blocks += _centred(tender.slip, columns)
    if sale.change_cents:
        blocks += _plain(_amount_line("RÜCKGELD", sale.change_cents, columns))
    return blocks


def _paid(tender: Tender) -> tuple[str, int]:
    """What a tender is called, and its amount: what went over the counter, which way it went.

    A voucher is not handed out: what it paid is taken off it.
    """
    means, cents = tender.means, tender.given_cents
    if means is Means.VOUCHER:
        return f"Gutschein G-{tender.voucher}", -cents
    if cents < 0:
        return f"AUSZAHLUNG {means.name_de}", -cents
    if means is Means.CASH and tender.change_cents:
        return f"{means.name_de} gegeben", cents
    return means.name_de, cents


def _vat_table(sums: tuple[VatSum, ...], letters: dict[int, str], columns: int) -> list[Block]:
    """Letter, rate, net, tax, gross; the gross column is the amount by rate of § 11 Abs 1 Z 3."""
    if not sums:
        return []
    heads = ("Netto", "Steuer", "Brutto")
    labels = [f"{letters[one.per_mille]} {one.label:>5}" for one in sums]
    cells = [
        (_amount(one.net_cents), _amount(one.vat_cents), _amount(one.gross_cents)) for one in sums
    ]
    widths = [1 + max(len(cell) for cell in column) for column in zip(heads, *cells, strict=True)]
    spare = columns - len(labels[0]) - sum(widths)
    if spare < 0:
        return [_rule(columns), *_plain(_stacked(labels, heads, cells, columns))]
    net, vat, gross = (width + spare // 3 for width in widths)
    net += spare % 3
    rows = [
        f"{label:<7}{one[0]:>{net}}{one[1]:>{vat}}{one[2]:>{gross}}"
        for label, one in zip(["USt", *labels], [heads, *cells], strict=True)
    ]
    return [_rule(columns), *_plain(rows)]


def _stacked(
    labels: list[str], heads: tuple[str, ...], cells: list[tuple[str, str, str]], columns: int
) -> list[str]:
    """The VAT table of amounts too large for one line each: three lines for each rate."""
    lines: list[str] = []
    for label, row in zip(labels, cells, strict=True):
        starts = (f"{label}  ", " " * 9, " " * 9)
        for start, head, cell in zip(starts, heads, row, strict=True):
            lines += two_ends(start + head, cell, columns)
    return lines
