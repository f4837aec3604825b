"""docs/daten-holen.md: its commands print what the page says, and the stick holds what it shows."""

import json
import re
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from firmware.app.stick.outcome import MEDIUM_WORDS
from firmware.export.package.fault import MediumFault
from firmware.process import command_line
from firmware.till.exports import words
from tests.docs.pages import DOCS, blocks, code_spans
from tests.docs.session import exchanges, typed
from tests.docs.stick_scene import sell_and_fetch

pytestmark = pytest.mark.whole


PAGE: Final = DOCS / "daten-holen.md"
NOW_UTC: Final = datetime(2026, 12, 31, tzinfo=UTC)
#: It differs with every build of the program.
DIGEST: Final = re.compile(r"\b[0-9a-f]{64}\b")
#: In the tree of the page: two spaces a level, a name, what it is.
ENTRY: Final = re.compile(r"^(?P<indent> *)(?P<name>\S+)")


@pytest.fixture(scope="module")
def till(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a till that was fetched from twice."""
    folder = tmp_path_factory.mktemp("till")
    sell_and_fetch(folder)
    return folder


@pytest.fixture
def desk(till: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which the till, its stick, and a place for a copy lie."""
    (tmp_path / "till").symlink_to(till)
    (tmp_path / "stick").symlink_to(till / "usb" / "owner")
    (tmp_path / "copy").mkdir()
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(command_line.time, "time", NOW_UTC.timestamp)
    return tmp_path


@pytest.mark.timeout(60)
@pytest.mark.usefixtures("desk")
def test_commands_print_what_the_page_says(capsys: pytest.CaptureFixture[str]) -> None:
    """As somebody types them who has the program."""
    session = exchanges(PAGE)
    printed = [DIGEST.sub("…", typed(one.command, capsys)) for one in session]
    assert len(session) >= 2
    assert [one.output for one in session] == printed


def test_the_tree_is_that_of_the_stick(desk: Path) -> None:
    """Everything it shows is on the stick, and everything on the stick is in it."""
    tree = next(one.text for one in blocks(PAGE) if one.text.startswith("KASSA-STICK.id"))
    shown = {_plain(path) for path in _paths(tree)}
    stick = desk / "stick"
    newest = max((stick / "Registrierkasse" / "GRAZ-01").iterdir())
    lies = {_plain(one.relative_to(stick).as_posix()) for one in newest.iterdir()}
    assert set() == lies - shown
    assert set() == shown - {_plain(one) for one in _all(stick)}


def _paths(tree: str) -> list[str]:
    """The entries of a tree with what stands above them."""
    found: list[str] = []
    above: list[str] = []
    for line in tree.splitlines():
        entry = ENTRY.match(line)
        assert entry is not None, line
        del above[len(entry["indent"]) // 2 :]
        above.append(entry["name"].rstrip("/"))
        found.append("/".join(above))
    return found


def _all(folder: Path) -> list[str]:
    return [one.relative_to(folder).as_posix() for one in folder.rglob("*")]


def _plain(path: str) -> str:
    """Without the days in the name of a DEP, which the page leaves out."""
    return re.sub(r"(dep-export__GRAZ-01__).*(\.json)", r"\1…\2", path)


def test_every_field_of_the_events_is_told(till: Path) -> None:
    """docs/exportformate.md names each field of ereignisse.json but those of contents."""
    (file,) = (till / "usb" / "new").rglob("ereignisse.json")
    whole = json.loads(file.read_text("utf-8"))
    lists = ("zertifikate", "ereignisse", "belege")
    fields = {*whole, *(field for name in lists for one in whole[name] for field in one)}
    assert len(fields) > 20
    assert set() == fields - set(code_spans(DOCS / "exportformate.md"))


def test_words_of_the_display_are_those_of_the_till() -> None:
    """What an owner reads on the display is found in the page, letter by letter."""
    spans = set(code_spans(PAGE))
    said = {MEDIUM_WORDS[one] for one in (MediumFault.FULL, MediumFault.READ_ONLY)}
    said |= {MEDIUM_WORDS[one] for one in (MediumFault.GONE, MediumFault.DAMAGED)}
    assert set() == {*said, words.DOUBTED, words.READ_ONLY} - spans
