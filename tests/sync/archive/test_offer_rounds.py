"""firmware.sync.archive.offer: which offer is one, and rounds beside the rows."""

from pathlib import Path
from threading import Event

import msgspec
import pytest

from firmware.accord.messages import Offer
from firmware.app.image_state import ImageFacts, ImageState, write_word
from firmware.process.notify import Notifier
from firmware.sync import offer_file
from firmware.sync.archive import offer as offers
from firmware.sync.archive.assembly import fetching_of
from firmware.sync.archive.client import Door
from firmware.sync.archive.image import Image, ImageFiles
from firmware.sync.archive.offer import (
    PIECE_BYTES,
    Offering,
    OfferRounds,
    free_bytes,
    wanted,
)
from firmware.sync.config import Settings
from firmware.sync.supervision import Supervision
from tests.sync.archive.stall import Stall

BUNDLE = bytes(range(256)) * (3 * PIECE_BYTES // 256) + b"the end"
STATE = ImageState(slot="a", version="1.2", root_hash="0" * 64)
FACTS = ImageFacts(version="1.2", commit="", built_utc="", compatible="kind")
DOOR = Door(till_id="t", password="p")


GOOD = Offer(version="1.3", size=7, sha256="0" * 64, path="/v1/tills/t/offers/x", notes_de="Neu")
IMAGE = Image(version="1.2", compatible="kind")


@pytest.mark.parametrize(
    "changes",
    [
        {"version": "../1.3"},
        {"version": "1.3\x1b[2J"},
        {"size": 0},
        {"size": -1},
        {"size": 2**40},
        {"sha256": "0" * 63},
        {"sha256": "G" * 64},
        {"path": "/v1/tills/u/offers/x"},
        {"path": "/v1/tills/t/../u"},
        {"path": "http://elsewhere/"},
        {"path": "/v1/tills/t/x\r\nHost: y"},
        {"path": "/v1/tills/t/" + "x" * 200},
        {"version": "1.2"},
        {"version": "1.1"},
    ],
)
def test_not_wanted(changes: dict[str, object]) -> None:
    """An offer that is none, or of nothing newer: nothing of it reaches a path or a display."""
    offer = msgspec.structs.replace(GOOD, **changes)
    assert wanted(Offering(door=DOOR, offer=offer, pending=0), IMAGE) is None


def test_wanted() -> None:
    """As it was said; notes are made harmless, and not without end."""
    assert GOOD == wanted(Offering(door=DOOR, offer=GOOD, pending=0), IMAGE)
    wild = msgspec.structs.replace(GOOD, notes_de="a\n\x1b[2Jb" + "x" * 999)
    found = wanted(Offering(door=DOOR, offer=wild, pending=0), IMAGE)
    assert found is not None
    assert ("a  [2Jb", 500) == (found.notes_de[:7], len(found.notes_de))


def test_how_much_is_free(tmp_path: Path) -> None:
    """Of the disk that the folder will be on."""
    assert (
        0 < free_bytes(tmp_path / "sync" / "offer") == pytest.approx(free_bytes(tmp_path), rel=0.5)
    )


def test_said_with_a_heartbeat(stall: Stall, tmp_path: Path) -> None:
    """From the answer to a status to the bundle; the archive is told, and learns of the end."""
    files = ImageFiles(state=tmp_path / "state.json", facts=tmp_path / "image.json")
    write_word(files.state, STATE)
    write_word(files.facts, FACTS)
    settings = Settings(paths=stall.paths, archive=stall.section)
    fetching = fetching_of(settings, stall.section, stall.side, stall.watch, files)
    assert stall.side.offering is None
    stall.register()
    assert stall.side.offering is not None
    assert stall.side.offering.offer is None
    stall.archive.offer_to(stall.archive.till, BUNDLE)
    assert stall.side.offering.offer is None
    stall.after(900)
    assert stall.archive.offer == stall.side.offering.offer
    for _ in range(4):
        fetching.round()
    assert "1.3" == offer_file.read(stall.paths.offer_folder).version
    stall.after(900)
    told = stall.archive.till.statuses[-1]
    assert ("1.3", "there", len(BUNDLE)) == (told.offer, told.offer_state, told.offer_bytes)
    fetching.hang_up()


def test_in_doubt_nothing_is_believed(stall: Stall) -> None:
    """An archive whose checkpoint is not as it should be offers nothing."""
    stall.register()
    stall.archive.offer_to(stall.archive.till, BUNDLE)
    stall.archive.till.hashes.pop()
    stall.after(900)
    assert stall.side.offering is None


class Turns:
    """Rounds that end the thread after a while, or fail."""

    def __init__(self, stop: Event, *, fails: bool) -> None:
        self.stop, self.fails, self.count, self.is_closed = stop, fails, 0, False

    def round(self) -> float:
        """One."""
        self.count += 1
        if self.fails:
            raise ValueError(self.count)
        if self.count == 3:
            self.stop.set()
        return 0.0

    def hang_up(self) -> None:
        """The end."""
        self.is_closed = True


@pytest.mark.parametrize("fails", [False, True])
def test_rounds_in_a_thread(monkeypatch: pytest.MonkeyPatch, *, fails: bool) -> None:
    """Until told to stop; one that fails is left to the supervisor."""
    monkeypatch.setattr(offers, "LOOK_EVERY_S", 0.0)
    stop = Event()
    turns = Turns(stop, fails=fails)
    watch = Supervision(
        stop=stop, notifier=Notifier({}), now_utc=lambda: None, monotonic_s=lambda: 5.0
    )
    rounds = OfferRounds(turns, watch, 10.0)
    rounds.start()
    rounds.join(30)
    assert not rounds.is_alive()
    assert (1 if fails else 3, not fails) == (turns.count, turns.is_closed)
    assert 10.0 == rounds.limit_s
