"""How the page looks and is used: eyes, keyboards, phones, paper; and names that are no markup."""

import re
from io import BytesIO
from pathlib import Path
from typing import Final

import pytest
from PIL import Image
from playwright.sync_api import Page, expect
from pyzbar.pyzbar import ZBarSymbol, decode

from firmware.rksv.machine_code import qr_from_jws
from firmware.store.reader import Reader
from tests.export.viewer.shown import PHONE, WIDE, Scheme, Show, cells, judged, sentence
from tests.export.viewer.test_page_verdicts import changed

pytestmark = [pytest.mark.browser, pytest.mark.xdist_group("browser")]

VIEWS: Final = ("belege", "tage", "journal", "stammdaten", "pruefung")
#: WCAG 2.2, AA: of text, and of text that is large or bold.
CONTRAST: Final = 4.5
#: Every text that is seen, with the colour behind it.
CONTRASTS: Final = """
() => {
  const parse = (text) => text.match(/[\\d.]+/g).map(Number);
  const shine = ([r, g, b]) => {
    const part = (value) => value / 255 <= 0.03928
      ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4;
    return 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
  };
  const behind = (node) => {
    for (let one = node; one; one = one.parentElement) {
      const colour = parse(getComputedStyle(one).backgroundColor);
      if (colour.length < 4 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const bad = [];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let text = walk.nextNode(); text; text = walk.nextNode()) {
    const node = text.parentElement;
    if (!text.data.trim() || !node.checkVisibility() || node.closest('.unseen, .skip')) continue;
    const [fore, back] = [parse(getComputedStyle(node).color), behind(node)];
    const [high, low] = [shine(fore), shine(back)].sort((a, b) => b - a);
    const contrast = (high + 0.05) / (low + 0.05);
    if (contrast < LIMIT) bad.push([text.data.trim().slice(0, 40), contrast.toFixed(2)]);
  }
  return bad;
}
""".replace("LIMIT", str(CONTRAST))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("view", VIEWS)
def test_every_text_can_be_read(show: Show, viewer_path: Path, view: str, scheme: Scheme) -> None:
    """In light and dark, on every view: contrast of WCAG AA."""
    page = show(viewer_path, view=view, scheme=scheme)

    assert [] == page.evaluate(CONTRASTS)


@pytest.mark.parametrize("view", VIEWS)
def test_a_phone_needs_no_scrolling_to_the_side(show: Show, viewer_path: Path, view: str) -> None:
    """Nothing is wider than 390 pixels; what must be wide scrolls in itself."""
    page = show(viewer_path, view=view, size=PHONE)

    wide = page.evaluate("() => document.documentElement.scrollWidth")
    assert wide <= PHONE["width"]


def test_by_keyboard_alone(show: Show, viewer_path: Path, days: Reader) -> None:
    """Skip link, search, list, receipt: no mouse."""
    page = show(viewer_path)
    judged(page)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Zum Inhalt springen")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("searchbox", name="Suchen").first).to_be_focused()
    page.locator(".grid.receipts").focus()
    tail = days.tail()
    assert tail is not None
    heading = page.locator("#view-belege .detail h2")
    for key, number in (("ArrowDown", tail.number - 1), ("End", 1), ("Home", tail.number)):
        page.keyboard.press(key)
        expect(heading).to_have_text(f"Beleg {number:06}")
    active = page.locator(".grid.receipts").get_attribute("aria-activedescendant")
    expect(page.locator(f"#{active}")).to_have_attribute("aria-selected", "true")


def test_ears_hear_the_same(show: Show, viewer_path: Path) -> None:
    """The verdict is told when it is there; points say their state in words; fields have names."""
    page = show(viewer_path)

    expect(page.get_by_role("status").first).to_have_text(sentence(page))
    expect(page.locator("#points li").first).to_contain_text("in Ordnung")
    nameless = page.evaluate(
        "() => [...document.querySelectorAll('input:not([hidden]), select, textarea')]"
        ".filter((one) => one.labels.length === 0).map((one) => one.outerHTML)"
    )
    assert [] == nameless
    assert "de-AT" == page.locator("html").get_attribute("lang")


def test_the_code_on_the_screen_is_read_by_a_reader(
    show: Show, viewer_path: Path, days: Reader
) -> None:
    """As a telephone would, off the picture."""
    page = show(viewer_path)
    tail = days.tail()
    assert tail is not None
    picture = Image.open(BytesIO(page.locator("#view-belege .qr").screenshot()))

    (found,) = decode(picture.convert("L"), symbols=[ZBarSymbol.QRCODE])

    assert qr_from_jws(tail.jws) == found.data.decode()


@pytest.mark.parametrize("length", [1, 14, 106, 107, 213, 330, 400, 666, 999, 1000])
def test_codes_of_every_length(show: Show, viewer_path: Path, length: int) -> None:
    """From the smallest symbol to the longest code that is allowed."""
    page = show(viewer_path, is_judged=False)
    text = "".join(chr(33 + at * 7 % 90) for at in range(length))
    rows: list[list[int]] = page.evaluate(
        "(text) => Qr.modules(text).map((row) => Array.from(row))", text
    )
    side = len(rows) + 8
    picture = Image.new("L", (side, side), 255)
    for y, row in enumerate(rows):
        for x, is_dark in enumerate(row):
            picture.putpixel((x + 4, y + 4), 0 if is_dark else 255)

    (found,) = decode(picture.resize((4 * side, 4 * side)), symbols=[ZBarSymbol.QRCODE])

    assert text == found.data.decode()


#: What an article could be called by somebody who means no good.
EVIL: Final = (
    "</script><script>tell()</script>",
    "<img src=x onerror=tell()>",
    "</style><svg onload=tell()>",
    "javascript:tell()",
    "{{style}}<!-- data -->",
    "=HYPERLINK(evil)",
)


def test_a_name_is_never_markup(
    show: Show, viewer_path: Path, tmp_path: Path, days: Reader
) -> None:
    """In receipts, journal and master data: shown as it is, and nothing runs or is asked for."""
    names = dict(zip(("Obst", "Honig", "Lebkuchenherz"), EVIL, strict=False))

    def change(rows: list[list[str]]) -> None:
        for row in rows:
            for at in range(len(row)):
                for old, new in names.items():
                    row[at] = row[at].replace(f'"{old}"', f'"{new}"')

    evil = changed(viewer_path, tmp_path / "1.html", "receipts", change)
    evil = changed(evil, tmp_path / "2.html", "journal", change)
    page = show(evil)
    assert "bad" == judged(page)
    assert any(EVIL[2] in row[3] for row in cells(page, "receipts"))
    for view in ("journal", "stammdaten", "tage", "pruefung"):
        page.evaluate("(view) => { location.hash = view; }", view)
        page.wait_for_timeout(100)
    expect(page.locator("body > script")).to_have_count(2 + _blocks(evil))
    assert 0 == page.locator("img, iframe, object, embed").count()


def _blocks(page: Path) -> int:
    return page.read_bytes().count(b'<script type="application/octet-stream"')


def test_csv_holds_no_formula(show: Show, viewer_path: Path) -> None:
    """A cell that a table calculation would reckon is text."""
    page = show(viewer_path, is_judged=False)
    cells_: list[str] = page.evaluate(
        "(texts) => texts.map(Table.cell)",
        ["=1+1", "+43 1 234", "-5,00", "@sum", "a;b", 'a"b', "1.234,50", "-a", "\t=1", "x\ny"],
    )

    safe = ["'=1+1", "'+43 1 234", "-5,00", "'@sum", '"a;b"', '"a""b"', "1.234,50"]
    assert [*safe, "'-a", "'\t=1", "x y"] == cells_


@pytest.mark.parametrize("view", ["belege", "tage", "journal", "stammdaten"])
def test_csv_holds_what_is_shown(show: Show, viewer_path: Path, view: str) -> None:
    """UTF-8 with its mark, semicolons, one line for each row of the list."""
    page = show(viewer_path, view=view)
    count = page.locator(f"#view-{view} .count").inner_text()
    with page.expect_download() as saving:
        page.locator(f"#view-{view}").get_by_role("button", name="Als CSV speichern").click()
    text = Path(saving.value.path()).read_bytes()

    assert text.startswith(b"\xef\xbb\xbf")
    lines = text.decode("utf-8-sig").split("\r\n")
    assert "" == lines[-1]
    assert int(re.findall(r"\d+", count)[0]) == len(lines) - 2
    assert saving.value.suggested_filename.endswith("_GRAZ-01.csv")


def test_history_as_xml(show: Show, viewer_path: Path, days: Reader) -> None:
    """T073: well-formed, one element for each change."""
    from lxml import etree  # noqa: PLC0415

    page = show(viewer_path, view="stammdaten")
    with page.expect_download() as saving:
        page.get_by_role("button", name="Als XML speichern").click()

    root = etree.fromstring(Path(saving.value.path()).read_bytes())
    assert "GRAZ-01" == root.get("kasse")
    assert len(list(days.journal(kind="STAMM"))) == len(root.findall("aenderung"))


def _pdf_pages(page: Page, out: Path) -> list[str]:
    from pypdf import PdfReader  # noqa: PLC0415

    page.pdf(path=out, format="A4")
    return [one.extract_text() for one in PdfReader(out).pages]


def test_paper_has_the_list_and_nothing_else(show: Show, viewer_path: Path, tmp_path: Path) -> None:
    """Printed with the browser's own key: heading, rows, no buttons."""
    page = show(viewer_path)
    (only,) = _pdf_pages(page, tmp_path / "list.pdf")

    assert "Belege der Kasse GRAZ-01" in only
    assert "000001" in only
    assert "CSV" not in only
    assert "Bisher alles in Ordnung" in only
    expect(page.locator("#paper")).to_be_empty()


def test_paper_has_the_whole_journal(
    show: Show, viewer_path: Path, days: Reader, tmp_path: Path
) -> None:
    """G047: every row, on as many pages as it takes; a browser makes a PDF of it."""
    page = show(viewer_path, view="journal")
    paper = "\n".join(_pdf_pages(page, tmp_path / "journal.pdf"))
    last = days.last_journal()

    assert last is not None
    assert [] == [seq for seq in range(1, last.seq + 1) if not re.search(rf"\b{seq}\b", paper)]
    assert "Bisher alles in Ordnung" in paper


def test_paper_has_the_receipt(show: Show, viewer_path: Path, tmp_path: Path) -> None:
    """One slip, with its code."""
    page = show(viewer_path)
    page.evaluate("() => { window.print = () => undefined; }")
    page.get_by_role("button", name="Drucken", exact=True).click()
    (only,) = _pdf_pages(page, tmp_path / "slip.pdf")

    assert "SUMME EUR" in only
    assert "Belege der Kasse" not in only


def test_a_wide_window_shows_list_and_receipt_side_by_side(show: Show, viewer_path: Path) -> None:
    """Nothing covers anything."""
    page = show(viewer_path, size=WIDE)
    grid = page.locator(".grid.receipts").bounding_box()
    detail = page.locator("#view-belege .detail").bounding_box()
    assert grid is not None
    assert detail is not None

    assert grid["x"] + grid["width"] <= detail["x"]
    assert grid["height"] > 300
