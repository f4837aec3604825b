"""Who made the till: what the program knows of itself, and what only who delivers it can say."""

from collections.abc import Iterator
from typing import Final

from firmware.export.papers.document import Pairs, Paragraph
from firmware.export.papers.facts import Facts

LICENCE: Final = "EUPL-1.2 (European Union Public Licence, Version 1.2)"
NOT_SAID: Final = "nicht angegeben"
_NOBODY: Final = (
    "In den Einstellungen dieser Kasse (Abschnitt [manufacturer]) steht kein Hersteller. "
    "Standlkassa ist ein offenes Programm, hinter dem kein Unternehmen steht; wer das Gerät "
    "zusammenbaut und liefert, trägt sich dort ein und steht für diese Beschreibung ein. "
    "Baut der Unternehmer die Kasse selbst, ist er es."
)


def maker(facts: Facts) -> Iterator[Pairs | Paragraph]:
    """Software and manufacturer, honestly: what nobody said stands there as not said."""
    one = facts.manufacturer
    yield Pairs(
        rows=(
            ("Hersteller oder Lieferant", one.name or NOT_SAID),
            ("Anschrift", ", ".join(one.lines) or NOT_SAID),
            ("UID", one.uid or NOT_SAID),
            ("Kontakt", one.contact or NOT_SAID),
            ("Software", f"{facts.program.name} {facts.program.version}"),
            ("Lizenz der Software", LICENCE),
        )
    )
    if not one.name:
        yield Paragraph(text=_NOBODY)
