"""6.7 After finalising: Storno and refund.

Rows of the operator's manual as data; see case.py for what a row says.
"""

from typing import Final

from firmware.desk.manual.case import PAID, YES_NO, Case

_CHIEF: Final = 1
_VOIDED: Final = (*PAID, "BELEG", "STORNO")
_SMALL: Final = '[limits]\nrefund = "20,00"'

REFUNDS: Final = (
    Case(
        number="T1",
        keys="1980 WG3 BAR F 30",
        effect="Belegstorno: der letzte Bon wird vorgeschlagen",
        display=("Storno 412 ?", "19,80", YES_NO),
        journal=PAID,
        clerk=_CHIEF,
    ),
    Case(
        number="T1a",
        keys="1980 WG3 BAR F 30 BAR",
        effect="ein Kassier braucht dafür die Chef-PIN",
        display=("E06 Chef-PIN ?", "_", "BAR = ok   C = zurück"),
        journal=PAID,
    ),
    Case(
        number="T2",
        keys="1980 WG3 BAR 500 WG3 BAR 412 F 30",
        effect="ein Bon nach seiner Nummer",
        display=("Storno 412 ?", "19,80", YES_NO),
        journal=(*PAID, *PAID),
        clerk=_CHIEF,
    ),
    Case(
        number="T2a",
        keys="1980 WG3 BAR F 30 BAR 1 BAR 412 F 30",
        effect="ein stornierter Bon wird nicht noch einmal storniert",
        display=("FEHLER E01", "bereits storniert (413)", ""),
        journal=(*_VOIDED, "FEHLER"),
        clerk=_CHIEF,
    ),
    Case(
        number="T2b",
        keys="F 60 C 412 F 30",
        effect="ein Nullbeleg ist kein Verkauf",
        display=("FEHLER E01", "Kein Verkauf", ""),
        journal=("BELEG", "FEHLER"),
        clerk=_CHIEF,
    ),
    Case(
        number="T2c",
        keys="500 WG3 BAR F 30 BAR 1 BAR 413 F 30",
        effect="ein Storno wird nicht storniert",
        display=("FEHLER E01", "Ist selbst ein Storno", ""),
        journal=(*_VOIDED, "FEHLER"),
        clerk=_CHIEF,
    ),
    Case(
        number="T3",
        keys="1980 WG3 BAR F 30 BAR",
        effect="der Grund: 1 Fehleingabe 2 Kunde tritt zurück 3 Ware mangelhaft 4 falsche Zahlart "
        "5 falsche WG 6 doppelt 7 Test 8 Reklamation 9 sonstiges",
        display=("GRUND ?", "1 Fehleingabe", "Ziffer oder ZW, BAR"),
        journal=PAID,
        clerk=_CHIEF,
    ),
    Case(
        number="T4",
        keys="1980 WG3 BAR F 30 BAR 1 BAR",
        effect="Stornobeleg mit eigener Nummer, alle Zeilen negativ; die Lade geht auf",
        display=("AUSZAHLEN", "19,80", "Bon 000413   BON=Kop."),
        journal=_VOIDED,
        slip=(
            "STORNOBELEG",
            "zu Bon 000412",
            "Grund: Fehleingabe",
            "Korb                    -19,80 A",
            "SUMME EUR               -19,80",
            "AUSZAHLUNG BAR           19,80",
        ),
        clerk=_CHIEF,
    ),
    Case(
        number="T4a",
        keys="500 WG1 333 F WG2 444 WG3 ZW 10 % BAR F 30 BAR 1 BAR",
        effect="auch Rabatte kommen zurück, jeder zu seinem Steuersatz",
        display=("AUSZAHLEN", "11,49", "Bon 000413   BON=Kop."),
        journal=("POS", "POS", "POS", "RABATT", "RABATT", "RABATT", *PAID[1:], "BELEG", "STORNO"),
        slip=(
            "Obst                     -5,00 A",
            "Honig                    -3,33 B",
            "Korb                     -4,44 C",
            "Rabatt 10 %               0,50 A",
            "Rabatt 10 %               0,33 B",
            "Rabatt 10 %               0,45 C",
            "SUMME EUR               -11,49",
        ),
        clerk=_CHIEF,
    ),
    Case(
        number="T5",
        keys="1980 WG3 BAR F 30 BAR 1 2 BAR",
        effect="Storno und der Bon ist wieder offen, zum Ausbessern",
        display=("Korb", "19,80", "SUMME           19,80"),
        journal=(*_VOIDED, "POS"),
        clerk=_CHIEF,
    ),
    Case(
        number="T6",
        keys="3 × 200 WG3 100 WG5 BAR 412 F 31",
        effect="Teilretoure: die Zeilen des Bons, BAR wählt",
        display=("3× Korb", "6,00", "BAR=zurück ZW=fertig"),
        journal=("POS", *PAID),
        clerk=_CHIEF,
    ),
    Case(
        number="T6a",
        keys="3 × 200 WG3 100 WG5 BAR 412 F 31 BAR 2 BAR ZW 3 BAR",
        effect="zwei von drei Stück kommen zurück",
        display=("AUSZAHLEN", "4,00", "Bon 000413   BON=Kop."),
        journal=("POS", *_VOIDED),
        slip=(
            "STORNOBELEG",
            "Teil von Bon 000412",
            "Grund: Ware mangelhaft",
            "-2 × 2,00  Korb          -4,00 A",
        ),
        clerk=_CHIEF,
    ),
    Case(
        number="T6b",
        keys="3 × 200 WG3 100 WG5 BAR F 31 BAR 2 BAR ZW 3 BAR 412 F 30 BAR 2 BAR",
        effect="ein Storno danach nimmt den Rest, nie mehr als verkauft war",
        display=("AUSZAHLEN", "3,00", "Bon 000414   BON=Kop."),
        journal=("POS", *_VOIDED, "BELEG", "STORNO"),
        clerk=_CHIEF,
    ),
    Case(
        number="T6c",
        keys="500 WG3 BAR F 31 ZW",
        effect="nichts gewählt, nichts zurück",
        display=("FEHLER E01", "Nichts gewählt", "BAR wählt die Zeile"),
        journal=(*PAID, "FEHLER"),
        clerk=_CHIEF,
    ),
    Case(
        number="T7",
        keys="1980 WG3 BAR F 30 BAR 1111 BAR 8 BAR",
        effect="der Chef erlaubt es mit seiner PIN",
        display=("AUSZAHLEN", "19,80", "Bon 000413   BON=Kop."),
        journal=(*PAID, "CHEF", "BELEG", "STORNO"),
    ),
    Case(
        number="T7a",
        keys="1980 WG3 BAR F 30 BAR 8 BAR",
        effect="bis zur eingestellten Grenze darf es auch ein Kassier",
        display=("AUSZAHLEN", "19,80", "Bon 000413   BON=Kop."),
        journal=_VOIDED,
        settings=_SMALL,
    ),
    Case(
        number="T7b",
        keys="500 WG3 BAR F 20 BAR 500 × 1 BAR ZW BAR 412 F 30 BAR",
        effect="vor dem letzten Z verkauft: auch ein kleiner Betrag nur mit dem Chef",
        display=("E06 Chef-PIN ?", "_", "BAR = ok   C = zurück"),
        journal=(*PAID, "ZAEHLUNG", "ZAEHLUNG", "Z"),
        settings=_SMALL,
    ),
    Case(
        number="T8",
        keys="1980 WG3 KARTE BAR F 30 BAR 2",
        effect="mit Karte bezahlt: bar zurück oder auf die Karte?",
        display=("RÜCKZAHLUNG ?", "1 bar", "Ziffer oder ZW, BAR"),
        journal=PAID,
        clerk=_CHIEF,
    ),
    Case(
        number="T8a",
        keys="1980 WG3 KARTE BAR F 30 BAR 2 2 BAR",
        effect="auf die Karte: die Lade bleibt zu",
        display=("GUTSCHRIFT", "19,80", "Bon 000413   BON=Kop."),
        journal=_VOIDED,
        slip=("SUMME EUR               -19,80", "AUSZAHLUNG KARTE         19,80"),
        clerk=_CHIEF,
    ),
)
