"""6.3 Ringing up: articles and weights.

Rows of the operator's manual as data; see case.py for what a row says.
"""

from typing import Final

from firmware.desk.manual.case import PAID, Case

ARTICLES: Final = (
    Case(
        number="R11",
        keys="12 PLU",
        effect="Artikel 12 zum gespeicherten Preis",
        display=("Bergkäse", "1,80", "SUMME            1,80"),
        journal=("POS",),
    ),
    Case(
        number="R11a",
        keys="12 PLU BAR",
        effect="der Artikel auf dem Bon",
        display=("BEZAHLT", "1,80", "Bon 000412   BON=Kop."),
        journal=PAID,
        slip=("Bergkäse                  1,80 A",),
    ),
    Case(
        number="R12",
        keys="3 × 12 PLU",
        effect="drei Stück davon",
        display=("3 × 1,80", "5,40", "SUMME            5,40"),
        journal=("POS",),
    ),
    Case(
        number="R12a",
        keys="7 × 14 PLU BAR",
        effect="Packungspreis: so viele Packungen wie möglich, der Rest einzeln",
        display=("BEZAHLT", "2,40", "Bon 000412   BON=Kop."),
        journal=PAID,
        slip=("2 × 3 um 1,00", "1 × 0,40", "Semmel                    2,40 A"),
    ),
    Case(
        number="R13",
        keys="13 PLU",
        effect="Artikel mit offenem Preis: die Kasse fragt",
        display=("PREIS ?", "_", "Käseteller"),
    ),
    Case(
        number="R13a",
        keys="13 PLU 180 PLU",
        effect="der Preis dazu",
        display=("Käseteller", "1,80", "SUMME            1,80"),
        journal=("POS",),
    ),
    Case(
        number="R13b",
        keys="3 × 13 PLU 180 BAR BAR",
        effect="auch BAR schließt den Preis ab",
        display=("BEZAHLT", "5,40", "Bon 000412   BON=Kop."),
        journal=PAID,
        slip=("3 × 1,80  Käseteller      5,40 A",),
    ),
    Case(
        number="R14",
        keys="12 F PLU",
        effect="Preisabfrage: nichts wird gebucht",
        display=("Bergkäse", "1,80", "WG 9  10%"),
    ),
    Case(
        number="R15",
        keys="12 PLU PLU",
        effect="letzter Artikel noch einmal",
        display=("Bergkäse      ×2", "3,60", "SUMME            3,60"),
        journal=("POS", "POS"),
    ),
    Case(
        number="R15a",
        keys="12 PLU PLU BAR",
        effect="gleiche Nachbarn stehen in einer Zeile",
        display=("BEZAHLT", "3,60", "Bon 000412   BON=Kop."),
        journal=("POS", "POS", "ZAHLUNG", "BELEG"),
        slip=("2 × 1,80  Bergkäse        3,60 A",),
    ),
    Case(
        number="R15b",
        keys="14 PLU PLU PLU",
        effect="drei einzelne sind eine Packung",
        display=("Semmel        ×3", "1,00", "SUMME            1,00"),
        journal=("POS", "POS", "POS"),
    ),
    Case(
        number="R18",
        keys="0,250 × 31 PLU",
        effect="Gewichtsartikel",
        display=("0,250kg × 19,80", "4,95", "SUMME            4,95"),
        journal=("POS",),
    ),
    Case(
        number="R18a",
        keys="0,250 × 31 PLU BAR",
        effect="Gewicht und Kilopreis stehen auf dem Bon",
        display=("BEZAHLT", "4,95", "Bon 000412   BON=Kop."),
        journal=PAID,
        slip=("0,250 kg × 19,80 €/kg", "Almkäse                   4,95 A"),
    ),
    Case(
        number="R18b",
        keys="31 PLU",
        effect="ohne Gewicht wird nicht verkauft",
        display=("FEHLER E01", "Gewicht fehlt", "0,250 × Nummer PLU"),
        journal=("FEHLER",),
    ),
    Case(
        number="R19",
        keys="@scale 1,345\n×",
        effect="Gewicht von der Waage",
        display=("1,345kg ×", "", "WG = buchen C=löschen"),
    ),
    Case(
        number="R19a",
        keys="@scale 1,345\n× WG2",
        effect="Gewicht von der Waage, gebucht",
        display=("1,345kg × 2,90", "3,90", "SUMME            3,90"),
        journal=("POS",),
    ),
    Case(
        number="R19b",
        keys="@scale 1,345 unstable\n×",
        effect="die Waage ruht nicht",
        display=("FEHLER E01", "Waage unruhig", ""),
        journal=("FEHLER",),
    ),
    Case(
        number="R20",
        keys="20 F ×",
        effect="Tara 20 g für die nächste Wägung",
        display=("Tara 0,020", "Position ?", "WG/PLU/×    C=löschen"),
    ),
    Case(
        number="R20a",
        keys="@scale 1,345\n20 F × × 31 PLU BAR",
        effect="verkauft wird netto, die Tara steht auf dem Bon",
        display=("BEZAHLT", "26,24", "Bon 000412   BON=Kop."),
        journal=PAID,
        slip=("1,325 kg × 19,80 €/kg", "Tara 0,020 kg", "Almkäse                  26,24 A"),
    ),
)
