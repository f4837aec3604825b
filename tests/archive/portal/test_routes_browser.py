"""The portal in Debian's Chromium: colours, sizes, keys and paper; and a way through it."""

from collections.abc import Iterator
from itertools import product
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.archive.portal.ground import Ground
from tests.archive.portal.test_routes import _paths
from tests.archive.portal.wcag import COMPUTED
from tests.archive.serving import served

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
#: A phone, and a phone at twice the size of its letters (1.4.10 Reflow).
NARROW = 360


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium."""
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield browser
        browser.close()


class Shown:
    """Pages of the archive; whatever one complains of is kept."""

    def __init__(self, browser: Browser, base: str) -> None:
        self._browser = browser
        self._base = base
        self.complaints: list[str] = []

    def page(self, path: str, width: int, scheme: Literal["light", "dark"] = "light") -> Page:
        """A page of this width."""
        page = self._browser.new_page(
            viewport={"width": width, "height": 800},
            color_scheme=scheme,
            locale="de-AT",
            reduced_motion="reduce",
        )
        page.on(
            "console",
            lambda said: (
                self.complaints.append(said.text) if said.type in ("error", "warning") else None
            ),
        )
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", lambda asked: self._ask(asked.url))
        page.goto(self._base + path)
        return page

    def _ask(self, url: str) -> None:
        if not url.startswith(self._base):
            self.complaints.append(f"asked elsewhere: {url}")


@pytest.fixture
def shown(ground: Ground, browser: Browser) -> Iterator[Shown]:
    """The pages on a port of this machine; none of them may complain."""
    with served(ground.door) as place:
        shown = Shown(browser, place.url.rstrip("/"))
        yield shown
    assert [] == shown.complaints


@pytest.mark.heavy
def test_every_page_can_be_read_and_pressed(ground: Ground, shown: Shown) -> None:
    """1.4.3 contrast, 1.4.10 reflow, 2.5.8 sizes; by day and by night, narrow and wide."""
    found = {}
    kinds: list[tuple[int, Literal["light", "dark"]]] = [(1280, "light"), (NARROW, "dark")]
    paths = _paths(ground.own.tenant_id, ground.own.id)
    paths += [f"{ground.path}/exports", f"{ground.tenant_path}/upload", "/tenants"]
    paths += [f"{ground.tenant_path}/access", f"{ground.tenant_path}/access/tills/{ground.own.id}"]
    for path, (width, scheme) in product(paths, kinds):
        page = shown.page(path, width, scheme)
        for one in page.locator("details").all():
            one.evaluate("(details) => { details.open = true; }")
        if said := page.evaluate(COMPUTED):
            found[path, width] = said
        page.close()

    assert {} == found


def test_the_tab_key_shows_where_it_is(ground: Ground, shown: Shown) -> None:
    """2.4.1 and 2.4.7: the first stop skips to the content; each stop has a ring."""
    page = shown.page(f"{ground.path}/receipts", 1280)
    page.keyboard.press("Tab")
    assert "Zum Inhalt springen" == page.evaluate("document.activeElement.textContent")
    assert page.evaluate("document.activeElement.getBoundingClientRect().top >= 0")
    page.keyboard.press("Enter")
    assert page.url.endswith("#main")
    for _ in range(12):
        page.keyboard.press("Tab")
        ring = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert "solid" == ring, page.evaluate("document.activeElement.outerHTML")


def test_from_the_day_to_the_receipt(ground: Ground, shown: Shown) -> None:
    """As an owner on a phone looks for a cancelled sale."""
    page = shown.page(ground.tenant_path, NARROW)
    page.get_by_role("link", name="GRAZ-01").click()
    page.get_by_role("link", name="Sa, 24.10.2026").click()
    page.get_by_role("link", name="Belege dieses Tages").click()
    page.get_by_label("Belegart").select_option("storno")
    page.get_by_label("Text").fill("glüh")
    page.get_by_role("button", name="Suchen").click()
    page.get_by_role("link", name="000014").click()
    page.get_by_role("link", name="000013", exact=True).click()

    assert "Beleg 000013" == page.get_by_role("heading", level=1).inner_text()
    assert page.get_by_text("geprüft").is_visible()
    assert page.get_by_text("storniert mit Beleg").is_visible()


def test_the_paper_is_not_cut(ground: Ground, shown: Shown) -> None:
    """Every line of the slip is seen to its end, on the smallest phone."""
    page = shown.page(f"{ground.path}/receipts/22", 320)
    cut = page.locator(".slip .line").evaluate_all(
        "lines => lines.filter(one => one.scrollWidth > one.clientWidth + 1)"
        ".map(one => one.textContent)"
    )

    assert [] == cut


def test_printing_is_the_list_alone(ground: Ground, shown: Shown) -> None:
    """Seed T070: on paper without ways, search and buttons."""
    page = shown.page(f"{ground.path}/history", 1280)
    assert page.get_by_role("button", name="Drucken").is_visible()
    page.emulate_media(media="print")

    for name in ("nav", ".filters", ".foot", "[data-print]"):
        assert not page.locator(name).first.is_visible()
    assert page.get_by_role("heading", level=1).is_visible()
    assert page.get_by_role("table").is_visible()
