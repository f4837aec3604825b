"""docs/handbuch: every page shows what the till does today."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from firmware.desk.keys import KeysError, parse_keys
from tests.docs.handbook.chapters import FOLDER, INDEX, PICTURES, Chapter, chapter, order, paths
from tests.docs.handbook.film import FilmError, case_film, play
from tests.docs.pages import links, rows

MAX_BYTES: Final = 3_000_000
FRESHEN: Final = "python -m tests.docs.render_handbook"


@pytest.fixture(params=paths(), ids=lambda path: path.stem)
def made(request: pytest.FixtureRequest) -> Chapter:
    """One page, made anew."""
    assert isinstance(request.param, Path)
    return chapter(request.param)


@pytest.mark.whole
def test_page_and_pictures_are_fresh(made: Chapter) -> None:
    """`python -m tests.docs.render_handbook` would change nothing a reader sees."""
    stale = [one.name for one in made.pictures if not _is_fresh(made, one.name)]

    assert made.path.read_text(encoding="utf-8") == made.text, FRESHEN
    assert [] == stale, FRESHEN


def _is_fresh(made: Chapter, name: str) -> bool:
    path = FOLDER / PICTURES / name
    picture = next(one for one in made.pictures if one.name == name)
    return path.exists() and picture.is_like(path.read_bytes())


def test_the_pictures_do_not_swell() -> None:
    """All pictures together stay small enough for a repository."""
    assert sum(path.stat().st_size for path in (FOLDER / PICTURES).iterdir()) < MAX_BYTES


def test_every_picture_is_shown() -> None:
    """What no page shows any more is gone."""
    shown = {Path(link).name for path in paths() for link in links(path)}

    assert [] == sorted({path.name for path in (FOLDER / PICTURES).iterdir()} - shown)


def test_the_index_lists_every_page_once() -> None:
    """Whoever prints the handbook prints all of it."""
    index = (FOLDER / INDEX).read_text(encoding="utf-8")

    assert sorted(path.name for path in paths() if path.name != INDEX) == sorted(order(index))


def test_key_sequences_are_keys_of_the_till() -> None:
    """What a table of keys says to press can be pressed."""
    assert [] == list(_unknown_keys())


def _unknown_keys() -> Iterator[str]:
    for path in paths():
        for keys, _effect in rows(path, columns=("Tasten", "was geschieht")):
            for sequence in keys.split("`")[1::2]:
                try:
                    parse_keys(sequence)
                except KeysError as error:
                    yield f"{path.name}: {sequence}: {error}"


def test_what_nobody_printed_cannot_be_shown() -> None:
    """A page that asks for a slip that never came is refused."""
    with pytest.raises(FilmError, match="there is no bon"):
        play("anna", ["250 WG1", "+ bon"])


def test_an_unknown_row_cannot_be_shown() -> None:
    """A page that asks for a row the manual does not have is refused."""
    with pytest.raises(FilmError, match="no row R99"):
        case_film("R99", [])


def test_a_row_of_the_manual_is_one_take() -> None:
    """The row's keys, its effect as text, and the screen it promises."""
    (take,) = case_film("B12", []).takes

    assert ("1980 WG3 BAR 2000 ZW", "RÜCKGELD") == (take.keys, take.screen.item)


def test_what_is_typed_before_is_not_shown() -> None:
    """The reader comes in when the sale is already open."""
    film = play("", ["~ 1980 WG3", "2000 BAR: Ein Zwanziger.", "+ bon"])

    assert [("2000 BAR", "Ein Zwanziger.")] == [(take.keys, take.text) for take in film.takes]
    assert "0,20" == film.takes[0].screen.main
    assert ["Bon 000412"] == [one.name for one in film.prints]
