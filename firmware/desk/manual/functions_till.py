"""6.8 Function codes of the till itself: clerks, receipts, status, tests.

Rows of the operator's manual as data; see case.py for what a row says.
"""

from typing import Final

from firmware.desk.manual.case import PAID, Case

TILL_FUNCTIONS: Final = (
    Case(
        number="F01",
        keys="1 F 01 1111 BAR",
        effect="Schnellwechsel",
        display=("Guten Tag", "Chef", ""),
        journal=("AUS", "EIN"),
    ),
    Case(
        number="F08",
        keys="1000 WG1 500 BAR F 08",
        effect="die Teilzahlung geht zurück, der Bon bleibt offen",
        display=("Obst", "10,00", "SUMME           10,00"),
        journal=("POS", "ZAHLUNG", "ZAHLUNG_ZURUECK"),
    ),
    Case(
        number="F09",
        keys="F 09",
        effect="fünf Zeilen Papier",
        display=("Bereit", "10:42", ""),
    ),
    Case(
        number="F19",
        keys="250 WG1 BAR F 19",
        effect="der letzte Bon als Code, wie F BON",
        display=("Bon 412", "2,50", "Scannen"),
        journal=(*PAID, "BELEG_ANZEIGE"),
    ),
    Case(
        number="F43",
        keys="F 43 1111 BAR 3",
        effect="ab jetzt bei jedem Bon fragen",
        display=("Beleg", "fragen", ""),
        journal=("CHEF", "BELEGART"),
    ),
    Case(
        number="F43a",
        keys="F 43 1111 BAR 3 250 WG1 1000 BAR",
        effect="die Frage, mit dem Rückgeld",
        display=("Rückgeld 7,50", "1 Papier", "Ziffer oder ZW, BAR"),
        journal=("CHEF", "BELEGART", *PAID),
    ),
    Case(
        number="F50",
        keys="F 50 1111 BAR",
        effect="Training ein",
        display=("Training", "kein Verkauf", ""),
        journal=("CHEF", "TRA_EIN"),
    ),
    Case(
        number="F60",
        keys="F 60",
        effect="Nullbeleg für die Kontrolle",
        display=("Nullbeleg", "Bon 000412", ""),
        journal=("BELEG",),
        clerk=None,
        slip=("NULLBELEG",),
    ),
    Case(
        number="F61",
        keys="@time 2026-12-01T09:00:00\n250 WG1 BAR F 61 1111 BAR",
        effect="der letzte Monatsbeleg als Kopie",
        display=("Monatsbeleg", "wird gedruckt", ""),
        journal=("POS", "BELEG", "ZAHLUNG", "BELEG", "CHEF"),
    ),
    Case(
        number="F62",
        keys="F 62 1111 BAR",
        effect="vor dem ersten Jahresbeleg gibt es keinen",
        display=("FEHLER E07", "Noch keiner", "Jahresbeleg"),
        journal=("CHEF", "FEHLER"),
    ),
    Case(
        number="F64",
        keys="F 64",
        effect="Startbeleg als Kopie",
        display=("Startbeleg", "wird gedruckt", ""),
    ),
    Case(
        number="F65",
        keys="F 65",
        effect="Ausfall-Status an einem guten Tag",
        display=("Signaturkarte", "kein Ausfall", ""),
    ),
    Case(
        number="F65a",
        keys="@card remove\n250 WG1 BAR F 65",
        effect="Ausfall-Status im Ausfall",
        display=("ab 20.11. 10:42", "1 Bon", "BAR=drucken C=zurück"),
        journal=(*PAID, "AUSFALL_BEGINN"),
    ),
    Case(
        number="F66",
        keys="F 66",
        effect="Signaturtest: kein Bon, nur die Zeit",
        display=("Signatur geht", "480 ms", ""),
        table_only="the emulated card signs in no emulated time",
    ),
    Case(
        number="F67",
        keys="F 67 1111 BAR",
        effect="Selbsttest der Kette",
        display=("Kette in Ordnung", "100 Bons", ""),
        journal=("CHEF",),
    ),
    Case(
        number="F80",
        keys="F 80 1",
        effect="Statusbon, auch ohne Anmeldung",
        display=("Status", "wird gedruckt", ""),
        clerk=None,
        paper=("Kasse                    GRAZ-01", "Signatur                    geht"),
    ),
    Case(
        number="F80a",
        keys="F 80 3",
        effect="Liste der Codes für den Deckel",
        display=("Funktionen", "wird gedruckt", ""),
        paper=("F 01 Bediener an/ab            K", "F 43 Belegart                  C"),
    ),
    Case(
        number="F94",
        keys="F 94 1111 BAR",
        effect="Uhr zeigen; gestellt wird sie nicht",
        display=("20.11.2026", "10:42", "Uhr sicher    C"),
        journal=("CHEF",),
    ),
    Case(
        number="F95",
        keys="F 95 1111 BAR 2",
        effect="Hardwaretest: Testseite",
        display=("Drucker", "druckt", ""),
        journal=("CHEF",),
        paper=("links                     rechts",),
    ),
    Case(
        number="F96",
        keys="F 96 2 1",
        effect="Helligkeit und Tastenton",
        display=("Mittel", "mit Ton", ""),
        journal=("EINSTELLUNG",),
    ),
    Case(
        number="F98",
        keys="F 98",
        effect="Neustart",
        display=("Kasse", "startet neu", ""),
    ),
    Case(
        number="F99",
        keys="F 99",
        effect="Herunterfahren, auch ohne Anmeldung",
        display=("Kasse", "schaltet ab", ""),
        clerk=None,
    ),
    Case(
        number="FF",
        keys="F F",
        effect="alle Funktionen, nach Gruppen",
        display=("FUNKTIONEN", "Bediener", "1/9  ZW  BAR  C"),
    ),
    Case(
        number="FFa",
        keys="F F BAR BAR",
        effect="die gewählte Funktion läuft wie mit ihrem Code",
        display=("MARKTSTAND HUBER", "BEDIENER ?", "Nr + BAR"),
        journal=("AUS",),
    ),
)
