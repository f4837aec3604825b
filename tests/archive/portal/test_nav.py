"""archive.portal.nav: where one is, and where one can go."""

import pytest

from archive.accounts.visitor import Role
from archive.portal import nav
from tests.archive.portal.ground import Ground
from tests.archive.portal.wcag import parsed


@pytest.mark.parametrize(
    ("below", "wanted"),
    [("/days", ["Tage"]), ("/days/2026-10-25", ["Tage"]), ("/receipts/5", ["Belege"])],
)
def test_one_way_is_marked(ground: Ground, below: str, wanted: list[str]) -> None:
    """Also on a page further down."""
    page = parsed(ground.page(ground.path + below))

    assert wanted == [one.text for one in page.all() if "aria-current" in one.attributes]


@pytest.mark.parametrize(
    ("role", "is_there"), [(Role.OWNER, True), (Role.ACCOUNTANT, True), (Role.AUDITOR, False)]
)
def test_nobody_is_led_where_he_may_not_go(ground: Ground, role: Role, *, is_there: bool) -> None:
    """An auditor's link reads: neither the ways nor the documents offer to put something in."""
    ground.come(role)
    for below in ("", "/documents"):
        page = ground.page(ground.tenant_path + below)
        assert is_there == ("/upload" in page)


def test_without_a_place_there_are_no_ways(ground: Ground) -> None:
    """Before the sign-in, and in the choice of a business."""
    assert nav.Ways() == nav.of(None, "/")
    assert [] == parsed(ground.page("/tenants")).named("nav")
