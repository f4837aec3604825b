"""The documents of the till in its image: every page as it is, and the handbook in one file.

`handbuch.html` needs no net and no other file, so that it can be carried away on a stick: pages one
behind the other as their index lists them, each picture inside. The same bytes from the same pages.
"""

import base64
import re
from collections.abc import Iterator, Mapping
from html import escape
from pathlib import Path
from typing import Final

from markdown_it import MarkdownIt

from imager.errors import BuildError

#: Where units and programs of the till name their pages.
PLACE: Final = "usr/share/doc/standlkassa"
HANDBOOK: Final = "handbuch.html"
#: Pages and their drawings; pictures of the handbook are inside of it.
_TAKEN: Final = (".md", ".svg", ".xsd", ".txt")
_FOLDER: Final = "handbuch"
_INDEX: Final = "README.md"
_LIST_HEADING: Final = "## Die Seiten"
_TITLE: Final = "Standlkassa – Handbuch für die Kassa"
_MEDIA: Final = {".png": "image/png", ".svg": "image/svg+xml", ".jpg": "image/jpeg"}
_COMMENT: Final = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_IMAGE: Final = re.compile(r'<img src="(?P<place>[^"]+)"')
_LINK: Final = re.compile(r'<a href="(?P<to>[^"]+)">(?P<words>.*?)</a>', re.DOTALL)
_STYLE: Final = (
    "body{font:16px/1.5 sans-serif;max-width:52rem;margin:1rem auto;padding:0 1rem}"
    "img{max-width:100%;vertical-align:middle}table{border-collapse:collapse}"
    "td,th{border:1px solid #bbb;padding:.3rem .5rem;text-align:left}"
    "section{border-top:2px solid #000;margin-top:2rem}"
)


def documents(folder: Path) -> Mapping[str, bytes]:
    """The files of the image's folder of documents, by name, from the checkout's.

    Raises:
        BuildError: the handbook names a page or a picture that is not there.
    """
    found = {
        one.relative_to(folder).as_posix(): one.read_bytes()
        for one in sorted(folder.rglob("*"))
        if one.is_file() and one.suffix in _TAKEN and one.parent.name != "bilder"
    }
    return {**found, HANDBOOK: handbook(folder / _FOLDER)}


def handbook(folder: Path) -> bytes:
    """The handbook as one page.

    Raises:
        BuildError: it names a page or a picture that is not there.
    """
    index = _read(folder / _INDEX)
    head, _, listed = index.partition(_LIST_HEADING)
    names = re.findall(r"\]\(([\w-]+\.md)\)", listed)
    pages = {_INDEX: head, **{name: _read(folder / name) for name in names}}
    body = "".join(_sections(folder, pages))
    return (
        f'<!doctype html>\n<html lang="de-AT"><head><meta charset="utf-8"><title>{_TITLE}</title>'
        f"<style>{_STYLE}</style></head><body>\n{_contents(pages)}{body}</body></html>\n"
    ).encode()


def _contents(pages: Mapping[str, str]) -> str:
    rows = "".join(
        f'<li><a href="#{_anchor(name)}">{escape(_title(text))}</a></li>'
        for name, text in pages.items()
    )
    return f"<nav><ol>{rows}</ol></nav>\n"


def _sections(folder: Path, pages: Mapping[str, str]) -> Iterator[str]:
    markdown = MarkdownIt("commonmark", {"html": True}).enable("table")
    for name, text in pages.items():
        html = markdown.render(_COMMENT.sub("", text))
        html = _IMAGE.sub(lambda image: f'<img src="{_inside(folder, image["place"])}"', html)
        html = _LINK.sub(lambda link: _linked(link, pages), html)
        yield f'<section id="{_anchor(name)}">\n{html}</section>\n'


def _linked(link: re.Match[str], pages: Mapping[str, str]) -> str:
    """A page of the handbook by its place in it; one that is not here stays words."""
    name = link["to"].partition("#")[0]
    if name in pages:
        return f'<a href="#{_anchor(name)}">{link["words"]}</a>'
    return link[0] if "://" in link["to"] else link["words"]


def _inside(folder: Path, place: str) -> str:
    path = folder / place
    try:
        packed = base64.b64encode(path.read_bytes()).decode()
    except OSError as error:
        raise BuildError(f"the handbook shows {place}, which is not there") from error
    return f"data:{_MEDIA[path.suffix]};base64,{packed}"


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise BuildError(f"the handbook lists {path.name}, which is not there") from error


def _title(text: str) -> str:
    return text.partition("\n")[0].removeprefix("# ").strip()


def _anchor(name: str) -> str:
    return name.removesuffix(".md").lower()
