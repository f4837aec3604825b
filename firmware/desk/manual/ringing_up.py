"""6.3 Ringing up.

Rows of the operator's manual as data; see case.py for what a row says.
"""

from typing import Final

from firmware.desk.manual.case import PAID, YES_NO, Case

RINGING_UP: Final = (
    Case(
        number="R1",
        keys="250 WG1",
        effect="1 × 2,50 in Warengruppe 1",
        display=("Obst", "2,50", "SUMME            2,50"),
        journal=("POS",),
    ),
    Case(
        number="R1a",
        keys="250 WG1 BAR",
        effect="der Bon dazu",
        display=("BEZAHLT", "2,50", "Bon 000412   BON=Kop."),
        journal=PAID,
        slip=("Obst                      2,50 A", "SUMME EUR                 2,50"),
    ),
    Case(
        number="R2",
        keys="2,5 WG1",
        effect="mit Komma sind es Euro",
        display=("Obst", "2,50", "SUMME            2,50"),
        journal=("POS",),
    ),
    Case(
        number="R2a",
        keys="2,50 WG1",
        effect="mit Komma sind es Euro",
        display=("Obst", "2,50", "SUMME            2,50"),
        journal=("POS",),
    ),
    Case(
        number="R3",
        keys="250 WG1 WG1",
        effect="letzte Position noch einmal",
        display=("Obst          ×2", "5,00", "SUMME            5,00"),
        journal=("POS", "POS"),
    ),
    Case(
        number="R3a",
        keys="250 WG1 WG1 BAR",
        effect="gleiche Nachbarn stehen in einer Zeile",
        display=("BEZAHLT", "5,00", "Bon 000412   BON=Kop."),
        journal=("POS", *PAID),
        slip=("2 × 2,50  Obst            5,00 A",),
    ),
    Case(
        number="R4",
        keys="3 × 250 WG1",
        effect="3 × 2,50",
        display=("3 × 2,50", "7,50", "SUMME            7,50"),
        journal=("POS",),
    ),
    Case(
        number="R4a",
        keys="3 × 250 WG1 BAR",
        effect="3 × 2,50 auf dem Bon",
        display=("BEZAHLT", "7,50", "Bon 000412   BON=Kop."),
        journal=PAID,
        slip=("3 × 2,50  Obst            7,50 A",),
    ),
    Case(
        number="R5",
        keys="3 × WG1",
        effect="3 × der gespeicherte Preis",
        display=("3 × 2,50", "7,50", "SUMME            7,50"),
        journal=("POS",),
    ),
    Case(
        number="R6",
        keys="WG1",
        effect="der gespeicherte Preis",
        display=("Obst", "2,50", "SUMME            2,50"),
        journal=("POS",),
    ),
    Case(
        number="R6a",
        keys="WG3",
        effect="ohne gespeicherten Preis: E04",
        display=("FEHLER E04", "Preis fehlt", "Preis tippen"),
        journal=("FEHLER",),
    ),
    Case(
        number="R7",
        keys="WG4",
        effect="Ein-Tasten-Verkauf: gebucht, bar bezahlt, Lade offen",
        display=("BEZAHLT", "3,00", "Bon 000412   BON=Kop."),
        journal=PAID,
        slip=("Lebkuchenherz             3,00 A", "BAR                       3,00"),
    ),
    Case(
        number="R8",
        keys="3 × WG4",
        effect="drei Stück mit einer Taste verkauft",
        display=("BEZAHLT", "9,00", "Bon 000412   BON=Kop."),
        journal=PAID,
        slip=("3 × 3,00  Lebkuchenherz   9,00 A",),
    ),
    Case(
        number="R9",
        keys="WG1 WG4",
        effect="im offenen Bon nur gebucht",
        display=("Lebkuchenherz", "3,00", "SUMME            5,50"),
        journal=("POS", "POS"),
    ),
    Case(
        number="R10",
        keys="250 F WG2",
        effect="zweite Ebene: Warengruppe 10",
        display=("Honig", "2,50", "SUMME            2,50"),
        journal=("POS",),
    ),
    Case(
        number="R16",
        keys="1,345 × WG2",
        effect="1,345 kg zum gespeicherten Kilopreis",
        display=("1,345kg × 2,90", "3,90", "SUMME            3,90"),
        journal=("POS",),
    ),
    Case(
        number="R16a",
        keys="1,345 × WG2 BAR",
        effect="Gewicht und Kilopreis stehen auf dem Bon",
        display=("BEZAHLT", "3,90", "Bon 000412   BON=Kop."),
        journal=PAID,
        slip=("1,345 kg × 2,90 €/kg", "Gemüse                    3,90 A"),
    ),
    Case(
        number="R17",
        keys="1,345 × 490 WG2",
        effect="1,345 kg zum getippten Kilopreis",
        display=("1,345kg × 4,90", "6,59", "SUMME            6,59"),
        journal=("POS",),
    ),
    Case(
        number="R27",
        keys="25000 WG1",
        effect="über dem Limit der Warengruppe wird gefragt",
        display=("E02 sicher?", "250,00", YES_NO),
    ),
    Case(
        number="R27a",
        keys="25000 WG1 BAR",
        effect="BAR bucht",
        display=("Obst", "250,00", "SUMME          250,00"),
        journal=("HALO_OK", "POS"),
    ),
    Case(
        number="R28",
        keys="WG1 F C C",
        effect="Bonabbruch irrtümlich: nichts geschieht",
        display=("Obst", "2,50", "SUMME            2,50"),
        journal=("POS",),
    ),
)
