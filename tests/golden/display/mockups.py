"""The screens of the operator's manual (5.4), and how their golden frames are kept as text.

`python -m tests.golden.display.mockups` draws every frame anew; look at the difference before
committing it.
"""

from pathlib import Path

from hal.display.codec import render
from hal.display.port import WIDTH, Frame, Screen

FOLDER = Path(__file__).parent

SHORT_LINK = "HTTPS://KASSA.EXAMPLE/B/GRAZ-01/412/7F3KQ2"
MACHINE_CODE = (
    "_R1-AT1_GRAZ-01_412_2026-11-20T10:43:07_3,99_3,00_0,00_0,00_4,50_xKZ2ZWUGNKQ="
    "_20f2ed172daa09e5_c8nbPNpr2GA=_" + "kT4bq0Xw" * 11
)

MOCKUPS = {
    "locked": Screen(
        status="            S✓P✓10:42"[-21:],
        item="MARKTSTAND HUBER",
        main="BEDIENER ?",
        hint="Nr + BAR",
    ),
    "idle": Screen(
        status="B2          S✓P✓10:42", item="Bereit", main="10:42", hint="Letzter Bon 7,50"
    ),
    "typing": Screen(
        status="B2          S✓P✓10:42", item="3 ×", main="2,50", hint="WG = buchen  C=lösch"
    ),
    "sale": Screen(
        status="B2 3Pos     S✓P✓10:43",
        item="Äpfel kg      ×2",
        main="7,50",
        hint="SUMME           19,80",
    ),
    "pay": Screen(
        status="B2 3Pos     S✓P✓10:43", item="REST", main="17,30", hint="BAR 10,00 erhalten"
    ),
    "done": Screen(
        status="B2          S✓P✓10:43", item="RÜCKGELD", main="2,50", hint="Bon 000412   BON=Kop."
    ),
    "weight": Screen(
        status="B2 4Pos     S✓P✓10:44",
        item="1,345kg × 2,90",
        main="3,90",
        hint="SUMME           23,70",
    ),
    "paper_out": Screen(
        status="B2          S✓P!10:45",
        item="PAPIER ENDE",
        main="Bon 000413 OK",
        hint="BON=QR  Rolle wechs.",
    ),
    "outage": Screen(
        status="B2      ↑40 S!P✓10:46",
        item="Sicherheitseinr.",
        main="AUSGEFALLEN",
        hint="Verkauf läuft weiter",
    ),
    "training": Screen(
        status="** TRAINING **  10:47",
        item="Äpfel kg",
        main="2,50",
        hint="SUMME            2,50",
        is_inverted=True,
    ),
    "storno": Screen(
        status="B2 3Pos     S✓P✓10:48",
        item="STORNO Äpfel kg",
        main="−9.999,99",
        hint="SUMME           12,30",
    ),
    "halo": Screen(
        status="B2 3Pos     S✓P✓10:48",
        item="E02",
        main="Betrag zu hoch – sicher?",
        hint="BAR = Ja     C = Nein",
    ),
    "qr_link": Screen(item="Bon 412", main="7,50 EUR", hint="Scannen BON=Papier", qr=SHORT_LINK),
    "qr_training": Screen(
        item="TRAINING", main="11,49", hint="Scannen BON=Papier", qr=MACHINE_CODE, is_inverted=True
    ),
}


def to_text(frame: Frame) -> str:
    """One line for each row of pixels, `#` lit and `.` dark."""
    rows = range(0, len(frame.bits), WIDTH // 8)
    lines = ["".join(f"{byte:08b}" for byte in frame.bits[at : at + WIDTH // 8]) for at in rows]
    return "\n".join(lines).replace("1", "#").replace("0", ".") + "\n"


def main() -> None:
    """Write all golden frames."""
    for name, screen in MOCKUPS.items():
        (FOLDER / f"{name}.txt").write_text(to_text(render(screen)), encoding="ascii")


if __name__ == "__main__":
    main()
