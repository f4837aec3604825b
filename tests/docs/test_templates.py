"""docs/templates: stalls to begin with; each loads, sells and says what it is."""

from datetime import date
from pathlib import Path

import pytest

from firmware.app.config import parse, profile
from firmware.rksv.vat import RATES
from firmware.till.stall.catalog import Profile
from hal.display.codec import render
from hal.display.port import Screen
from tests.docs.pages import DOCS

TEMPLATES = sorted((DOCS / "templates").glob("*.toml"))
DAY = date(2026, 11, 20)


@pytest.fixture(params=TEMPLATES, ids=lambda path: path.stem)
def stall(request: pytest.FixtureRequest) -> Profile:
    """One of them."""
    assert isinstance(request.param, Path)
    return profile(parse(request.param.read_text(encoding="utf-8")), DAY)


def test_there_are_seven() -> None:
    """Those the page names."""
    assert len(TEMPLATES) == 7
    page = (DOCS / "masterdata.md").read_text(encoding="utf-8")
    assert [path.name for path in TEMPLATES if f"templates/{path.name}" not in page] == []


def test_rates_are_law(stall: Profile) -> None:
    """§ 10 UStG: each group has one of the rates of today."""
    law = {rate.per_mille for rate in RATES if rate.is_valid_on(DAY)}
    assert {group.vat_per_mille for group in stall.groups.values()} <= law


def test_every_group_is_on_a_key_and_every_name_on_the_display(stall: Profile) -> None:
    """The first groups need no F, and every name can be drawn."""
    assert {1, 2, 3} <= set(stall.groups)
    for named in (*stall.groups.values(), *stall.articles.values()):
        render(Screen(item=named.name, main="1,00"))


def test_prices_are_those_of_a_market(stall: Profile) -> None:
    """Nothing is free and nothing costs a fortune; a package is cheaper than its pieces."""
    for article in stall.articles.values():
        assert article.price_cents is not None
        assert 20 <= article.price_cents <= 100_00
        if article.package is not None:
            assert article.package.price_cents < article.package.pieces * article.price_cents


def test_deposits_come_back(stall: Profile) -> None:
    """A deposit is the Einwegpfand, or on a group that takes its cups back."""
    for article in stall.articles.values():
        if article.deposit is not None:
            group = stall.groups[article.deposit.group]
            assert group.is_deposit or group.is_returnable
            assert group.price_cents == article.deposit.cents
