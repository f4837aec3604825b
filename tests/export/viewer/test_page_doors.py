"""A page without data, in a browser that is too old, and with things it cannot know."""

import gzip
import json
import re
from base64 import b64decode, b64encode
from io import BytesIO
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from firmware.app.exports import export_dep
from firmware.export.package.names import MANIFEST
from firmware.export.viewer.page import write_page
from firmware.store.reader import Reader
from tests.export.viewer.shown import PATIENCE_MS, PHONE, Show, sentence

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture(name="empty")
def _empty(tmp_path: Path) -> Path:
    """The page as it is before any till has put anything in."""
    out = BytesIO()
    write_page((), "test", out)
    path = tmp_path / "leer.html"
    path.write_bytes(out.getvalue())
    return path


def test_a_page_without_data_waits_for_a_dep(
    show: Show, empty: Path, days: Reader, tmp_path: Path
) -> None:
    """Anybody's examiner: bring a file."""
    dep = tmp_path / "dep.json"
    export_dep(days, dep)
    page = show(empty)
    assert "Noch keine Daten" in sentence(page)

    page.locator("#file").set_input_files(str(dep))

    expect(page.locator("#foreign")).to_contain_text("„dep.json“")
    assert sentence(page).startswith("Bisher alles in Ordnung")
    expect(page.get_by_role("button", name="Zurück zum Export der Kasse")).to_be_hidden()


def test_a_key_alone_opens_nothing(show: Show, empty: Path, tmp_path: Path) -> None:
    """The DEP comes first."""
    key = tmp_path / "keys.json"
    key.write_text(
        json.dumps({"base64AESKey": "A" * 43 + "=", "certificateOrPublicKeyMap": {}}), "utf-8"
    )
    page = show(empty)
    page.locator("#file").set_input_files(str(key))

    expect(page.locator("#trouble")).to_contain_text("Bitte zuerst das DEP dazu öffnen")


@pytest.mark.parametrize(
    ("without", "words"),
    [
        ("delete globalThis.DecompressionStream", "Dieser Browser ist zu alt"),
        (
            "Object.defineProperty(globalThis, 'crypto', { value: {} })",
            "Dieser Browser kann keine Unterschriften prüfen",
        ),
    ],
)
def test_a_browser_that_cannot_says_so(
    chromium: Browser, viewer_path: Path, without: str, words: str
) -> None:
    """Nothing is green because it was not looked at."""
    context = chromium.new_context(offline=True)
    page = context.new_page()
    page.add_init_script(without)
    page.goto(viewer_path.as_uri())
    box = page.locator('#verdict:not([data-level="busy"])')
    box.wait_for(timeout=PATIENCE_MS)

    assert words in page.locator("#sentence").inner_text()
    assert "bad" == box.get_attribute("data-level")
    context.close()


def test_an_export_of_a_newer_program_is_not_guessed_at(
    show: Show, viewer_path: Path, tmp_path: Path
) -> None:
    """Another form of the data: told, not shown."""
    text = viewer_path.read_bytes()
    block = re.search(rb'data-stream="meta">([^<]*)<', text)
    assert block is not None
    meta = json.loads(gzip.decompress(b64decode(block[1])))
    packed = b64encode(gzip.compress(json.dumps({**meta, "format": 2}).encode()))
    newer = tmp_path / "x.html"
    newer.write_bytes(text[: block.start(1)] + packed + text[block.end(1) :])

    assert "von einem anderen Programm (Form 2)" in sentence(show(newer))


def test_a_folder_of_many_exports_is_asked_back(
    show: Show, viewer_path: Path, tmp_path: Path
) -> None:
    """One of them is to be chosen."""
    for name in ("2026-10-30_081008_abholung", "2026-10-31_083006_abholung"):
        (tmp_path / "GRAZ-01" / name).mkdir(parents=True)
        (tmp_path / "GRAZ-01" / name / MANIFEST).write_text("{}", "utf-8")
    page = show(viewer_path)
    page.locator("#folder").set_input_files(str(tmp_path / "GRAZ-01"))

    expect(page.locator("#trouble")).to_contain_text("liegen 2 Exporte")


def test_the_way_back_and_forth(show: Show, viewer_path: Path) -> None:
    """The browser's own keys lead through the views; an address names one."""
    page = show(viewer_path, view="tage")
    expect(page.locator("#view-tage")).to_be_visible()
    page.locator(".tabs a", has_text="Journal").click()
    expect(page.locator("#view-journal")).to_be_visible()
    page.go_back()
    expect(page.locator("#view-tage")).to_be_visible()
    assert "MARKTSTAND HUBER – Betrachter" == page.title()


def test_a_phone_sees_which_view_it_is(show: Show, viewer_path: Path) -> None:
    """The last tab is scrolled into sight when it is the one."""
    page = show(viewer_path, view="pruefung", size=PHONE)

    expect(page.locator(".tabs a", has_text="Prüfung")).to_be_in_viewport()
