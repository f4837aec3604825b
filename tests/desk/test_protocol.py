"""The words between page, desk and bench agree."""

import re
from pathlib import Path

from firmware.desk import keys
from firmware.desk.protocol import POSITIONS, Desk, Switch
from firmware.desk.stick_pages import list_page
from hal.keypad.port import LAYOUT_5X6
from tests.desk.fake_desk import FakeDesk

STATIC = Path(keys.__file__).parent / "static"
PAGE = (STATIC / "index.html").read_text("utf-8")


def test_the_page_has_every_switch_with_every_position() -> None:
    """The radio buttons of the page are the positions of the protocol, healthy first."""
    found: dict[str, tuple[str, ...]] = {}
    for name, position in re.findall(r'type="radio" name="(\w+)" value="(\w+)"', PAGE):
        found[name] = (*found.get(name, ()), position)
    assert {switch.value: positions for switch, positions in POSITIONS.items()} == found


def test_every_switch_has_positions() -> None:
    """No switch without a place to stand."""
    assert set(Switch) == set(POSITIONS)


def test_the_page_has_the_layout_of_the_keypad() -> None:
    """The caps lie on the page as on the till: 5 rows of 6."""
    laid = [key.value for row in LAYOUT_5X6 for key in row]
    assert laid == re.findall(r'data-key="([^"]+)"', PAGE)


def test_the_page_keeps_as_many_keys_as_a_link_may_have() -> None:
    """The tape stops offering a link where the notation stops."""
    script = (STATIC / "sequence.js").read_text("utf-8")
    assert f"TAPE_KEYS_MAX = {keys.MAX_KEYS};" in script


def test_the_page_names_only_files_that_are_there() -> None:
    """Every static address of page and scripts exists."""
    named = set(re.findall(r'"/static/([^"]+)"', PAGE))
    named |= set(re.findall(r'"/static/([^"]+)"', list_page({})))
    for script in STATIC.glob("*.js"):
        named |= set(re.findall(r'from "\./([^"]+)"', script.read_text("utf-8")))
    assert {path.name for path in STATIC.iterdir()} - {"index.html"} == named


def test_the_double_is_a_desk() -> None:
    """What the tests use in place of the bench keeps the protocol."""
    desk: Desk = FakeDesk()
    assert desk.view().is_powered
