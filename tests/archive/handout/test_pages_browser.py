"""archive.handout.pages in Debian's Chromium: on a phone, on a desk, by day and by night."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Literal

import pytest
import uvicorn
from PIL import Image
from playwright.sync_api import Page, sync_playwright
from pyzbar.pyzbar import decode
from starlette.applications import Starlette

from tests.archive.handout.conftest import TOKEN, Shop

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]


class _Server(uvicorn.Server):
    """Says when it listens."""

    def __init__(self, app: Starlette) -> None:
        super().__init__(uvicorn.Config(app, port=0, log_level="error"))
        self.listens = threading.Event()

    async def startup(self, sockets: object = None) -> None:
        await super().startup()
        self.listens.set()


@contextmanager
def shown(shop: Shop, width: int, scheme: Literal["light", "dark"]) -> Iterator[tuple[Page, str]]:
    """A page of this width, and where the archive is."""
    server = _Server(shop.client.app)  # type: ignore[arg-type]
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    assert server.listens.wait(60)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        with sync_playwright() as play:
            browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
            page = browser.new_page(
                viewport={"width": width, "height": 800}, color_scheme=scheme, locale="de-AT"
            )
            yield page, f"http://127.0.0.1:{port}/B/"
            browser.close()
    finally:
        server.should_exit = True
        thread.join(60)


@pytest.mark.parametrize(("width", "scheme"), [(360, "light"), (1200, "dark")])
def test_no_column_is_cut(shop: Shop, width: int, scheme: Literal["light", "dark"]) -> None:
    """Each line of the paper is seen to its end, and nothing stands beside the page."""
    shop.link()
    complaints: list[str] = []
    with shown(shop, width, scheme) as (page, base):
        page.on("console", lambda message: complaints.append(message.text))
        page.goto(base + TOKEN)
        cut = page.eval_on_selector_all(
            ".line", "all => all.filter(e => e.scrollWidth > e.clientWidth).map(e => e.innerText)"
        )
        too_wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        picture = page.screenshot(full_page=True)
    assert [] == cut
    assert too_wide <= 0
    assert [] == complaints
    (code,) = decode(Image.open(_file(picture)))
    assert code.data.decode().startswith("_R1-AT")


def test_the_page_comes_by_itself(shop: Shop) -> None:
    """Nobody has to press anything when the receipt arrives."""
    with shown(shop, 360, "light") as (page, base):
        page.goto(base + TOKEN)
        assert "unterwegs" in page.inner_text("h1")
        shop.link()
        page.wait_for_selector(".slip", timeout=60_000)
        assert "SUMME EUR" in page.inner_text(".slip")


def _file(content: bytes) -> BytesIO:
    return BytesIO(content)
