"""The page in Debian's Chromium, over any desk.

`page_for(desk)` serves the desk on a free port of this machine and opens its page. When the test
is over, it fails if the page complained on its console or asked anybody else for anything.
"""

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Literal, Protocol
from urllib.parse import urlencode, urlsplit

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from firmware.desk.protocol import Desk, Practice
from firmware.desk.server import make_server
from firmware.till.stall.catalog import Profile
from tests.desk.fake_desk import PROFILE

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
TABLE = ViewportSize(width=1280, height=800)
PHONE = ViewportSize(width=390, height=844)

Scheme = Literal["light", "dark"]


@dataclass(slots=True, kw_only=True)
class Served:
    """A desk on a port; `stop` is what happens when somebody ends the server."""

    port: int
    stop: Callable[[], None]


@dataclass(slots=True)
class Complaints:
    """What no page of ours may do."""

    texts: list[str] = field(default_factory=list)

    def listen(self, page: Page, host: str) -> None:
        """Note console errors and warnings, exceptions, and requests to anybody but `host`."""
        page.on(
            "console",
            lambda message: (
                self.texts.append(f"console {message.type}: {message.text}")
                if message.type in {"error", "warning"}
                else None
            ),
        )
        page.on("pageerror", lambda error: self.texts.append(f"exception: {error}"))
        page.on("request", lambda request: self._ask(request.url, host))
        page.on("websocket", lambda websocket: self._ask(websocket.url, host))

    def _ask(self, url: str, host: str) -> None:
        parts = urlsplit(url)
        if parts.scheme != "blob" and parts.netloc != host:
            self.texts.append(f"request to the outside: {url}")


class PageFor(Protocol):
    """Opens the page of a desk."""

    def __call__(
        self,
        desk: Desk,
        *,
        profile: Profile = PROFILE,
        keys: str | None = None,
        size: ViewportSize = TABLE,
        complaints: Complaints | None = None,
        practice: Practice | None = None,
        scheme: Scheme = "light",
    ) -> Page:
        """`keys` becomes `?keys=…`; with `complaints` the test judges them itself."""
        ...


# Not longer than a module: while Playwright is open, no other test can run an event loop.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One Chromium for all tests of a process."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=ARGUMENTS, headless=True
        )
        yield browser
        browser.close()


@contextmanager
def serving(
    desk: Desk, profile: Profile = PROFILE, port: int = 0, practice: Practice | None = None
) -> Iterator[Served]:
    """The real server over `desk` in a thread, on a free port unless one is named."""
    with socket.create_server(("127.0.0.1", port)) as listener:
        server = make_server(desk, profile, practice)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})

        def stop() -> None:
            server.should_exit = True
            thread.join()

        thread.start()
        try:
            yield Served(port=listener.getsockname()[1], stop=stop)
        finally:
            stop()


@pytest.fixture
def page_for(browser: Browser) -> Iterator[PageFor]:
    """Opens pages; at the end, none of them may have complained."""
    unjudged: list[Complaints] = []
    with ExitStack() as stack:

        def open_page(
            desk: Desk,
            *,
            profile: Profile = PROFILE,
            keys: str | None = None,
            size: ViewportSize = TABLE,
            complaints: Complaints | None = None,
            practice: Practice | None = None,
            scheme: Scheme = "light",
        ) -> Page:
            served = stack.enter_context(serving(desk, profile, practice=practice))
            context = browser.new_context(viewport=size, color_scheme=scheme)
            stack.callback(context.close)
            page = context.new_page()
            if complaints is None:
                complaints = Complaints()
                unjudged.append(complaints)
            host = f"127.0.0.1:{served.port}"
            complaints.listen(page, host)
            query = f"?{urlencode({'keys': keys})}" if keys is not None else ""
            page.goto(f"http://{host}/{query}")
            page.locator('.cap[data-key="BAR"]:enabled').wait_for()
            page.locator(".switch:enabled").first.wait_for(state="attached")
            return page

        yield open_page
        heard = [text for complaints in unjudged for text in complaints.texts]
        assert not heard, heard
