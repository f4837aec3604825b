"""6.9 Clerks and training.

Rows of the operator's manual as data; see case.py for what a row says.
"""

from typing import Final

from firmware.desk.manual.case import PAID, Case

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
        keys="1 F 01 1111 BAR",
        effect="Schnellwechsel, mit PIN wenn es eine gibt",
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
        journal=("CHEF", "TRA_EIN", *PAID),
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
