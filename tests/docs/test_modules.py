"""Documents about modules: docstrings, the list of rooms, the list of printers."""

import ast
from pathlib import Path
from typing import Final

import pytest

from hal.card.families import FAMILIES
from hal.printer.model import MODELS
from tests.docs.pages import DOCS, ROOT, code_spans

MODULES: Final = sorted(
    path
    for room in ("firmware", "hal")
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
        path.parent.relative_to(ROOT).as_posix() for path in MODULES if path.name == "__init__.py"
    ]

    assert [package for package in packages if f"`{package}`" not in page] == []


def test_every_printer_and_card_stands_in_the_hardware_page() -> None:
    """What the code knows by name, the parts list knows too."""
    spans = code_spans(DOCS / "hardware.md")
    page = (DOCS / "hardware.md").read_text(encoding="utf-8")

    assert [model for model in MODELS if model not in spans] == []
    assert [family.name for family in FAMILIES if family.name not in page] == []
