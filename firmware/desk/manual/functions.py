"""6.8 Function codes.

Rows of the operator's manual as data; see case.py for what a row says.
"""

from typing import Final

from firmware.desk.manual.case import Case

FUNCTIONS: Final = (
    Case(
        number="F16",
        keys="12 F 16",
        effect="Preisabfrage wie F PLU",
        display=("Bergkäse", "1,80", "WG 9  10%"),
    ),
    Case(
        number="F33",
        keys="500 WG1 ZW 10 F 33",
        effect="Aufschlag auf den ganzen Bon",
        display=("+10% Bon", "0,50", "SUMME            5,50"),
        journal=("POS", "RABATT"),
    ),
    Case(
        number="F35",
        keys="F 35 F 39",
        effect="Rücknahme-Vorzeichen wie F STO",
        display=("RÜCKN. Einwegpfa", "−0,25", "SUMME           −0,25"),
        journal=("POS",),
    ),
    Case(
        number="F36",
        keys="1000 WG1 555 WG3 1500 F 36",
        effect="Glattpreis über mehrere Steuersätze",
        display=("Nachlass Bon", "−0,55", "SUMME           15,00"),
        journal=("POS", "POS", "RABATT", "RABATT"),
    ),
    Case(
        number="F37",
        keys="250 WG1 50 F 37",
        effect="Betrags-Rabatt wie F %",
        display=("Nachlass", "−0,50", "SUMME            2,00"),
        journal=("POS", "RABATT"),
    ),
    Case(
        number="F38",
        keys="20 F 38",
        effect="Tara wie F ×",
        display=("Tara 0,020", "Position ?", "WG/PLU/×    C=löschen"),
    ),
    Case(
        number="F39",
        keys="6 × F 39",
        effect="Pfand wie F WG8",
        display=("6 × 0,25", "1,50", "SUMME            1,50"),
        journal=("POS",),
    ),
    Case(
        number="F46",
        keys="250 WG1 F 46 3 44882233777 BAR",
        effect="Name des Kunden",
        display=("Huber", "notiert", "SUMME            2,50"),
        journal=("POS", "KUNDE"),
    ),
    Case(
        number="F47",
        keys="250 WG1 3 × WG2 F 47 44882233777 BAR BAR",
        effect="Lieferschein: kein Barumsatz, nicht signiert",
        display=("Lieferschein", "11,20", ""),
        journal=("POS", "POS", "LIEFERSCHEIN"),
        paper=(
            "LIEFERSCHEIN",
            "kein Barumsatz, kein Beleg",
            "Obst                        2,50",
            "3 × 2,90",
            "Gemüse                      8,70",
            "SUMME EUR                  11,20",
        ),
    ),
)
