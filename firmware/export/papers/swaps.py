"""The record of exchanged signature cards: which, when, why, and what FinanzOnline was told."""

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
)
from firmware.export.papers.e131_device import units
from firmware.export.papers.facts import Facts
from firmware.export.papers.reports import report_table, reports_of
from firmware.export.papers.words import moment, number, person
from firmware.finanzonline.order import Act


def swap_record(facts: Facts) -> Document:
    """The document."""
    return Document(
        kind=Kind.SWAPS,
        title="Protokoll des Kartentauschs",
        law="§§ 5, 17 RKSV: nur eine registrierte Einheit signiert; die alte wird abgemeldet",
        chapters=(
            Chapter(title="Signatureinheiten dieser Kasse", blocks=(units(facts),)),
            Chapter(title="Tausch", blocks=tuple(_swaps(facts))),
            Chapter(
                title="Bestätigung",
                blocks=(Signatures(labels=("Ort, Datum", "Unternehmer")),),
            ),
        ),
    )


def _swaps(facts: Facts) -> Iterator[Block]:
    if not facts.swaps:
        yield Paragraph(text="Die Signaturkarte wurde nie getauscht.")
    for index, swap in enumerate(facts.swaps, start=1):
        yield Heading(text=f"{index}. Tausch")
        yield Pairs(
            rows=(
                ("Zeit", moment(swap.at_utc)),
                ("alte Karte", swap.old),
                ("neue Karte", swap.new),
                ("Grund", swap.cause),
                ("durch", person(swap.clerk)),
                ("erster Beleg der neuen Karte", number(swap.first_receipt)),
            )
        )
        yield report_table(
            (
                *reports_of(facts, (Act.REGISTRIERUNG_SE,), swap.new),
                *reports_of(facts, (Act.AUSSERBETRIEBNAHME_SE,), swap.old),
            )
        )
