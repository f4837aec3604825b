"""6.8 Function codes.

Rows of the operator's manual as data; see case.py for what a row says.
"""

from typing import Final

from firmware.desk.manual.case import PAID, YES_NO, Case

FUNCTIONS: Final = (
    Case(
        number="F06",
        keys="WG1 F 06",
        effect="Bon parken: der nächste Kunde kommt dran",
        display=("Bon geparkt", "Platz 1", ""),
        journal=("POS", "PARKEN"),
    ),
    Case(
        number="F07",
        keys="WG1 F 06 500 WG3 F 06 F 07 1",
        effect="und wieder holen, nach seinem Platz",
        display=("Obst", "2,50", "SUMME            2,50"),
        journal=("POS", "PARKEN", "POS", "PARKEN", "HOLEN"),
    ),
    Case(
        number="F16",
        keys="12 F 16",
        effect="Preisabfrage wie F PLU",
        display=("Bergkäse", "1,80", "WG 9  10%"),
    ),
    Case(
        number="F18",
        keys="WG1 500 WG3 F 18",
        effect="Postenliste wie F ZW",
        display=("Z2/2 Korb", "5,00", "8/2  STO=weg  C=zur."),
        journal=("POS", "POS"),
    ),
    Case(
        number="F30",
        keys="500 WG3 BAR F 30",
        effect="Belegstorno",
        display=("Storno 412 ?", "5,00", YES_NO),
        journal=PAID,
    ),
    Case(
        number="F31",
        keys="500 WG3 BAR F 31",
        effect="Teilretoure",
        display=("Korb", "5,00", "BAR=zurück ZW=fertig"),
        journal=PAID,
    ),
    Case(
        number="F32",
        keys="F 32 17 BAR BAR",
        effect="Nacherfassung eines Paragons, den man von Hand schrieb, als die Kassa aus war",
        display=("NACHERFASSUNG", "Paragon 17", "C = beenden"),
        journal=("NACHERFASSUNG",),
    ),
    Case(
        number="F32a",
        keys="F 32 17 BAR 191126 BAR 500 WG3 BAR",
        effect="dann wie sonst; der Bon nennt den Paragon, die Lade bleibt zu",
        display=("BEZAHLT", "5,00", "Bon 000412   BON=Kop."),
        journal=("NACHERFASSUNG", *PAID),
        slip=("Nacherfassung Paragon 17", "vom 19.11.2026", "Korb                      5,00 A"),
    ),
    Case(
        number="F33",
        keys="500 WG1 ZW 10 F 33",
        effect="Aufschlag auf den ganzen Bon",
        display=("+10% Bon", "0,50", "SUMME            5,50"),
        journal=("POS", "RABATT"),
    ),
    Case(
        number="F34",
        keys="1980 WG3 KARTE BAR F 34 1",
        effect="Zahlart ändern",
        display=("Zahlart geändert", "19,80", "Bon 000414   BON=Kop."),
        journal=(*PAID, "BELEG", "STORNO", *PAID),
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
        number="F41",
        keys="500 WG3 BAR F 41",
        effect="Beleg suchen",
        display=("Bon 412  10:42", "5,00", "BON=Kopie  F BON=QR"),
        journal=PAID,
    ),
    Case(
        number="F44",
        keys="F 44 17 BAR 1000 BAR BAR",
        effect="Gutschein verkaufen: kein Umsatz, er steht beim Satz 0",
        display=("BEZAHLT", "10,00", "Bon 000412   BON=Kop."),
        journal=(*PAID, "GUTSCHEIN"),
        slip=("Gutschein G-17           10,00 -", "-  0,0%    10,00    0,00   10,00"),
    ),
    Case(
        number="F45",
        keys="F 44 17 BAR 1000 BAR BAR 1000 WG3 F 45 17 BAR BAR",
        effect="Gutschein einlösen: ein Zahlungsmittel, der Umsatz ist voll",
        display=("BEZAHLT", "10,00", "Bon 000413   BON=Kop."),
        journal=(*PAID, "GUTSCHEIN", *PAID, "GUTSCHEIN"),
        slip=("SUMME EUR                10,00", "Gutschein G-17          -10,00"),
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
