"""6.13 Test vectors.

Rows of the operator's manual as data; see case.py for what a row says.
"""

from typing import Final

from firmware.desk.manual.case import PAID, YES_NO, Case

VECTORS: Final = (
    Case(
        number="V1",
        keys="1,345 × 290 WG2 BAR",
        effect="3,9005 wird 3,90",
        display=("BEZAHLT", "3,90", "Bon 000412   BON=Kop."),
        journal=PAID,
        slip=("Gemüse                    3,90 A",),
    ),
    Case(
        number="V2",
        keys="0,5 × 299 WG2",
        effect="1,495 wird 1,50",
        display=("0,500kg × 2,99", "1,50", "SUMME            1,50"),
        journal=("POS",),
    ),
    Case(
        number="V3",
        keys="450 WG1 300 WG2 399 WG3 BAR",
        effect="Steuer je Satz halb auf, Netto ist der Rest",
        display=("BEZAHLT", "11,49", "Bon 000412   BON=Kop."),
        journal=("POS", "POS", *PAID),
        slip=(
            "SUMME EUR                11,49",
            "A  4,9%     4,29    0,21    4,50",
            "B 10,0%     2,73    0,27    3,00",
            "C 20,0%     3,32    0,67    3,99",
        ),
    ),
    Case(
        number="V4",
        keys="500 WG1 700 WG6 BAR",
        effect="4,9 % und 19 % sind zwei Zeilen",
        display=("BEZAHLT", "12,00", "Bon 000412   BON=Kop."),
        journal=("POS", *PAID),
        slip=("A  4,9%     4,77    0,23    5,00", "B 19,0%     5,88    1,12    7,00"),
    ),
    Case(
        number="V5",
        keys="250 BON WG1",
        effect="E01 behält die Zahl",
        display=("Obst", "2,50", "SUMME            2,50"),
        journal=("FEHLER", "POS"),
    ),
    Case(
        number="V6",
        keys="25000 WG1 C",
        effect="über dem Limit, C: nichts gebucht, die Zahl bleibt",
        display=("", "250,00", "WG = buchen C=löschen"),
    ),
    Case(
        number="V7",
        keys="4 × 250 WG1 2 × STO BAR",
        effect="4 gebucht, 2 zurück",
        display=("BEZAHLT", "5,00", "Bon 000412   BON=Kop."),
        journal=("POS", "POS_STORNO", "ZAHLUNG", "BELEG"),
        slip=("2 × 2,50  Obst            5,00 A",),
    ),
    Case(
        number="V8",
        keys="250 WG1 BAR 2000 ZW",
        effect="Rückgeld nachträglich, kein zweiter Bon",
        display=("RÜCKGELD", "17,50", "Bon 000412   BON=Kop."),
        journal=(*PAID, "RECHENHILFE"),
    ),
    Case(
        number="V9",
        keys="F 60",
        effect="Nullbeleg für die Kontrolle",
        display=("Bon 412", "Scannen", "1=DEP C=zu"),
        journal=("BELEG",),
        slip=("NULLBELEG", "Kontrolle", "SUMME EUR                 0,00"),
    ),
    Case(
        number="V9a",
        keys="F 60",
        effect="auch wenn niemand angemeldet ist",
        display=("Bon 412", "Scannen", "1=DEP C=zu"),
        journal=("BELEG",),
        clerk=None,
    ),
    Case(
        number="V10",
        keys="1980 WG3 1000 BAR 500 BAR F 08",
        effect="Zahlen abbrechen: alles Gegebene zurück",
        display=("Korb", "19,80", "SUMME           19,80"),
        journal=("POS", "ZAHLUNG", "ZAHLUNG", "ZAHLUNG_ZURUECK", "ZAHLUNG_ZURUECK"),
    ),
    Case(
        number="V11",
        keys="20 WG5",
        effect="unter dem Mindestpreis",
        display=("FEHLER E04", "Preis ab 0,50", ""),
        journal=("FEHLER",),
    ),
    Case(
        number="V12",
        keys="100100 WG7 BAR",
        effect="Bon über dem Limit wird gefragt",
        display=("SUMME sicher?", "1.001,00", YES_NO),
        journal=("POS",),
    ),
)
