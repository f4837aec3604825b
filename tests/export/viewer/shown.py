"""A till's two days, the page made of them, and Chromium that opens it from a file.

A page that asks anybody for anything, or complains on its console, fails its test.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize, sync_playwright

from firmware.cli.desk import DEFAULT_START_UTC
from firmware.desk.play import play
from firmware.desk.script import parse_script
from firmware.desk.stall import demo_config, in_folder
from firmware.export.package.manifest import Span
from firmware.export.package.part import Sight
from firmware.export.viewer.page import write
from firmware.rksv.receipt import VIENNA
from firmware.store.journal import BEFORE_FIRST
from firmware.store.reader import Reader
from tests.browser.conftest import ARGUMENTS, CHROMIUM

FIRM = ("MARKTSTAND HUBER", "Hauptplatz 3, 8010 Graz", "ATU12345678")
PROGRAM = "Standlkassa 0.1.0"
WIDE = ViewportSize(width=1400, height=900)
PHONE = ViewportSize(width=390, height=844)
#: A judged page of a few hundred receipts; far more than it needs on a busy machine.
PATIENCE_MS = 60_000

Scheme = Literal["light", "dark"]

#: Two days with one of everything a receipt can be about, and two Z.
DAYS = """
@time 2026-10-30T08:00:00
PLU
C
250 WG1
WG1
STO
500 BAR
950 WG3
500 BAR
STO
F C BAR
500 WG1 10 % ZW 50 F %
F 46 2 2026017 BAR BAR
0,5 × 300 WG3 F 47 44882233777 BAR BAR
25000 WG3 BAR
KARTE BAR
1,345 × WG2 2000 BAR
BON
F 02 5000 BAR 1
F 20 BAR 200 × 100 BAR ZW 2 1 BAR
@time 2026-10-31T09:00:00
500 WG3 BAR F 30 BAR 1 BAR
2 × 300 WG3 BAR F 31 BAR 1 BAR ZW 3 BAR
700 WG3 BAR F 34 2
F 30 BAR 5 2 2 BAR STO
F 44 17 BAR 1000 BAR BAR 600 WG3 F 45 17 BAR BAR
F 32 17 BAR BAR 500 WG3 BAR
F 50
250 WG1 BAR
F 50
F 90 1 1 BAR 1 280 BAR BAR
F 90 2 50 BAR 2 77 555 BAR 1 BAR 390 BAR 2 BAR
WG1 BAR
@card remove
WG4
WG4
@card insert
@wait 40
expect journal AUSFALL_ENDE
F 20 BAR 200 × 100 BAR ZW 2 1 BAR
WG4
"""


@pytest.fixture(scope="session")
def days_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book of two played days."""
    folder = tmp_path_factory.mktemp("days")
    played = play(
        tuple(parse_script(DAYS, "days")),
        folder,
        in_folder(demo_config(), folder),
        DEFAULT_START_UTC,
        is_verified=False,
        progress=lambda _line: None,
    )
    assert played.outcome.failures == []
    return folder / "book.sqlite"


@pytest.fixture
def days(days_path: Path) -> Iterator[Reader]:
    """It, read."""
    with Reader.open_read_only(days_path) as reader:
        yield reader


def sight_of(book: Reader, first: int = 1, last: int | None = None) -> Sight:
    """The receipts from number to number, and the journal that goes with them."""
    receipts = [book.receipt(number) for number in (first, last or _last(book))]
    begin, end = (one.issued_at_utc.astimezone(VIENNA).date() for one in receipts if one)
    seq = 1 if first == 1 else book.receipt_seq(first) or 1
    before = next(book.journal(seq - 1, seq - 1), None)
    newest = book.last_journal()
    assert newest is not None
    until = newest.seq if last is None else book.receipt_seq(last) or newest.seq
    return Sight(
        book=book,
        register_id="GRAZ-01",
        firm=FIRM,
        program=PROGRAM,
        made_at_utc=datetime(2026, 11, 21, 18, 0, tzinfo=UTC),
        first_day=begin,
        last_day=end,
        receipts=Span(first=first, last=last or _last(book)),
        journal=Span(first=seq, last=until),
        previous_hash=BEFORE_FIRST if before is None else before.hash,
        moved=lambda _count: None,
    )


def _last(book: Reader) -> int:
    tail = book.tail()
    assert tail is not None
    return tail.number


@pytest.fixture(scope="session")
def viewer_path(days_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The page of the whole book, as it lies on a stick."""
    path = tmp_path_factory.mktemp("stick") / "BETRACHTER.html"
    with Reader.open_read_only(days_path) as reader, path.open("wb") as out:
        write(sight_of(reader), out)
    return path


# Not longer than a module: while Playwright is open, no other test can run an event loop.
@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """One Chromium for the tests of a module."""
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS, headless=True)
        yield opened
        opened.close()


@dataclass(frozen=True, slots=True)
class Guard:
    """What no page of ours may do, gathered while it is open."""

    complaints: list[str]

    def watch(self, page: Page, address: str) -> None:
        """Console (a breach of the policy is an error there), exceptions, and every request."""
        page.on("console", lambda message: self.complaints.append(f"console: {message.text}"))
        page.on("pageerror", lambda error: self.complaints.append(f"exception: {error.stack}"))
        page.on("request", lambda request: self._ask(request.url, address))

    def _ask(self, url: str, address: str) -> None:
        if url.partition("#")[0] != address and not url.startswith("blob:"):
            self.complaints.append(f"request: {url[:200]}")


Show = Callable[..., Page]


@pytest.fixture
def show(chromium: Browser) -> Iterator[Show]:
    """Opens a page from its file, without a net, until it has come to a verdict."""
    guard = Guard([])
    with ExitStack() as stack:

        def opened(
            path: Path,
            *,
            view: str = "belege",
            size: ViewportSize = WIDE,
            scheme: Scheme = "light",
            is_judged: bool = True,
        ) -> Page:
            context = chromium.new_context(
                viewport=size, color_scheme=scheme, locale="de-AT", offline=True
            )
            stack.callback(context.close)
            page = context.new_page()
            page.set_default_timeout(20_000)
            address = path.as_uri()
            guard.watch(page, address)
            page.goto(f"{address}#{view}")
            if is_judged:
                judged(page)
            return page

        yield opened
    assert [] == guard.complaints


def judged(page: Page) -> str:
    """The level of the verdict, once there is one."""
    box = page.locator('#verdict:not([data-level="busy"])')
    box.wait_for(timeout=PATIENCE_MS)
    return box.get_attribute("data-level") or ""


def sentence(page: Page) -> str:
    """The sentence at the top."""
    judged(page)
    return page.locator("#sentence").inner_text()


def cells(page: Page, grid: str) -> list[list[str]]:
    """What the rows of a list say that are drawn, from top to bottom."""
    rows = page.locator(f".grid.{grid} .grid-rows .row:not([hidden])")
    drawn: list[tuple[int, list[str]]] = rows.evaluate_all(
        "rows => rows.map((row) => [Number(row.ariaRowIndex || row.getAttribute('aria-rowindex')),"
        " [...row.children].map((cell) => cell.innerText)])"
    )
    return [texts for _, texts in sorted(drawn, key=_index)]


def _index(one: tuple[int, Iterable[str]]) -> int:
    return one[0]
