"""The operator's manual as a table: what is typed, what is seen, printed and journalled.

Numbers are those of the manual (R ringing up, S corrections, B paying, C clerks, V test vectors);
a letter behind a number is a second case of the same row. The rows are data and nothing else: the
tests run them, the simulator and the printed manual can read them too.
"""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One row.

    `keys` are typed at a till with clerk `clerk` signed on and no open sale. `display` is item,
    main and hint afterwards; `slip` are lines of the last receipt in their order (32 columns);
    `journal` are all rows written, oldest first. `is_alone` is the stall without clerks.
    """

    number: str
    keys: str
    effect: str
    display: tuple[str, str, str]
    journal: tuple[str, ...] = ()
    slip: tuple[str, ...] = ()
    clerk: int | None = 2
    is_alone: bool = False


_YES_NO = "BAR = Ja    C = Nein"
_PAID = ("POS", "ZAHLUNG", "BELEG")

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
        journal=_PAID,
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
        journal=("POS", *_PAID),
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
        journal=_PAID,
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
        journal=_PAID,
        slip=("Lebkuchenherz             3,00 A", "BAR                       3,00"),
    ),
    Case(
        number="R8",
        keys="3 × WG4",
        effect="drei Stück mit einer Taste verkauft",
        display=("BEZAHLT", "9,00", "Bon 000412   BON=Kop."),
        journal=_PAID,
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
        journal=_PAID,
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
        display=("E02 sicher?", "250,00", _YES_NO),
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
        number="S7",
        keys="WG1 500 WG3 F C BAR",
        effect="Bonabbruch",
        display=("Bon abgebrochen", "7,50", ""),
        journal=("POS", "POS", "BON_ABBRUCH"),
    ),
    Case(
        number="S9",
        keys="1980 WG3 1000 BAR STO",
        effect="die letzte Teilzahlung zurück",
        display=("Korb", "19,80", "SUMME           19,80"),
        journal=("POS", "ZAHLUNG", "ZAHLUNG_ZURUECK"),
    ),
)

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
        journal=_PAID,
        slip=("SUMME EUR                19,80", "BAR                      19,80"),
    ),
    Case(
        number="B3",
        keys="1980 WG3 2000 BAR",
        effect="20,00 gegeben",
        display=("RÜCKGELD", "0,20", "Bon 000412   BON=Kop."),
        journal=_PAID,
        slip=("BAR gegeben              20,00", "RÜCKGELD                  0,20"),
    ),
    Case(
        number="B4",
        keys="1980 WG3 20, BAR",
        effect="20,00 gegeben, mit Komma",
        display=("RÜCKGELD", "0,20", "Bon 000412   BON=Kop."),
        journal=_PAID,
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
        display=("KARTE OK?", "19,80", _YES_NO),
        journal=("POS",),
    ),
    Case(
        number="B7a",
        keys="1980 WG3 KARTE BAR",
        effect="ja: Bon, die Lade bleibt zu",
        display=("BEZAHLT", "19,80", "Bon 000412   BON=Kop."),
        journal=_PAID,
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
        display=("RÜCKGELD sicher?", "230,20", _YES_NO),
        journal=("POS",),
    ),
    Case(
        number="B12",
        keys="1980 WG3 BAR 2000 ZW",
        effect="Rückgeld nachträglich gerechnet",
        display=("RÜCKGELD", "0,20", "Bon 000412   BON=Kop."),
        journal=(*_PAID, "RECHENHILFE"),
        slip=("BAR                      19,80",),
    ),
    Case(
        number="B13",
        keys="1980 WG3 2000 BAR ZW",
        effect="das Rückgeld noch einmal",
        display=("RÜCKGELD", "0,20", "Bon 000412   BON=Kop."),
        journal=_PAID,
    ),
    Case(
        number="B19",
        keys="1980 WG3 2000 BAR BON",
        effect="Kopie des letzten Bons",
        display=("RÜCKGELD", "0,20", "Bon 000412   BON=Kop."),
        journal=_PAID,
    ),
    Case(
        number="B21",
        keys="F BAR",
        effect="Kein Verkauf: die Lade geht auf",
        display=("Kein Verkauf", "Lade offen", ""),
        journal=("LADE",),
    ),
)

CLERKS: Final = (
    Case(
        number="C1",
        keys="2 BAR",
        effect="anmelden",
        display=("Guten Tag", "Anna", ""),
        journal=("EIN",),
        clerk=None,
    ),
    Case(
        number="C1a",
        keys="7 BAR",
        effect="diesen Bediener gibt es nicht",
        display=("FEHLER E05", "Bediener unbek.", "Nr + BAR"),
        journal=("FEHLER",),
        clerk=None,
    ),
    Case(
        number="C1b",
        keys="250 WG1",
        effect="ohne Bediener wird nichts verkauft",
        display=("FEHLER E05", "Bediener fehlt", "Nr + BAR"),
        journal=("FEHLER",),
        clerk=None,
    ),
    Case(
        number="C3",
        keys="1 F 01",
        effect="Schnellwechsel",
        display=("Guten Tag", "Chef", ""),
        journal=("AUS", "EIN"),
    ),
    Case(
        number="C3a",
        keys="WG1 1 F 01",
        effect="nicht mitten im Bon",
        display=("FEHLER E08", "Bon ist offen", "zahlen oder F C"),
        journal=("POS", "FEHLER"),
    ),
    Case(
        number="C4",
        keys="F 01",
        effect="abmelden",
        display=("MARKTSTAND HUBER", "BEDIENER ?", "Nr + BAR"),
        journal=("AUS",),
    ),
    Case(
        number="C6",
        keys="WG1",
        effect="ein Mensch, ein Stand: kein Anmelden",
        display=("Obst", "2,50", "SUMME            2,50"),
        journal=("POS",),
        clerk=None,
        is_alone=True,
    ),
    Case(
        number="C8",
        keys="F 50 1111 BAR WG1 BAR",
        effect="Training: Bon mit TRA, die Lade bleibt zu",
        display=("BEZAHLT", "2,50", "Bon 000412   BON=Kop."),
        journal=("CHEF", "TRA_EIN", *_PAID),
        slip=("TRAININGSBELEG", "KEIN VERKAUF", "Obst                      2,50 A"),
    ),
    Case(
        number="C10",
        keys="F 50 1111 BAR F 50",
        effect="Training aus",
        display=("Training", "beendet", ""),
        journal=("CHEF", "TRA_EIN", "TRA_AUS"),
    ),
    Case(
        number="C10a",
        keys="F 50 1111 BAR F 01",
        effect="wer sich abmeldet, beendet das Training",
        display=("MARKTSTAND HUBER", "BEDIENER ?", "Nr + BAR"),
        journal=("CHEF", "TRA_EIN", "TRA_AUS", "AUS"),
    ),
)

VECTORS: Final = (
    Case(
        number="V1",
        keys="1,345 × 290 WG2 BAR",
        effect="3,9005 wird 3,90",
        display=("BEZAHLT", "3,90", "Bon 000412   BON=Kop."),
        journal=_PAID,
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
        journal=("POS", "POS", *_PAID),
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
        journal=("POS", *_PAID),
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
        journal=(*_PAID, "RECHENHILFE"),
    ),
    Case(
        number="V9",
        keys="F 60",
        effect="Nullbeleg für die Kontrolle",
        display=("Nullbeleg", "Bon 000412", ""),
        journal=("BELEG",),
        slip=("NULLBELEG", "Kontrolle", "SUMME EUR                 0,00"),
    ),
    Case(
        number="V9a",
        keys="F 60",
        effect="auch wenn niemand angemeldet ist",
        display=("Nullbeleg", "Bon 000412", ""),
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
        display=("SUMME sicher?", "1.001,00", _YES_NO),
        journal=("POS",),
    ),
)

CASES: Final = RINGING_UP + CORRECTIONS + PAYING + CLERKS + VECTORS
