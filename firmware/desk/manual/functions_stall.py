"""6.8 Function codes about the stall: lists, files, prices, clerks, rates, header.

Rows of the operator's manual as data; see case.py for what a row says.
"""

from typing import Final

from firmware.desk.manual.case import Case

STALL_FUNCTIONS: Final = (
    Case(
        number="F24",
        keys="F 24",
        effect="Liste der Warengruppen: welcher Satz, seit wann",
        display=("WG-Liste", "wird gedruckt", ""),
        journal=("BERICHT",),
        paper=(
            "WARENGRUPPEN",
            " 1 Obst                     4,9%",
            " 2 Gemüse                  10,0%",
            "16 Einwegpfand              0,0%",
        ),
    ),
    Case(
        number="F73",
        keys="F 73",
        effect="Stammdaten als Dateien sichern",
        display=("Stammdaten", "gesichert", ""),
        journal=("EXPORT",),
        clerk=1,
    ),
    Case(
        number="F74",
        keys="F 74",
        effect="Artikel-Import: es wartet keine Datei",
        display=("FEHLER E03", "Keine Datei", "CSV oder TOML"),
        journal=("FEHLER",),
        clerk=1,
    ),
    Case(
        number="F90",
        keys="F 90 1 1 BAR 1 280 BAR BAR WG1",
        effect="neuer Preis einer Warengruppe, sofort",
        display=("Obst", "2,80", "SUMME            2,80"),
        journal=("STAMM", "POS"),
        clerk=1,
    ),
    Case(
        number="F90a",
        keys="F 90 1 1 BAR 1 280 BAR 010127 BAR",
        effect="neuer Preis, gültig ab 1.1.2027",
        display=("Geändert", "ab 01.01.", ""),
        journal=("STAMM",),
        clerk=1,
    ),
    Case(
        number="F90b",
        keys="F 90 2 50 BAR 2 77 555 BAR 1 BAR 390 BAR 2 BAR",
        effect="neuer Artikel: Name, Gruppe, Preis, Einheit",
        display=("Geändert", "ab sofort", ""),
        journal=("STAMM",),
        clerk=1,
    ),
    Case(
        number="F90c",
        keys="F 90 1111 BAR 1 1 BAR 1 280 BAR BAR",
        effect="als Kassier: erst die Chef-PIN",
        display=("Geändert", "ab sofort", ""),
        journal=("CHEF", "STAMM"),
    ),
    Case(
        number="F91",
        keys="F 91 7 BAR 33 888 2 BAR 1 7777 BAR 7777 BAR",
        effect="neuer Bediener mit PIN",
        display=("Geändert", "ab sofort", ""),
        journal=("STAMM",),
        clerk=1,
    ),
    Case(
        number="F91a",
        keys="F 91 2 BAR 3 2222 BAR 2223 BAR",
        effect="PIN zweimal, beide Male dieselbe",
        display=("FEHLER E01", "PIN ungleich", ""),
        journal=("FEHLER",),
        clerk=1,
    ),
    Case(
        number="F92",
        keys="F 92 1 BAR 2 010127 BAR",
        effect="Steuersatz einer Warengruppe ab einem Tag",
        display=("Geändert", "ab 01.01.", ""),
        journal=("STAMM",),
        clerk=1,
    ),
    Case(
        number="F93",
        keys="F 93 2 BAR 3 2,66 55 33 BAR",
        effect="Fußzeile, mit Buchstaben wie am alten Telefon",
        display=("Geändert", "ab sofort", ""),
        journal=("STAMM",),
        clerk=1,
    ),
    Case(
        number="F93a",
        keys="F 93 1 STO",
        effect="wer verkauft, bleibt auf dem Bon",
        display=("FEHLER E01", "Kopf fehlt", "MARKTSTAND HUBER"),
        journal=("FEHLER",),
        clerk=1,
    ),
)
