"""6.3 Ringing up: deposits and what comes back.

Rows of the operator's manual as data; see case.py for what a row says.
"""

from typing import Final

from firmware.desk.manual.case import PAID, Case

DEPOSITS: Final = (
    Case(
        number="R21",
        keys="F WG8",
        effect="ein Einwegpfand",
        display=("Einwegpfand", "0,25", "SUMME            0,25"),
        journal=("POS",),
    ),
    Case(
        number="R21a",
        keys="F WG8 BAR",
        effect="Pfand ist kein Umsatz: statt des Buchstabens ein Strich",
        display=("BEZAHLT", "0,25", "Bon 000412   BON=Kop."),
        journal=PAID,
        slip=("Einwegpfand               0,25 -", "-  0,0%     0,25    0,00    0,25"),
    ),
    Case(
        number="R22",
        keys="6 × F WG8",
        effect="sechsmal Pfand",
        display=("6 × 0,25", "1,50", "SUMME            1,50"),
        journal=("POS",),
    ),
    Case(
        number="R22a",
        keys="6 × F WG8 BAR",
        effect="sechsmal Pfand auf dem Bon",
        display=("BEZAHLT", "1,50", "Bon 000412   BON=Kop."),
        journal=PAID,
        slip=("6 × 0,25  Einwegpfand     1,50 -",),
    ),
    Case(
        number="R23",
        keys="21 PLU",
        effect="das Pfand wird mit dem Getränk gebucht",
        display=("Radler       +Pf", "3,50", "SUMME            3,75"),
        journal=("POS", "POS"),
    ),
    Case(
        number="R23a",
        keys="21 PLU BAR",
        effect="zwei Zeilen auf dem Bon",
        display=("BEZAHLT", "3,75", "Bon 000412   BON=Kop."),
        journal=("POS", "POS", "ZAHLUNG", "BELEG"),
        slip=("Radler                    3,50 A", "Einwegpfand               0,25 -"),
    ),
    Case(
        number="R23b",
        keys="21 PLU STO",
        effect="mit dem Getränk geht sein Pfand",
        display=("STORNO Radler", "−3,75", "SUMME            0,00"),
        journal=("POS", "POS", "POS_STORNO", "POS_STORNO"),
    ),
    Case(
        number="R24",
        keys="F STO F WG8",
        effect="eine Flasche kommt zurück",
        display=("RÜCKN. Einwegpf.", "−0,25", "SUMME           −0,25"),
        journal=("POS",),
    ),
    Case(
        number="R24a",
        keys="250 WG1 F STO F WG8 BAR",
        effect="Rückgabe auf dem Bon",
        display=("BEZAHLT", "2,25", "Bon 000412   BON=Kop."),
        journal=("POS", "POS", "ZAHLUNG", "BELEG"),
        slip=("Obst                      2,50 A", "Rückgabe Einwegpfand     -0,25 -"),
    ),
    Case(
        number="R25",
        keys="F STO 200 WG7",
        effect="ein Becher kommt zurück, mit dem Steuersatz des Getränks",
        display=("RÜCKN. Becher", "−2,00", "SUMME           −2,00"),
        journal=("POS",),
    ),
    Case(
        number="R25a",
        keys="500 WG1 F STO 200 WG7 BAR",
        effect="Becherpfand zurück auf dem Bon",
        display=("BEZAHLT", "3,00", "Bon 000412   BON=Kop."),
        journal=("POS", "POS", "ZAHLUNG", "BELEG"),
        slip=("Obst                      5,00 A", "Rückgabe Becher          -2,00 B"),
    ),
    Case(
        number="R26",
        keys="F STO 250 WG1",
        effect="was nicht zurückgenommen wird: F 31",
        display=("FEHLER E06", "Rückgabe: F 31", ""),
        journal=("FEHLER",),
    ),
)
