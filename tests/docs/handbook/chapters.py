"""Pages of the handbook with their pictures: what stands between the markers is made from them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from firmware.app.key_paper import Arrangement
from hal.display.port import Screen
from tests.docs.handbook.caps import keys_svg, pad_svg, slug
from tests.docs.handbook.film import Film, FilmError, Take, case_film, play
from tests.docs.handbook.lists import LISTS
from tests.docs.handbook.pictures import Picture, screen_png, slip_png
from tests.docs.pages import DOCS

FOLDER: Final = DOCS / "handbuch"
PICTURES: Final = "bilder"
INDEX: Final = "README.md"
#: Below it the index lists the pages in their order.
LIST_HEADING: Final = "## Die Seiten"

_MARKED: Final = re.compile(
    r"(?P<open><!-- (?P<kind>film|case|keys|pad|list)\b(?P<asked>.*?)-->\n)"
    r"(?P<made>.*?)"
    r"(?P<close><!-- /(?P=kind) -->)",
    re.DOTALL,
)
_OPENING: Final = re.compile(r"<!-- (?:film|case|keys|pad|list)\b")


@dataclass(slots=True)
class _Album:
    """The pictures of one page so far."""

    stem: str
    films: int = 0
    pictures: dict[str, Picture] = field(default_factory=dict)

    def keep(self, name: str, content: bytes) -> str:
        """Where the page finds it."""
        self.pictures[name] = Picture(name=name, content=content)
        return f"{PICTURES}/{name}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Chapter:
    """A page as it should stand there, and the pictures it shows."""

    path: Path
    text: str
    pictures: tuple[Picture, ...]


def paths() -> list[Path]:
    """The pages of the handbook, the index first."""
    return sorted(FOLDER.glob("*.md"), key=lambda path: (path.name != INDEX, path.name))


def order(index: str) -> list[str]:
    """The pages as the index lists them."""
    return re.findall(r"\]\(([\w-]+\.md)\)", index.partition(LIST_HEADING)[2])


def chapter(path: Path) -> Chapter:
    """The page at `path`, made anew.

    Raises:
        FilmError: it asks for what cannot be shown, or a marker is not closed.
    """
    album = _Album(stem=path.stem)
    page = path.read_text(encoding="utf-8")
    if len(_OPENING.findall(page)) != len(list(_MARKED.finditer(page))):
        raise FilmError(f"{path.name}: a marker is never closed")
    text = _MARKED.sub(lambda marked: _made(marked, album), page)
    return Chapter(path=path, text=text, pictures=tuple(album.pictures.values()))


def _made(marked: re.Match[str], album: _Album) -> str:
    head, *lines = (line.strip() for line in marked["asked"].split("\n"))
    try:
        body = _body(marked["kind"], head, [line for line in lines if line], album)
    except Exception as error:
        raise FilmError(f"{album.stem}: {marked['kind']} {marked['asked'].strip()}") from error
    return f"{marked['open']}\n{body}\n\n{marked['close']}"


def _body(kind: str, head: str, lines: list[str], album: _Album) -> str:
    match kind:
        case "keys":
            return _keys(head, album)
        case "pad":
            return _pad(Arrangement(head), album)
        case "list":
            return "\n".join(LISTS[head]())
        case "film":
            film = play(head, lines)
        case _:
            number, *shown = head.split()
            film = case_film(number, shown)
    album.films += 1
    return "\n".join(_film(film, album))


def _film(film: Film, album: _Album) -> Iterator[str]:
    name = f"{album.stem}-{album.films}"
    if film.takes:
        yield "| Tasten | Anzeige |"
        yield "|---|---|"
    for index, take in enumerate(film.takes, start=1):
        place = album.keep(f"{name}-{index}.png", screen_png(take.screen))
        yield f"| {_doing(take, album)} | ![{_alt(take.screen)}]({place}) |"
    if film.prints:
        yield ""
    for index, one in enumerate(film.prints, start=1):
        place = album.keep(f"{name}-druck-{index}.png", slip_png(one.document))
        yield f"![{one.name}]({place})"


def _doing(take: Take, album: _Album) -> str:
    said = [take.text] if take.text else []
    if take.words:
        said.insert(0, f"*{take.words}*")
    if take.keys:
        said.insert(0, _keys(take.keys, album))
    return "<br>".join(said)


def _keys(keys: str, album: _Album) -> str:
    place = album.keep(slug(keys), keys_svg(keys).encode())
    return f"![{keys}]({place})"


def _pad(arrangement: Arrangement, album: _Album) -> str:
    place = album.keep(f"tastatur-{arrangement.value}.svg", pad_svg(arrangement).encode())
    return f"![Tastatur {arrangement.value}]({place})"


def _alt(screen: Screen) -> str:
    zones = (screen.status, screen.item, screen.main, screen.hint)
    return "Anzeige: " + " · ".join(" ".join(zone.split()) for zone in zones if zone.strip())
