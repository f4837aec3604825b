"""The record of all outages: when, why, which receipts, what FinanzOnline was told."""

from collections.abc import Iterator

from firmware.export.papers.document import (
    Block,
    Chapter,
    Document,
    Heading,
    Kind,
    Pairs,
    Paragraph,
    Signatures,
    Table,
)
from firmware.export.papers.facts import Facts, Outage, TillOutage
from firmware.export.papers.reports import report_table, reports_of
from firmware.export.papers.words import minute, moment, person
from firmware.finanzonline.order import Act

_UNIT = (Act.AUSFALL_SE, Act.WIEDERINBETRIEBNAHME_SE)
_TILL = (Act.AUSFALL_KASSE, Act.WIEDERINBETRIEBNAHME_KASSE)
_LASTS = "dauert an"


def outage_record(facts: Facts) -> Document:
    """The document."""
    return Document(
        kind=Kind.OUTAGES,
        title="Ausfallprotokoll",
        law="§ 17 RKSV; ein Ausfall von mehr als 48 Stunden wird gemeldet",
        chapters=(
            Chapter(title="Sicherheitseinrichtung", blocks=tuple(_units(facts))),
            Chapter(title="Wechsel der signierenden Einheit", blocks=tuple(_takeovers(facts))),
            Chapter(title="Registrierkasse", blocks=tuple(_tills(facts))),
            Chapter(
                title="Bestätigung",
                blocks=(
                    Paragraph(
                        text="Handbelege aus der Zeit der Ausfälle sind nacherfasst und mit ihren "
                        "Durchschriften abgelegt."
                    ),
                    Signatures(labels=("Ort, Datum", "Unternehmer")),
                ),
            ),
        ),
    )


def _units(facts: Facts) -> Iterator[Block]:
    if not facts.outages:
        yield Paragraph(text="Kein Beleg dieser Kasse ist ohne Signatur.")
    for number, outage in enumerate(facts.outages, start=1):
        yield Heading(text=f"Ausfall {number}: ab {minute(outage.began_utc)}")
        yield Pairs(rows=tuple(_rows(outage)))
        if reports := reports_of(facts, _UNIT, str(outage.first_number)):
            yield report_table(reports)


def _rows(outage: Outage) -> Iterator[tuple[str, str]]:
    first, last = outage.first_number, outage.last_number
    yield "Einheit", outage.serial
    yield "Fehler", outage.fault
    yield "Beginn", moment(outage.began_utc)
    yield "Ende", _LASTS if outage.ended_utc is None else moment(outage.ended_utc)
    yield "Belege ohne Signatur", f"{outage.count} (Nr. {first} bis {last})"
    number = outage.collecting_number
    yield "Sammelbeleg", "noch keiner" if number is None else f"Nr. {number}"


def _takeovers(facts: Facts) -> Iterator[Block]:
    if not facts.takeovers:
        yield Paragraph(text="Keiner.")
        return
    yield Table(
        head=("Zeit", "statt", "signiert von da an"),
        shares=(40, 50, 50),
        rows=tuple((moment(one.at_utc), one.old, one.new) for one in facts.takeovers),
    )
    reports = tuple(one for one in reports_of(facts, _UNIT) if ":-" in one.key)
    if reports:
        yield report_table(reports)


def _tills(facts: Facts) -> Iterator[Block]:
    if not facts.till_outages:
        yield Paragraph(text="Kein Ausfall eingetragen.")
    for outage in facts.till_outages:
        yield Heading(text=f"Ausfall ab {minute(outage.began_utc)}")
        yield Pairs(rows=tuple(_till_rows(outage)))
        if reports := reports_of(facts, _TILL, str(outage.number)):
            yield report_table(reports)


def _till_rows(outage: TillOutage) -> Iterator[tuple[str, str]]:
    yield "Grund", outage.reason
    yield "Beginn", minute(outage.began_utc)
    yield "Ende", _LASTS if outage.ended_utc is None else minute(outage.ended_utc)
    yield "eingetragen von", person(outage.clerk)
