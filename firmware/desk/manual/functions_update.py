"""6.8 F 76, and 6.11 AU20: a new image, from the stick to the restart.

Rows of the operator's manual as data; see case.py for what a row says.
"""

from typing import Final

from firmware.desk.manual.case import Case

UPDATE_FUNCTIONS: Final = (
    Case(
        number="F76",
        keys="@stick update\nF 76 1111 BAR\n@wait 2",
        effect="Update vom Stick: geprüft und gezeigt, BAR spielt es ein",
        display=("Update 1.3", "einspielen ?", "BAR=Ja C=Nein ZW=Info"),
        journal=("STICK", "CHEF"),
    ),
    Case(
        number="F76a",
        keys="@stick update\nF 76 1111 BAR\n@wait 2\nZW ZW",
        effect="ZW blättert: was jetzt läuft, was neu ist",
        display=("Neu 1", "", "Neue Preise gehen"),
        journal=("STICK", "CHEF"),
    ),
    Case(
        number="F76b",
        keys="@stick update\nF 76 1111 BAR\n@wait 2\nBAR\n@wait 10",
        effect="eingespielt wird neben die laufende Version; dann startet die Kasse neu",
        display=("Update 1.3", "startet neu", ""),
        journal=("STICK", "CHEF", "UPDATE"),
        table_only="the desk starts anew at once",
    ),
    Case(
        number="F76c",
        keys="@stick update\n250 WG1 BAR F 76 1111 BAR\n@wait 2",
        effect="nur nach dem Z: es wird an keinem offenen Tag getauscht",
        display=("FEHLER E20", "Zuerst Z", "F 20, dann F 76"),
        journal=("STICK", "POS", "ZAHLUNG", "BELEG", "CHEF", "FEHLER"),
    ),
    Case(
        number="F76d",
        keys="F 76 1111 BAR\n@wait 2",
        effect="es steckt kein Update (E17)",
        display=("FEHLER E17", "kein Update da", "Stick mit Update"),
        journal=("CHEF", "FEHLER"),
    ),
    Case(
        number="F76e",
        keys="@stick forged\nF 76 1111 BAR\n@wait 2",
        effect="nicht vom Hersteller signiert (E17): nichts wird angerührt",
        display=("FEHLER E17", "fremde Signatur", "nicht vom Hersteller"),
        journal=("STICK", "CHEF", "FEHLER"),
    ),
    Case(
        number="F76f",
        keys="@stick older\nF 76 1111 BAR\n@wait 2",
        effect="eine ältere Version (E17): zurück geht es nie",
        display=("FEHLER E17", "ist älter", "nie zurück"),
        journal=("STICK", "CHEF", "FEHLER"),
    ),
)

UPDATE_BY_ITSELF: Final = (
    Case(
        number="AU20",
        keys="@stick update\nF 76 1111 BAR\n@wait 2\nBAR\n@wait 10\n@stick out\n@power cut",
        effect="nach dem Neustart: die Probe war gut, die neue Version verkauft",
        display=("Update ok ✓", "1.3", "vorher 1.2"),
        journal=("STICK", "CHEF", "UPDATE", "STICK", "STROMAUSFALL", "UPDATE"),
        table_only="the desk starts anew by itself",
    ),
    Case(
        number="AU20a",
        keys="@stick poor\nF 76 1111 BAR\n@wait 2\nBAR\n@wait 10\n@stick out\n@power cut",
        effect="die Probe fand etwas: die alte Version verkauft weiter",
        display=("Update 1.3", "zurückgesetzt", "Drucker geht nicht"),
        journal=("STICK", "CHEF", "UPDATE", "STICK", "STROMAUSFALL", "UPDATE"),
        table_only="the desk starts anew by itself",
    ),
)
