"""docs/techniker: pictures and tables are the till's, and no word of the till is missing."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from firmware.app import last_words
from firmware.app.barred import reason
from firmware.app.image_state import FallBack, ImageState
from firmware.app.refusal import BOOK_WORDS, CHECK_BOOK
from firmware.app.update.aftermath import told
from firmware.desk.keys import KeysError, parse_keys
from firmware.desk.manual.practice import OPENED_UTC
from firmware.image.events import EventKind
from firmware.till.codes import FUNCTIONS
from firmware.till.texts import ErrorCode
from firmware.till.upkeep.hardware_requests import Part
from firmware.till.upkeep.update_requests import UpdateTrouble
from hal.errors import Fault, HalError
from tests.docs.pages import DOCS, ROOT, code_spans, links, pages, rows
from tests.docs.render_technician import SHOPPING, rendered
from tests.docs.render_wiring import PICTURES, plans
from tests.docs.technician.screens import pictures

FOLDER: Final = DOCS / "techniker"
ERRORS: Final = FOLDER / "fehler.md"
FRESHEN: Final = "python -m tests.docs.render_technician"
MAX_LINES: Final = 400


def test_the_pictures_are_fresh() -> None:
    """The script would change nothing a reader sees, and nothing lies about."""
    made = pictures()
    stale = [name for name, one in made.items() if not one.is_like((PICTURES / name).read_bytes())]

    assert [] == stale, FRESHEN
    assert sorted({*made, *plans()}) == sorted(path.name for path in PICTURES.iterdir())


def test_every_picture_is_shown() -> None:
    """Each plan and each screen stands on a page."""
    shown = {Path(link).name for page in _pages() for link in links(page)}

    assert set() == {path.name for path in PICTURES.iterdir()} - shown


def test_the_printers_are_those_of_the_program() -> None:
    """The shopping list has every model that the settings take."""
    page = SHOPPING.read_text(encoding="utf-8")

    assert page == rendered(page), FRESHEN


@pytest.mark.parametrize("page", sorted(FOLDER.glob("*.md")), ids=lambda path: path.stem)
def test_a_page_can_be_read_in_one_go(page: Path) -> None:
    """No page is longer than people read, and each is reached from the index."""
    index = {link.partition("#")[0] for link in links(FOLDER / "README.md")}

    assert len(page.read_text(encoding="utf-8").splitlines()) < MAX_LINES
    assert page.name in {*index, "README.md"}


def test_every_code_is_explained() -> None:
    """E01 to the last one, in their order and with the words of the display."""
    table = rows(ERRORS, columns=("am Display", "heißt für die Technik", "was tun"))

    assert [f"{code.name} {code.value}" for code in ErrorCode] == [row[0] for row in table]


def test_every_word_of_a_barred_till_is_explained() -> None:
    """Whatever stands below KASSE GESPERRT is in the table."""
    table = rows(ERRORS, columns=("das Wort darunter", "heißt", "was tun"))

    assert set() == _barred_words() - {row[0].strip("`") for row in table}


def test_every_word_of_a_commissioning_is_explained() -> None:
    """What refuses a new till is in the table."""
    table = rows(ERRORS, columns=("am Display", "heißt", "was tun"))
    written = {word.strip("` ") for row in table for word in row[0].split(",")}

    assert set() == _raised("CommissionError", "firmware/app/life") - written


def test_every_word_of_an_update_is_explained() -> None:
    """Why it was refused, and why it was given up."""
    table = rows(ERRORS, columns=("das Wort", "heißt", "was tun"))
    written = {word.strip("` ") for row in table for word in row[0].split(",")}

    assert set() == {one.value for one in UpdateTrouble} - written
    assert set() == {_fallen_back(one) for one in FallBack} - written


def test_every_kind_of_event_is_explained() -> None:
    """What stands in the ring can be read with the table beside it."""
    table = rows(FOLDER / "wartung.md", columns=("`kind`", "heißt"))

    assert [kind.value for kind in EventKind] == [row[0].strip("`") for row in table]


def test_functions_and_keys_are_those_of_the_till() -> None:
    """`F 95` and the like can be pressed, and do something."""
    named = {
        span for page in _pages() for span in code_spans(page) if re.fullmatch(r"F \d\d", span)
    }

    assert "F 95" in named
    assert [] == sorted(one for one in named if int(one[2:]) not in FUNCTIONS)
    assert [] == list(_unknown_keys())


def test_the_parts_of_the_hardware_test_are_all_there() -> None:
    """Each part of F 95 stands in its table, the others in its last row."""
    table = rows(
        FOLDER / "start.md",
        columns=("Taste", "Teil", "was zu sehen, zu hören, zu drücken ist"),
    )
    text = " ".join(" ".join(row) for row in table)

    assert [] == [part.value for part in Part if part.value not in text]


def _fallen_back(because: FallBack) -> str:
    state = ImageState(
        slot="a",
        version="1.2",
        root_hash="",
        fell_back_from="1.3",
        fell_back_because=because.value,
    )
    notice = told(state, OPENED_UTC)
    return notice.main if because is FallBack.INTERRUPTED else notice.hint


def _pages() -> list[Path]:
    return [page for page in pages() if page.parent == FOLDER]


def _unknown_keys() -> Iterator[str]:
    for page in _pages():
        for row in rows(page, columns=("Anzeige", "Taste")):
            for keys in row[1].split("`")[1::2]:
                try:
                    parse_keys(keys)
                except KeysError as error:
                    if keys != "kassa.toml":
                        yield f"{page.name}: {keys}: {error}"


def _barred_words() -> set[str]:
    faults = [HalError(Fault.ABSENT, "gpio", ""), HalError(Fault.BROKEN, "gpio", "")]
    faults += [HalError(Fault.BUSY, "buzzer", ""), HalError(Fault.BROKEN, "buzzer", "")]
    return {
        *reason.WORDS.values(),
        reason.UNCLEAR,
        "nur lesbar",
        *BOOK_WORDS.values(),
        CHECK_BOOK,
        *(last_words.words_of(fault) for fault in faults),
        *_raised("BootError", "firmware/app"),
        *_first_words("show_refusal", "firmware/app", place=1),
    }


def _raised(error: str, folder: str) -> set[str]:
    return _first_words(error, folder, place=0)


def _first_words(called: str, folder: str, place: int) -> set[str]:
    """The words at `place` of every call of `called`, where they are words."""
    found: set[str] = set()
    for path in (ROOT / folder).rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            match node:
                case ast.Call(func=ast.Name(id=name), args=args) if name == called:
                    found |= {word for one in args[place : place + 1] for word in _constants(one)}
                case _:
                    pass
    return found


def _constants(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(text)):
            yield text
        case ast.IfExp(body=body, orelse=orelse):
            yield from _constants(body)
            yield from _constants(orelse)
        case _:
            return
