"""A second medium on a whole till: pulled, put in again, read-only, another one."""

import shutil
from base64 import b64encode
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from firmware.app import credentials
from firmware.app.boot import BootError
from firmware.app.config import Config
from firmware.app.config_keep import MirrorSection
from firmware.app.inbox import Message
from firmware.app.keep.medium import FolderMedium
from firmware.app.keep.mirror_file import read_units
from firmware.app.pins import FILE_NAME as PINS_FILE
from firmware.app.pins import Pins
from firmware.store import raw
from firmware.store.snapshot import snapshot
from firmware.till.acts import JournalKind
from tests.app.day import Day

NewDay = Callable[..., Day]
SALE = "250 WG1 BAR"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the second medium is mounted; it is not in yet."""
    return tmp_path / "medium"


@pytest.fixture
def day(new_day: NewDay, config: Config, folder: Path) -> Day:
    """A till with a second medium that was in from the start."""
    folder.mkdir()
    section = MirrorSection(folder=str(folder))
    return new_day(settings=msgspec.structs.replace(config, mirror=section))


def states(day: Day) -> list[object]:
    """What the journal says of the medium."""
    return [row.content["state"] for row in day.rows(JournalKind.SPIEGEL)]


def mirrored(folder: Path) -> list[raw.Unit]:
    """What is on the medium."""
    return list(read_units(FolderMedium(folder, None), "GRAZ-01"))


def pull(folder: Path) -> Path:
    """Take the medium out; where it is then."""
    return folder.rename(folder.with_name("pulled"))


def test_a_day(day: Day, folder: Path) -> None:
    """M14: everything on both, and nothing is said of what is in order."""
    day.type(SALE + " F 20 BAR 200 × 100 BAR ZW 2 1 BAR")
    day.wait(2)
    assert list(raw.units(day.stand.book)) == mirrored(folder)
    assert [] == states(day)
    assert "M!" not in day.status


def test_no_secret_is_in_a_copy(day: Day, folder: Path, tmp_path: Path) -> None:
    """Neither key nor PIN nor what proves a PIN, in no writing of it."""
    data = day.stand.book_path.parent
    Pins(data).store(1, "481516")
    day.type(SALE)
    key = credentials.read_aes_key(day.stand.secrets)
    (verifier,) = msgspec.json.decode((data / PINS_FILE).read_bytes())["pins"].values()
    copy = tmp_path / "copy.sqlite"
    snapshot(day.stand.book, copy)
    secrets = (key, key.hex().encode(), b64encode(key), verifier.encode(), b"481516")
    for path in (copy, *folder.iterdir()):
        assert [] == [secret for secret in secrets if secret in path.read_bytes()]


def test_the_status_slip(day: Day, folder: Path) -> None:
    """F 80 says how it is."""
    for is_in, word in ((True, "aktuell"), (False, "FEHLT")):
        if not is_in:
            pull(folder)
        day.type("F 80 1")
        day.wait(1)
        (line,) = [line for line in day.paper().splitlines() if line.startswith("Zweites Medium")]
        assert word == line.split()[-1]


def test_pulled_and_back(day: Day, folder: Path) -> None:
    """Selling goes on, the display says so, and what was missed is caught up."""
    pulled = pull(folder)
    day.type(SALE)
    assert "M!" in day.status
    day.type(SALE)
    assert ["lost"] == states(day)
    assert [2, 3] == day.printed_numbers()
    pulled.rename(folder)
    day.wait(10)
    assert ["lost", "back"] == states(day)
    assert "M!" not in day.status
    (_, back) = day.rows(JournalKind.SPIEGEL)
    caught_up = back.content["caught_up"]
    assert isinstance(caught_up, int)
    assert caught_up > 0
    day.wait(10)
    assert list(raw.units(day.stand.book)) == mirrored(folder)


def test_lost_again_before_it_was_told_to_be_back(day: Day, folder: Path) -> None:
    """F 80 and `M!` say how it is, and not what the thread told a moment before."""
    pulled = pull(folder)
    day.type(SALE)
    second = day.stand.station.keep.second
    told: list[Message] = []
    second._post = told.append
    pulled.rename(folder)
    second.round()
    pull(folder)
    second.secure()
    (back,) = told
    day.stand.station.loop.handle(back)
    assert "M!" in day.status
    assert ["lost"] == states(day)


def test_the_change_to_give_stays(day: Day, folder: Path) -> None:
    """A medium that is lost with a sale does not take the number from the cashier."""
    pull(folder)
    day.type("250 WG1 500 BAR")
    assert day.display.startswith("RÜCKGELD|2,50|")
    day.type("C")
    assert "M!" in day.status


def test_it_is_told_while_nobody_sells(day: Day, folder: Path) -> None:
    """Whoever stands there reads it at once."""
    pull(folder)
    day.wait(6)
    assert "Zweites Medium|fehlt|Verkauf läuft weiter" == day.display


def test_it_stays_lost_over_boots(day: Day, folder: Path) -> None:
    """One row for one loss, however often the till is switched on meanwhile."""
    pulled = pull(folder)
    day.type(SALE)
    for _ in range(3):
        assert day.stand.shut_down()
        day.boot()
        assert "M!" in day.status
    assert ["lost"] == states(day)
    assert day.stand.shut_down()
    pulled.rename(folder)
    day.boot()
    assert ["lost", "back"] == states(day)


def test_pulled_while_the_till_is_off(day: Day, folder: Path) -> None:
    """The boot says so."""
    assert day.stand.shut_down()
    pull(folder)
    day.boot()
    assert ["lost"] == states(day)
    assert "Zweites Medium|fehlt|Verkauf läuft weiter" == day.display


def test_another_medium(day: Day, folder: Path) -> None:
    """An empty one gets all of the book."""
    pull(folder)
    day.type(SALE)
    folder.mkdir()
    day.type(SALE)
    day.wait(20)
    assert list(raw.units(day.stand.book)) == mirrored(folder)


def test_the_medium_of_another_till(day: Day, folder: Path) -> None:
    """Refused by name, and left as it is; the till sells on."""
    pull(folder)
    day.type(SALE)
    folder.mkdir()
    theirs = folder / "spiegel__WIEN-02__000000001.jsonl"
    theirs.write_bytes(b"theirs\n")
    day.wait(10)
    day.type("C " + SALE)
    assert ["lost"] == states(day)
    assert [theirs] == list(folder.iterdir())
    assert b"theirs\n" == theirs.read_bytes()


def test_a_till_that_starts_with_the_wrong_one(day: Day, folder: Path) -> None:
    """The row names the register."""
    assert day.stand.shut_down()
    shutil.rmtree(folder)
    folder.mkdir()
    (folder / "spiegel__WIEN-02__000000001.jsonl").touch()
    day.boot()
    (row,) = day.rows(JournalKind.SPIEGEL)
    assert "holds the mirror of register WIEN-02: take another one" == row.content["detail"]


def test_a_book_that_was_set_back(day: Day, tmp_path: Path) -> None:
    """Anlage Z 4, 9 RKSV: the mirror knows of receipts the book forgot: nothing boots from it."""
    old = tmp_path / "old.sqlite"
    snapshot(day.stand.book, old)
    day.type(SALE)
    assert day.stand.shut_down()
    kept = tmp_path / "kept.sqlite"
    shutil.copyfile(day.stand.book_path, kept)
    shutil.copyfile(old, day.stand.book_path)
    with pytest.raises(BootError, match="must not sign") as caught:
        day.stand.boot()
    assert "Buch veraltet" == caught.value.words
    shutil.copyfile(kept, day.stand.book_path)
    day.boot()
    day.type("C " + SALE)
    assert ["standard 250", "standard 500"] == day.story()


def test_a_newer_mirror_is_put_in(day: Day, folder: Path, tmp_path: Path) -> None:
    """The same with a medium that comes while the till is on: no receipt follows (E21)."""
    old = tmp_path / "old.sqlite"
    assert day.stand.shut_down()
    shutil.copyfile(day.stand.book_path, old)
    day.boot()
    day.type(SALE)
    assert day.stand.shut_down()
    kept = day.stand.book_path.read_bytes()
    shutil.copyfile(old, day.stand.book_path)
    pulled = pull(folder)
    day.boot()
    pulled.rename(folder)
    day.wait(10)
    day.type("C C " + SALE)
    assert "FEHLER E21" == day.stand.screen.item
    assert [] == day.receipts()
    assert day.stand.shut_down()
    day.stand.book_path.write_bytes(kept)
    day.boot()
