"""The words of exports and uploads in German."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

TEXTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "exports.period": "Zeitraum",
        "exports.period_about": "Leer: von der Inbetriebnahme bis heute.",
        "exports.period.month": "dieser Monat",
        "exports.period.month_before": "voriger Monat",
        "exports.period.year": "dieses Jahr",
        "exports.period.year_before": "voriges Jahr",
        "exports.auditor": "Für eine Prüfung",
        "exports.auditor_about": (
            "Alles in einer ZIP-Datei: DEP7, DEP131, Journal, Tabellen mit Beschreibung, "
            "Berichte, Betrachter und die Beweise des Archivs. Prüfen: kassa verify."
        ),
        "exports.papers": "Einzelne Dateien",
        "exports.tables": "Tabellen",
        "exports.form.zip": "ZIP für die Prüfung",
        "exports.form.xlsx": "Alle Tabellen als XLSX",
        "exports.form.dep7": "DEP7 (RKSV)",
        "exports.form.dep131": "DEP131 (BAO)",
        "exports.form.journal-txt": "Journal als Text",
        "exports.form.reports-pdf": "Berichte (PDF)",
        "exports.form.reports-xml": "Berichte (XML)",
        "exports.form.history-pdf": "Stammdaten (PDF)",
        "exports.form.history-xml": "Stammdaten (XML)",
        "exports.table": "Tabelle",
        "exports.table.receipts": "Belege",
        "exports.table.payments": "Zahlungen",
        "exports.table.closings": "Tagesabschlüsse",
        "exports.table.journal": "Journal",
        "exports.table.positions": "Positionen",
        "exports.table.history": "Verlauf der Stammdaten",
        "exports.table.warengruppen": "Warengruppen",
        "exports.table.artikel": "Artikel",
        "exports.table.bediener": "Bediener",
        "exports.table.steuersaetze": "Steuersätze",
        "exports.page": "Ansicht",
        "exports.show": "ansehen",
        "exports.csv_about": (
            "CSV: UTF-8, Strichpunkt, Dezimalkomma. Ein Text, mit dem ein Programm rechnen "
            "würde, hat einen Apostroph davor."
        ),
        "exports.raw": "Rohdaten",
        "exports.raw_about": (
            "Alle Zeilen genau so, wie sie ankamen, auch solche, die in kein Journal passen."
        ),
        "exports.raw_fetch": "Zeilen holen (NDJSON)",
        "exports.fault.period": "Der Zeitraum oder die Art lässt sich nicht lesen.",
        "exports.fault.empty": "In diesem Zeitraum gibt es nichts zu exportieren.",
        "exports.fault.busy": "Zwei Exporte laufen schon. Bitte warten, bis einer fertig ist.",
        "exports.job": "Export",
        "exports.job.running": "In Arbeit: {percent} %",
        "exports.job.wait": "Diese Seite erneuert sich selbst.",
        "exports.job.again": "Jetzt nachsehen",
        "exports.job.done": "Die Datei ist fertig.",
        "exports.job.fetch": "Datei holen",
        "exports.job.kept": "Sie liegt hier einen Tag lang bereit.",
        "exports.job.failed": "Der Export ist nicht fertig geworden. Bitte neu beginnen.",
        "exports.back": "Zu den Exporten",
        "exports.before": "zurück",
        "exports.next": "weiter",
        "exports.none": "In diesem Zeitraum steht nichts.",
        "upload.title": "Dateien hochladen",
        "upload.about": (
            "Was hier hochgeladen wird, wird geprüft und aufbewahrt wie das, was die Kassa selbst "
            "sendet. Kein Beleg wird dadurch verändert."
        ),
        "upload.kind": "Was ist es?",
        "upload.kind.package": "ZIP eines USB-Sticks",
        "upload.kind_about.package": "Ein Export dieser Kassa, oder der ganze Stick als ZIP.",
        "upload.kind.dep7": "DEP7",
        "upload.kind_about.dep7": "Die JSON-Datei irgendeiner Registrierkasse.",
        "upload.kind.document": "Dokument",
        "upload.kind_about.document": "Zum Beispiel Inbetriebnahme, Prüfbericht, Anleitung.",
        "upload.file": "Datei",
        "upload.send": "Hochladen",
        "upload.small": "Ohne Skript bis {size}.",
        "upload.under_way": "Wird hochgeladen …",
        "upload.broken": "Abgerissen. Noch einmal hochladen: es geht dort weiter, wo es war.",
        "upload.fault.none": "Es ist keine Datei gewählt.",
        "upload.fault.empty": "Die Datei ist leer.",
        "upload.fault.kind": "Bitte wählen, was es ist.",
        "upload.fault.till": "Bitte die Kassa wählen, von der das ZIP ist.",
        "upload.fault.large": "Die Datei ist zu groß.",
        "upload.fault.quota": "Für heute ist es genug. Bitte morgen wieder.",
        "upload.fault.later": "Dateien können gerade nicht abgelegt werden. Bitte später.",
        "upload.fault.parts": "Es fehlen Teile der Datei. Bitte noch einmal hochladen.",
        "uploaded.title": "Hochgeladen",
        "uploaded.kept": "Das Dokument ist abgelegt.",
        "packages.one": "Paket",
        "packages.all": "Pakete",
        "packages.fetch": "Datei holen",
        "packages.kept": "Aufbewahrt bis",
        "packages.whole": "in Ordnung",
        "packages.bad": "mit Fehlern",
        "packages.none": "Noch kein Paket ist da.",
        "verdict.whole": "Geprüft: alles in Ordnung.",
        "verdict.not_whole": "Geprüft: nicht in Ordnung ({count} Fehler).",
        "verdict.behind": (
            "Das Archiv hat noch nicht alle Zeilen, die in diesem Paket stehen: der Vergleich "
            "reicht nur so weit wie die Übertragung."
        ),
        "verdict.days": "Tage",
        "verdict.rows": "Zeilen des Journals",
        "verdict.equal": "gleich wie im Archiv",
        "verdict.seal": "Siegel",
        "verdict.sealed": "von der Karte {serial}",
        "verdict.unsealed": "keines, das gilt",
        "verdict.described": "vorhanden (GoBD)",
        "verdict.findings": "Feststellungen",
        "verdict.place": "Stelle",
    }
)
