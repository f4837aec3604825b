"""The fiscal data: receipts and payments, each line marked with its type.

A till has one series of numbers for all its receipts (§ 132a Abs 3 Z 2 BAO): sales, cancellations,
receipts of practice, and those that are zero by law. So there is one file of each sort for each
till; the name tells series and till, so that files of several tills can lie side by side.
"""

from operator import attrgetter
from typing import BinaryIO, Final

from firmware.export.package.part import Part, Sight
from firmware.export.tables import csv_form
from firmware.export.tables.fiscal_lines import FiscalLine, filed, lines_of
from firmware.export.tables.settlement import PaymentLine, payments_of
from firmware.export.tables.table import Column, Sort, Table

#: How the one series is called in the names of the files.
SERIES: Final = "BON"
#: What both files say of the receipt.
_OF_ALL: Final = (
    (
        "Globale Fiskalnummer",
        Sort.TEXT,
        "der Installation: Zertifikat/Kassen-ID/Belegnummer, unter allen Kassen nur einmal",
        "global_number",
    ),
    (
        "Fiskalnummer",
        Sort.TEXT,
        "betriebsbezogen: Kassen-ID/Belegnummer, im Betrieb nur einmal",
        "shop_number",
    ),
    ("Interne Referenz", Sort.TEXT, "UUID der Journalzeile, mit der er gespeichert wurde", "uuid"),
    ("Journalzeile", Sort.WHOLE, "Erfassungsnummer dieser Zeile", "seq"),
    ("Belegart", Sort.TEXT, "Standardbeleg, Stornobeleg, Nullbeleg …", "kind"),
    ("Training", Sort.FLAG, "ja: Trainingsbeleg, kein Umsatz", "is_training"),
    ("Signiert", Sort.FLAG, "nein: Sicherheitseinrichtung ausgefallen", "is_signed"),
    ("Belegdatum", Sort.TIME, "Datum und Uhrzeit, österreichische Ortszeit", "time"),
    ("Belegdatum UTC", Sort.RAW, "dieselbe Zeit in UTC: ordnet auch die doppelte Stunde", "at_utc"),
    ("Benutzername", Sort.TEXT, "Name des Bedieners; ohne Namen seine Nummer", "clerk_name"),
    ("Kassenname", Sort.TEXT, "Kassen-ID", "register_id"),
)
HEAD: Final = tuple(name for name, *_ in _OF_ALL)


def _item(name: str, sort: Sort, meaning: str, path: str) -> Column[FiscalLine]:
    return Column(name=name, sort=sort, meaning=meaning, take=attrgetter(path))


def _paid(name: str, sort: Sort, meaning: str, path: str) -> Column[PaymentLine]:
    return Column(name=name, sort=sort, meaning=meaning, take=attrgetter(path))


RECEIPTS: Final[Table[FiscalLine]] = Table(
    file=f"csv/belege__{{id}}__{SERIES}.csv",
    title="Belege mit Positionen, Zahlungen und Steuern",
    key=("Belegnummer", "Zeile"),
    columns=(
        _item("Belegnummer", Sort.WHOLE, "laufende Nummer des Belegs", "receipt.number"),
        _item("Zeile", Sort.WHOLE, "Nummer der Zeile im Beleg", "place"),
        _item("Zeilentyp", Sort.TEXT, "Position, Zahlung oder Steuer", "type"),
        *(_item(name, sort, meaning, f"receipt.{path}") for name, sort, meaning, path in _OF_ALL),
        _item("Anzahl", Sort.AMOUNT, "Position: Stück oder kg; negativ: zurück", "quantity_milli"),
        _item("Einheit", Sort.TEXT, "Position: Stk oder kg", "unit"),
        _item("Positionstext", Sort.TEXT, "Bezeichnung; Steuer: Zweck eines Nullbelegs", "text"),
        _item("Warengruppe", Sort.WHOLE, "Position: Nummer; 0: ganzer Verkauf", "group"),
        _item("PLU", Sort.WHOLE, "Position: Artikelnummer, wenn getippt", "plu"),
        _item("Einzelpreis", Sort.MONEY, "Position: je Einheit, mit Steuer", "unit_cents"),
        _item("Netto", Sort.MONEY, "Position: Brutto weniger Steuerbetrag", "net_cents"),
        _item(
            "Steuerbetrag",
            Sort.MONEY,
            "Position: um so viel wächst die Steuer des Belegs mit ihr",
            "vat_cents",
        ),
        _item("Brutto", Sort.MONEY, "Position: Betrag mit Steuer", "gross_cents"),
        _item("Zahlungsbetrag", Sort.MONEY, "Zahlung: so viel bezahlt sie", "paid_cents"),
        _item("Zahlungsart", Sort.TEXT, "Zahlung: BAR, KARTE oder GUTSCHEIN", "means"),
        _item("Gegeben", Sort.MONEY, "Zahlung: kam über den Tisch", "given_cents"),
        _item("Rückgeld", Sort.MONEY, "Zahlung: ging zurück", "change_cents"),
        _item("Gutschein", Sort.TEXT, "Nummer, wenn verkauft oder eingelöst", "voucher"),
        _item("Steuersatz", Sort.RATE, "Position und Steuer: in Prozent", "per_mille"),
        _item("Steuergruppe", Sort.TEXT, "Steuer: Feld des signierten Belegs (RKSV)", "slot"),
        _item("Gesamtnetto", Sort.MONEY, "Steuer: netto zu diesem Satz", "total_net_cents"),
        _item("Gesamtsteuer", Sort.MONEY, "Steuer: Steuer zu diesem Satz", "total_vat_cents"),
        _item("Gesamtbrutto", Sort.MONEY, "Steuer: brutto zu diesem Satz", "total_gross_cents"),
        _item("Kunde", Sort.TEXT, "Name des Kunden", "receipt.customer.name"),
        _item("UID", Sort.TEXT, "seine UID", "receipt.customer.uid"),
        _item("Rechnung", Sort.TEXT, "die damit bezahlt wird", "receipt.customer.invoice"),
        _item("Zu Beleg", Sort.WHOLE, "Storno: der stornierte Beleg", "receipt.original"),
        _item("Grund", Sort.TEXT, "Storno: warum", "receipt.reason"),
        _item("Ersetzt Beleg", Sort.WHOLE, "mit anderer Zahlart", "receipt.replaces"),
    ),
)
PAYMENTS: Final[Table[PaymentLine]] = Table(
    file=f"csv/zahlungen__{{id}}__{SERIES}.csv",
    title="Zahlungen mit dem, was beglichen wurde",
    key=("Belegnummer", "Zeile"),
    columns=(
        _paid("Belegnummer", Sort.WHOLE, "laufende Nummer des Belegs", "receipt.number"),
        _paid("Zeile", Sort.WHOLE, "Nummer der Zeile im Beleg", "place"),
        _paid("Zeilentyp", Sort.TEXT, "Beglichene Zahlungszeile oder Zahlungszeile", "type"),
        *(_paid(name, sort, meaning, f"receipt.{path}") for name, sort, meaning, path in _OF_ALL),
        _paid("Beglichene Belegnummer", Sort.TEXT, "was bezahlt wurde", "settled_number"),
        _paid("Beglichenes Belegdatum", Sort.TIME, "von wann das ist", "settled_at_utc"),
        _paid("Beglichene Zahlungsart", Sort.TEXT, "wie das bezahlt war", "settled_means"),
        _paid("Beglichener Betrag", Sort.MONEY, "wie hoch das war", "settled_cents"),
        _paid("Verwendete Zahlungsart", Sort.TEXT, "BAR, KARTE oder GUTSCHEIN", "means"),
        _paid("Zahlungsbetrag", Sort.MONEY, "so viel bezahlt sie", "paid_cents"),
        _paid("Gegeben", Sort.MONEY, "kam über den Tisch", "given_cents"),
        _paid("Rückgeld", Sort.MONEY, "ging zurück", "change_cents"),
        _paid("Gutschein", Sort.TEXT, "Nummer des eingelösten", "voucher"),
        _paid("Gesamtbetrag", Sort.MONEY, "Summe des Zahlungsbelegs", "total_cents"),
    ),
)
TABLES: Final = (RECEIPTS, PAYMENTS)


def parts(sight: Sight) -> tuple[Part, ...]:
    """Receipts and payments of the one series of this till."""
    return (
        Part(name=RECEIPTS.file_of(sight.register_id), write=_write_receipts),
        Part(name=PAYMENTS.file_of(sight.register_id), write=_write_payments),
    )


def _write_receipts(sight: Sight, out: BinaryIO) -> None:
    lines = (line for receipt in filed(sight) for line in lines_of(receipt))
    csv_form.write(RECEIPTS, lines, out)


def _write_payments(sight: Sight, out: BinaryIO) -> None:
    lines = (line for receipt in filed(sight) for line in payments_of(receipt, sight.book))
    csv_form.write(PAYMENTS, lines, out)
