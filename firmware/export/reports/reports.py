"""The figures of an export to print and to read in: months, rates, means, groups, closings."""

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from typing import BinaryIO, Final

from firmware.export.package.part import Part, Sight
from firmware.export.papers.document import Block, Chapter, Document, Pairs, Paragraph, Table
from firmware.export.reports import history_papers
from firmware.export.reports.sheet import moment, period, write_pdf
from firmware.export.reports.totals import Month, Totals, closings, months, totals
from firmware.export.reports.xml_form import Attributes, XmlOut
from firmware.store.canonical import utc_text
from firmware.till import texts
from firmware.till.closing.figures import Figures, ItemFigures, RateFigures, Tally
from firmware.till.closing.zreport import ZReport
from firmware.till.sales.basket import Means

XML_FILE: Final = "berichte/berichte.xml"
PDF_FILE: Final = "berichte/berichte.pdf"
FORMAT: Final = 1
_TITLE: Final = "Berichte"
_LAW: Final = "Umsätze mit Umsatzsteuer, ohne Einwegpfand und ohne verkaufte Gutscheine"
_NOTHING: Final = Paragraph(text="Keine.")
_MEANS: Final = {means.value: means.name_de for means in Means}


def parts(sight: Sight) -> tuple[Part, ...]:
    """Figures and history, each as XML and as PDF; the figures are reckoned once for both."""
    once = _Once()
    own = (
        Part(name=XML_FILE, write=partial(write_xml, months_of=once.months)),
        Part(name=PDF_FILE, write=partial(_write_pdf, months_of=once.months)),
    )
    return (*history_papers.parts(sight), *own)


class _Once:
    """The months of one export, by whichever file wants them first; a few sums each."""

    def __init__(self) -> None:
        self._found: tuple[Month, ...] | None = None

    def months(self, sight: Sight) -> tuple[Month, ...]:
        if self._found is None:
            self._found = months(sight)
        return self._found


def write_xml(
    sight: Sight, out: BinaryIO, months_of: Callable[[Sight], tuple[Month, ...]] = months
) -> None:
    """Months, sums over all, and each Z; amounts are cents.

    Raises:
        StoreError: the book cannot be read, or a row of it.
        OSError: of `out`.
    """
    xml = XmlOut(out)
    about: Attributes = {
        "format": FORMAT,
        "kassen-id": sight.register_id,
        "von": sight.first_day.isoformat(),
        "bis": sight.last_day.isoformat(),
        "erstellt": utc_text(sight.made_at_utc, XML_FILE),
        "programm": sight.program,
    }
    with xml.inside("berichte", about):
        found = months_of(sight)
        for month in found:
            with xml.inside("monat", {"name": month.name}):
                _write_figures(xml, month.figures)
        with xml.inside("gesamt"):
            _write_figures(xml, totals(found))
        for report in closings(sight):
            _write_closing(xml, report)


def _write_figures(xml: XmlOut, figures: Figures | Totals) -> None:
    xml.element("belege", {"anzahl": figures.total.count, "summe": figures.total.cents})
    xml.element("ohne-signatur", {"anzahl": figures.unsigned})
    for rate in figures.rates:
        xml.element(
            "satz",
            {
                "promille": rate.per_mille,
                "brutto": rate.gross_cents,
                "netto": rate.net_cents,
                "ust": rate.vat_cents,
            },
        )
    for name, tally in figures.tenders.items():
        _write_tally(xml, "zahlung", name, tally)
    for name, tally in (
        ("pfand-ein", figures.deposit_out),
        ("pfand-aus", figures.deposit_back),
        ("gutscheine", figures.vouchers),
    ):
        _write_tally(xml, "kein-umsatz", name, tally)
    for tag, items in (("warengruppe", figures.groups), ("artikel", figures.articles)):
        for item in items:
            about: Attributes = {"nummer": item.number, "name": item.name, "stueck": item.pieces}
            xml.element(tag, {**about, "gramm": item.grams, "summe": item.cents})


def _write_tally(xml: XmlOut, tag: str, name: str, tally: Tally) -> None:
    xml.element(tag, {"name": name, "anzahl": tally.count, "summe": tally.cents})


def _write_closing(xml: XmlOut, report: ZReport) -> None:
    about: Attributes = {
        "nummer": report.number,
        "beginn": utc_text(report.began_utc, XML_FILE),
        "ende": utc_text(report.ended_utc, XML_FILE),
        "erster-beleg": report.figures.first_number,
        "letzter-beleg": report.figures.last_number,
        "soll": report.figures.drawer.expected_cents,
        "ist": report.counted_cents,
        "differenz": report.difference_cents,
    }
    with xml.inside("tagesabschluss", about):
        _write_figures(xml, report.figures)


def _write_pdf(
    sight: Sight, out: BinaryIO, months_of: Callable[[Sight], tuple[Month, ...]]
) -> None:
    write_pdf(document(sight, months_of(sight), closings(sight)), sight, out)


def document(sight: Sight, of: tuple[Month, ...], reports: Iterable[ZReport]) -> Document:
    """The same for a person."""
    whole = totals(of)
    chapters = (
        Chapter(title="Überblick", blocks=(_overview(sight, whole),)),
        Chapter(title="Umsatz je Monat", blocks=_table(_MONTHS, map(_month, of))),
        Chapter(title="Umsatz je Steuersatz", blocks=_table(_RATES, _rates(whole.rates))),
        Chapter(title="Zahlungsmittel", blocks=_table(_TENDERS, _tenders(whole))),
        Chapter(title="Warengruppen", blocks=_table(_ITEMS, map(_item, whole.groups))),
        Chapter(title="Artikel", blocks=_table(_ITEMS, map(_item, whole.articles))),
        Chapter(title="Tagesabschlüsse", blocks=_table(_CLOSINGS, map(_closing, reports))),
    )
    return Document(title=_TITLE, law=_LAW, chapters=chapters)


#: The columns that hold no numbers.
_WORDS: Final = frozenset({"Monat", "Satz", "Zahlungsmittel", "Nr", "Name", "Z", "Ende", "Belege"})
_MONTHS: Final = (("Monat", "Belege", "Brutto", "Netto", "USt"), (3, 2, 3, 3, 3))
_RATES: Final = (("Satz", "Brutto", "Netto", "USt"), (3, 3, 3, 3))
_TENDERS: Final = (("Zahlungsmittel", "Anzahl", "Summe"), (5, 2, 3))
_ITEMS: Final = (("Nr", "Name", "Stück", "kg", "Summe vor Rabatten"), (1, 5, 2, 2, 3))
_CLOSINGS: Final = (
    ("Z", "Ende", "Belege", "Umsatz", "Soll", "Ist", "Differenz"),
    (2, 5, 5, 4, 4, 4, 4),
)


def _table(
    form: tuple[tuple[str, ...], tuple[int, ...]], rows: Iterable[tuple[str, ...]]
) -> tuple[Block, ...]:
    head, shares = form
    found = tuple(rows)
    table = Table(head=head, shares=shares, rows=found, numbers=_numbers(head))
    return (table,) if found else (_NOTHING,)


def _numbers(head: tuple[str, ...]) -> frozenset[int]:
    return frozenset(index for index, name in enumerate(head) if name not in _WORDS)


def _overview(sight: Sight, whole: Totals) -> Pairs:
    span = sight.receipts
    numbers = f"{span.first} bis {span.last}" if span.first else "keine"
    return Pairs(
        rows=(
            ("Zeitraum", period(sight)),
            ("Belege", numbers),
            ("Verkäufe und Stornos", str(whole.total.count)),
            ("Umsatz brutto", texts.money(whole.turnover_cents)),
            ("Pfand ein", texts.money(whole.deposit_out.cents)),
            ("Pfand aus", texts.money(whole.deposit_back.cents)),
            ("Gutscheine verkauft", texts.money(whole.vouchers.cents)),
            ("Belege ohne Signatur", str(whole.unsigned)),
        )
    )


def _month(month: Month) -> tuple[str, ...]:
    figures = month.figures
    year, number = month.name.split("-")
    name = f"{texts.MONTH_NAMES[int(number) - 1]} {year}"
    vat_cents = sum(one.vat_cents for one in figures.rates)
    gross_cents = figures.turnover_cents
    amounts = (gross_cents, gross_cents - vat_cents, vat_cents)
    return (name, str(figures.total.count), *map(texts.money, amounts))


def _rates(rates: Iterable[RateFigures]) -> Iterator[tuple[str, ...]]:
    for one in rates:
        amounts = (one.gross_cents, one.net_cents, one.vat_cents)
        yield (f"{texts.percent(one.per_mille)} %", *map(texts.money, amounts))


def _tenders(whole: Totals) -> Iterator[tuple[str, ...]]:
    for name, tally in whole.tenders.items():
        yield (_MEANS.get(name, name), str(tally.count), texts.money(tally.cents))


def _item(one: ItemFigures) -> tuple[str, ...]:
    kilograms = texts.kilograms(one.grams) if one.grams else ""
    pieces = str(one.pieces) if one.pieces else ""
    return (str(one.number), one.name, pieces, kilograms, texts.money(one.cents))


def _closing(report: ZReport) -> tuple[str, ...]:
    figures = report.figures
    amounts = (
        figures.turnover_cents,
        figures.drawer.expected_cents,
        report.counted_cents,
        report.difference_cents,
    )
    numbers = f"{figures.first_number} bis {figures.last_number}" if figures.last_number else "–"
    ended = moment(report.ended_utc)
    return (str(report.number), ended, numbers, *map(texts.money, amounts))
