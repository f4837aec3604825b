"""6.11 What happens by itself.

Rows of the operator's manual as data; see case.py for what a row says.
"""

from typing import Final

from firmware.desk.manual.case import Case

AUTOMATIC: Final = (
    Case(
        number="AU10",
        keys="@time 2026-12-01T09:00:00\n250 WG1 BAR",
        effect="Monatswechsel: der Monatsbeleg kommt vor dem ersten Verkauf",
        display=("BEZAHLT", "2,50", "Bon 000413   BON=Kop."),
        journal=("POS", "BELEG", "ZAHLUNG", "BELEG"),
    ),
    Case(
        number="AU18",
        keys="F 90 1 1 BAR 1 280 BAR 211126 BAR F 01\n@time 2026-11-21T07:00:00\n1 BAR 1111 BAR",
        effect="angekündigter Preis: ab Mitternacht, beim Anmelden gesagt",
        display=("Neue Preise", "ab heute", ""),
        journal=("STAMM", "AUS", "EIN"),
        clerk=1,
    ),
    Case(
        number="AU18a",
        keys="F 90 1111 BAR 1 1 BAR 1 280 BAR 211126 BAR\n@time 2026-11-21T00:00:05\nWG1",
        effect="der erste Verkauf nach Mitternacht hat den neuen Preis",
        display=("Obst", "2,80", "SUMME            2,80"),
        journal=("CHEF", "STAMM", "POS"),
    ),
)
