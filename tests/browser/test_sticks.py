"""The page's port for sticks, and what lies on them."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from firmware.desk.protocol import Switch
from tests.browser.conftest import PageFor
from tests.desk.fake_desk import FakeDesk

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]


@pytest.fixture
def desk() -> FakeDesk:
    return FakeDesk()


def test_the_port_for_sticks(desk: FakeDesk, page_for: PageFor) -> None:
    """Every stick has its place, and beside it stands whether it may be pulled."""
    page = page_for(desk)
    port = page.locator('[data-switch="stick"]')
    labels = {
        "Chef-Stick": "owner",
        "ein anderer": "new",
        "fremder Chef": "other",
        "voll": "full",
        "Schreibschutz": "readonly",
        "langsam": "slow",
        "abreißen": "pull",
        "heraußen": "out",
    }
    for label in labels:
        port.get_by_label(label, exact=True).check()
    moved = [(Switch.STICK, position) for position in labels.values()]
    assert moved == desk.wait_for_moves(len(labels))
    state = page.locator("#stick-state")
    expect(state).to_have_text("")
    port.get_by_label("Chef-Stick", exact=True).check()
    expect(state).to_have_text("abgemeldet: darf heraus")
    desk.is_stick_mounted = True
    expect(state).to_have_text("nicht abziehen: die Kassa verwendet ihn")


def test_what_lies_on_a_stick(desk: FakeDesk, page_for: PageFor, tmp_path: Path) -> None:
    """The list is a page of its own; a viewer on a stick runs, and cannot touch the till."""
    folder = tmp_path / "Registrierkasse" / "GRAZ-01" / "2026-11-21_174512_abholung"
    folder.mkdir(parents=True)
    script = (
        "<script>document.title = 'runs';"
        "try { localStorage; document.title += ' as the desk'; } catch { }"
        "</script>"
    )
    (folder / "BETRACHTER.html").write_text(f"<!doctype html><p>Buch</p>{script}")
    desk.sticks["owner"] = tmp_path
    page = page_for(desk)
    with page.expect_popup() as popup:
        page.get_by_role("link", name="ansehen").click()
    listed = popup.value
    expect(listed.get_by_role("heading", name="Chef-Stick")).to_be_visible()
    with listed.expect_popup() as popup:
        listed.get_by_role("link", name="Betrachter öffnen").click()
    viewer = popup.value
    expect(viewer.get_by_text("Buch")).to_be_visible()
    expect(viewer).to_have_title("runs")


def test_everything_on_the_bench_is_seen(desk: FakeDesk, page_for: PageFor) -> None:
    """On a table's window nothing of the switches has to be scrolled to."""
    panel_ = page_for(desk).locator("#panel-switches")
    assert panel_.evaluate("panel => panel.scrollHeight <= panel.clientHeight")
