"""LIESMICH.txt: what each file of an export is, and how anybody can check it."""

from collections.abc import Iterable, Iterator
from typing import Final

from firmware.export.archive_file import BEGIN
from firmware.export.package import names
from firmware.export.package.part import Sight
from firmware.till.exports.requests import ExportKind
from firmware.till.texts import VIENNA

_KINDS: Final = {
    ExportKind.DEP7: "Datenerfassungsprotokoll (DEP7)",
    ExportKind.JOURNAL: "Journal",
    ExportKind.INSPECTION: "Prüfung (§ 131b BAO, RKSV)",
    ExportKind.COPY: "Vollsicherung",
    ExportKind.OWNER: "Abholung auf den Stick des Chefs",
    ExportKind.ENDING: "Ende der Kasse",
}
#: What begins so is this; the first that fits.
_FILES: Final = (
    (names.DEP_BEGIN, "alle Belege, signiert: DEP7 nach § 7 Abs 5 RKSV, fürs Prüfprogramm des BMF"),
    ("journal/journal.txt", "Journal zum Lesen: jede Tätigkeit an der Kasse"),
    ("journal/journal.csv", "Journal als Tabelle, mit allem, woraus die Hash-Kette gerechnet wird"),
    ("journal/positionen.csv", "jede Position, wie sie getippt wurde"),
    ("journal/ereignisse.json", "Journal als JSON (DEP nach § 131 BAO)"),
    ("csv/belege__", "Belege mit Positionen, Zahlungen und Steuern"),
    ("csv/zahlungen__", "Zahlungen: was womit bezahlt wurde"),
    ("csv/tagesabschluesse", "Tagesabschlüsse (Z), und jeder Tag nachgerechnet"),
    ("stamm/warengruppen", "Warengruppen, wie sie jetzt gelten"),
    ("stamm/artikel", "Artikel, wie sie jetzt gelten"),
    ("stamm/bediener", "Bediener, wie sie jetzt gelten"),
    ("stamm/steuersaetze", "Steuersatz jeder Warengruppe"),
    ("stamm/verlauf.csv", "alle Änderungen an Stammdaten und Einstellungen, als Tabelle"),
    ("stamm/verlauf.xml", "dieselben Änderungen als XML"),
    ("stamm/verlauf.pdf", "dieselben Änderungen zum Drucken"),
    ("berichte/berichte.xml", "Umsätze nach Monat, Steuersatz, Zahlung und Ware, als XML"),
    ("berichte/berichte.pdf", "dieselben Umsätze zum Drucken"),
    (f"{names.PAPERS}e131", "Beschreibung der Kasse (E131), wie sie beim Export war"),
    (f"{names.PAPERS}verfahren", "Verfahrensdokumentation dieser Kasse"),
    (f"{names.PAPERS}facts", "die Fakten, aus denen beide gemacht sind"),
    (f"{names.PAPERS}handbuch", "Handbuch für die Kassa"),
    ("sicherung/", "das ganze Buch, für kassa restore"),
    (names.VIEWER, "Betrachter: zeigt alles und rechnet alles nach"),
    ("index.xml", "Beschreibung der Tabellen für Prüfprogramme (GDPdU/GoBD)"),
    ("gdpdu", "Form dieser Beschreibung"),
    (BEGIN, "was ein Archiv von der Kasse bestätigt hat, mit seiner Unterschrift"),
    (names.HEAD, "wo die Kasse beim Export stand: letzter Beleg, letzte Journalzeile"),
)
_LOOK: Final = f"""\
Zum Ansehen: {names.VIEWER} doppelklicken. Ein Browser genügt, ohne Internet; die Seite zeigt
alles und rechnet alles nach."""
_CHECK: Final = f"""\
Mit einem Programm prüft man diesen Ordner so:
- kassa verify <dieser Ordner>: prüft Liste, Siegel, DEP7, Journal und Tabellen.
- Von Hand: den SHA-256 jeder Datei (sha256sum, certutil -hashfile) mit {names.MANIFEST}
  vergleichen.
{names.MANIFEST} nennt jede Datei mit ihrem SHA-256. {names.SEAL} ist das Siegel darüber: eine
Signatur der Karte, die auch die Belege signiert. Fehlt es, konnte die Karte gerade nicht signieren.
Keine Datei ändern: schon ein Speichern in der Tabellenkalkulation ändert den SHA-256.
CSV: UTF-8, Strichpunkt, Dezimalkomma."""


def readme(kind: ExportKind, sight: Sight, files: Iterable[str]) -> bytes:
    """The text, in German, with the line ends of Windows."""
    return "\r\n".join(_lines(kind, sight, files)).encode("utf-8-sig")


def _lines(kind: ExportKind, sight: Sight, files: Iterable[str]) -> Iterator[str]:
    made = sight.made_at_utc.astimezone(VIENNA)
    receipts, journal = sight.receipts, sight.journal
    yield f"Registrierkasse {sight.register_id} – {_KINDS[kind]}"
    yield from sight.firm
    yield ""
    yield f"Erstellt   {made:%d.%m.%Y %H:%M:%S}, {sight.program}"
    yield f"Zeitraum   {sight.first_day:%d.%m.%Y} bis {sight.last_day:%d.%m.%Y}"
    yield f"Belege     {_range(receipts.first, receipts.last)}"
    yield f"Journal    {_range(journal.first, journal.last)}"
    yield ""
    listed = tuple(files)
    if names.VIEWER in listed:
        yield from (*_LOOK.splitlines(), "")
    for name in listed:
        yield f"{name}\r\n    {_meaning(name)}"
    yield ""
    yield from _CHECK.splitlines()
    yield ""


def _range(first: int, last: int) -> str:
    return f"{first} bis {last}" if first else "keine"


def _meaning(name: str) -> str:
    return next((meaning for begin, meaning in _FILES if name.startswith(begin)), "")
