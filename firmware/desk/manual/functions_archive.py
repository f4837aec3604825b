"""6.8 Function codes of archive and net: F 81, F 82, F 83.

Rows of the operator's manual as data; see case.py for what a row says.
"""

from typing import Final

from firmware.desk.manual.case import Case

#: A key as an archive prints it, typed group by group; nobody has an archive that gave it out.
_KEY: Final = (
    "000009 BAR 052337 BAR 100600 BAR 624287 BAR 060508 BAR 955396 BAR 573133 BAR 612954 BAR"
)

ARCHIVE_FUNCTIONS: Final = (
    Case(
        number="F81",
        keys="F 81",
        effect="Sync jetzt, bei einer Kassa ohne Archiv",
        display=("Archiv", "keines", "fehlt i. d. Einstell."),
        clerk=None,
    ),
    Case(
        number="F81a",
        keys="@archive behind 12\nF 81",
        effect="alles geht sofort; wie viel noch offen ist und wann das Archiv zuletzt da war",
        display=("Archiv", "12 offen", "zuletzt 20.11. 10:42"),
    ),
    Case(
        number="F81b",
        keys="@archive whole\nF 81 ZW",
        effect="bis zu welchem Bon es alles hat, und die Kurzform seiner Bestätigung",
        display=("bis Bon 000411", "GGGZ MDH7 IIUH", "BON=drucken  C=zurück"),
    ),
    Case(
        number="F81c",
        keys="@archive whole\nF 81 BON",
        effect="dasselbe auf Papier",
        display=("Archiv", "wird gedruckt", ""),
        paper=("Archiv                  alles da", "bestätigt bis Bon         000411"),
    ),
    Case(
        number="F82",
        keys=f"@archive new\nF 82 1111 BAR {_KEY}",
        effect="der Schlüssel, Gruppe für Gruppe; dann fragt die Kassa an",
        display=("Archiv", "fragt an", "Antwort kommt selbst"),
        journal=("CHEF",),
    ),
    Case(
        number="F82a",
        keys="@archive new\nF 82 1111 BAR 000009 BAR 052337 BAR 100601 BAR",
        effect="ein Tippfehler: die Gruppe wird genannt, und nur sie nochmals getippt",
        display=("FEHLER E01", "Gruppe 3/8", "falsch, noch einmal"),
        journal=("CHEF", "FEHLER"),
    ),
    Case(
        number="F82b",
        keys="@archive new\nF 82 1111 BAR 000009 BAR 052337 BAR 100601 BAR C",
        effect="weiter bei derselben Gruppe",
        display=("Gruppe 3/8", "_", "6 Ziffern BAR  C"),
        journal=("CHEF", "FEHLER"),
    ),
    Case(
        number="F82c",
        keys=f"@archive new\nF 82 1111 BAR {_KEY}\n@archive asks\n@archive takes",
        effect="die Antwort kommt von selbst",
        display=("Archiv", "registriert", ""),
        journal=("CHEF", "ARCHIV"),
    ),
    Case(
        number="F82d",
        keys=f"@archive new\nF 82 1111 BAR {_KEY}\n@archive asks\n@archive declines",
        effect="das Archiv nimmt den Schlüssel nicht: ein neuer muss her",
        display=("Archiv", "abgelehnt", "Schlüssel: F 82"),
        journal=("CHEF", "ARCHIV"),
    ),
    Case(
        number="F82e",
        keys=f"@archive new\nF 82 1111 BAR {_KEY}\n@archive asks\n@archive offline",
        effect="kein Netz: die Kassa versucht es von selbst weiter",
        display=("Archiv", "kein Netz", "wird wieder versucht"),
        journal=("CHEF",),
    ),
    Case(
        number="F83",
        keys="F 83 1111 BAR",
        effect="Netz: Kabel und WLAN, Adresse, letzter Kontakt",
        display=("Netz eth0", "Kabel ok", "1/6  ZW  BAR  C"),
        journal=("CHEF",),
        table_only="the net is that of the machine the bench runs on",
    ),
    Case(
        number="F83a",
        keys="@archive offline 12\nF 83 1111 BAR 8 8",
        effect="seit wann das Archiv nicht erreicht wird",
        display=("Archiv", "12 offen", "seit 20.11. 10:42"),
        journal=("CHEF",),
    ),
)
