"""The verifying half in Debian's Chromium, in a page as strict as the viewer's."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, sync_playwright

from firmware.export.viewer.verify_source import verify_source
from tests.export.viewer.reckoning import ASK_ALL, Answer, AskAll, Case, Same, reckoned, said

CHROMIUM = "/usr/bin/chromium"
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
PAGE = """<!doctype html>
<html lang="de"><head><meta charset="utf-8"><title>Prüfung</title>
<meta http-equiv="Content-Security-Policy" content="{policy}"></head>
<body><script>{source}</script></body></html>
"""
POLICY = "default-src 'none'; script-src 'sha256-{digest}'; img-src data:"
WORKERS = "; worker-src blob:"

Asks = Callable[..., Any]


def page_text(*, has_workers: bool = True) -> str:
    """A page from a file that runs our script and nothing else."""
    source = verify_source()
    digest = b64encode(sha256(source.encode()).digest()).decode()
    policy = POLICY.format(digest=digest) + (WORKERS if has_workers else "")
    return PAGE.format(policy=policy, source=source)


# Not longer than a module: while Playwright is open, no other test can run an event loop.
@pytest.fixture(scope="module")
def open_page(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Page]]:
    """Opens pages from files of their own; at the end, none of them may have complained."""
    complaints: list[str] = []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM, args=ARGUMENTS, headless=True
        )

        def opened(*, has_workers: bool = True) -> Page:
            path: Path = tmp_path_factory.mktemp("page") / "page.html"
            path.write_text(page_text(has_workers=has_workers), encoding="utf-8")
            page = browser.new_page()
            if has_workers:
                page.on("console", lambda message: complaints.append(message.text))
            page.on("pageerror", lambda error: complaints.append(str(error)))
            page.goto(path.as_uri())
            return page

        yield opened
        browser.close()
    assert [] == complaints


@pytest.fixture(scope="module", name="ask")
def _ask(open_page: Callable[..., Page]) -> Asks:
    """Runs a function of the page's text with an argument in one page of a module."""
    page = open_page()
    return page.evaluate


@pytest.fixture(scope="module", name="ask_all")
def _ask_all(ask: Asks) -> AskAll:
    """Puts cases before the page in one call."""

    def ask_all(cases: list[Case]) -> list[Answer]:
        answers: list[Answer] = ask(ASK_ALL, [case.argument for case in cases])
        return answers

    return ask_all


@pytest.fixture(name="same")
def _same(ask_all: AskAll, tmp_path: Path) -> Same:
    """Asks both, compares, and gives what they said."""

    def same(cases: list[Case]) -> list[Answer]:
        answers = [said(answer) for answer in ask_all(cases)]
        for case, answer in zip(cases, answers, strict=True):
            assert reckoned(case, tmp_path) == answer
        return answers

    return same
