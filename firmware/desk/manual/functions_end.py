"""6.8 Function codes of the till's end and of its own outages.

Rows of the operator's manual as data; see case.py for what a row says.
"""

from typing import Final

from firmware.desk.manual.case import PAID, YES_NO, Case

#: „GRAZ-01" as letters on the number keys.
_ID: Final = "4 777 2 9999 111 00 1 BAR"

END_FUNCTIONS: Final = (
    Case(
        number="F63",
        keys="F 63 1111 BAR",
        effect="Kasse endgültig beenden: die erste Frage",
        display=("KASSE BEENDEN?", "endgültig", YES_NO),
        journal=("CHEF",),
    ),
    Case(
        number="F63a",
        keys=f"F 63 1111 BAR BAR {_ID} 1",
        effect="nach der Kassen-ID: alles gesichert und geprüft, dann die zweite Frage",
        display=("SCHLUSSBELEG?", "BAR = ENDE", "gesichert, KEIN Stick"),
        journal=("CHEF", "EXPORT"),
    ),
    Case(
        number="F63b",
        keys=f"F 63 1111 BAR BAR {_ID} 1 BAR",
        effect="Schlussbeleg, Slip für FinanzOnline, alles noch einmal gesichert",
        display=("Sicherung ✓", "412 Bons", "Kasse, KEIN Stick"),
        journal=("CHEF", "EXPORT", "BELEG", "AUSSERBETRIEB", "EXPORT"),
        slip=("SCHLUSSBELEG", "Außerbetriebnahme"),
        paper=("AUSSER BETRIEB", "Schlussbeleg              000412"),
        table_only="the bench has its own receipts",
    ),
    Case(
        number="F63c",
        keys=f"F 63 1111 BAR BAR {_ID} 2\n@wait 2\nBAR\n@wait 2\nC 250 WG1",
        effect="danach kein Verkauf mehr",
        display=("FEHLER E06", "Außer Betrieb", "BON=Kopie F63=Sichern"),
        journal=("CHEF", "EXPORT", "BELEG", "AUSSERBETRIEB", "EXPORT", "FEHLER"),
    ),
    Case(
        number="F63d",
        keys="250 WG1 BAR F 63 1111 BAR",
        effect="zuerst das Z",
        display=("ZUERST DAS Z", "Z jetzt?", YES_NO),
        journal=(*PAID, "CHEF"),
    ),
    Case(
        number="F63e",
        keys="F 63 1111 BAR BAR 4 777 BAR",
        effect="eine falsche Kassen-ID beendet nichts",
        display=("FEHLER E06", "Stimmt nicht", "steht auf jedem Bon"),
        journal=("CHEF", "FEHLER"),
    ),
    Case(
        number="F65c",
        keys="F 65 2 1111 BAR 2 191126 BAR 1400 BAR BAR 0900 BAR",
        effect="die Kasse selbst war defekt: warum, ab wann, bis wann (BAR = heute)",
        display=("Kassenausfall", "notiert", "Handbelege: F 32"),
        journal=("CHEF", "AUSFALL_KASSE"),
    ),
    Case(
        number="F65d",
        keys="F 65 2 1111 BAR 2 171126 BAR 1400 BAR BAR BAR",
        effect="mehr als 48 Stunden, bis jetzt: FinanzOnline ist zu melden",
        display=("Kassenausfall", "notiert", "melden: F 69"),
        journal=("CHEF", "AUSFALL_KASSE"),
    ),
    Case(
        number="F65e",
        keys="F 65 2 1111 BAR 2 BAR 1400 BAR",
        effect="ein Ausfall, der noch nicht begonnen hat, ist keiner",
        display=("FEHLER E01", "Zeit prüfen", "HHMM, z.B. 0830"),
        journal=("CHEF", "FEHLER"),
    ),
)
