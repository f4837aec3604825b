"""The wiring plans of docs/techniker are what the program takes for granted."""

import re
from xml.etree import ElementTree as ET

import pytest

from firmware.app.config import (
    Config,
    DrawerSection,
    KeySwitchSection,
    RegisterSection,
    pins_taken_twice,
)
from firmware.app.config_stall import Company, GroupSection
from firmware.image.settings.rules import BUTTON
from hal.keypad.pins import PINS_4X5, PINS_5X6
from tests.docs.pages import DOCS, ROOT
from tests.docs.render_wiring import PICTURES, plans
from tests.docs.technician.header import HEADER, Feed, button_line, pin_of, uses

FRESHEN = "python -m tests.docs.render_wiring"
#: On a page or plan: the pin of the header, and its Broadcom number.
_PLACE = re.compile(r"Pin (?P<pin>\d+) \(BCM (?P<line>\d+)\)")


@pytest.mark.parametrize("name", sorted(plans()))
def test_a_plan_is_fresh(name: str) -> None:
    """The script would draw the same again."""
    assert (PICTURES / name).read_text(encoding="utf-8") == plans()[name], FRESHEN


@pytest.mark.parametrize("name", sorted(plans()))
def test_a_plan_is_a_picture_in_black_and_white(name: str) -> None:
    """It can be read by any viewer, and printed without colours."""
    drawing = plans()[name]
    ET.fromstring(drawing)

    colours = set(re.findall(r'"#([0-9a-f]{6})"', drawing))
    assert [] == [one for one in colours if len({one[:2], one[2:4], one[4:]}) != 1]


def test_every_line_has_one_pin() -> None:
    """Broadcom numbers 2 to 27 lie on twenty-six pins of the forty."""
    lines = [wired for wired in HEADER if isinstance(wired, int)]

    assert 40 == len(HEADER)
    assert list(range(2, 28)) == sorted(lines)
    assert 8 == HEADER.count(Feed.GROUND)


def test_no_line_has_two_uses() -> None:
    """A till with everything on it is one that the settings let be."""
    group = GroupSection(number=1, name="Obst", vat="4,9")
    config = Config(
        company=Company(name="A"),
        register=RegisterSection(id="A"),
        group=[group],
        drawer=DrawerSection(connection="gpio"),
        key_switch=KeySwitchSection(),
    )

    assert [] == list(pins_taken_twice(config))
    assert BUTTON == button_line()
    assert button_line() not in {*PINS_5X6.rows, *PINS_5X6.columns, 2, 3, 14, 15}
    assert len(PINS_5X6.rows) + len(PINS_5X6.columns) == 11
    assert 22 == len(uses())


def test_the_smaller_keypad_takes_no_line_of_its_own() -> None:
    """Who changes from one to the other moves no wire."""
    assert set(PINS_4X5.rows) <= set(PINS_5X6.rows)
    assert set(PINS_4X5.columns) <= set(PINS_5X6.columns)


def test_the_template_of_the_settings_leaves_the_button_alone() -> None:
    """Whoever takes the # away from what stands there gets pins that are free."""
    template = (ROOT / "image-build/boot/kassa.toml").read_text(encoding="utf-8")
    offered = re.findall(r"^# (?:switch_pin|pin) = (\d+)", template, re.MULTILINE)

    assert offered
    assert str(button_line()) not in offered


def test_pins_on_the_pages_are_those_of_the_header() -> None:
    """Where a page names pin and line, they belong together."""
    places = [
        place
        for page in (DOCS / "techniker").glob("*.md")
        for place in _PLACE.finditer(page.read_text(encoding="utf-8"))
    ]

    assert places
    assert [] == [one[0] for one in places if pin_of(int(one["line"])) != int(one["pin"])]
