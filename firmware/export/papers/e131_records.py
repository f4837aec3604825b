"""E131, chapters 2, 3 and 5: the way of an entry, the journal, and what becomes of corrections."""

from typing import Final

from firmware.export.papers.document import Bullets, Chapter, Heading, Pairs, Paragraph, Table
from firmware.export.papers.facts import Facts
from firmware.export.papers.words import EVENTS, NONE


def flow() -> Chapter:
    """2: from the key to receipt, journal and counter."""
    return Chapter(
        title="Datenfluss: von der Taste zum Beleg",
        blocks=(
            Paragraph(
                text="Ein Geschäftsvorfall beginnt mit seiner ersten gebuchten Position (Zeile "
                "POS). Er endet mit dem gespeicherten Beleg (BELEG), unbezahlt auf Lieferschein "
                "(LIEFERSCHEIN) oder mit seinem Abbruch (BON_ABBRUCH). Wird er weggelegt (PARKEN), "
                "bleibt er offen, bis er geholt wird (HOLEN). Auch ein abgebrochener Vorfall "
                "bleibt mit allen seinen Positionen im Journal."
            ),
            Bullets(
                is_numbered=True,
                items=(
                    (
                        "Ein Tastendruck wird entprellt und als Ereignis verarbeitet; was getippt, "
                        "aber noch nicht gebucht ist, ist noch kein Geschäftsvorfall."
                    ),
                    (
                        "Jede Buchung ist eine Zeile des Journals und gespeichert, ehe die Anzeige "
                        "sie zeigt."
                    ),
                    (
                        "Mit der letzten Zahlung wird der Beleg gemacht: Fällige Pflichtbelege "
                        "(Sammelbeleg, Monatsbeleg, Jahresbeleg) kommen davor von selbst."
                    ),
                    (
                        "Nummer, Umsatzzähler und Verkettung folgen aus dem letzten gespeicherten "
                        "Beleg; sie werden nirgends ein zweites Mal geführt."
                    ),
                    (
                        "Der fertige Text des Belegs wird als Vorhaben gespeichert, ehe die "
                        "Signatureinheit ihn sieht."
                    ),
                    (
                        "Die Signatureinheit signiert; antwortet sie nicht rechtzeitig oder "
                        "falsch, bekommt der Beleg den vorgeschriebenen Vermerk des Ausfalls."
                    ),
                    (
                        "Der ganze Beleg wird nachgerechnet (Nummer, Verkettung, Zähler, Signatur) "
                        "und mit seinen Journalzeilen in einem Schritt gespeichert."
                    ),
                    (
                        "Erst dann gehen Lade, Anzeige und Druck los. Gedruckt wird nur, was "
                        "gespeichert ist; dass es auf Papier ist, hält die Zeile DRUCK fest."
                    ),
                ),
            ),
            Paragraph(
                text="Beträge werden in ganzen Cent gerechnet, Mengen in Tausendsteln; jede Zeile "
                "wird einmal kaufmännisch gerundet, Summen und Zähler addieren genau diese Werte. "
                "Der Beleg nennt je Zeile Menge, Bezeichnung, Betrag und Steuersatz."
            ),
        ),
    )


def journal(facts: Facts) -> Chapter:
    """3: the running log of all events."""
    rows = tuple((kind.value, text) for kind, text in EVENTS.items())
    return Chapter(
        title="Ereignisprotokoll (DEP nach § 131 BAO)",
        blocks=(
            Paragraph(
                text="Belege, ihre Grundlagen und alle übrigen Ereignisse stehen in einem "
                "einzigen fortlaufenden Journal. Zeilen werden hinzugefügt, nie geändert und nie "
                "gelöscht: Die Datenbank selbst weist jede Änderung und Löschung zurück, und kein "
                "Befehl und keine Taste verlangt sie."
            ),
            Heading(text="Eine Zeile"),
            Table(
                head=("Feld", "Inhalt"),
                shares=(20, 100),
                rows=(
                    ("seq", "laufende Nummer 1, 2, 3 … ohne Lücke"),
                    ("at_utc", "Zeit in UTC auf die Mikrosekunde"),
                    ("uuid", "eindeutige Kennung (Version 7)"),
                    ("clerk", "Nummer des Bedieners; leer, wo niemand eine Taste drückte"),
                    ("kind", "Art des Ereignisses, siehe unten"),
                    ("content", "alle Angaben als JSON: Positionen, Sätze, Zahlungen, Gründe …"),
                    ("hash", "SHA-256 über die Zeile und den Hash der Zeile davor"),
                ),
            ),
            Paragraph(
                text="Die Hashkette zeigt jede geänderte, entfernte, vertauschte oder eingefügte "
                "Zeile. Bei jedem Z signiert die Signaturkarte ihren Stand (Zeile SIEGEL), und "
                "zwölf Zeichen auf dem Z-Bericht stehen für ihn: Wer die Kette bis dorthin neu "
                "schreibt, dem widersprechen Siegel und Papier. Wer das ganze Buch durch eine "
                "frühere Kopie ersetzt, dem widersprechen die Belege auf Papier, die Z-Berichte "
                "und jeder Export. Die Kasse prüft das Ende des Buches bei jedem Start und mit "
                "F 67, das ganze Buch mit kassa status --full, jeden Export mit kassa verify."
            ),
            Heading(text="Arten von Ereignissen"),
            Paragraph(
                text="Geschäftsvorfälle und andere Ereignisse stehen im selben Journal; nach der "
                "Art (kind) lässt es sich filtern. Zeilen, die mit book. beginnen, schreibt das "
                "Buch selbst: Sie binden Kassen-ID, Zertifikate und jeden Beleg an die Kette. "
                "Zeilen aus dem Training sind als solche bezeichnet."
            ),
            Table(head=("Art", "Die Zeile sagt:"), shares=(40, 100), rows=rows),
            Heading(text="Stand"),
            Pairs(
                rows=(
                    ("Journalzeilen", str(facts.book.rows)),
                    ("Belege", str(facts.book.receipts)),
                    ("Hash der letzten Zeile", facts.book.last_hash or NONE),
                )
            ),
        ),
    )


#: Everything that corrects, gives or moves, and the row it leaves.
_CORRECTIONS: Final = (
    (
        "Sofortstorno",
        (
            "Vor dem Bon: POS_STORNO mit Position, Menge und Betrag, auf Wunsch "
            "mit Grund; die gebuchte Position bleibt im Journal stehen."
        ),
    ),
    (
        "Bonabbruch",
        "BON_ABBRUCH mit allen Positionen und der Summe. Kein Beleg entsteht.",
    ),
    (
        "Belegstorno (F 30)",
        (
            "Ein eigener, signierter Beleg mit umgekehrten Beträgen und dem "
            "Kennzeichen STO; er nennt den ursprünglichen Beleg und den Grund. Der "
            "Umsatzzähler sinkt um den Betrag."
        ),
    ),
    (
        "Teilretoure (F 31)",
        "Ebenso, für einzelne Zeilen oder Stücke; nie mehr, als verkauft wurde.",
    ),
    (
        "Zahlart ändern (F 34)",
        "Storno des Belegs und ein neuer mit der anderen Zahlart.",
    ),
    (
        "Rabatt, Aufschlag",
        (
            "RABATT mit Satz oder Betrag; auf den ganzen Verkauf je Steuersatz "
            "eine Zeile. Über einer Grenze braucht er den Chef."
        ),
    ),
    (
        "Training (F 50)",
        (
            "Belege mit dem Wort TRAININGSBELEG und dem Kennzeichen TRA, signiert "
            "und verkettet; der Umsatzzähler bleibt. Beginn braucht den Chef."
        ),
    ),
    (
        "Preisänderung",
        (
            "STAMM mit altem und neuem Wert, ab welchem Tag, durch wen und auf "
            "welchem Weg. Ein Satz je Warengruppe, ab einem Tag."
        ),
    ),
    (
        "Pfand",
        (
            "Einwegpfand ist eine Zeile zu 0 % und kein Umsatz in den Berichten; "
            "Becherpfand folgt dem Satz seiner Gruppe. Rückgabe ist eine Position "
            "mit negativer Menge."
        ),
    ),
    (
        "Einlage, Entnahme",
        (
            "EINLAGE und ENTNAHME mit Grund, nicht signiert; ein Irrtum wird mit "
            "GELD_STORNO aufgehoben."
        ),
    ),
    (
        "Trinkgeld",
        ("Keine eigene Buchung beim Verkauf; als Grund einer Kassendifferenz vorgesehen."),
    ),
    (
        "Bon parken, holen",
        (
            "PARKEN und HOLEN mit dem ganzen Inhalt; ein Z ist erst möglich, wenn "
            "nichts mehr geparkt ist."
        ),
    ),
    (
        "Gutschein",
        (
            "Verkauf zu 0 % als Vorauszahlung, Einlösung als Zahlungsmittel; beide "
            "mit der Nummer des Gutscheins (GUTSCHEIN)."
        ),
    ),
    (
        "Lieferschein",
        "LIEFERSCHEIN: Ware ohne Zahlung, kein Barumsatz, kein Beleg der RKSV.",
    ),
    (
        "Nacherfassung (F 32)",
        (
            "Handbelege nach einem Ausfall der Kasse: signiert zur Zeit der "
            "Eingabe, mit Nummer und Tag des Handbelegs."
        ),
    ),
    (
        "Lade ohne Verkauf",
        ("LADE, auf Wunsch mit Grund; jede Bewegung, wo die Lade einen Schalter hat."),
    ),
)


def corrections() -> Chapter:
    """5: what is taken back, given, changed: how each is recorded."""
    return Chapter(
        title="Storno, Retoure, Rabatt, Training, Preise, Geldbewegungen",
        blocks=(
            Paragraph(text="Nichts davon löscht etwas; jedes ist eine eigene Zeile."),
            Table(
                head=("Vorgang", "Wie er aufgezeichnet wird"),
                shares=(34, 100),
                rows=_CORRECTIONS,
            ),
        ),
    )
