"""E131, chapters 6, 7 and 8: numbers and closings, people and changes, keeping and restoring."""

from firmware.export.papers.document import Bullets, Chapter, Heading, Paragraph, Table
from firmware.export.papers.facts import Facts
from firmware.export.papers.system_image import updates
from firmware.export.papers.words import NONE, RIGHTS, minute

_COPIES_SHOWN = 12


def numbering(facts: Facts) -> Chapter:
    """6: numbers, counters, closings; nothing can be set back."""
    last_z = NONE if facts.book.last_z is None else str(facts.book.last_z)
    return Chapter(
        title="Nummern, Zähler, Tagesabschluss",
        blocks=(
            Bullets(
                items=(
                    (
                        "Belege tragen eine Nummer ab 1 ohne Lücke, über das ganze Leben der "
                        "Kassen-ID; keine kommt zweimal vor. Ein Vorsatz auf dem Bon gehört nicht "
                        "zu ihr."
                    ),
                    "Journalzeilen haben eine eigene Nummer ohne Lücke, ebenso Z-Abschlüsse.",
                    (
                        "Der Umsatzzähler (die Summe aller Umsätze außer Training) ist Teil jedes "
                        "signierten Belegs. Er ist der Summenspeicher (GT); ein Z setzt ihn nicht "
                        "zurück, und nichts kann es."
                    ),
                    (
                        "Der Z-Abschluss (F 20) zählt die Lade, bucht eine Differenz und hält alle "
                        "Summen in einer Zeile fest, mit den Journalnummern, die er umfasst, und "
                        "dem Hash davor. Zwölf Zeichen auf dem Bericht stehen für die Zeile selbst "
                        "und alle davor; die Karte signiert ihren Hash (SIEGEL). Er wird aus der "
                        "Zeile allein gedruckt, jederzeit auch noch einmal (F 23)."
                    ),
                    "X-Berichte (F 10 bis F 15) lesen, ohne etwas zu beenden.",
                    (
                        "Jede Summe wird aus Journalzeilen gerechnet; es gibt keinen Speicher, der "
                        "gestellt, frei gestaltet oder gelöscht werden könnte."
                    ),
                    (
                        "Eine neue Inbetriebnahme braucht eine neue Kassen-ID und einen neuen "
                        "Schlüssel; das alte Buch wird zur Seite gelegt und nicht gelöscht."
                    ),
                )
            ),
            Paragraph(
                text=f"Stand: {facts.book.receipts} Belege, letzter Z-Abschluss Nr. {last_z}."
            ),
        ),
    )


def people(facts: Facts) -> Chapter:
    """7: who may what; how settings, master data and the program change."""
    return Chapter(
        title="Bediener, Rechte, Änderungen, Updates",
        blocks=(
            Paragraph(
                text="Jede Zeile des Journals nennt den Bediener. Eine PIN wird nur als Prüfwert "
                "(Argon2id) aufbewahrt; nach fünf falschen sperrt sich die Anmeldung für eine "
                "Minute. Wer ein Recht nicht hat, kann es sich für eine Handlung vom Chef geben "
                "lassen; die Zeilen nennen dann beide. Einen verborgenen Servicemodus gibt es "
                "nicht; der Techniker hat nur die Funktionen, die hier mit T stehen."
            ),
            Heading(text="Bediener"),
            _people(facts),
            Heading(text="Funktionen und Rechte"),
            Table(
                head=("Code", "Funktion", "Gruppe", "wer"),
                shares=(12, 50, 34, 34),
                rows=tuple(
                    (f"F {one.code:02}", one.name, one.chapter, RIGHTS.get(one.right, one.right))
                    for one in facts.functions
                ),
            ),
            Heading(text="Änderungen"),
            Paragraph(
                text="Stammdaten (Warengruppen, Sätze, Artikel, Bediener, Kopf- und Fußzeilen, "
                "Grenzen) ändern sich an den Tasten, durch eine Datei, durch die Einstellungen "
                "oder einen Befehl; jede Änderung ist eine Zeile STAMM mit altem und neuem Wert. "
                "Frühere Werte bleiben stehen und gelten für frühere Belege weiter. Jede Änderung "
                "der Einstellungen ist eine Zeile KONFIGURATION."
            ),
            Heading(text="Updates des Programms"),
            *updates(facts),
            Table(
                head=("Version", "erster Start"),
                shares=(30, 100),
                rows=tuple((one.version, minute(one.at_utc)) for one in facts.starts),
            ),
        ),
    )


def _people(facts: Facts) -> Table | Paragraph:
    if not facts.people:
        return Paragraph(text="Ein-Personen-Stand: Bediener 1 ist immer angemeldet und darf alles.")
    return Table(
        head=("Nr.", "Name", "Rolle"),
        shares=(12, 50, 50),
        rows=tuple((str(one.number), one.name, one.role) for one in facts.people),
    )


def keeping(facts: Facts) -> Chapter:
    """8: copies, retention, restoring, broken carriers."""
    stick = facts.value("paths", "stick")
    where = (
        f"auf die Datenpartition und, wenn er steckt, auf den Stick des Chefs ({stick})"
        if stick
        else "auf die Datenpartition der Kasse; ein Stick ist nicht eingerichtet"
    )
    return Chapter(
        title="Sicherung, Aufbewahrung, Wiederherstellung",
        blocks=(
            Bullets(
                items=(
                    (
                        f"Zu Beginn jedes Quartals kopiert die Kasse das DEP7 von selbst {where}. "
                        "Die Kopie wird zurückgelesen und mit dem Buch verglichen; Datei, Medium "
                        "und SHA-256 stehen in der Zeile SICHERUNG. § 7 Abs 3 RKSV verlangt ein "
                        "externes Medium: Liegt die Kopie nur auf der Kasse, muss sie jemand "
                        "hinaustragen. "
                    ),
                    (
                        "Nach jedem Z und beim Ausschalten legt die Kasse eine Kopie des ganzen "
                        "Buches daneben (sicherung/), geprüft und zurückgelesen: die letzten vier "
                        "Stände und den ersten jedes der letzten vier Quartale."
                    ),
                    _mirror(facts),
                    _archive(facts),
                    (
                        "Was die Kasse verlässt: der Stick des Chefs von selbst, F 72 mit einer "
                        "Kopie des Buches, jederzeit neben dem Verkauf; kassa export book und "
                        f"kassa export head auf jedes Medium. {_reminder(facts)}"
                    ),
                    (
                        "Aufbewahrung: Das Buch löscht nichts. Buch, Kopien, Papier und "
                        "Schlüsselblatt sind sieben Jahre ab dem Ende des Jahres aufzuheben (§ 132 "
                        "BAO); das ist Sache des Unternehmers."
                    ),
                    (
                        "Wiederherstellung (kassa restore) aus Kopie, Export oder zweitem Medium: "
                        "Geprüft wird alles (Zeilen, Signaturen, Umsatzzähler), und gegen das "
                        "gehalten, was sonst von der Kasse bekannt ist: Kopien, Exporte, Kopf, "
                        "Z-Bericht, letzter Bon auf Papier. Ist sie älter oder "
                        "ging sie einen anderen Weg, wird sie zurückgewiesen; das lässt sich nicht "
                        "erzwingen. Die Zeile WIEDERHERSTELLUNG sagt, auf wessen Wort."
                    ),
                    (
                        "Eine Speicherkarte in einem fremden Gerät wird erkannt und erst nach "
                        "ausdrücklicher Übernahme verwendet."
                    ),
                    (
                        "Schadhaftes Buch: Es wird Byte für Byte gesichert, die Kassen-ID ohne "
                        "Schlussbeleg beendet (kassa decommission), und eine neue Kassen-ID "
                        "beginnt. "
                    ),
                )
            ),
            Heading(text="Bisherige Kopien und Exporte"),
            copies(facts),
        ),
    )


def _mirror(facts: Facts) -> str:
    folder = facts.value("mirror", "folder")
    if not folder:
        return "Ein zweites Medium für jede Zeile ist möglich und hier nicht eingerichtet."
    return (
        f"Zweites Medium ({folder}): Jeder Beleg steht auch dort, bevor er gedruckt wird. Fehlt "
        "es, sagt es die Anzeige und eine Zeile SPIEGEL; verkauft wird weiter."
    )


def _archive(facts: Facts) -> str:
    url = facts.value("archive", "url")
    if not url:
        return "Ein Archiv außerhalb der Kasse ist möglich und hier nicht eingerichtet."
    return (
        f"Archiv ({url}): Ein eigener Prozess (kassa-sync) schickt jede Zeile des Buches längstens "
        "30 Sekunden, nachdem sie geschrieben ist, nach einem Z sofort, und nach jedem Z alles "
        "dieses Tages als Datei; ohne Netz holt er es nach, verkauft wird weiter. Das Archiv "
        "rechnet Signaturen, Verkettung und Journal nach, bestätigt jeden Stand mit Anzahl und "
        "Prüfsumme aller Zeilen, von ihm signiert, und die Kasse vergleicht das mit dem Buch: "
        "Weicht es ab, sagen es die Anzeige und eine Zeile ARCHIV. Der letzte bestätigte Stand "
        "steht gekürzt auf jedem Z und ganz in jedem Export. Es liegt außer Haus und ist eine "
        "weitere Kopie; die Quartalskopie auf einem externen Medium ersetzt es nicht."
    )


def _reminder(facts: Facts) -> str:
    days = facts.value("backup", "remind_days")
    if days in {"", "0"}:
        return "Erinnert wird daran hier nicht."
    return (
        f"Ist seit {days} Tagen nichts davon geschehen, oder vor dem Ende eines Quartals, erinnert "
        "die Anzeige daran, bis es getan ist."
    )


def copies(facts: Facts) -> Table | Paragraph:
    """The last copies that left the book."""
    if not facts.copies:
        return Paragraph(text="Noch keine.")
    return Table(
        head=("Zeit", "was", "Datei", "Medium", "SHA-256"),
        shares=(24, 24, 34, 22, 36),
        rows=tuple(
            (minute(one.at_utc), one.what, one.file or NONE, one.medium or NONE, one.sha256 or NONE)
            for one in facts.copies[-_COPIES_SHOWN:]
        ),
    )
