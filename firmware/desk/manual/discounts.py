"""6.5 Discounts.

Rows of the operator's manual as data; see case.py for what a row says.
"""

from typing import Final

from firmware.desk.manual.case import Case

DISCOUNTS: Final = (
    Case(
        number="N1",
        keys="250 WG1 10 %",
        effect="10 % auf die letzte Position",
        display=("−10%", "−0,25", "SUMME            2,25"),
        journal=("POS", "RABATT"),
    ),
    Case(
        number="N1a",
        keys="250 WG1 10 % BAR",
        effect="der Rabatt auf dem Bon",
        display=("BEZAHLT", "2,25", "Bon 000412   BON=Kop."),
        journal=("POS", "RABATT", "ZAHLUNG", "BELEG"),
        slip=("Obst                      2,50 A", "Rabatt 10 %              -0,25 A"),
    ),
    Case(
        number="N1b",
        keys="3 × 250 WG1 WG1 10 %",
        effect="auf alles, was die Anzeige zusammenzählt",
        display=("−10%", "−1,00", "SUMME            9,00"),
        journal=("POS", "POS", "RABATT"),
    ),
    Case(
        number="N2",
        keys="250 WG1 %",
        effect="der gespeicherte Satz",
        display=("−10%", "−0,25", "SUMME            2,25"),
        journal=("POS", "RABATT"),
    ),
    Case(
        number="N3",
        keys="500 WG1 333 WG2 444 WG3 ZW 10 %",
        effect="10 % auf den ganzen Bon",
        display=("−10% Bon", "−1,28", "SUMME           11,49"),
        journal=("POS", "POS", "POS", "RABATT", "RABATT", "RABATT"),
    ),
    Case(
        number="N3a",
        keys="500 WG1 333 WG2 444 WG3 ZW 10 % BAR",
        effect="je Steuersatz eine Zeile",
        display=("BEZAHLT", "11,49", "Bon 000412   BON=Kop."),
        journal=("POS", "POS", "POS", "RABATT", "RABATT", "RABATT", "ZAHLUNG", "BELEG"),
        slip=(
            "Rabatt 10 %              -0,50 A",
            "Rabatt 10 %              -0,33 B",
            "Rabatt 10 %              -0,45 C",
            "SUMME EUR                11,49",
        ),
    ),
    Case(
        number="N3b",
        keys="500 WG1 333 WG2 ZW 10 % 1 STO",
        effect="geht eine Position, geht der Rabatt auf den Bon mit",
        display=("STORNO m. Rabatt", "−4,17", "SUMME            3,33"),
        journal=("POS", "POS", "RABATT", "RABATT", "POS_STORNO", "POS_STORNO", "POS_STORNO"),
    ),
    Case(
        number="N4",
        keys="250 WG1 50 F %",
        effect="0,50 auf die letzte Position",
        display=("Nachlass", "−0,50", "SUMME            2,00"),
        journal=("POS", "RABATT"),
    ),
    Case(
        number="N4a",
        keys="250 WG1 50 F % BAR",
        effect="der Nachlass auf dem Bon",
        display=("BEZAHLT", "2,00", "Bon 000412   BON=Kop."),
        journal=("POS", "RABATT", "ZAHLUNG", "BELEG"),
        slip=("Nachlass                 -0,50 A",),
    ),
    Case(
        number="N5",
        keys="250 WG1 500 WG3 ZW 100 F %",
        effect="1,00 auf den ganzen Bon",
        display=("Nachlass Bon", "−1,00", "SUMME            6,50"),
        journal=("POS", "POS", "RABATT", "RABATT"),
    ),
    Case(
        number="N5a",
        keys="250 WG1 500 WG3 ZW 100 F % BAR",
        effect="aufgeteilt auf die Steuersätze",
        display=("BEZAHLT", "6,50", "Bon 000412   BON=Kop."),
        journal=("POS", "POS", "RABATT", "RABATT", "ZAHLUNG", "BELEG"),
        slip=("Nachlass                 -0,33 A", "Nachlass                 -0,67 B"),
    ),
    Case(
        number="N6",
        keys="1537 WG3 1500 F 36",
        effect="Glattpreis: machen wir fünfzehn",
        display=("Nachlass Bon", "−0,37", "SUMME           15,00"),
        journal=("POS", "RABATT"),
    ),
    Case(
        number="N6a",
        keys="1537 WG3 1500 F 36 BAR",
        effect="der Nachlass auf dem Bon",
        display=("BEZAHLT", "15,00", "Bon 000412   BON=Kop."),
        journal=("POS", "RABATT", "ZAHLUNG", "BELEG"),
        slip=("Nachlass                 -0,37 A", "SUMME EUR                15,00"),
    ),
    Case(
        number="N6b",
        keys="1537 WG3 1600 F 36",
        effect="nur nach unten",
        display=("FEHLER E01", "Nur weniger", "unter 15,37"),
        journal=("POS", "FEHLER"),
    ),
    Case(
        number="N7",
        keys="250 WG1 10 F 33",
        effect="10 % Aufschlag",
        display=("+10%", "0,25", "SUMME            2,75"),
        journal=("POS", "RABATT"),
    ),
    Case(
        number="N7a",
        keys="250 WG1 10 F 33 BAR",
        effect="der Aufschlag auf dem Bon",
        display=("BEZAHLT", "2,75", "Bon 000412   BON=Kop."),
        journal=("POS", "RABATT", "ZAHLUNG", "BELEG"),
        slip=("Aufschlag 10 %            0,25 A",),
    ),
    Case(
        number="N8",
        keys="250 WG1 30 %",
        effect="mehr, als der Kassier darf: Chef-PIN",
        display=("E06 Chef-PIN ?", "_", "BAR = ok   C = zurück"),
        journal=("POS",),
    ),
    Case(
        number="N8a",
        keys="250 WG1 30 % 1111 BAR",
        effect="mit dem Chef",
        display=("−30%", "−0,75", "SUMME            1,75"),
        journal=("POS", "CHEF", "RABATT"),
    ),
    Case(
        number="N9",
        keys="F WG8 10 %",
        effect="auf Pfand gibt es keinen Rabatt",
        display=("FEHLER E01", "Kein Rabatt", "nicht auf Pfand"),
        journal=("POS", "FEHLER"),
    ),
    Case(
        number="N9a",
        keys="250 WG1 F WG8 ZW 10 %",
        effect="der Rabatt auf den Bon lässt Pfand aus",
        display=("−10% Bon", "−0,25", "SUMME            2,50"),
        journal=("POS", "POS", "RABATT"),
    ),
)
