"""E131, chapters 10 and 11: how an auditor gets everything, and what this till does not do."""

from typing import Final

from firmware.export.papers.document import Bullets, Chapter, Heading, Paragraph, Table
from firmware.export.papers.facts import FACTS_FILE, Facts

#: What an auditor asks for, how it is made, and what is in it.
_EXPORTS: Final = (
    (
        "Alles für den Prüfer",
        (
            "F 70, 2: von Tag bis Tag, Vorschlag ist alles; kassa export folder. Von selbst auf "
            "den Stick des Chefs, seit dem letzten Mal. Am Ende der Kasse F 63, kassa decommission"
        ),
        (
            "Ordner Registrierkasse/<Kassen-ID>/<Zeit>_<Art> mit allem Folgenden außer der Kopie "
            "des Buches; LIESMICH.txt sagt, was jede Datei ist."
        ),
    ),
    (
        "DEP7 (§ 7 Abs 5 RKSV)",
        "F 60, Nullbeleg, 1 = DEP auf Stick; F 70, 1; kassa export dep",
        (
            "dep-export__<Kassen-ID>__<von>__<bis>.json, nach Anlage Z 3: Belege-Gruppe, "
            "Signaturzertifikat, Zertifizierungsstellen, Belege-kompakt. Ganz oder für einen "
            "Zeitraum."
        ),
    ),
    (
        "Journal (DEP nach § 131 BAO)",
        "F 71: von Tag bis Tag; kassa export folder --kind journal",
        (
            "journal/journal.txt zum Lesen; journal/journal.csv mit seq, at_utc, uuid, clerk, "
            "kind, content, hash, über die die Hashkette geht; journal/positionen.csv; "
            "journal/ereignisse.json."
        ),
    ),
    (
        "Belege und Zahlungen",
        "mit F 70, 2",
        (
            "csv/belege__<Kassen-ID>__BON.csv mit Position, Zahlung, Steuer; "
            "csv/zahlungen__<Kassen-ID>__BON.csv; csv/tagesabschluesse.csv mit jedem Z und jedem "
            "Tag, aus den Belegen neu gerechnet."
        ),
    ),
    (
        "Stammdaten und ihre Änderungen",
        "mit F 70, 2; F 73 oder kassa masterdata export; kassa history",
        (
            "stamm/warengruppen.csv, artikel.csv, bediener.csv, steuersaetze.csv; verlauf.csv, "
            ".xml, .pdf mit Tag, Bediener, altem und neuem Wert. F 73: TOML oder CSV."
        ),
    ),
    (
        "Berichte",
        "mit F 70, 2; Z-Berichte und Perioden am Drucker F 22, F 23",
        "berichte/berichte.pdf, berichte/berichte.xml; Papier, aus den gespeicherten Zeilen.",
    ),
    (
        "Beschreibung der Tabellen",
        "mit F 70, 2",
        "index.xml nach dem Beschreibungsstandard für Prüfprogramme, gdpdu-01-09-2004.dtd.",
    ),
    (
        "Kopie des Buches",
        "F 72; kassa export book",
        (
            "sicherung/book.sqlite: SQLite mit den Tabellen journal, receipts, identity, "
            "certificates."
        ),
    ),
    (
        "Schlüssel für das Prüfwerkzeug",
        "kassa export keys, mit ausdrücklicher Bestätigung",
        ("JSON: base64AESKey, certificateOrPublicKeyMap. Geheim; der Export steht im Journal."),
    ),
    (
        "Ende des Buches",
        "mit jedem Ordner; kassa export head",
        "KASSENSTAND.json: letzter Beleg, Umsatzzähler, letzte Journalzeile mit Hash.",
    ),
    (
        "Diese Unterlagen",
        "mit F 70, 2 und F 72; kassa papers",
        (
            f"PDF je Unterlage und {FACTS_FILE} mit den Fakten, aus denen sie "
            "gemacht sind; dessen SHA-256 steht auf jeder Seite."
        ),
    ),
)


def export(facts: Facts) -> Chapter:
    """10: files for the auditor, their names and fields, and how anybody checks them."""
    return Chapter(
        title="Anleitung zum Export für die Prüfung",
        blocks=(
            Heading(text="Bei einer Kontrolle"),
            Bullets(is_numbered=True, items=_inspection(facts)),
            Heading(text="Was es gibt"),
            Table(
                head=("Was", "Wie", "Datei und Felder"),
                shares=(30, 44, 66),
                rows=_EXPORTS,
            ),
            Paragraph(
                text="CSV: UTF-8 mit BOM, Strichpunkt, Dezimalkomma, Zeilenende CR LF, erste Zeile "
                "Überschrift; kein Text kann eine Formel sein. Jede Spalte steht in index.xml und "
                "im Quelltext in docs/exportformate.md, die XML-Dateien in docs/schemas."
            ),
            Heading(text="Wie ein Export entsteht"),
            Bullets(items=_MAKING),
            Heading(text="Wie man ihn prüft"),
            Bullets(items=_CHECKING),
        ),
    )


def _inspection(facts: Facts) -> tuple[str, ...]:
    if not facts.value("paths", "stick"):
        return (
            "F 60: Nullbeleg und Auskunft über die Kasse, auf Papier.",
            (
                "Auf dieser Kasse ist kein Stick eingerichtet: Ein Techniker schreibt den Ordner "
                "mit kassa export folder auf ein anderes Medium."
            ),
        )
    return (
        "F 60: Nullbeleg und Auskunft über die Kasse, auf Papier.",
        (
            "Stick anstecken, gleich welchen. F 70, 2; zweimal BAR nimmt alles vom ersten Beleg "
            "bis heute. Auch mitten in einem Verkauf; der Verkauf geht daneben weiter."
        ),
        "Warten, bis Stick ok am Display steht; der Zettel PRÜFPROTOKOLL kommt von selbst.",
        "F 75, Stick abziehen, Zettel mitgeben.",
    )


_MAKING: Final = (
    (
        "Geprüft wird zuerst: jede Zeile des Journals und jeder Beleg des Zeitraums, und das "
        "fertige DEP7. Was nicht stimmt, hält den Export nicht auf; es steht in der Liste und auf "
        "dem Zettel."
    ),
    (
        "Jede Datei wird unter einem vorläufigen Namen geschrieben, vom Stick zurückgelesen und "
        "verglichen. Erst wenn alles da ist, bekommt der Ordner seinen Namen; ein abgebrochener "
        "heißt .part. Überschrieben wird nie."
    ),
    (
        "MANIFEST.json nennt jede Datei mit SHA-256, den Zeitraum und das Ende des Buches. "
        "MANIFEST.jws ist die Signatur der Signaturkarte darüber (das Siegel); ohne Karte, oder "
        "mit kassa export folder geschrieben, fehlt es, und der Zettel sagt es."
    ),
    (
        "Der Stick des Chefs (F 70, 9) trägt eine zufällige Nummer, die im Journal steht. Ein "
        "anderer Stick bekommt nichts von selbst. Weiß ein Stick von Belegen oder Zeilen, die das "
        "Buch nicht hat, sagt es die Kasse: Buch und Stick gehen nicht denselben Weg."
    ),
    "Jeder Export ist eine Zeile EXPORT, jedes Stecken eine Zeile STICK, auch ein misslungenes.",
)
_CHECKING: Final = (
    (
        "BETRACHTER.html im Browser öffnen, ohne Netz und ohne Programm: zeigt Belege, Journal, "
        "Tage und Stammdaten mit Suche und rechnet Signaturen, Verkettung und Journal nach; das "
        "Ergebnis steht in einem Satz oben. Siegel und Dateien prüft er, wenn man ihm den Ordner "
        "zeigt, den Umsatzzähler mit dem Schlüssel."
    ),
    (
        "kassa verify mit Ordner oder Stick: Liste, Siegel, DEP7, Journal, Tabellen, mehrere "
        "Exporte gegeneinander, ein Z-Bericht (--anchor), Codes auf Papier; Ergebnis als Text, "
        "als JSON und als Rückgabewert."
    ),
    "Jedes DEP7 mit dem Prüfwerkzeug des BMF; das Buch auf der Kasse mit kassa status --full.",
)


def limits(facts: Facts) -> Chapter:
    """11: known limits, evidence, changes of this document."""
    return Chapter(
        title="Bekannte Grenzen, Nachweise, Änderungen",
        blocks=(
            Heading(text="Was diese Kasse nicht tut"),
            Bullets(items=(*_by_settings(facts), *_LIMITS)),
            Heading(text="Nachweise"),
            Bullets(
                items=(
                    (
                        "Bei jeder Änderung des Programms werden die Rechenbeispiele der "
                        "Verordnung, die veröffentlichten Szenarien der Musterkasse des BMF und "
                        "eine Sammlung absichtlich beschädigter DEP gerechnet, dazu Stromausfälle "
                        "an jeder Stelle des Speicherns."
                    ),
                    (
                        "Welcher Absatz der Verordnung wo erfüllt und wodurch gezeigt ist, und "
                        "welcher nicht, steht im Quelltext in docs/rksv-conformance.md."
                    ),
                    (
                        "Das Ergebnis eines Laufs des amtlichen Prüfwerkzeugs über das DEP dieser "
                        "Kasse liegt dieser Beschreibung nicht bei. Eine Zertifizierung durch das "
                        "Ministerium gibt es nicht."
                    ),
                )
            ),
            Heading(text="Änderungen dieser Beschreibung"),
            Paragraph(
                text="Die Beschreibung wird aus Buch, Einstellungen und Programm erzeugt. Ändert "
                "sich etwas davon, wird sie neu erzeugt; frühere Ausgaben werden mit aufgehoben. "
                "Zeit, Version und die Prüfsumme der Fakten stehen auf jeder Seite, die Versionen "
                "des Programms auf dieser Kasse in Kapitel 7."
            ),
        ),
    )


def _by_settings(facts: Facts) -> tuple[str, ...]:
    """Limits that this till has because of how it is set up."""
    found: list[str] = []
    if not facts.value("paths", "stick"):
        found.append(
            "Kein Stick eingerichtet: F 70 bis F 72 gehen nicht; die Quartalskopie liegt auf der "
            "Kasse, bis sie jemand auf ein externes Medium trägt."
        )
    if not facts.has("mirror"):
        found.append(
            "Kein zweites Medium: Stirbt die Speicherkarte, fehlt, was seit dem letzten Export "
            "verkauft wurde."
        )
    if not facts.has("archive"):
        found.append("Kein Archiv außerhalb der Kasse und kein laufender Abgleich.")
        found.append("Belege werden nicht als Link übermittelt; sie kommen auf Papier.")
    elif facts.practice.receipt_form in {"qr", "fragen"}:
        found.append(
            "Belege als Link: Der Code auf der Anzeige führt zum ganzen Beleg im Archiv (§ 132a "
            "Abs 1 BAO). War es in den letzten Minuten nicht erreichbar, kommt Papier; auf "
            "Verlangen immer."
        )
    if not facts.has("finanzonline"):
        found.append("Kein Webservice: Alle Meldungen an FinanzOnline macht ein Mensch.")
    if not facts.value("card", "issuers"):
        found.append(
            "Keine Zertifikate über dem der Karte eingerichtet: Im DEP7 stehen keine "
            "Zertifizierungsstellen."
        )
    if not facts.program.image:
        found.append("Kein Systemabbild mit zwei Hälften, keine signierten Updates (Kapitel 7).")
    if not facts.program.record_sha256:
        found.append(
            "Das Programm läuft aus einem Quelltextordner und ist nicht als Paket installiert."
        )
    return tuple(found)


_LIMITS = (
    (
        "Mit echten Karten, Druckern und Tastaturen wurde das Programm von seinen Entwicklern noch "
        "nicht erprobt, nur mit nachgebildeten Geräten; vor dem Einsatz ist jede Kasse mit ihren "
        "Geräten zu erproben."
    ),
    (
        "Die Zeilen des Journals nach dem letzten Z versiegelt erst das nächste Z oder der nächste "
        "Export (Kapitel 3)."
    ),
    (
        "Was nur für Menschen gemacht ist (journal.txt, PDF, XML, der Betrachter selbst), beweist "
        "allein Liste und Siegel; ohne Siegel bürgt niemand für die Liste."
    ),
    "Ein Stick nach dem anderen; NTFS, verschlüsselte und unformatierte Sticks kennt sie nicht.",
    "Eine Kopie des Buches oder ein Export ist nicht verschlüsselt; wer den Stick hat, liest ihn.",
    "Die OCR-Form wird in der kleinen Schrift des Druckers gedruckt, nicht in OCR-A.",
    "Eine Nacherfassung bekommt den Steuersatz vom Tag der Eingabe.",
    (
        "In der doppelten Stunde im Oktober wiederholt sich die Ortszeit; die Reihenfolge ist die "
        "der Nummern."
    ),
    (
        "Wer Schreibrechte auf die Speicherkarte hat, kann das Buch zerstören; unbemerkt ändern "
        "kann er signierte Belege ohne die Signatureinheit nicht."
    ),
)
