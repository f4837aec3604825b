"""The page over the real till: kassad, its drivers and the emulated hardware behind a browser.

What the page shows is compared with what the till keeps: the display with the rendered screen, the
code on the slip, read from a screenshot, with the receipt in the book.
"""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Locator, Page, ViewportSize, expect
from pyzbar.pyzbar import ZBarSymbol, decode

from firmware.app.feeders import CARD_PROBE_S, PRINTER_ASK_S
from firmware.desk.live import LiveDesk
from firmware.rksv.machine_code import qr_from_jws
from firmware.store.reader import Reader
from hal.display.port import HEIGHT, WIDTH
from tests.browser.conftest import PHONE, TABLE, PageFor
from tests.desk.living import JumpingClock, opened, until

pytestmark = [
    pytest.mark.browser,
    pytest.mark.xdist_group("browser"),
    pytest.mark.timeout(120),
]

PATIENCE_MS = 20_000


@pytest.fixture
def clock() -> JumpingClock:
    return JumpingClock()


@pytest.fixture
def desk(tmp_path: Path, clock: JumpingClock) -> Iterator[LiveDesk]:
    with opened(tmp_path, clock=clock) as desk:
        yield desk


def open_page(page_for: PageFor, desk: LiveDesk, size: ViewportSize = TABLE) -> Page:
    """The page of a live desk."""
    return page_for(desk, profile=desk.profile, size=size)


def says(page: Page, words: str) -> None:
    """Wait until the display says `words`."""
    display = page.locator("#oled")
    expect(display).to_have_attribute("aria-label", re_of(words), timeout=PATIENCE_MS)


def re_of(words: str) -> re.Pattern[str]:
    """Words anywhere in a text."""
    return re.compile(re.escape(words))


def switch(page: Page, name: str, position: str) -> None:
    """Move a switch by its German names."""
    page.get_by_role("group", name=name).get_by_label(position, exact=True).check()


def last_slip(page: Page, words: str) -> Locator:
    """The slip at the edge, as soon as it says `words`."""
    slip = page.locator(".slip.is-complete img").last
    expect(slip).to_have_attribute("alt", re_of(words), timeout=PATIENCE_MS)
    return slip


def lit_pixels(png: bytes) -> set[tuple[int, int]]:
    """The bright pixels of a picture of the panel, whatever its scale."""
    image = Image.open(io.BytesIO(png)).convert("L")
    scale = image.width // WIDTH
    return {
        (x, y)
        for x in range(WIDTH)
        for y in range(HEIGHT)
        if image.getpixel((x * scale + scale // 3, y * scale + scale // 3)) > 128
    }


def stored_code(folder: Path, number: int) -> str:
    """The machine-readable code of a stored receipt."""
    with Reader.open_read_only(folder / "book.sqlite") as book:
        receipt = book.receipt(number)
    assert receipt is not None
    return qr_from_jws(receipt.jws)


@pytest.mark.parametrize("size", [TABLE, PHONE], ids=["table", "phone"])
def test_a_sale_by_keyboard(
    desk: LiveDesk, page_for: PageFor, tmp_path: Path, size: ViewportSize
) -> None:
    """§ 11 RKSV: change on the display, and a slip whose code a phone reads from the screen."""
    page = open_page(page_for, desk, size)
    for key in ("3", "x", "2", "5", "0", "F1"):
        page.keyboard.press(key)
    says(page, "7,50")
    for key in ("2", "0", "0", "0", "Enter"):
        page.keyboard.press(key)
    says(page, "RÜCKGELD, 12,50")
    until(
        lambda: lit_pixels(page.locator("#oled").screenshot()) == lit_pixels(desk.display_png()),
        "the panel's pixels on the page",
    )
    if size == PHONE:
        page.locator(".dock").get_by_role("button", name="Papier").click()
    slip = last_slip(page, "RÜCKGELD")
    slip.scroll_into_view_if_needed()
    codes: list[str] = []

    def is_readable() -> bool:
        shot = Image.open(io.BytesIO(page.screenshot()))
        found = decode(shot.resize((shot.width * 2, shot.height * 2)), symbols=[ZBarSymbol.QRCODE])
        codes[:] = [one.data.decode() for one in found]
        return stored_code(tmp_path, 2) in codes

    until(is_readable, f"the code of receipt 2 among {codes}")


def test_the_plug_is_pulled_in_the_middle_of_a_sale(desk: LiveDesk, page_for: PageFor) -> None:
    """Dark page, dead caps; after the boot the open sale is there and can be paid."""
    page = open_page(page_for, desk)
    for key in ("F1", "F3"):
        page.keyboard.press(key)
    says(page, "SUMME 12,00")
    switch(page, "Strom", "weg")
    expect(page.locator("#power-lamp")).to_have_attribute("data-colour", "off")
    says(page, "Anzeige dunkel")
    page.keyboard.press("Enter")
    switch(page, "Strom", "ein")
    says(page, "Offener Bon")
    page.keyboard.press("Enter")
    says(page, "BEZAHLT, 12,00")
    last_slip(page, "BELEG 000002")


def test_the_paper_ends(desk: LiveDesk, page_for: PageFor, clock: JumpingClock) -> None:
    """The sale is stored, the display says so; the slip comes with the new roll."""
    page = open_page(page_for, desk)
    expect(page.locator(".slip")).to_have_count(1)
    switch(page, "Papier", "leer")
    page.keyboard.press("F4")
    says(page, "E10")
    expect(page.locator(".slip")).to_have_count(1)
    switch(page, "Papier", "voll")
    clock.jump(PRINTER_ASK_S)
    last_slip(page, "BELEG 000002")


def test_the_card_is_out_for_a_while(
    desk: LiveDesk, page_for: PageFor, clock: JumpingClock
) -> None:
    """§ 17 Abs 4 RKSV: „ausgefallen" on the slip, and a Sammelbeleg when the card is back."""
    page = open_page(page_for, desk)
    switch(page, "Signaturkarte", "fehlt")
    page.keyboard.press("F4")
    last_slip(page, "ausgefallen")
    says(page, "S!")
    switch(page, "Signaturkarte", "steckt")
    clock.jump(CARD_PROBE_S)
    last_slip(page, "SAMMELBELEG")
    says(page, "S✓")


def test_the_drawer_opens_for_cash(desk: LiveDesk, page_for: PageFor) -> None:
    """The lamp follows the pulse on the printer's socket."""
    page = open_page(page_for, desk)
    page.keyboard.press("F4")
    expect(page.locator("#drawer-text")).to_have_text("Lade offen", timeout=PATIENCE_MS)
