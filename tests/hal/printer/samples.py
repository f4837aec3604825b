"""The two sample slips of the operator's manual, for any width of paper."""

from hal.printer.port import Align, Block, Cut, Document, Feed, QrCode, Text

MACHINE_CODE = (
    "_R1-AT1_GRAZ-01_412_2026-11-20T10:43:07_3,99_3,00_0,00_0,00_4,50_RjXWde9mD24=_1a2b3c4d_"
    "wBcOZaEAjJU=_0d2MsfBUdzi6WjQxO0fwrzkMjE41Tv0EpMzD5o1nDSh2ZxCbzbf13n0smU4l/HVxcnJa3YZ9vxDo"
    "FrGC6IQY6g=="
)


def row(left: str, right: str, columns: int) -> Text:
    """`left` and `right` at the two edges of the paper."""
    return Text(text=left + right.rjust(columns - len(left)))


def sale(columns: int) -> Document:
    return Document(blocks=_sale_blocks(columns))


def storno(columns: int) -> Document:
    return Document(blocks=_storno_blocks(columns))


def _sale_blocks(columns: int) -> tuple[Block, ...]:
    """The sale of operation manual 6.12, left column."""
    rule = Text(text="-" * columns)
    return (
        Text(text="MARKTSTAND HUBER", align=Align.CENTER, is_bold=True, is_tall=True),
        Text(text="Hauptplatz 3, 8010 Graz", align=Align.CENTER),
        Text(text="ATU12345678", align=Align.CENTER),
        Feed(lines=1),
        row("BELEG 000412", "Kasse GRAZ-01", columns),
        row("20.11.2026 10:43:07", "Bed. 2", columns),
        rule,
        row("Äpfel", "5,00 A", columns),
        row("Honig", "3,33 B", columns),
        row("Korb", "4,44 C", columns),
        row("Rabatt 10 %", "-0,50 A", columns),
        row("Rabatt 10 %", "-0,33 B", columns),
        row("Rabatt 10 %", "-0,45 C", columns),
        rule,
        Text(
            text="SUMME €" + "11,49".rjust(columns // 2 - 7),
            is_bold=True,
            is_wide=True,
            is_tall=True,
        ),
        row("BAR gegeben", "20,00", columns),
        row("RÜCKGELD", "8,51", columns),
        rule,
        _vat("Satz", "Netto", "USt", "Brutto", columns),
        _vat("A  4,9%", "4,29", "0,21", "4,50", columns),
        _vat("B 10,0%", "2,73", "0,27", "3,00", columns),
        _vat("C 20,0%", "3,32", "0,67", "3,99", columns),
        QrCode(payload=MACHINE_CODE),
        Text(text="Danke! www.markt-huber.at", align=Align.CENTER),
        Cut(),
    )


def _vat(rate: str, net: str, vat: str, gross: str, columns: int) -> Text:
    """One line of the tax table, its columns spread over the paper."""
    width = (columns - 8) // 3
    return Text(text=f"{rate:8}{net:>{width}}{vat:>{width}}{gross:>{columns - 8 - 2 * width}}")


def _storno_blocks(columns: int) -> tuple[Block, ...]:
    """The voided sale of operation manual 6.12, right column, in an outage and as a training."""
    rule = Text(text="-" * columns)
    return (
        Text(text="=== TRAINING ===", align=Align.CENTER, is_bold=True),
        Text(text="STORNOBELEG", align=Align.CENTER, is_bold=True, is_wide=True, is_tall=True),
        Text(text="zu Bon 000412", align=Align.CENTER),
        row("Grund: Fehleingabe", "Bon 000415", columns),
        rule,
        row("Äpfel", "-5,00 A", columns),
        row("Honig", "-3,33 B", columns),
        row("Korb", "-4,44 C", columns),
        row("Rabatt", "1,28  ", columns),
        rule,
        row("SUMME EUR", "-11,49", columns),
        row("AUSZAHLUNG BAR", "11,49", columns),
        Feed(lines=1),
        Text(text="SICHERHEITSEINRICHTUNG", align=Align.CENTER, is_bold=True),
        Text(text="AUSGEFALLEN", align=Align.CENTER, is_bold=True),
        QrCode(payload=MACHINE_CODE.replace("RjXWde9mD24=", "U1RP")),
        Text(text="TRAININGSBELEG", align=Align.CENTER, is_bold=True, is_tall=True),
        Text(text="KEIN VERKAUF", align=Align.CENTER, is_bold=True, is_tall=True),
        Cut(),
    )
