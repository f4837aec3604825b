"""The screens of the operator's manual (5.4) as the till really draws them, kept as text and PNG.

`python -m tests.golden.till.frames` draws every frame anew; look at the pictures before committing
them. The text is what is compared; the picture is for people.
"""

from dataclasses import replace
from pathlib import Path

from hal.display.codec import render
from hal.display.emulator_picture import png
from hal.display.port import Screen
from tests.golden.display.mockups import MACHINE_CODE, to_text
from tests.till.playbook import Playbook

FOLDER = Path(__file__).parent
#: Name of the screen: who is signed on, and what is typed.
SCREENS: dict[str, tuple[int | None, str]] = {
    "locked": (None, ""),
    "pin": (None, "1 BAR 111"),
    "pin_wrong": (None, "1 BAR 9999 BAR"),
    "locked_out": (1, "250 WG1\n@wait 601"),
    "idle": (2, "750 WG3 BAR C"),
    "typing": (2, "3 × 250"),
    "sale": (2, "250 WG1 WG1 WG1"),
    "pay": (2, "2730 WG3 1000 BAR"),
    "done": (2, "750 WG3 1000 BAR"),
    "weight": (2, "1980 WG3 1,345 × WG2"),
    "paper_out": (2, "@paper out\n250 WG1 BAR"),
    "paper_kept": (2, "@archive digital\n@paper out\n250 WG1 BAR BON"),
    "paper_owed": (2, "@paper out\n250 WG1 BAR BON"),
    "printer_off": (2, "@printer offline\n250 WG1 BAR C 290 WG2 500 BAR"),
    "outage": (2, ""),
    "report": (2, "@card remove\n250 WG1 BAR C\n@time 2026-11-22T11:00:00"),
    "training": (2, "F 50 1111 BAR 250 WG1"),
    "code": (2, "@archive digital\n250 WG1 BON 1000 BAR"),
    "code_training": (2, "@archive digital\nF 50 1111 BAR 250 WG1 BON BAR"),
    "no_net": (2, "@archive digital\n250 WG1 BON\n@archive offline 12\n1000 BAR"),
    "archive_alarm": (1, "@archive refuses\nF 81"),
    "archive_state": (2, "@archive behind 12\nF 81"),
    "archive_short": (2, "@archive whole\nF 81 ZW"),
    "archive_group": (1, "@archive new\nF 82 000009 BAR 052337 BAR 1006"),
    "archive_new": (1, "@archive new\nF 81"),
    "code_last": (2, "1980 WG3 BAR F BON"),
    "chief": (2, "F 43"),
    "menu": (2, "F F"),
    "menu_function": (2, "F F 2 BAR"),
    "error": (2, "250 BON"),
    "pending": (2, ""),
    "export": (2, "@stick slow\nF 70 1 BAR BAR\n@wait 51"),
    "export_begun": (2, "@stick new\nF 70 1 BAR BAR"),
    "export_locked": (None, "@stick owner\n@wait 3"),
    "export_sale": (2, "@stick slow\nF 70 1 BAR BAR\n@wait 51\n1980 WG3 WG1"),
    "export_training": (2, "@stick slow\nF 50 1111 BAR F 70 1 BAR BAR\n@wait 118"),
    "export_done": (2, "@stick owner\n@wait 10"),
    "export_choice": (2, "@stick new\nF 70"),
    "stick_pulled": (2, "@stick owner\n@wait 1\n@stick pull"),
}


def screen_of(name: str) -> Screen:
    """The screen, with a machine code as long as a real one."""
    clerk, keys = SCREENS[name]
    book = Playbook(clerk=clerk)
    if name == "pending":
        book.play("@archive behind 40")
    elif name == "outage":
        book.card(is_working=False)
    elif keys:
        book.play(keys)
    shown = book.screen
    return replace(shown, qr=MACHINE_CODE) if shown.qr.startswith("_") else shown


def main() -> None:
    """Write all frames."""
    for name in SCREENS:
        frame = render(screen_of(name))
        (FOLDER / f"{name}.txt").write_text(to_text(frame), encoding="ascii")
        (FOLDER / f"{name}.png").write_bytes(png(frame, scale=4))


if __name__ == "__main__":
    main()
