"""Draws the wiring plans of docs/techniker: run as `python -m tests.docs.render_wiring`.

Pins come from hal/keypad/pins.py, the defaults of the settings, and the image's device trees.
test_wiring.py fails when a plan is not what this script would draw.
"""

import sys
from collections.abc import Mapping
from typing import Final

from hal.keypad.layout import LAYOUT_4X5
from hal.keypad.pins import PINS_4X5, PINS_5X6
from hal.keypad.port import LAYOUT_5X6
from tests.docs.pages import DOCS
from tests.docs.technician.circuits import circuits_svg
from tests.docs.technician.header import header_svg
from tests.docs.technician.matrix import matrix_svg

PICTURES: Final = DOCS / "techniker" / "bilder"


def plans() -> Mapping[str, str]:
    """The name of each plan, and the plan."""
    return {
        "kopfleiste.svg": header_svg(),
        "tasten-5x6.svg": matrix_svg("Tastatur 5 × 6", PINS_5X6, LAYOUT_5X6),
        "tasten-4x5.svg": matrix_svg("Tastatur 4 × 5", PINS_4X5, LAYOUT_4X5),
        "teile.svg": circuits_svg(),
    }


if __name__ == "__main__":
    PICTURES.mkdir(parents=True, exist_ok=True)
    for name, plan in plans().items():
        (PICTURES / name).write_text(plan, encoding="utf-8")
        sys.stdout.write(f"{PICTURES / name}\n")
