"""6.8 The exchange of the signature card (F 68), in one sitting or two.

Rows of the operator's manual as data; see case.py for what a row says.
"""

from typing import Final

from firmware.desk.manual.case import PAID, Case

#: Of the card that `@card new` puts in.
_SERIAL: Final = "5c74927499fbc59f"
_ENTERED: Final = "@card new\nF 68 1111 BAR 1 BAR BAR BAR"

SWAP_FUNCTIONS: Final = (
    Case(
        number="F68",
        keys="F 68 1111 BAR",
        effect="Signaturkarte tauschen: warum, denn danach wird die alte abgemeldet",
        display=("KARTE TAUSCHEN", "1 Tausch fällig", "Ziffer oder ZW, BAR"),
        journal=("CHEF",),
    ),
    Case(
        number="F68a",
        keys="@card new\nF 68 1111 BAR 1 BAR",
        effect="die neue Karte steckt: ihre Serie, zum Vergleich mit dem Brief des Anbieters",
        display=("Serie (hex)", "5c749274 99fbc59f", "bis 01.01.2035 BAR=ok"),
        journal=("CHEF",),
    ),
    Case(
        number="F68b",
        keys=_ENTERED,
        effect="nach der Karten-PIN: der Zettel für FinanzOnline, und die Frage nach der Anmeldung",
        display=("ANGEMELDET ?", "1 ja, von Hand", "C=später alte stecken"),
        journal=("CHEF", "ZERTIFIKAT"),
        paper=("NEUE KARTE", f"{_SERIAL:>32}"),
    ),
    Case(
        number="F68c",
        keys=f"{_ENTERED} 1 BAR",
        effect="von Hand angemeldet: die neue Karte signiert sofort ihren ersten Beleg",
        display=("Karte getauscht", _SERIAL[-10:], "alte abmelden: F 69"),
        journal=("CHEF", "ZERTIFIKAT", "FON", "KARTENTAUSCH", "BELEG"),
        slip=("NULLBELEG", "Kartentausch"),
    ),
    Case(
        number="F68d",
        keys=f"{_ENTERED} C\n@card old\n250 WG1 BAR",
        effect="später (C): bis zur Anmeldung signiert die alte Karte",
        display=("BEZAHLT", "2,50", "Bon 000412   BON=Kop."),
        journal=("CHEF", "ZERTIFIKAT", *PAID),
    ),
    Case(
        number="F68e",
        keys=f"{_ENTERED} C\n@card old\n250 WG1 BAR\n@card insert\nF 68 1111 BAR 1 BAR",
        effect="F 68 geht dort weiter, wo es war: die neue Karte stecken, fertig",
        display=("Karte getauscht", _SERIAL[-10:], "alte abmelden: F 69"),
        journal=("CHEF", "ZERTIFIKAT", *PAID, "CHEF", "FON", "KARTENTAUSCH", "BELEG"),
        slip=("NULLBELEG", "Kartentausch"),
    ),
    Case(
        number="F68f",
        keys=f"{_ENTERED} 3",
        effect="der Zettel noch einmal",
        display=("ANGEMELDET ?", "1 ja, von Hand", "C=später alte stecken"),
        journal=("CHEF", "ZERTIFIKAT"),
        paper=("NEUE KARTE", f"{_SERIAL:>32}"),
    ),
    Case(
        number="F68g",
        keys="@card new\nF 68 1111 BAR 1 BAR BAR 999999 BAR",
        effect="Karten-PIN falsch (E13): C, und die richtige; jede getippte kostet einen Versuch",
        display=("FEHLER E13", "PIN falsch", "noch 2 Versuche"),
        journal=("CHEF", "FEHLER"),
    ),
    Case(
        number="F68h",
        keys="@card dead\n250 WG1 BAR\n@card new\nF 68 1111 BAR 2 BAR BAR BAR 1 BAR",
        effect="statt einer defekten Karte: zuerst der Sammelbeleg des Ausfalls",
        display=("Signaturkarte", "geht wieder", ""),
        journal=(
            *(*PAID, "AUSFALL_BEGINN", "FEHLER", "CHEF", "ZERTIFIKAT", "FON", "KARTENTAUSCH"),
            *("BELEG", "AUSFALL_ENDE", "BELEG"),
        ),
        slip=("NULLBELEG", "Kartentausch"),
    ),
    Case(
        number="F68i",
        keys="@card foreign\nF 68 1111 BAR 1 BAR",
        effect="die Karte einer anderen Firma nimmt die Kasse nicht",
        display=("FEHLER E22", "fremde Firma", "andere Karte stecken"),
        journal=("CHEF", "FEHLER"),
    ),
    Case(
        number="F68j",
        keys="F 68 1111 BAR 1 BAR",
        effect="es steckt noch die alte",
        display=("FEHLER E22", "ist die alte", "andere Karte stecken"),
        journal=("CHEF", "FEHLER"),
    ),
    Case(
        number="F68k",
        keys="@card remove\nF 68 1111 BAR 1 BAR",
        effect="es steckt keine Karte (E12): stecken, C, BAR",
        display=("FEHLER E12", "Karte fehlt", "stecken, dann BAR"),
        journal=("CHEF", "FEHLER"),
    ),
    Case(
        number="F68l",
        keys=f"{_ENTERED} 4",
        effect="die neue ist defekt oder abgelehnt: eine andere statt ihr, von vorne",
        display=("KARTE TAUSCHEN", "1 Tausch fällig", "Ziffer oder ZW, BAR"),
        journal=("CHEF", "ZERTIFIKAT"),
    ),
)
