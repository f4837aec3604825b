"""6.6 Paying.

Rows of the operator's manual as data; see case.py for what a row says.
"""

from typing import Final

from firmware.desk.manual.case import PAID, YES_NO, Case

PAYING: Final = (
    Case(
        number="B1",
        keys="WG1 500 WG3 ZW",
        effect="Zwischensumme",
        display=("SUMME", "7,50", "2 Positionen"),
        journal=("POS", "POS"),
    ),
    Case(
        number="B2",
        keys="1980 WG3 BAR",
        effect="bar, genau",
        display=("BEZAHLT", "19,80", "Bon 000412   BON=Kop."),
        journal=PAID,
        slip=("SUMME EUR                19,80", "BAR                      19,80"),
    ),
    Case(
        number="B3",
        keys="1980 WG3 2000 BAR",
        effect="20,00 gegeben",
        display=("RÜCKGELD", "0,20", "Bon 000412   BON=Kop."),
        journal=PAID,
        slip=("BAR gegeben              20,00", "RÜCKGELD                  0,20"),
    ),
    Case(
        number="B4",
        keys="1980 WG3 20, BAR",
        effect="20,00 gegeben, mit Komma",
        display=("RÜCKGELD", "0,20", "Bon 000412   BON=Kop."),
        journal=PAID,
    ),
    Case(
        number="B5",
        keys="1980 WG3 1000 BAR",
        effect="Teilzahlung",
        display=("REST", "9,80", "BAR 10,00 erhalten"),
        journal=("POS", "ZAHLUNG"),
    ),
    Case(
        number="B6",
        keys="1980 WG3 1000 BAR KARTE BAR",
        effect="den Rest mit Karte",
        display=("BEZAHLT", "19,80", "Bon 000412   BON=Kop."),
        journal=("POS", "ZAHLUNG", "ZAHLUNG", "BELEG"),
        slip=("BAR                      10,00", "KARTE                     9,80"),
    ),
    Case(
        number="B7",
        keys="1980 WG3 KARTE",
        effect="Karte: das Terminal hat zugestimmt?",
        display=("KARTE OK?", "19,80", YES_NO),
        journal=("POS",),
    ),
    Case(
        number="B7a",
        keys="1980 WG3 KARTE BAR",
        effect="ja: Bon, die Lade bleibt zu",
        display=("BEZAHLT", "19,80", "Bon 000412   BON=Kop."),
        journal=PAID,
        slip=("KARTE                    19,80",),
    ),
    Case(
        number="B10",
        keys="1980 WG3 2500 KARTE",
        effect="Karte über den Rest: kein Bargeld zurück",
        display=("FEHLER E02", "Karte über Rest", "Kein Bargeld zurück"),
        journal=("POS", "FEHLER"),
    ),
    Case(
        number="B11",
        keys="1980 WG3 25000 BAR",
        effect="Rückgeld über dem Limit wird gefragt",
        display=("RÜCKGELD sicher?", "230,20", YES_NO),
        journal=("POS",),
    ),
    Case(
        number="B12",
        keys="1980 WG3 BAR 2000 ZW",
        effect="Rückgeld nachträglich gerechnet",
        display=("RÜCKGELD", "0,20", "Bon 000412   BON=Kop."),
        journal=(*PAID, "RECHENHILFE"),
        slip=("BAR                      19,80",),
    ),
    Case(
        number="B13",
        keys="1980 WG3 2000 BAR ZW",
        effect="das Rückgeld noch einmal",
        display=("RÜCKGELD", "0,20", "Bon 000412   BON=Kop."),
        journal=PAID,
    ),
    Case(
        number="B16",
        keys="250 WG1 10 × F STO F WG8 BAR",
        effect="Summe 0,00: BAR schließt ab",
        display=("BEZAHLT", "0,00", "Bon 000412   BON=Kop."),
        journal=("POS", "POS", "ZAHLUNG", "BELEG"),
    ),
    Case(
        number="B16a",
        keys="250 WG1 F STO 10 × F WG8 BAR",
        effect="Summe 0,00 auf dem Bon",
        display=("BEZAHLT", "0,00", "Bon 000412   BON=Kop."),
        journal=("POS", "POS", "ZAHLUNG", "BELEG"),
        slip=(
            "Obst                      2,50 A",
            "SUMME EUR                 0,00",
            "BAR                       0,00",
        ),
    ),
    Case(
        number="B17",
        keys="F STO 6 × F WG8 BAR",
        effect="nur Pfand zurück: BAR zahlt aus",
        display=("AUSZAHLEN", "1,50", "Bon 000412   BON=Kop."),
        journal=PAID,
        slip=("SUMME EUR                -1,50", "AUSZAHLUNG BAR            1,50"),
    ),
    Case(
        number="B17a",
        keys="F STO 6 × F WG8 KARTE",
        effect="ausgezahlt wird nur bar",
        display=("FEHLER E01", "Nur BAR", ""),
        journal=("POS", "FEHLER"),
    ),
    Case(
        number="B19",
        keys="1980 WG3 2000 BAR BON",
        effect="Kopie des letzten Bons",
        display=("RÜCKGELD", "0,20", "Bon 000412   BON=Kop."),
        journal=PAID,
    ),
    Case(
        number="B21",
        keys="F BAR",
        effect="Kein Verkauf: die Lade geht auf",
        display=("Kein Verkauf", "Lade offen", ""),
        journal=("LADE",),
    ),
)
