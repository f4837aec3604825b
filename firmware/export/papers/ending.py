"""The record of a register's end: its last receipt, its exports, and what the office was told."""

from collections.abc import Iterator

from firmware.export.papers.document import (
    Block,
    Bullets,
    Chapter,
    Document,
    Kind,
    Pairs,
    Paragraph,
    Signatures,
)
from firmware.export.papers.e131_order import copies
from firmware.export.papers.facts import End, Facts, Report
from firmware.export.papers.reports import report_table, reports_of
from firmware.export.papers.words import NONE, moment, number
from firmware.finanzonline.order import Act

_ACTS = (Act.AUSSERBETRIEBNAHME_KASSE, Act.AUSSERBETRIEBNAHME_SE)


def end_record(facts: Facts) -> Document:
    """The document; before the end it says that there was none."""
    return Document(
        kind=Kind.END,
        title="Außerbetriebnahmeprotokoll",
        law="§ 17 Abs 8 RKSV; § 132 BAO",
        chapters=tuple(_chapters(facts, facts.end)),
    )


def _chapters(facts: Facts, end: End | None) -> Iterator[Chapter]:
    if end is None:
        yield Chapter(
            title="Stand",
            blocks=(Paragraph(text="Diese Kasse ist in Betrieb; sie wurde nicht beendet."),),
        )
        return
    yield Chapter(title="Ende", blocks=tuple(_end(facts, end)))
    yield Chapter(title="Exporte", blocks=(copies(facts),))
    reports = (*reports_of(facts, _ACTS), *_last_check(facts, end))
    yield Chapter(title="FinanzOnline", blocks=(report_table(reports),))
    yield Chapter(
        title="Aufbewahrung und Bestätigung",
        blocks=(
            Bullets(
                items=(
                    "Schlussbeleg, DEP7, Journal und Schlüsselblatt sieben Jahre aufheben",
                    "diese Kassen-ID und ihren Schlüssel nie wieder verwenden",
                )
            ),
            Signatures(labels=("Ort, Datum", "Techniker", "Unternehmer")),
        ),
    )


def _last_check(facts: Facts, end: End) -> tuple[Report, ...]:
    return () if end.number is None else reports_of(facts, (Act.BELEGPRUEFUNG,), str(end.number))


def _end(facts: Facts, end: End) -> Iterator[Block]:
    yield Pairs(
        rows=(
            ("Kassen-ID", facts.register.register_id),
            ("außer Betrieb seit", moment(end.at_utc)),
            ("Grund", end.reason),
            ("Schlussbeleg", number(end.number)),
            ("Signatureinheiten", "mit abgemeldet" if end.gives_up_units else "bleiben"),
            ("Belege, Journalzeilen", f"{facts.book.receipts}, {facts.book.rows}"),
            ("Hash der letzten Zeile", facts.book.last_hash or NONE),
        )
    )
    if end.number is None:
        yield Paragraph(
            text="Es gibt keinen Schlussbeleg. Warum (hier vermerken): "
            "______________________________"
        )
