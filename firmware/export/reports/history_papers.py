"""The history of the stall to print and to read in: the same steps as its table."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import BinaryIO, Final

from firmware.export.package.part import Part, Sight
from firmware.export.papers.document import Block, Chapter, Document, Pairs, Paragraph, Table
from firmware.export.reports.sheet import day, moment, period, write_pdf
from firmware.export.reports.xml_form import Attributes, XmlOut
from firmware.export.tables.history import ACTIONS, Step, steps
from firmware.store.canonical import utc_text

XML_FILE: Final = "stamm/verlauf.xml"
PDF_FILE: Final = "stamm/verlauf.pdf"
FORMAT: Final = 1
_TITLE: Final = "Verlauf der Stammdaten"
_LAW: Final = "§ 131 BAO, Kassenrichtlinie 2012: Änderungen der Stammdaten, nach der Zeit"
#: Millimetres: a moment and a day in one line, and what is left for what was changed.
_SHARES: Final = (30, 15, 31, 21, 32, 19, 22)


def parts(_sight: Sight) -> tuple[Part, ...]:
    """The history as XML and as PDF."""
    return (
        Part(name=XML_FILE, write=write_xml),
        Part(name=PDF_FILE, write=_write_pdf),
    )


def write_xml(sight: Sight, out: BinaryIO) -> None:
    """One element a change, one below it for each field.

    Raises:
        StoreError, StallError: the book cannot be read, or a row of it.
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
    with xml.inside("verlauf", about):
        for _, one in groupby(steps(sight), key=lambda step: step.seq):
            _write_change(xml, tuple(one))


def _write_change(xml: XmlOut, change: tuple[Step, ...]) -> None:
    first = change[0]
    about: Attributes = {
        "zeile": first.seq,
        "zeit": utc_text(first.at_utc, XML_FILE),
        "bediener": first.clerk,
        "name": first.clerk_name or None,
        "chef": first.chief,
        "typ": first.thing,
        "nummer": first.key or None,
        "aktion": ACTIONS[first.action],
        "gueltig-ab": None if first.valid_from is None else first.valid_from.isoformat(),
        "quelle": first.source,
    }
    with xml.inside("aenderung", about):
        for step in change:
            xml.element("feld", {"name": step.field, "alt": step.old, "neu": step.new})


def _write_pdf(sight: Sight, out: BinaryIO) -> None:
    write_pdf(document(sight, steps(sight)), sight, out)


def document(sight: Sight, of: Iterable[Step]) -> Document:
    """The history as a document; one line a change, its fields below one another."""
    rows = tuple(_rows(of))
    table = Table(
        head=("Zeit", "Wer", "Was", "Aktion", "Feld: vorher → nachher", "Gültig ab", "Weg"),
        shares=_SHARES,
        rows=rows,
    )
    about = Pairs(rows=(("Zeitraum", period(sight)), ("Änderungen", str(len(rows)))))
    blocks: tuple[Block, ...] = (about, table) if rows else (about, Paragraph(text="Keine."))
    return Document(title=_TITLE, law=_LAW, chapters=(Chapter(title="Änderungen", blocks=blocks),))


def _rows(of: Iterable[Step]) -> Iterator[tuple[str, ...]]:
    for _, one in groupby(of, key=lambda step: step.seq):
        change = tuple(one)
        first = change[0]
        yield (
            moment(first.at_utc),
            _who(first),
            f"{first.thing} {first.key}".strip(),
            ACTIONS[first.action],
            "; ".join(_field(step) for step in change),
            day(first.valid_from),
            first.source,
        )


def _who(step: Step) -> str:
    name = "" if step.clerk is None else f"{step.clerk} {step.clerk_name}".strip()
    return name if step.chief is None else f"{name} (Chef {step.chief})"


def _field(step: Step) -> str:
    arrow = " → ".join(filter(None, (step.old, step.new))) or "–"
    return f"{step.field}: {arrow}" if step.field else arrow
