"""archive.portal.uploads in Debian's Chromium: a file in parts, and one that goes on."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Route

from archive.packages.parts import Parts
from tests.archive.portal.ground import Ground
from tests.archive.portal.test_routes_browser import Shown, browser
from tests.archive.portal.test_uploads import with_files
from tests.archive.serving import served

__all__ = ["browser"]

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

#: Three parts.
CONTENT = bytes(range(256)) * 4096 * 17


@pytest.fixture
def shown(ground: Ground, browser: object, tmp_path: Path) -> Iterator[Shown]:
    """The pages on a port of this machine, with a place for files."""
    with with_files(ground, tmp_path), served(ground.door) as place:
        yield Shown(browser, place.url.rstrip("/"))


def test_in_parts(ground: Ground, shown: Shown, tmp_path: Path) -> None:
    """A large document arrives byte for byte, and its page is shown."""
    path = tmp_path / "Prüfbericht.pdf"
    path.write_bytes(CONTENT)
    page = shown.page(f"{ground.tenant_path}/upload", 1280)
    page.locator("#k-document").check()
    page.locator("#f-file").set_input_files(path)
    page.locator("main button.main").click()
    page.wait_for_url("**/uploaded/*")
    assert "Das Dokument ist abgelegt." in page.content()
    number = page.url.rpartition("/")[2]
    fetched = ground.client.get(f"{ground.tenant_path}/documents/{number}")
    assert CONTENT == fetched.content
    assert [] == shown.complaints


def test_goes_on_where_it_was_cut(ground: Ground, shown: Shown, tmp_path: Path) -> None:
    """Parts that are there are not sent again; what is wrong is said on the page."""
    path = tmp_path / "a.pdf"
    path.write_bytes(CONTENT)
    page = shown.page(f"{ground.tenant_path}/upload", 1280)
    sent: list[str] = []

    def cut(route: Route) -> None:
        sent.append(route.request.url.rpartition("/")[2])
        if sent.count("2") == 1 and sent[-1] == "2":
            route.fulfill(status=429)
        else:
            route.continue_()

    page.route("**/upload/parts/*/*", cut)
    page.locator("#k-document").check()
    page.locator("#f-file").set_input_files(path)
    page.locator("main button.main").click()
    page.get_by_text("Abgerissen.").wait_for()
    page.locator("main button.main").click()
    page.wait_for_url("**/uploaded/*")
    assert ["1", "2", "2", "3"] == sent
    owner = f"user/{ground.visitor.who}/{ground.own.tenant_id}"
    assert () == Parts(ground.world.database).there(owner, "0" * 32)
