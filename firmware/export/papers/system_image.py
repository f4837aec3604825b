"""The system below the program: which image, what all of it follows from, how it is updated."""

from typing import Final

from firmware.export.papers.document import Paragraph
from firmware.export.papers.facts import Facts, Program
from firmware.export.papers.words import NONE

_BOOK: Final = (
    "Welche Version läuft, steht in jeder Zeile START. Ein Update darf das Buch nur um neue Felder "
    "erweitern; Zeilen und Belege werden nie umgeschrieben. Ein Buch, das eine neuere Version "
    "gemacht hat, wird zurückgewiesen."
)
_PACKAGE: Final = (
    "Ein Techniker installiert das Programm als Paket; es holt sich nichts selbst aus dem Netz."
)
_IMAGE: Final = (
    "Betriebssystem und Programm sind ein Abbild, das niemand im Betrieb ändern kann: Aus seiner "
    "Prüfsumme (Kapitel 1) folgt jedes Byte, und beim Lesen wird jeder Block gegen sie gerechnet. "
    "Es gibt zwei Plätze. Ein Update (F 76) kommt in den anderen: signiert vom Hersteller, nie "
    "älter als das, was läuft, und erst nach einem Z. Vor der ersten Buchung arbeitet es zur Probe "
    "auf einer Kopie des Buches; besteht es sie nicht, läuft wieder das Abbild davor. Was daraus "
    "wurde, steht in der Zeile UPDATE."
)
_OFFER: Final = (
    "Ein Archiv kann ein Update nur anbieten: Die Kasse holt es neben dem Verkauf und prüft die "
    "Signatur selbst; eingespielt wird es von einem Menschen."
)


def image_pairs(program: Program) -> tuple[tuple[str, str], ...]:
    """The system image below the program, as far as anybody can hold it against the published."""
    if not program.image:
        return (("Systemabbild", "kein Image"),)
    return (
        ("Systemabbild", program.image),
        ("Platz des Systemabbilds", program.image_slot or NONE),
        ("Prüfsumme des Systemabbilds", program.image_root_hash or NONE),
    )


def updates(facts: Facts) -> tuple[Paragraph, ...]:
    """How another version comes onto this till."""
    if not facts.program.image:
        return (Paragraph(text=f"{_PACKAGE} {_BOOK}"),)
    offer = (Paragraph(text=_OFFER),) if facts.has("archive") else ()
    return (Paragraph(text=_IMAGE), *offer, Paragraph(text=_BOOK))
