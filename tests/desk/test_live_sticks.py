"""Sticks at the live desk: kassad, a hand at the port, and what lies on them afterwards."""

import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.desk.live import JOIN_DEADLINE_S, LiveDesk
from firmware.desk.protocol import Switch
from firmware.desk.stick_pages import files_of
from firmware.export.package.names import MANIFEST, PART_SUFFIX, ROOT, VIEWER
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from tests.desk.living import opened, shows, type_keys, until

pytestmark = [pytest.mark.whole, pytest.mark.timeout(120)]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[LiveDesk]:
    """A desk that is on; afterwards all its threads have ended, also who waits to pull a stick."""
    before = set(threading.enumerate())
    with opened(tmp_path) as desk:
        yield desk
    until(lambda: set(threading.enumerate()) <= before, "the end of every thread of the desk")


def _names(desk: LiveDesk, stick: str) -> list[str]:
    """The files of finished exports on a stick, without their folders."""
    folders = desk.stick_folders()
    if stick not in folders:
        return []
    paths = [file.path for file in files_of(folders[stick]) if ".part" not in file.path]
    return [path.rpartition("/")[2] for path in paths]


def _sticks(folder: Path) -> list[object]:
    with Reader.open_read_only(folder / "book.sqlite") as book:
        return [row.content["what"] for row in book.journal(kind=JournalKind.STICK)]


def test_the_owners_stick(desk: LiveDesk, tmp_path: Path) -> None:
    """AU17: by itself, whole, and let go; the row says when it came and went."""
    desk.switch(Switch.STICK, "owner")
    shows(desk, "fertig ✓")
    until(lambda: not desk.view().is_stick_mounted, "a stick that was let go")
    assert desk.view().switches[Switch.STICK] == "owner"
    assert {MANIFEST, VIEWER} <= set(_names(desk, "owner"))
    (path,) = desk.stick_folders()["owner"].rglob(MANIFEST)
    listed = {one["name"] for one in json.loads(path.read_bytes())["files"]}
    assert listed <= {
        file.path.partition(f"{path.parent.name}/")[2]
        for file in files_of(desk.stick_folders()["owner"])
    }
    until(lambda: _sticks(tmp_path) == ["owner", "in", "out"], "rows of the stick")


def test_any_other_stick_waits_for_f70(desk: LiveDesk) -> None:
    """It is in use until it is pulled, and nothing is written onto it by itself."""
    desk.switch(Switch.STICK, "new")
    shows(desk, "F 70")
    assert desk.view().is_stick_mounted
    assert [] == _names(desk, "new")
    desk.switch(Switch.STICK, "out")
    assert not desk.view().is_stick_mounted
    until(lambda: "F 70" not in desk.display_text(), "a hint that is over")


def test_pulled_in_the_middle(desk: LiveDesk) -> None:
    """E16; nothing on it looks whole, and the same stick is served when it is put in again."""
    type_keys(desk, "250 WG1 BAR F C")
    desk.switch(Switch.STICK, "pull")
    shows(desk, "Stick abgezogen")
    until(lambda: desk.view().switches[Switch.STICK] == "out", "a hand that has pulled it")
    assert MANIFEST not in _names(desk, "owner")
    type_keys(desk, "C")
    desk.switch(Switch.STICK, "owner")
    shows(desk, "fertig ✓")
    assert MANIFEST in _names(desk, "owner")
    left = [file.path for file in files_of(desk.stick_folders()["owner"]) if ".part" in file.path]
    assert [] == left


@pytest.mark.parametrize(
    ("position", "words"),
    [("readonly", "Schreibschutz"), ("other", "andere Kassa")],
)
def test_sticks_that_are_no_use(desk: LiveDesk, position: str, words: str) -> None:
    """Told as soon as they are in."""
    desk.switch(Switch.STICK, position)
    shows(desk, words)


def test_it_is_still_in_after_a_cut(desk: LiveDesk) -> None:
    """The power comes back, the stick was never out: the till finds it anew."""
    desk.switch(Switch.STICK, "new")
    shows(desk, "F 70")
    desk.switch(Switch.POWER, "cut")
    desk.switch(Switch.POWER, "on")
    shows(desk, "F 70")
    assert desk.view().switches[Switch.STICK] == "new"


def test_a_cut_in_the_middle_of_an_export(desk: LiveDesk) -> None:
    """Nobody waits for it; with the power the stick is back, and gets everything."""
    type_keys(desk, "250 WG1 BAR F C")
    desk.switch(Switch.STICK, "owner")
    base = desk.stick_folders()["owner"] / ROOT
    until(lambda: list(base.glob(f"*/*{PART_SUFFIX}")), "an export that has begun")
    begin_s = time.monotonic()
    desk.switch(Switch.POWER, "cut")
    assert time.monotonic() - begin_s < JOIN_DEADLINE_S / 2
    assert not desk.view().is_stick_mounted
    assert [] == [name for name in _names(desk, "owner") if name == MANIFEST]
    desk.switch(Switch.POWER, "on")
    shows(desk, "fertig ✓")
    assert [MANIFEST] == [name for name in _names(desk, "owner") if name == MANIFEST]
    assert [] == list(base.glob(f"*/*{PART_SUFFIX}"))


def test_a_till_that_is_set_up_by_hand_has_no_owners_stick(tmp_path: Path) -> None:
    """F 70 makes it; until then the one on the table is as any other."""
    with opened(tmp_path, is_new=True) as desk:
        assert {} == desk.stick_folders()
