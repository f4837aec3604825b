"""The handbook as one PDF: its pages one after the other, with contents and page numbers.

Markdown is set by markdown-it, printed by Debian's Chromium. The first printing tells on which
page each chapter begins, the second puts that into the contents.
"""

import base64
import re
from collections.abc import Mapping, Sequence
from html import escape, unescape
from io import BytesIO
from pathlib import Path
from typing import Final, TypeGuard

from markdown_it import MarkdownIt
from playwright.sync_api import sync_playwright
from pypdf import PdfReader
from pypdf.generic import Destination

from firmware.desk.keys import KeysError, parse_keys
from tests.docs.handbook.caps import colours
from tests.docs.handbook.chapters import FOLDER, INDEX, LIST_HEADING, Chapter, order
from tests.docs.pages import ROOT

CHROMIUM: Final = "/usr/bin/chromium"
TITLE: Final = "Standlkassa – Handbuch für die Kassa"
FIRST_TITLE: Final = "Wie du dieses Handbuch liest"
CARD: Final = ROOT / "docs/kassier.md"
#: The cashier's card is read at arm's length, and is one sheet.
CARD_SCALE: Final = 0.76
_FONTS: Final = ROOT / "firmware/export/fonts"
_STYLE: Final = Path(__file__).with_name("printed.css")
_FOOTER: Final = (
    '<div style="font:8px sans-serif;width:100%;text-align:center;color:#666">'
    '<span class="pageNumber"></span></div>'
)
_IMAGE: Final = re.compile(r'<img src="(?P<place>[^"]+)" alt="(?P<alt>[^"]*)" />')
_CODE: Final = re.compile(r"<code>(?P<text>[^<]+)</code>")
_LINK: Final = re.compile(r'<a href="(?P<to>[^"]+)">(?P<words>.*?)</a>', re.DOTALL)
_H1: Final = re.compile(r"<h1>(?P<title>.*?)</h1>")
_FILM: Final = re.compile(
    r"<!-- (?P<kind>film|case|keys)\b.*?-->(?P<body>.*?)<!-- /(?P=kind) -->", re.DOTALL
)


def print_handbook(chapters: Sequence[Chapter], out: Path) -> int:
    """Print `chapters` to `out`; returns how many pages it has."""
    first = _printed(_document(chapters, {}))
    starts = {str(one.title): _page(first, one) for one in first.outline if _is_heading(one)}
    packed = _pdf(_document(chapters, starts))
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(packed)
    return len(PdfReader(BytesIO(packed)).pages)


def print_card(out: Path) -> int:
    """Print the cashier's card to `out`; returns how many pages it has."""
    one = Chapter(path=CARD, text=CARD.read_text(encoding="utf-8"), pictures=())
    body = f'<div class="card">{_section(one, {})}</div>'
    packed = _pdf(_page_of("Standlkassa – Kurzanleitung", [body]), CARD_SCALE)
    out.parent.mkdir(parents=True, exist_ok=True)
    out.write_bytes(packed)
    return len(PdfReader(BytesIO(packed)).pages)


def _printed(html: str) -> PdfReader:
    return PdfReader(BytesIO(_pdf(html)))


def _is_heading(entry: object) -> TypeGuard[Destination]:
    """Chapters stand at the top of the outline, what is below them in lists."""
    return isinstance(entry, Destination)


def _page(reader: PdfReader, entry: Destination) -> int:
    index = reader.get_destination_page_number(entry)
    assert index is not None, "a chapter is somewhere"
    return index + 1


def _pdf(html: str, scale: float = 1.0) -> bytes:
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.set_content(html, wait_until="load")
        packed = page.pdf(
            format="A4",
            scale=scale,
            print_background=True,
            display_header_footer=True,
            header_template="<span></span>",
            footer_template=_FOOTER,
            margin={"top": "14mm", "bottom": "15mm", "left": "18mm", "right": "18mm"},
            outline=True,
            tagged=True,
        )
        browser.close()
    return packed


def _document(chapters: Sequence[Chapter], starts: Mapping[str, int]) -> str:
    by_name = {one.path.name: one for one in chapters}
    names = [INDEX, *order(by_name[INDEX].text)]
    titles = {name: title(by_name[name]) for name in names}
    body = [_cover(), _contents(list(titles.values()), starts)]
    body += [_section(by_name[name], titles) for name in names]
    return _page_of(TITLE, body)


def _page_of(name: str, body: Sequence[str]) -> str:
    style = _STYLE.read_text(encoding="utf-8") + _faces() + _key_colours()
    return (
        f'<!doctype html><html lang="de-AT"><head><meta charset="utf-8"><title>{name}</title>'
        f"<style>{style}</style></head><body>{''.join(body)}</body></html>"
    )


def title(one: Chapter) -> str:
    """What a chapter is called on paper; the index becomes the way to read it."""
    if one.path.name == INDEX:
        return FIRST_TITLE
    return one.text.partition("\n")[0].removeprefix("# ").strip()


def _cover() -> str:
    return (
        '<section class="cover"><p class="name">Standlkassa</p><p class="what">Handbuch für die '
        'Kassa</p><p class="note">Für alle, die am Stand verkaufen, und für den Chef.</p></section>'
    )


def _contents(titles: Sequence[str], starts: Mapping[str, int]) -> str:
    rows = "".join(
        f'<li><a href="#{_anchor(name)}"><span>{escape(name)}</span>'
        f"<i></i><b>{starts.get(name, '')}</b></a></li>"
        for name in titles
    )
    return f'<nav><p class="contents">Inhalt</p><ol>{rows}</ol></nav>'


def _anchor(name: str) -> str:
    return re.sub(r"\W+", "-", name.lower())


def _section(one: Chapter, titles: Mapping[str, str]) -> str:
    markdown = MarkdownIt("commonmark", {"html": True}).enable("table")
    text = one.text
    if one.path.name == INDEX:
        # On paper the contents stand before, and the title on the cover.
        text = f"# {FIRST_TITLE}\n" + text.partition("\n")[2].partition(LIST_HEADING)[0]
    html = markdown.render(text)
    html = _FILM.sub(lambda film: f'<div class="film">{film["body"]}</div>', html)
    html = _H1.sub(_headed, html)
    html = _LINK.sub(lambda link: _linked(link, titles), html)
    html = _CODE.sub(lambda code: _typed(unescape(code["text"])), html)
    pictures = {picture.name: picture.content for picture in one.pictures}
    html = _IMAGE.sub(lambda image: _image(image, pictures), html)
    return f"<section>{html}</section>"


def _headed(found: re.Match[str]) -> str:
    return f'<h1 id="{_anchor(unescape(found["title"]))}">{found["title"]}</h1>'


def _linked(link: re.Match[str], titles: Mapping[str, str]) -> str:
    """A chapter of the handbook by its place in it; other links lead out, and stay words."""
    name = link["to"].partition("#")[0]
    if name in titles:
        return f'<a href="#{_anchor(titles[name])}">{link["words"]}</a>'
    return link[0] if "://" in link["to"] else link["words"]


def _typed(text: str) -> str:
    """Keys between backticks as small caps, anything else as it stands."""
    try:
        parse_keys(text)
    except KeysError:
        return f"<code>{escape(text)}</code>"
    caps = []
    for word in text.split():
        name = re.sub(r"\W", "", word)
        kind = "digits" if word.replace(",", "").isdigit() or word == "," else f"key-{name or 'X'}"
        kind = {"×": "key-TIMES", "%": "key-PERCENT"}.get(word, kind)
        caps.append(f'<kbd class="{kind}">{escape(word)}</kbd>')
    return f'<span class="keys">{" ".join(caps)}</span>'


def _image(image: re.Match[str], pictures: Mapping[str, bytes]) -> str:
    name = Path(image["place"]).name
    content = pictures[name] if name in pictures else (FOLDER / image["place"]).read_bytes()
    kind = "keys" if name.endswith(".svg") else "slip" if "-druck-" in name else "glass"
    if kind == "keys":
        group = "pad" if name.startswith("tastatur") else "caps"
        return f'<span class="{group}">{content.decode()}</span>'
    packed = base64.b64encode(content).decode()
    return f'<img class="{kind}" alt="{image["alt"]}" src="data:image/png;base64,{packed}">'


def _faces() -> str:
    faces = []
    for weight, suffix in (("normal", ""), ("bold", "-Bold")):
        packed = base64.b64encode((_FONTS / f"DejaVuSansCondensed{suffix}.ttf").read_bytes())
        faces.append(
            '@font-face{font-family:"DejaVu Sans Condensed";font-weight:'
            f"{weight};src:url(data:font/ttf;base64,{packed.decode()})}}"
        )
    return "".join(faces)


def _key_colours() -> str:
    return "".join(
        f"kbd.key-{name}{{background:{fill};color:{letters}}}"
        for name, (fill, letters) in colours().items()
    )
