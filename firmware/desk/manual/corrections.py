"""6.4 Corrections before finalising.

Rows of the operator's manual as data; see case.py for what a row says.
"""

from typing import Final

from firmware.desk.manual.case import Case

_REASON: Final = "[options]\nvoid_reason = true"
_LIMIT: Final = '[limits]\nvoid = "5,00"'

CORRECTIONS: Final = (
    Case(
        number="S1",
        keys="WG1 999 C",
        effect="C löscht nur die Zahl",
        display=("Obst", "2,50", "SUMME            2,50"),
        journal=("POS",),
    ),
    Case(
        number="S2",
        keys="WG1 STO",
        effect="Sofortstorno der letzten Position",
        display=("STORNO Obst", "−2,50", "SUMME            0,00"),
        journal=("POS", "POS_STORNO"),
    ),
    Case(
        number="S2a",
        keys="WG1 500 WG3 STO BAR",
        effect="der Bon zeigt die stornierte Position nicht",
        display=("BEZAHLT", "2,50", "Bon 000412   BON=Kop."),
        journal=("POS", "POS", "POS_STORNO", "ZAHLUNG", "BELEG"),
        slip=("Obst                      2,50 A", "SUMME EUR                 2,50"),
    ),
    Case(
        number="S3",
        keys="WG1 500 WG3 100 WG5 STO STO",
        effect="die davor auch",
        display=("STORNO Korb", "−5,00", "SUMME            2,50"),
        journal=("POS", "POS", "POS", "POS_STORNO", "POS_STORNO"),
    ),
    Case(
        number="S4",
        keys="4 × WG1 2 × STO",
        effect="zwei Stück der letzten Zeile",
        display=("STORNO Obst", "−5,00", "SUMME            5,00"),
        journal=("POS", "POS_STORNO"),
    ),
    Case(
        number="S4a",
        keys="WG1 WG1 WG1 2 × STO",
        effect="auch wenn sie durch Wiederholen entstand (×3)",
        display=("STORNO Obst", "−5,00", "SUMME            2,50"),
        journal=("POS", "POS", "POS", "POS_STORNO", "POS_STORNO"),
    ),
    Case(
        number="S5",
        keys="WG1 500 WG3 100 WG5 2 STO",
        effect="Zeile 2",
        display=("STORNO Korb", "−5,00", "SUMME            3,50"),
        journal=("POS", "POS", "POS", "POS_STORNO"),
    ),
    Case(
        number="S5a",
        keys="WG1 3 STO",
        effect="eine Zeile, die es nicht gibt",
        display=("FEHLER E01", "Keine Zeile 3", ""),
        journal=("POS", "FEHLER"),
    ),
    Case(
        number="S6",
        keys="WG1 500 WG3 100 WG5 F ZW 8 STO",
        effect="Postenliste: mit 8/2 blättern, STO nimmt die gezeigte Zeile weg",
        display=("STORNO Korb", "−5,00", "SUMME            3,50"),
        journal=("POS", "POS", "POS", "POS_STORNO"),
    ),
    Case(
        number="S6a",
        keys="WG1 500 WG3 100 WG5 F ZW 8",
        effect="die Liste zeigt Zeile, Name und Betrag",
        display=("Z2/3 Korb", "5,00", "8/2  STO=weg  C=zur."),
        journal=("POS", "POS", "POS"),
    ),
    Case(
        number="S6b",
        keys="WG1 500 WG3 F ZW C",
        effect="C verlässt die Liste, nichts ist geschehen",
        display=("Korb", "5,00", "SUMME            7,50"),
        journal=("POS", "POS"),
    ),
    Case(
        number="S7",
        keys="WG1 500 WG3 F C BAR",
        effect="Bonabbruch",
        display=("Bon abgebrochen", "7,50", ""),
        journal=("POS", "POS", "BON_ABBRUCH"),
    ),
    Case(
        number="S8",
        keys="250 WG1 10 % STO",
        effect="STO nach einem Rabatt nimmt ihn zurück",
        display=("STORNO Rabatt", "0,25", "SUMME            2,50"),
        journal=("POS", "RABATT", "POS_STORNO"),
    ),
    Case(
        number="S8a",
        keys="500 WG1 333 WG2 ZW 10 % STO",
        effect="auf dem ganzen Bon in allen Zeilen",
        display=("STORNO Rabatt", "0,83", "SUMME            8,33"),
        journal=("POS", "POS", "RABATT", "RABATT", "POS_STORNO", "POS_STORNO"),
    ),
    Case(
        number="S9",
        keys="1980 WG3 1000 BAR STO",
        effect="die letzte Teilzahlung zurück",
        display=("Korb", "19,80", "SUMME           19,80"),
        journal=("POS", "ZAHLUNG", "ZAHLUNG_ZURUECK"),
    ),
    Case(
        number="S10",
        keys="WG1 500 WG3 STO",
        effect="Einstellung void_reason: vor dem Storno wird nach dem Grund gefragt",
        display=("GRUND ?", "1 Fehleingabe", "Ziffer oder ZW, BAR"),
        journal=("POS", "POS"),
        settings=_REASON,
    ),
    Case(
        number="S10a",
        keys="WG1 500 WG3 STO 5",
        effect="die Ziffer ist der Grund",
        display=("STORNO Korb", "−5,00", "SUMME            2,50"),
        journal=("POS", "POS", "POS_STORNO"),
        settings=_REASON,
    ),
    Case(
        number="S10b",
        keys="WG1 500 WG3 F C BAR 2",
        effect="auch beim Bonabbruch",
        display=("Bon abgebrochen", "7,50", ""),
        journal=("POS", "POS", "BON_ABBRUCH"),
        settings=_REASON,
    ),
    Case(
        number="S10c",
        keys="WG1 500 WG3 STO C",
        effect="ohne Grund kein Storno",
        display=("Korb", "5,00", "SUMME            7,50"),
        journal=("POS", "POS"),
        settings=_REASON,
    ),
    Case(
        number="S11",
        keys="600 WG3 STO",
        effect="über der Stornogrenze fragt die Kassa nach der Chef-PIN",
        display=("E06 Chef-PIN ?", "_", "BAR = ok   C = zurück"),
        journal=("POS",),
        settings=_LIMIT,
    ),
    Case(
        number="S11a",
        keys="600 WG3 STO 1111 BAR",
        effect="mit der PIN geht es; im Journal stehen beide",
        display=("STORNO Korb", "−6,00", "SUMME            0,00"),
        journal=("POS", "CHEF", "POS_STORNO"),
        settings=_LIMIT,
    ),
    Case(
        number="S11b",
        keys="500 WG3 STO",
        effect="bis zur Grenze darf es jeder",
        display=("STORNO Korb", "−5,00", "SUMME            0,00"),
        journal=("POS", "POS_STORNO"),
        settings=_LIMIT,
    ),
)
