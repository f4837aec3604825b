"""E131, chapters 1 and 9: what the till is, and what it is connected with."""

from firmware.export.papers.document import Bullets, Chapter, Heading, Pairs, Paragraph, Table
from firmware.export.papers.facts import Facts
from firmware.export.papers.maker import maker
from firmware.export.papers.system_image import image_pairs
from firmware.export.papers.words import NONE, SECTIONS, local_day, moment


def product(facts: Facts) -> Chapter:
    """1: manufacturer, product, versions, till type, hardware, operator."""
    return Chapter(
        title="Hersteller, Produkt, Kassentyp, Betreiber",
        blocks=(
            Heading(text="Hersteller und Software"),
            *maker(facts),
            Heading(text="Betreiber und Kasse"),
            _operator(facts),
            Heading(text="Kassentyp"),
            Paragraph(
                text="Kassentyp 3 nach der Kassenrichtlinie 2012 (Kassensystem mit eigenem "
                "Betriebssystem): Die Kasse ist ein Rechner mit Linux, frei programmierbar, mit "
                "einer Datenbank als Speicher, auch wenn sie Tasten hat wie eine Registrierkasse. "
                "Sie führt ein laufendes, vollständiges Ereignisprotokoll (Kapitel 3). Es gibt "
                "eine einzige Ausgabe der Software; ob Gemüse, Imbiss oder Bäckerei verkauft "
                "wird, ist eine Sache der Stammdaten. Sie ist ein eigenes Gerät und kein Teil "
                "einer Rechnungssoftware; ein Bezug auf eine Rechnung ist der Vermerk ihrer "
                "Nummer auf dem Beleg."
            ),
            Heading(text="Programm"),
            _program(facts),
            Heading(text="Gerät"),
            Pairs(
                rows=(
                    ("Rechner", facts.machine.board or NONE),
                    ("Nummer des Rechners", facts.machine.serial or NONE),
                    *facts.machine.devices,
                )
            ),
            Heading(text="Signatureinheiten"),
            units(facts),
            Heading(text="Verwendete Bibliotheken"),
            Paragraph(
                text=", ".join(f"{name} {version}" for name, version in facts.program.libraries)
                or NONE
            ),
        ),
    )


def _operator(facts: Facts) -> Pairs:
    register = facts.register
    return Pairs(
        rows=(
            ("Unternehmen", ", ".join(register.company)),
            ("UID", register.uid or NONE),
            ("Steuernummer", register.tax_number or NONE),
            ("Kassen-ID", register.register_id),
            ("in Betrieb seit", moment(register.commissioned_utc)),
        )
    )


def _program(facts: Facts) -> Pairs:
    program = facts.program
    record = program.record_sha256 or "keine: das Programm läuft aus einem Quelltextordner"
    return Pairs(
        rows=(
            ("Version", program.version),
            *image_pairs(program),
            ("Module", str(program.files)),
            ("Prüfsumme aller Module", program.source_sha256),
            ("Prüfsumme der Paketliste", record),
            ("Python, Betriebssystem", f"{program.python}, {program.system}"),
            ("Datenbank", f"SQLite, Aufbau Nr. {facts.book.schema}, eine Datei (book.sqlite)"),
        )
    )


def units(facts: Facts) -> Table:
    """Every signature unit of this till."""
    return Table(
        head=("Seriennummer (hex)", "Art", "Karte, Nummer", "gültig bis", "von", "bis"),
        shares=(34, 20, 36, 18, 18, 18),
        rows=tuple(
            (
                f"{one.serial} ({one.vda_id})",
                one.kind,
                f"{one.family} {one.card_number}".strip() or NONE,
                one.valid_until or NONE,
                local_day(one.entered_utc),
                local_day(one.ended_utc),
            )
            for one in facts.units
        ),
    )


def interfaces(facts: Facts) -> Chapter:
    """9: network, USB, terminal, scale; time; power loss; and all settings."""
    return Chapter(
        title="Schnittstellen, Zeit, Verhalten bei Stromausfall",
        blocks=(
            Heading(text="Verbindungen"),
            Bullets(items=_connections(facts)),
            Heading(text="Zeit"),
            Paragraph(
                text="Das Buch führt UTC, signiert und gedruckt wird österreichische Ortszeit. "
                "Die Zeit kommt vom Netz oder von einem Uhrenbaustein; ist keines von beiden da, "
                "wird nicht signiert (E14), bis ein Chef die Zeit angibt (F 94), nie vor den "
                "letzten Beleg. Stellen kann sie ein Chef auch sonst; die Zeile UHR nennt Sprung "
                "und Quelle. Die Kasse vergleicht ihre Uhr jede Sekunde mit einer Stoppuhr: "
                "Ein Sprung um mehr als zwei Sekunden ist eine Zeile UHR, einer um mehr als eine "
                "Stunde nach vorne wird erst nach Bestätigung geglaubt. Ein Beleg vor der Zeit "
                "des letzten wird nicht ausgestellt."
            ),
            Heading(text="Stromausfall"),
            Paragraph(
                text="Jede Buchung ist gespeichert, ehe die Anzeige sie bestätigt. Ein Beleg wird "
                "zuerst als Vorhaben gespeichert, dann signiert, geprüft und mit allem, was zu "
                "ihm gehört, in einem Schritt abgelegt, dann erst gedruckt. Nach einem "
                "Stromausfall steht der offene Verkauf wieder da; ein begonnener Beleg wird mit "
                "genau demselben Inhalt vollendet, ein nicht gedruckter nachgedruckt und als "
                "Nachdruck bezeichnet. Keine Nummer wird zweimal vergeben. Die Zeile "
                "STROMAUSFALL hält fest, dass es so war."
            ),
            Heading(text="Einstellungen"),
            Paragraph(
                text="Eine Datei, die beim Start gelesen wird; Unbekanntes wird zurückgewiesen. "
                "Ihr ganzer Inhalt steht bei jeder Änderung im Journal (KONFIGURATION). "
                "Geheimnisse stehen nie in ihr."
            ),
            _settings(facts),
        ),
    )


def _connections(facts: Facts) -> tuple[str, ...]:
    """What there is on this till, and that the rest is not."""
    terminal = (
        "Kartenterminal (ZVT im Netz): der Betrag geht genau einmal hinaus; ist ungewiss, ob "
        "bezahlt wurde, entscheidet ein Mensch (E18), und beides steht im Journal."
        if facts.has("terminal")
        else "Kartenterminal: keines angeschlossen; Kartenzahlung bestätigt der Bediener."
    )
    scale = (
        "Waage (MT-SICS an einer seriellen Leitung); ihre Konformitätsbescheinigung steht in den "
        "Einstellungen, ob ein Gewicht gewogen oder getippt wurde im Journal."
        if facts.has("scale")
        else "Waage: keine angeschlossen; ein Gewicht wird getippt."
    )
    office = (
        "FinanzOnline: Webservice, durch einen eigenen Prozess (kassa-sync), der das Buch nur "
        "liest und keine Geräte sieht."
        if facts.has("finanzonline")
        else "FinanzOnline: kein Webservice eingerichtet; die Kasse druckt, was zu melden ist."
    )
    stick = facts.value("paths", "stick")
    usb = (
        f"USB-Stick: eingehängt unter {stick}, ohne Programme, Geräte und fremde Rechte. "
        "Geschrieben wird nur in eigene Ordner; gelesen werden Stammdaten (F 74) und die Listen "
        "früherer Exporte; ausgeführt wird nichts von ihm."
        if stick
        else "USB-Stick: keiner eingerichtet."
    )
    return (
        (
            "Verkaufen und Signieren mit der Karte brauchen kein Netz. Das Verkaufsprogramm "
            "(kassad) spricht nur dann ins Netz, wenn Drucker, Kartenterminal oder Signaturdienst "
            "dort stehen. "
        ),
        "Die Kasse nimmt keine Verbindungen von außen an; es gibt keine Fernwartung im Programm.",
        office,
        terminal,
        scale,
        usb,
        "Tastatur, Anzeige, Drucker, Kartenleser, Lade und Schloss: siehe Einstellungen.",
    )


def _settings(facts: Facts) -> Table:
    """Every section, also one that is not set up."""
    rows: list[tuple[str, ...]] = []
    for section, title in SECTIONS.items():
        keys = [one for one in facts.settings if one.section == section and one.key]
        if not keys:
            rows.append((section, "", "nicht eingerichtet", title))
        for index, one in enumerate(keys):
            rows.append((section, one.key, one.value or NONE, "" if index else title))
    return Table(
        head=("Abschnitt", "Schlüssel", "Wert", "Bedeutung"),
        shares=(18, 24, 40, 36),
        rows=tuple(rows),
    )
