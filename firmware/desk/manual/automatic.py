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
)
