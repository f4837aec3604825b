"""The process documentation: who does what, from the key press to what is kept seven years."""

from typing import Final

from firmware.export.papers.document import (
    Bullets,
    Chapter,
    Document,
    Heading,
    Kind,
    Pairs,
    Paragraph,
    Signatures,
    Table,
)
from firmware.export.papers.e131_order import copies
from firmware.export.papers.facts import Facts
from firmware.export.papers.groups import groups_today
from firmware.export.papers.maker import maker
from firmware.export.papers.system_image import image_pairs
from firmware.export.papers.words import NONE, RIGHTS


def process_documentation(facts: Facts) -> Document:
    """The document."""
    return Document(
        kind=Kind.PROCESS,
        title="Verfahrensdokumentation",
        law="§§ 131, 132 BAO; RKSV. Technische Einzelheiten stehen in der Beschreibung der "
        "Einrichtung (E131).",
        chapters=(
            _purpose(facts),
            _roles(facts),
            _selling(facts),
            _closing(facts),
            _master_data(facts),
            _failures(),
            _office(facts),
            _keeping(facts),
            _changes(facts),
        ),
    )


def _purpose(facts: Facts) -> Chapter:
    register = facts.register
    return Chapter(
        title="Zweck und Umfang",
        blocks=(
            Paragraph(
                text="Diese Unterlage beschreibt, wie mit dieser Kasse Barumsätze erfasst, "
                "abgerechnet, gesichert und aufbewahrt werden, und wer wofür zuständig ist. Sie "
                "gilt für eine Kassen-ID."
            ),
            Pairs(
                rows=(
                    ("Unternehmen", ", ".join(register.company)),
                    ("Kassen-ID", register.register_id),
                    ("Steuernummer, UID", _both(register.tax_number, register.uid)),
                )
            ),
            *maker(facts),
        ),
    )


def _both(first: str, second: str) -> str:
    return ", ".join(one for one in (first, second) if one) or NONE


def _roles(facts: Facts) -> Chapter:
    people = [one for one in facts.people if one.role == "chef"]
    chiefs = ", ".join(f"{one.name} (Nr. {one.number})" for one in people)
    return Chapter(
        title="Zuständigkeiten",
        blocks=(
            Table(
                head=("Wer", "wofür"),
                shares=(40, 100),
                rows=(
                    ("jeder Bediener (K)", "Verkauf, Bon übergeben, X- und Z-Bericht, Kontrolle"),
                    (
                        f"Chef (C): {chiefs or 'der Unternehmer'}",
                        (
                            "Entnahmen, Storno über der Grenze, Stammdaten, Pflichtbelege, Tausch "
                            "der Signaturkarte, Meldungen, Ende der Kasse"
                        ),
                    ),
                    ("Techniker (T)", "Hardwaretest, Installation, Wiederherstellung"),
                    (
                        "Unternehmer",
                        "Aufbewahrung, Kopien außer Haus, FinanzOnline, richtige Steuersätze",
                    ),
                ),
            ),
            Paragraph(text="Welche Funktion wem offen steht:"),
            Bullets(
                items=tuple(
                    f"{RIGHTS[right]}: "
                    + ", ".join(f"F {one.code:02}" for one in facts.functions if one.right == right)
                    for right in RIGHTS
                )
            ),
        ),
    )


def _selling(facts: Facts) -> Chapter:
    form = {
        "papier": "Der Kunde bekommt den Bon auf Papier.",
        "qr": "Der Kunde bekommt den Code auf der Anzeige, auf Verlangen Papier.",
        "fragen": "Der Kunde wird gefragt: Papier oder Code auf der Anzeige.",
    }.get(facts.practice.receipt_form, "Der Kunde bekommt den Bon auf Papier.")
    return Chapter(
        title="Vom Tastendruck zum Beleg",
        blocks=(
            Table(
                head=("Schritt", "wer", "was aufgezeichnet wird"),
                shares=(46, 24, 70),
                rows=(
                    ("Anmelden", "Bediener", "EIN; eine falsche PIN ist PIN_FALSCH"),
                    ("Ware buchen", "Bediener", "je Position eine Zeile POS"),
                    ("Irrtum vor dem Bon", "Bediener", "POS_STORNO, BON_ABBRUCH"),
                    ("Kassieren", "Bediener", "ZAHLUNG; hohe Beträge HALO_OK"),
                    ("Signieren, speichern", "Kasse", "BELEG mit Nummer, Zähler, Signatur"),
                    ("Bon übergeben", "Bediener", "DRUCK oder BELEG_ANZEIGE"),
                    ("Irrtum nach dem Bon", "Bediener, Chef", "STORNO: ein eigener Beleg"),
                ),
            ),
            Paragraph(
                text=f"{form} Diese Form steht in den Einstellungen und kann mit F 43 geändert "
                "werden (BELEGART). Jeder Barumsatz wird im Zeitpunkt der Zahlung erfasst; was "
                "auf Lieferschein hinausgeht, ist keiner."
            ),
        ),
    )


def _closing(facts: Facts) -> Chapter:
    who = "Der Chef" if facts.practice.is_z_for_chief else "Wer angemeldet ist,"
    way = "nach Scheinen und Münzen" if facts.practice.counts_pieces else "als eine Summe"
    return Chapter(
        title="Tagesabschluss und Geld",
        blocks=(
            Bullets(
                is_numbered=True,
                items=(
                    (
                        "Vor dem ersten Verkauf nach einem Abschluss wird der Anfangsbestand "
                        "angegeben (F 04)."
                    ),
                    "Einlagen (F 02) und Entnahmen (F 03) werden mit Grund gebucht.",
                    (
                        f"{who} schließt ab (F 20): Gezählt wird {way}, ohne das Soll zu sehen; "
                        "eine Differenz wird mit Grund gebucht."
                    ),
                    (
                        "Der Z-Bericht wird gedruckt und aufgehoben; er lässt sich jederzeit "
                        "wieder drucken (F 23)."
                    ),
                    (
                        "Fehlt ein Z seit mehr als 48 Stunden nach einem Verkauf, verlangt ihn die "
                        "Kasse (E20)."
                    ),
                ),
            ),
            Paragraph(
                text="Monats- und Jahresbeleg macht die Kasse von selbst. Der Jahresbeleg wird "
                "gedruckt, aufgehoben und bis 15. Februar geprüft; die Kasse erinnert daran."
            ),
        ),
    )


def _master_data(facts: Facts) -> Chapter:
    return Chapter(
        title="Stammdaten und Steuersätze",
        blocks=(
            Paragraph(
                text="Warengruppen, Sätze, Preise und Bediener ändert der Chef (F 90 bis F 93), "
                "durch eine Datei (F 74) oder ein Techniker durch einen Befehl. Für die richtige "
                "Zuordnung der Steuersätze steht der Unternehmer ein. Jede Änderung steht mit "
                "altem und neuem Wert, Tag, Weg und Bediener im Journal; die ganze Geschichte "
                "steht in der Liste der Warengruppen."
            ),
            groups_today(facts),
        ),
    )


def _failures() -> Chapter:
    return Chapter(
        title="Ausfall",
        blocks=(
            Table(
                head=("Fall", "was zu tun ist", "danach"),
                shares=(36, 60, 54),
                rows=(
                    (
                        "Signaturkarte",
                        (
                            "Weiterverkaufen: Die Bons tragen den Vermerk. Karte und Leser prüfen "
                            "(F 65, F 66)."
                        ),
                        "Sammelbeleg von selbst. Nach mehr als 48 Stunden melden (F 69).",
                    ),
                    (
                        "Karte dauerhaft defekt",
                        "Neue Karte eintragen und anmelden, dann tauschen (F 68).",
                        "Alte Karte abmelden (F 69).",
                    ),
                    (
                        "Drucker, Papier",
                        "Der Code steht auf der Anzeige, der Bon wartet; neue Rolle einlegen.",
                        "Er wird gedruckt, sobald der Drucker kann.",
                    ),
                    ("Strom", "Warten.", "Der offene Verkauf steht wieder da."),
                    (
                        "ganze Kasse",
                        "Belege mit der Hand schreiben, mit Durchschrift und Nummer.",
                        (
                            "Vor jedem anderen Verkauf nacherfassen (F 32), den Ausfall eintragen "
                            "(F 65, 2), Durchschriften aufheben."
                        ),
                    ),
                    (
                        "Buch schadhaft oder verloren",
                        (
                            "Nicht verkaufen; Techniker rufen. Wiederherstellen nur aus dem "
                            "letzten Stand, sonst neue Kassen-ID."
                        ),
                        "Alte Kassen-ID abmelden, alles aufheben.",
                    ),
                ),
            ),
            Paragraph(
                text="Alle Ausfälle dieser Kasse stehen im Ausfallprotokoll, jeder Wechsel der "
                "Karte im Protokoll des Kartentauschs."
            ),
        ),
    )


def _office(facts: Facts) -> Chapter:
    way = (
        "Diese Kasse meldet durch den Webservice; was er nicht kann oder was zurückgewiesen wird, "
        "zeigt F 69."
        if facts.has("finanzonline")
        else "Diese Kasse hat keinen Webservice: Der Chef meldet von Hand nach den gedruckten "
        "Schritten und vermerkt es mit F 69."
    )
    return Chapter(
        title="Meldungen an FinanzOnline",
        blocks=(
            Paragraph(
                text="Was zu melden ist, rechnet die Kasse aus ihrem Buch: Registrierung von "
                "Signatureinheit und Kasse und Prüfung des Startbelegs (binnen einer Woche), "
                "Prüfung des Jahresbelegs (bis 15. Februar), Ausfälle von mehr als 48 Stunden und "
                f"ihr Ende, Außerbetriebnahme. {way} Jede Antwort ist eine Zeile FON."
            ),
        ),
    )


_FETCHING: Final = (
    (
        "Der Chef legt seinen Stick einmal an (F 70, 9). Danach genügt Anstecken: Die Kasse "
        "schreibt alles seit dem letzten Mal, prüft es und meldet, wenn er abgezogen werden darf."
    ),
    (
        "Der Unternehmer trägt ihn außer Haus, überträgt die Ordner unverändert auf seinen "
        "Rechner und bewahrt sie auf; der Steuerberater bekommt den Ordner."
    ),
    "Geprüft wird dort mit BETRACHTER.html oder kassa verify; Befunde bekommt der Techniker.",
    "Erinnert die Kasse an die Sicherung, ist sie am selben Tag nachzuholen.",
)


def _stick(facts: Facts) -> str:
    return "Stick des Chefs" if facts.value("paths", "stick") else ""


def _keeping(facts: Facts) -> Chapter:
    return Chapter(
        title="Sicherung und Aufbewahrung",
        blocks=(
            Table(
                head=("Was", "wo", "wie lange"),
                shares=(50, 60, 40),
                rows=(
                    ("Buch (Journal und Belege)", facts.value("paths", "data") or NONE, "immer"),
                    (
                        "Kopie des Buches nach jedem Z und beim Ausschalten",
                        "Datenpartition, sicherung/",
                        "die letzten vier, je Quartal eine",
                    ),
                    (
                        "jede Zeile ein zweites Mal",
                        facts.value("mirror", "folder") or "nicht eingerichtet",
                        "immer",
                    ),
                    (
                        "jede Zeile und jeder Tag außer Haus",
                        facts.value("archive", "url") or "kein Archiv eingerichtet",
                        "Frist im Archiv, wenigstens 7 Jahre",
                    ),
                    (
                        "Kopie des DEP je Quartal",
                        _both("Datenpartition", _stick(facts)),
                        "7 Jahre, außer Haus",
                    ),
                    (
                        "Exporte (Stick des Chefs, F 70 bis F 72)",
                        _stick(facts) or "kein Stick eingerichtet",
                        "7 Jahre, außer Haus",
                    ),
                    ("Startbeleg, Jahresbelege, Z-Berichte", "Papier, Ablage", "7 Jahre"),
                    ("Handbelege und Durchschriften", "Papier, Ablage", "7 Jahre"),
                    (
                        "AES-Schlüssel",
                        "Kasse; Schlüsselblatt oder Schlüsselcontainer, verschlossen",
                        "7 Jahre",
                    ),
                    ("Diese Unterlagen, jede Ausgabe", "PDF und Fakten, Ablage", "7 Jahre"),
                ),
            ),
            Paragraph(
                text="Die Frist (§ 132 BAO) läuft ab dem Ende des Jahres, in laufenden Verfahren "
                "länger. Die Kasse löscht nichts aus dem Buch; außerhalb der Kasse bewahrt der "
                "Unternehmer auf. "
                "Zurückgespielt wird nur eine Kopie, die der letzte Stand ist: kassa restore prüft "
                "es und verlangt, dass jemand dafür einsteht."
            ),
            Heading(text="Abholen"),
            Bullets(items=_FETCHING),
            Heading(text="Bisherige Kopien und Exporte"),
            copies(facts),
        ),
    )


def _changes(facts: Facts) -> Chapter:
    return Chapter(
        title="Änderungen und Freigabe",
        blocks=(
            Paragraph(
                text="Diese Unterlage wird aus dem laufenden System erzeugt. Nach jeder Änderung "
                "von Programm, Geräten oder Zuständigkeiten wird sie neu erzeugt und mit den "
                f"früheren aufgehoben. Sie beschreibt Version {facts.program.version}."
            ),
            Pairs(rows=image_pairs(facts.program)),
            Signatures(labels=("Ort, Datum", "Unternehmer")),
        ),
    )
