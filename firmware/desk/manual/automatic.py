"""6.11 What happens by itself.

Rows of the operator's manual as data; see case.py for what a row says.
"""

from typing import Final

from firmware.desk.manual.case import PAID, Case

AUTOMATIC: Final = (
    Case(
        number="AU10",
        keys="@time 2026-12-01T09:00:00\n250 WG1 BAR",
        effect="Monatswechsel: der Monatsbeleg kommt vor dem ersten Verkauf",
        display=("BEZAHLT", "2,50", "Bon 000413   BON=Kop."),
        journal=("POS", "BELEG", "ZAHLUNG", "BELEG"),
    ),
    Case(
        number="AU1",
        keys="@paper out\n250 WG1 BAR",
        effect="Papier aus: der Bon ist signiert und gespeichert",
        display=("E10 Papier Ende", "Bon 000412 OK", "BON=QR  Rolle wechs."),
        journal=(*PAID, "FEHLER"),
    ),
    Case(
        number="AU1a",
        keys="@paper out\n250 WG1 BAR\n@paper in\n@wait 10",
        effect="neue Rolle: der ganze Bon kommt noch einmal",
        display=("BEZAHLT", "2,50", "Bon 000412   BON=Kop."),
        journal=(*PAID, "FEHLER"),
    ),
    Case(
        number="AU2",
        keys="@paper out\n250 WG1 BAR BON",
        effect="BON beim Fehler: der Code, und die Frage nach dem Papier",
        display=("Bon 412", "Papier?", "1=später 2=nein"),
        journal=(*PAID, "FEHLER"),
    ),
    Case(
        number="AU2a",
        keys="@paper out\n250 WG1 BAR BON 2",
        effect="der Druck wird verworfen",
        display=("Bon 412", "als Code", ""),
        journal=(*PAID, "FEHLER", "BELEG_ANZEIGE"),
    ),
    Case(
        number="AU2b",
        keys="@paper out\n250 WG1 BAR BON 1",
        effect="der Druck bleibt",
        display=("Bon 412", "wird noch gedruckt", ""),
        journal=(*PAID, "FEHLER", "BELEG_ANZEIGE"),
    ),
    Case(
        number="AU3",
        keys="@printer offline\n250 WG1 BAR C 290 WG2 BAR",
        effect="Drucker aus: der Verkauf geht mit Codes weiter",
        display=("BEZAHLT", "2,90", "Bon 413 BON=Papier"),
        journal=(*PAID, "FEHLER", *PAID, "BELEG_ANZEIGE"),
    ),
    Case(
        number="AU4",
        keys="250 WG1\n@power cut",
        effect="Strom weg beim Tippen: der offene Bon ist noch da",
        display=("Offener Bon", "weiter", "SUMME            2,50"),
        journal=("POS", "STROMAUSFALL"),
    ),
    Case(
        number="AU5",
        keys="250 WG1\n@power cut 80\nBAR\n@wait 5",
        effect="Strom weg vor dem Drucken: den Bon gibt es genau einmal, gedruckt wird er danach",
        display=("Strom war weg", "Bon 000412", ""),
        journal=(*PAID, "STROMAUSFALL"),
        slip=("= = = = Strom war weg = = = =", "SUMME EUR                 2,50"),
        bench_only="a cut between two touches of disk, card and cable",
    ),
    Case(
        number="AU6",
        keys="250 WG1\n@power cut 35\nBAR\n@wait 5",
        effect="Strom weg zwischen Signatur und Buch: derselbe Bon wird nachher fertig",
        display=("Strom war weg", "Bon 000412", ""),
        journal=("POS", "BELEG", "STROMAUSFALL"),
        slip=("= = = = Strom war weg = = = =", "SUMME EUR                 2,50"),
        bench_only="a cut between two touches of disk, card and cable",
    ),
    Case(
        number="AU7",
        keys="@card remove\n250 WG1 BAR",
        effect="Karte weg: der Bon trägt den Vermerk",
        display=("BEZAHLT", "2,50", "Bon 000412   BON=Kop."),
        journal=(*PAID, "AUSFALL_BEGINN"),
    ),
    Case(
        number="AU8",
        keys="@card remove\n250 WG1 BAR\n@card insert\n@wait 40",
        effect="Karte wieder da: der Sammelbeleg kommt von selbst",
        display=("BEZAHLT", "2,50", "Bon 000412   BON=Kop."),
        journal=(*PAID, "AUSFALL_BEGINN", "BELEG", "AUSFALL_ENDE"),
    ),
    Case(
        number="AU9",
        keys="@card remove\n250 WG1 BAR C\n@time 2026-11-22T11:00:00",
        effect="48 Stunden Ausfall: melden",
        display=("Ausfall: melden!", "48h: F 65", ""),
        journal=(*PAID, "AUSFALL_BEGINN", "FEHLER"),
    ),
    Case(
        number="AU11",
        keys="@time 2027-01-02T09:00:00\n250 WG1 BAR",
        effect="Jahreswechsel: der Jahresbeleg kommt vor dem ersten Verkauf",
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
    Case(
        number="AU16",
        keys="250 WG1 BAR\n@time 2026-11-19T09:00:00\n290 WG2 BAR",
        effect="Uhr vor dem letzten Bon: kein Verkauf, der Bon bleibt offen",
        display=("FEHLER E14", "Uhrzeit unsicher", "Uhr stellen lassen"),
        journal=(*PAID, "POS", "FEHLER"),
        bench_only="it is the issuer that refuses such a clock",
    ),
)
