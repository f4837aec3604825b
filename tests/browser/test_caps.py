"""What is printed on the caps of the page."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from firmware.till.stall.catalog import Group, Profile
from tests.browser.conftest import PHONE, TABLE, PageFor
from tests.desk.fake_desk import FakeDesk

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


def cap(page: Page, legend: str) -> Locator:
    """The cap with this legend."""
    return page.locator(f'.cap[data-key="{legend}"]')


def test_group_names_stand_on_the_caps(desk: FakeDesk, page_for: PageFor) -> None:
    """The inlays come from the profile, the second layer in the accessible name."""
    page = page_for(desk)
    expect(cap(page, "WG1").locator(".name")).to_have_text("Obst")
    expect(page.get_by_role("button", name="WG1 Obst; nach F: 9 Blumen")).to_be_visible()
    expect(page.locator("#stall")).to_have_text("MARKTSTAND HUBER · GRAZ-01")


@pytest.mark.parametrize("size", [TABLE, PHONE], ids=["table", "phone"])
def test_long_group_names_are_broken_not_cut(desk: FakeDesk, page_for: PageFor, size: dict) -> None:
    """German market goods fit their caps whole, in letters that can be read."""
    names = (
        *("Kunsthandwerk", "Lebkuchenherz", "Eingelegtes", "Holzspielzeug"),
        *("Schafwollsocken", "Räucherforelle", "Kartoffelpuffer", "Gemüse kg"),
    )
    groups = {
        number: Group(number=number, name=name, vat_per_mille=100)
        for number, name in enumerate(names, start=1)
    }
    profile = Profile(register_id="GRAZ-01", header=("HUBER",), groups=groups)
    page = page_for(desk, profile=profile, size=size)
    expect(cap(page, "WG2").locator(".name")).to_have_text(re.compile("Leb.*herz"))
    cut = """names => names
        .filter(name =>
            name.scrollWidth > name.clientWidth || name.scrollHeight > name.clientHeight + 2)
        .map(name => name.textContent)"""
    assert page.locator(".name").evaluate_all(cut) == []
    sizes = "names => names.map(name => parseFloat(getComputedStyle(name).fontSize))"
    assert min(page.locator(".name").evaluate_all(sizes)) >= 7.5
