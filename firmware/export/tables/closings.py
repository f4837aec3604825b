"""tagesabschluesse.csv: what each Z says, and what each day comes to by its receipts.

A Z is a row of the journal, and what it says was reckoned from rows; a day is reckoned here from
the receipts themselves. Where one Z closes one day both must be the same, to the cent.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from operator import attrgetter
from typing import BinaryIO, Final

import msgspec

from firmware.export.package.part import Part, Sight
from firmware.export.tables import csv_form
from firmware.export.tables.days import Day, days
from firmware.export.tables.fiscal_lines import filed
from firmware.export.tables.passing import told
from firmware.export.tables.table import Column, Sort, Table
from firmware.till.acts import JournalKind
from firmware.till.closing.counting import Row
from firmware.till.closing.figures import RateFigures, Tallied, Tally
from firmware.till.closing.zreport import ZReport, from_content
from firmware.till.sales.basket import Means
from firmware.till.texts import VIENNA

CLOSING: Final = "Z"
CLOSING_RATE: Final = "Z Steuersatz"
CLOSING_MEANS: Final = "Z Zahlungsart"
DAY: Final = "Tag"
DAY_RATE: Final = "Tag Steuersatz"
DAY_MEANS: Final = "Tag Zahlungsart"


class ClosingLine(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """One line; what does not belong to its type is None or empty."""

    type: str
    number: int | None = None
    day: date | None = None
    began_utc: datetime | None = None
    ended_utc: datetime | None = None
    first_seq: int | None = None
    last_seq: int | None = None
    first_receipt: int | None = None
    last_receipt: int | None = None
    receipts: int | None = None
    total_cents: int | None = None
    turnover_cents: int | None = None
    rate: RateFigures | None = None
    means: str = ""
    tally: Tally | None = None
    deposit_out_cents: int | None = None
    deposit_back_cents: int | None = None
    vouchers_cents: int | None = None
    discounts_cents: int | None = None
    report: ZReport | None = None
    unread: int | None = None
    place: int = 0


def _column(name: str, sort: Sort, meaning: str, path: str) -> Column[ClosingLine]:
    """A column; `path` may lead over something that a line has not."""
    take = attrgetter(path)
    first = path.partition(".")[0]
    if first == path:
        return Column(name=name, sort=sort, meaning=meaning, take=take)
    has = attrgetter(first)
    return Column(
        name=name,
        sort=sort,
        meaning=meaning,
        take=lambda line: None if has(line) is None else take(line),
    )


CLOSINGS: Final[Table[ClosingLine]] = Table(
    file="csv/tagesabschluesse.csv",
    title="Tagesabschlüsse (Z), und Tage aus den Belegen gerechnet",
    key=("Zeile",),
    columns=(
        _column("Zeile", Sort.WHOLE, "laufende Nummer in dieser Datei", "place"),
        _column(
            "Zeilentyp",
            Sort.TEXT,
            "Z: Abschluss, wie gespeichert; Tag: aus den Belegen neu gerechnet; "
            "Steuersatz und Zahlungsart: je eine Zeile dazu",
            "type",
        ),
        _column("Z-Nummer", Sort.WHOLE, "Nummer des Abschlusses", "number"),
        _column("Tag", Sort.DAY, "Tag der Belege; Z: Tag, an dem er gemacht wurde", "day"),
        _column("Beginn", Sort.TIME, "Z: erste Zeile des Zeitraums", "began_utc"),
        _column("Ende", Sort.TIME, "Z: Zeit des Abschlusses", "ended_utc"),
        _column("Erste Journalzeile", Sort.WHOLE, "Z: erste Zeile des Zeitraums", "first_seq"),
        _column("Letzte Journalzeile", Sort.WHOLE, "Z: letzte Zeile davor", "last_seq"),
        _column("Erster Beleg", Sort.WHOLE, "Nummer, jeder Belegart", "first_receipt"),
        _column("Letzter Beleg", Sort.WHOLE, "Nummer, jeder Belegart", "last_receipt"),
        _column("Belege", Sort.WHOLE, "Verkäufe und Stornos, ohne Training", "receipts"),
        _column("Summe", Sort.MONEY, "ihre Summe, mit Pfand und Gutscheinen", "total_cents"),
        _column("Umsatz", Sort.MONEY, "ohne Pfand und verkaufte Gutscheine", "turnover_cents"),
        _column("Steuersatz", Sort.RATE, "in Prozent", "rate.per_mille"),
        _column("Brutto", Sort.MONEY, "Umsatz zu diesem Satz", "rate.gross_cents"),
        _column("Netto", Sort.MONEY, "Brutto weniger Steuer", "rate.net_cents"),
        _column("Steuer", Sort.MONEY, "Summe der Steuer auf den Belegen", "rate.vat_cents"),
        _column("Zahlungsart", Sort.TEXT, "BAR, KARTE oder GUTSCHEIN", "means"),
        _column("Anzahl", Sort.WHOLE, "Zahlungen auf diese Art", "tally.count"),
        _column("Betrag", Sort.MONEY, "damit bezahlt, ohne Rückgeld", "tally.cents"),
        _column("Pfand ausgegeben", Sort.MONEY, "kein Umsatz", "deposit_out_cents"),
        _column("Pfand zurück", Sort.MONEY, "kein Umsatz, negativ", "deposit_back_cents"),
        _column("Gutscheine verkauft", Sort.MONEY, "kein Umsatz", "vouchers_cents"),
        _column("Rabatte", Sort.MONEY, "Z: im Umsatz enthalten, negativ", "discounts_cents"),
        _column(
            "Anfangsbestand", Sort.MONEY, "Z: Lade am Beginn", "report.figures.drawer.opening_cents"
        ),
        _column("Barumsatz", Sort.MONEY, "Z: bar eingenommen", "report.figures.drawer.cash_cents"),
        _column(
            "Einlagen", Sort.MONEY, "Z: ohne stornierte", "report.figures.drawer.paid_in.cents"
        ),
        _column(
            "Entnahmen", Sort.MONEY, "Z: ohne stornierte", "report.figures.drawer.paid_out.cents"
        ),
        _column(
            "Soll",
            Sort.MONEY,
            "Z: Anfangsbestand und Barumsatz und Einlagen weniger Entnahmen",
            "report.figures.drawer.expected_cents",
        ),
        _column("Ist", Sort.MONEY, "Z: gezählt", "report.counted_cents"),
        _column("Differenz", Sort.MONEY, "Z: Ist weniger Soll", "report.difference_cents"),
        _column("Grund", Sort.TEXT, "Z: Grund der Differenz", "report.count.reason"),
        _column(
            "Abschöpfung",
            Sort.MONEY,
            "Z: nach dem Zählen entnommen",
            "report.figures.drawer.skimmed.cents",
        ),
        _column("Bleibt", Sort.MONEY, "Z: in der Lade für den nächsten", "report.left_cents"),
        _column("Nicht lesbar", Sort.WHOLE, "Zeilen oder Belege, die nicht zählen", "unread"),
    ),
)
TABLES: Final = (CLOSINGS,)


def parts(_sight: Sight) -> tuple[Part, ...]:
    """The closings and days in sight."""
    return (Part(name=CLOSINGS.file, write=_write),)


def _write(sight: Sight, out: BinaryIO) -> None:
    csv_form.write(CLOSINGS, numbered(lines(sight)), out)


def numbered(found: Iterable[ClosingLine]) -> Iterator[ClosingLine]:
    """`found`, each with its place."""
    for place, line in enumerate(found, 1):
        yield msgspec.structs.replace(line, place=place)


def lines(sight: Sight) -> Iterator[ClosingLine]:
    """Every Z in sight, then every day with a receipt in sight.

    Raises:
        StoreError: the book cannot be read.
    """
    span = sight.journal
    for row in told(sight.book.journal(span.first, span.last, JournalKind.Z), sight.moved):
        yield from of_closing(row)
    for day in days(filed(sight)):
        yield from of_day(day)


def of_closing(row: Row) -> Iterator[ClosingLine]:
    """The lines of a row Z."""
    try:
        report = from_content(row.content)
    except msgspec.ValidationError:
        # What it said stands in the journal as it is now; what it should say, nobody knows.
        on = row.at_utc.astimezone(VIENNA).date()
        yield ClosingLine(type=CLOSING, day=on, last_seq=row.seq, unread=1)
        return
    figures = report.figures
    on = report.ended_utc.astimezone(VIENNA).date()
    yield ClosingLine(
        type=CLOSING,
        number=report.number,
        day=on,
        began_utc=report.began_utc,
        ended_utc=report.ended_utc,
        first_seq=report.first_seq,
        last_seq=report.last_seq,
        first_receipt=figures.first_number or None,
        last_receipt=figures.last_number or None,
        receipts=figures.total.count,
        total_cents=figures.total.cents,
        turnover_cents=figures.turnover_cents,
        deposit_out_cents=figures.deposit_out.cents,
        deposit_back_cents=figures.deposit_back.cents,
        vouchers_cents=figures.vouchers.cents,
        discounts_cents=figures.tally(Tallied.DISCOUNT).cents,
        report=report,
    )
    for rate in figures.rates:
        yield ClosingLine(type=CLOSING_RATE, number=report.number, day=on, rate=rate)
    for means, tally in _named(figures.tenders):
        yield ClosingLine(
            type=CLOSING_MEANS, number=report.number, day=on, means=means, tally=tally
        )


def _named(tenders: Mapping[str, Tally]) -> Iterator[tuple[str, Tally]]:
    return ((means_name(value), tally) for value, tally in tenders.items())


def means_name(value: str) -> str:
    """As receipts call a means of the journal; one of a newer program as the journal does."""
    return next((means.name_de for means in Means if means.value == value), value)


def of_day(day: Day) -> Iterator[ClosingLine]:
    """The lines of a day."""
    rates = [rate for _, rate in sorted(day.rates.items())]
    yield ClosingLine(
        type=DAY,
        day=day.day,
        first_receipt=day.first_number,
        last_receipt=day.last_number,
        receipts=day.total.count,
        total_cents=day.total.cents,
        turnover_cents=sum(rate.gross_cents for rate in rates),
        deposit_out_cents=day.deposit_out_cents,
        deposit_back_cents=day.deposit_back_cents,
        vouchers_cents=day.vouchers_cents,
        unread=day.unread or None,
    )
    for rate in rates:
        yield ClosingLine(type=DAY_RATE, day=day.day, rate=rate)
    for means, tally in sorted(day.tenders.items()):
        yield ClosingLine(type=DAY_MEANS, day=day.day, means=means, tally=tally)
