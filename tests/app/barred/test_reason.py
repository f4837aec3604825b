"""firmware.app.barred.reason: a data partition that is not there is never a new till."""

from pathlib import Path

import msgspec
import pytest

from firmware.app.barred.reason import WORDS, Bar, bar_of, bar_of_book, is_own_mount
from firmware.app.image_state import DATA_NAME, DataFault, DataState, write_word
from firmware.rksv.errors import RksvError
from firmware.store.errors import StoreError, StoreFault
from firmware.sync.config import Paths
from hal.display.codec import render
from hal.display.port import Screen


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    """A till with a folder for root's words."""
    (tmp_path / "data").mkdir()
    return Paths(data=str(tmp_path / "data"), image=str(tmp_path))


def looked(paths: Paths, *, is_image: bool = False, is_mounted: bool = True) -> Bar | None:
    """What is in the way on such a machine."""
    facts = Path(paths.image) / "image.json"
    if is_image:
        facts.write_text("{}")
    return bar_of(paths, facts=facts, is_mounted=lambda _: is_mounted)


def test_a_machine_of_no_image_is_asked_nothing(paths: Paths) -> None:
    """A checkout has its data wherever it likes."""
    assert looked(paths, is_mounted=False) is None
    assert bar_of(paths) is None


@pytest.mark.parametrize("fault", [DataFault.CORRUPT, DataFault.MISSING])
def test_root_says_so(paths: Paths, fault: DataFault) -> None:
    """Its detail is for the log."""
    write_word(Path(paths.image) / DATA_NAME, DataState(fault=fault, detail="e2fsck 4"))
    assert Bar(words=WORDS[fault], detail=f"{fault.value}: e2fsck 4") == looked(paths)


def test_a_full_one_is_the_tills_own_business(paths: Paths) -> None:
    """E15 tells it receipt by receipt, and every export works."""
    write_word(Path(paths.image) / DATA_NAME, DataState(fault=DataFault.FULL))
    assert looked(paths) is None


def test_words_of_root_that_nobody_understands(paths: Paths) -> None:
    """Better no sale than one beside the disk."""
    (Path(paths.image) / DATA_NAME).write_text('{"fault":"burnt"}')
    found = looked(paths)
    assert found is not None
    assert "Daten prüfen" == found.words


def test_an_image_without_its_partition(paths: Paths) -> None:
    """Also when root says nothing: an empty folder is no new till."""
    found = looked(paths, is_image=True, is_mounted=False)
    assert found is not None
    assert "Datenteil fehlt" == found.words
    assert looked(paths, is_image=True) is None


def test_mounts(tmp_path: Path) -> None:
    """By the device, not by lists of mounts; what is not there is on nothing."""
    assert is_own_mount(Path("/proc"))
    assert not is_own_mount(tmp_path)
    assert not is_own_mount(tmp_path / "nowhere")


@pytest.mark.parametrize("words", [*WORDS.values(), "Daten prüfen", "nur lesbar"])
def test_words_fit(words: str) -> None:
    """The main zone of the smallest panel."""
    render(Screen(item="KASSE GESPERRT", main=words))


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (StoreError(StoreFault.BROKEN, "b", "d"), "Buch prüfen"),
        (StoreError(StoreFault.FULL, "b", "d"), "Speicher voll"),
        (StoreError(StoreFault.FORBIDDEN, "b", "read-only file system"), "nur lesbar"),
        (StoreError(StoreFault.TOO_NEW, "b", "d"), "Version zu alt"),
        (RksvError("intent"), "Buch prüfen"),
        (StoreError(StoreFault.LOCKED, "b", "d"), None),
        (StoreError(StoreFault.ABSENT, "b", "d"), None),
    ],
)
def test_books(error: StoreError | RksvError, words: str | None) -> None:
    """What is in use by another, or is not there, is not carried away."""
    found = bar_of_book(error)
    assert words == (None if found is None else found.words)


def test_the_treaty_with_root() -> None:
    """The file as the unit that mounts writes it."""
    text = b'{"fault":"corrupt","detail":"superblock"}'
    read = msgspec.json.decode(text, type=DataState)
    assert DataState(fault=DataFault.CORRUPT, detail="superblock") == read
