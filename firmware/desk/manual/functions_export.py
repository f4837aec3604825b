"""6.8 Function codes of the stick: what is carried away, and when it may be pulled.

Rows of the operator's manual as data; see case.py for what a row says.
"""

from typing import Final

from firmware.desk.manual.case import Case

_DONE: Final = ("Stick ok", "fertig ✓", "abziehen: F 75")
_ASKED: Final = ("STICK", "STICK", "EXPORT")

EXPORT_FUNCTIONS: Final = (
    Case(
        number="F70",
        keys="@stick new\nF 70 1 BAR BAR\n@wait 30",
        effect="das DEP von der ersten bis zur letzten Minute, geprüft; danach das Prüfprotokoll",
        display=_DONE,
        journal=_ASKED,
        paper=("Kasse                    GRAZ-01", "DEP: Signaturen, Kette        ok"),
    ),
    Case(
        number="F70a",
        keys="@stick new\nF 70 2 201126 BAR 201126 BAR\n@wait 30",
        effect="Manipulationsprüfung: alles für den Prüfer, von einem Tag bis zu einem Tag",
        display=_DONE,
        journal=_ASKED,
        paper=(
            "von                   20.11.2026",
            "bis                   20.11.2026",
            "vom Stick zurückgelesen   gleich",
            "Siegel             Signaturkarte",
        ),
    ),
    Case(
        number="F70b",
        keys="F 70\n@wait 6",
        effect="es steckt kein Stick: auch keiner, der schon abgemeldet war",
        display=("FEHLER E16", "Kein Stick", "Stick (neu) anstecken"),
        journal=("FEHLER",),
    ),
    Case(
        number="F70c",
        keys="@stick new\nF 70 9 1111 BAR BAR\n@wait 30",
        effect="Chef-Stick anlegen: er holt von da an von selbst, gleich zum ersten Mal",
        display=("Stick ok", "fertig ✓", "Stick abziehen"),
        journal=("STICK", "CHEF", "STICK", "EXPORT", "STICK"),
    ),
    Case(
        number="F70d",
        keys="@stick other\nF 70 9 1111 BAR",
        effect="der Chef-Stick einer anderen Kassa bleibt, was er ist",
        display=("FEHLER E16", "andere Kassa", "anderer Stick"),
        journal=("STICK", "CHEF", "FEHLER"),
    ),
    Case(
        number="F70e",
        keys="@stick full\nF 70 1 BAR BAR\n@wait 30",
        effect="der Stick ist voll; mit dem nächsten geht es",
        display=("FEHLER E16", "Stick voll", "anderer Stick"),
        journal=("STICK", "STICK", "EXPORT", "FEHLER"),
    ),
    Case(
        number="F70f",
        keys="1980 WG3\n@stick new\nF 70 1 BAR BAR\n@wait 30",
        effect="der Prüfer wartet nicht auf den Kunden, und der Kunde nicht auf den Prüfer",
        display=("Korb", "19,80", "SUMME           19,80"),
        journal=("POS", *_ASKED),
        paper=("Kasse                    GRAZ-01",),
    ),
    Case(
        number="F70g",
        keys="@stick new\nF 70 2 010126 BAR",
        effect="vor dem ersten Bon gibt es nichts",
        display=("FEHLER E01", "Datum prüfen", "erst ab 01.07.26"),
        journal=("STICK", "FEHLER"),
        table_only="the day of the table's first receipt",
    ),
    Case(
        number="F70h",
        keys="@stick new\nF 50 1111 BAR F 70 1 BAR BAR\n@wait 30",
        effect="im Training: die Daten sind die echten",
        display=_DONE,
        journal=("STICK", "CHEF", "TRA_EIN", "STICK", "EXPORT"),
        paper=("DEP: Signaturen, Kette        ok",),
    ),
    Case(
        number="F71",
        keys="@stick new\nF 71 BAR BAR\n@wait 30",
        effect="das Journal als Text und Tabellen, die Ereignisse als JSON (DEP131)",
        display=_DONE,
        journal=_ASKED,
        paper=("Siegel             Signaturkarte",),
    ),
    Case(
        number="F72",
        keys="@stick new\nF 72 1111 BAR\n@wait 30",
        effect="Vollsicherung: alles, und eine Kopie des Buchs",
        display=_DONE,
        journal=("STICK", "CHEF", "STICK", "EXPORT"),
        paper=("Kasse                    GRAZ-01",),
    ),
    Case(
        number="F75",
        keys="@stick new\nF 75\n@wait 5",
        effect="der Stick ist abgemeldet",
        display=("Stick", "abziehen", ""),
        journal=("STICK", "STICK"),
    ),
    Case(
        number="F75a",
        keys="F 75",
        effect="es steckt keiner",
        display=("FEHLER E16", "Kein Stick", ""),
        journal=("FEHLER",),
    ),
)
