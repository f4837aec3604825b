"""E131, chapters 10 and 11: how an auditor gets everything, and what this till does not do."""

from typing import Final

from firmware.export.papers.document import Bullets, Chapter, Heading, Paragraph, Table
from firmware.export.papers.facts import FACTS_FILE, Facts

#: What an auditor asks for, how it is made, and what is in it.
_EXPORTS: Final = (
    (
        "DEP7 (§ 7 Abs 5 RKSV)",
        "F 60, Nullbeleg, 1 = DEP auf Stick; oder kassa export dep",
        (
            "JSON nach Anlage Z 3: Belege-Gruppe, Signaturzertifikat, "
            "Zertifizierungsstellen, Belege-kompakt. Ganz oder für einen Zeitraum."
        ),
    ),
    (
        "Journal (DEP nach § 131 BAO)",
        (
            "kassa export book: Kopie des Buches, jederzeit. F 63 (Ende der "
            "Kasse): zusätzlich als Textdatei"
        ),
        (
            "SQLite: Tabellen journal, receipts, identity, certificates. Textdatei "
            "journal.jsonl: je Zeile ein JSON-Objekt mit seq, at_utc, uuid, clerk, "
            "kind, content, hash. Nach kind und Zeit zu filtern."
        ),
    ),
    (
        "Stammdaten und ihre Änderungen",
        "F 73 oder kassa masterdata export; kassa history",
        (
            "TOML oder CSV (Strichpunkt); die Geschichte als Text mit Tag, "
            "Bediener, altem und neuem Wert."
        ),
    ),
    (
        "Schlüssel für das Prüfwerkzeug",
        "kassa export keys, mit ausdrücklicher Bestätigung",
        ("JSON: base64AESKey, certificateOrPublicKeyMap. Geheim; der Export steht im Journal."),
    ),
    (
        "Ende des Buches",
        "kassa export head",
        "JSON: letzter Beleg, Umsatzzähler, letzte Journalzeile mit Hash.",
    ),
    (
        "Alles zugleich",
        "F 63 (planmäßiges Ende), kassa decommission",
        ("Ordner mit dep7.json, journal.jsonl, head.json und SHA256SUMS; vor der Ablage geprüft."),
    ),
    (
        "Z-Berichte, Perioden",
        "F 22, F 23 am Drucker",
        "Papier, aus den gespeicherten Zeilen.",
    ),
    (
        "Diese Unterlagen",
        "kassa papers",
        (
            f"PDF je Unterlage und {FACTS_FILE} mit den Fakten, aus denen sie "
            "gemacht sind; dessen SHA-256 steht auf jeder Seite."
        ),
    ),
)


def export() -> Chapter:
    """10: files for the auditor, their names and fields."""
    return Chapter(
        title="Anleitung zum Export für die Prüfung",
        blocks=(
            Paragraph(
                text="Die Befehle laufen auf der Kasse neben dem Verkauf oder auf jedem Rechner "
                "mit einer Kopie des Buches. Auf die Ausgabe des DEP7 wartet niemand länger, als "
                "das Schreiben dauert."
            ),
            Table(
                head=("Was", "Wie", "Datei und Felder"),
                shares=(30, 44, 66),
                rows=_EXPORTS,
            ),
            Paragraph(
                text="Prüfen lässt sich jedes DEP7 mit kassa verify (mit dem Schlüssel auch der "
                "Umsatzzähler) und mit dem Prüfwerkzeug des BMF; das ganze Buch mit kassa status "
                "--full. Zum Ansehen des Buches taugt jedes Programm, das SQLite liest; ein "
                "eigenes Anzeigeprogramm gibt es nicht."
            ),
        ),
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
            "Kein Stick eingerichtet: Die Quartalskopie liegt auf der Kasse, bis sie jemand auf "
            "ein externes Medium trägt."
        )
    if not facts.has("finanzonline"):
        found.append("Kein Webservice: Alle Meldungen an FinanzOnline macht ein Mensch.")
    if not facts.value("card", "issuers"):
        found.append(
            "Keine Zertifikate über dem der Karte eingerichtet: Im DEP7 stehen keine "
            "Zertifizierungsstellen."
        )
    if not facts.program.record_sha256:
        found.append(
            "Das Programm läuft aus einem Quelltextordner und ist nicht als Paket installiert."
        )
    if facts.practice.receipt_form in {"qr", "fragen"}:
        found.append(
            "Belege als Code auf der Anzeige: Der Code ist der maschinenlesbare Code und nennt "
            "weder Verkäufer noch Ware; ob er als Beleg genügt, ist offen. Papier gibt es auf "
            "Verlangen."
        )
    return tuple(found)


_LIMITS = (
    (
        "Mit echten Karten, Druckern und Tastaturen wurde das Programm von seinen Entwicklern noch "
        "nicht erprobt, nur mit nachgebildeten Geräten; vor dem Einsatz ist jede Kasse mit ihren "
        "Geräten zu erproben."
    ),
    "Kein Archiv außerhalb der Kasse und kein laufender Abgleich.",
    "Kein Systemabbild mit zwei Hälften, keine signierten Updates.",
    (
        "Das Journal als Text oder CSV gibt es nicht an den Tasten; während des Betriebs ist die "
        "Kopie des Buches (SQLite) der Export."
    ),
    "Die Hashkette des Journals hat keinen Schlüssel (Kapitel 3).",
    "Belege werden nicht als Link übermittelt; sie kommen auf Papier.",
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
