"""Documents about modules: docstrings, the list of rooms, the list of printers."""

import ast
import re
from pathlib import Path
from typing import Final

import pytest

from firmware.app.config import BUS_PINS, GpioSection
from hal.card.families import FAMILIES
from hal.keypad.pins import PINS_5X6
from hal.printer.model import MODELS, Confirmation
from tests.docs.pages import DOCS, ROOT, plain, rows

HARDWARE: Final = DOCS / "hardware.md"
CONFIRMATIONS: Final = {
    Confirmation.PROCESS_ID: "process id",
    Confirmation.SENSOR: "sensor question",
}
#: The panel answers nothing, but the bus takes the line.
SPI_MISO: Final = 9

MODULES: Final = sorted(
    path
    for room in ("archive", "firmware", "hal", "image-build")
    for path in (ROOT / room).rglob("*.py")
    # The two roots hold nothing.
    if path.stat().st_size > 0
)


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.relative_to(ROOT).as_posix())
def test_every_module_says_what_it_is(module: Path) -> None:
    """The first line of a module is a sentence."""
    docstring = ast.get_docstring(ast.parse(module.read_text(encoding="utf-8"))) or ""
    first = docstring.strip().split("\n\n")[0]

    assert first.rstrip().endswith((".", ":")), first


def test_every_room_stands_in_the_architecture() -> None:
    """A new package is a new line of the picture."""
    page = (DOCS / "architecture.md").read_text(encoding="utf-8")
    packages = [
        path.parent.relative_to(ROOT).as_posix()
        for path in MODULES
        if path.name == "__init__.py" and path.parent.parent != ROOT
    ]

    assert [] == [package for package in packages if f"`{package}`" not in page]


def test_every_card_stands_in_the_hardware_page() -> None:
    """What the code knows by name, the parts list knows too."""
    named = {row[0] for row in rows(HARDWARE, columns=("generation", "files", "PIN"))}

    assert {family.name for family in FAMILIES} == named


def test_the_table_of_printers_is_the_list_in_the_code() -> None:
    """Every model with its columns, its codes, its knife and how it confirms."""
    columns = (
        "`printer.model`",
        "paper",
        "columns",
        "QR code",
        "knife",
        "says that a slip is out by",
    )
    expected = {
        (
            model.name,
            str(model.columns),
            "its own" if model.has_native_qr else "drawn by us",
            "yes" if model.has_cutter else "no",
            CONFIRMATIONS[model.confirmation],
        )
        for model in MODELS.values()
    }

    told = {
        (plain(name), width, code, knife, confirmation)
        for name, _, width, code, knife, confirmation in rows(HARDWARE, columns=columns)
    }

    assert expected == told


def test_the_wiring_is_that_of_the_code() -> None:
    """The pins of the page are the pins a till claims that says nothing else."""
    wiring = {row[0]: row[1] for row in rows(HARDWARE, columns=("line", "BCM", "direction"))}
    gpio = GpioSection()

    assert ", ".join(map(str, PINS_5X6.rows)) == wiring["keypad rows, top to bottom"]
    assert ", ".join(map(str, PINS_5X6.columns)) == wiring["keypad columns, left to right"]
    assert str(gpio.buzzer) == wiring["buzzer"]
    assert str(gpio.status_led) == wiring["status lamp"]
    assert str(gpio.power_fail) == wiring["supply warning"]
    for bus, name in ((("i2c", 1), "display, I²C"), (("spi", 0), "display, SPI")):
        told = {int(number) for number in re.findall(r"\b\d+\b", wiring[name])}
        assert set(BUS_PINS[bus]) - {SPI_MISO} == told
