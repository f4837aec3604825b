"""firmware.app.update.feeder: what is asked of root, and what the counter hears of it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from firmware.app.clock_guard import ClockGuard
from firmware.app.image_state import (
    Before,
    ImageState,
    UpdateAct,
    UpdatePhase,
    UpdateReason,
    UpdateRequest,
    UpdateState,
    read_word,
    write_word,
)
from firmware.app.inbox import Message, OfferTold, UpdateTold
from firmware.app.stick.berth import Berth
from firmware.app.update.feeder import INSPECTION_S, SILENCE_S, UpdateFeeder
from firmware.desk.sticks import Sticks
from firmware.store import schema
from firmware.sync import offer_file
from firmware.sync.config import Paths
from firmware.sync.offer_file import OfferFile
from firmware.till.requests import Stored
from firmware.till.upkeep.update_requests import (
    FindUpdate,
    FoundUpdate,
    InstallUpdate,
    UpdateRefused,
    UpdateTrouble,
)
from hal.clock.emulator import EmulatedClock
from hal.stick.mounted import MountedSlot

INSTALL = InstallUpdate(has_card=True, has_printer=False)


class Side:
    """A feeder between a stick, an offer, root and the loop."""

    def __init__(self, folder: Path) -> None:
        self.paths = Paths(
            run=str(folder / "run"),
            sync=str(folder / "sync"),
            image=str(folder / "image"),
            update=str(folder / "update"),
        )
        for one in (self.paths.run, self.paths.image, self.paths.update):
            Path(one).mkdir()
        self.paths.offer_folder.mkdir(parents=True)
        self.clock = EmulatedClock(datetime(2026, 11, 20, 18, tzinfo=UTC))
        self.sticks = Sticks(folder / "usb/mounted", "GRAZ-01", self.clock.monotonic)
        berth = Berth(MountedSlot(self.sticks.port, self.sticks.port.mount_point))
        self.posted: list[Message] = []
        self.feeder = UpdateFeeder(self.paths, berth, ClockGuard(self.clock), self.posted.append)
        self.be("1.2")

    def be(self, version: str, **more: str) -> None:
        """What root says of the image."""
        state = ImageState(slot="a", version=version, root_hash="", **more)
        write_word(Path(self.paths.image) / "state.json", state)

    @property
    def request(self) -> UpdateRequest:
        """What was left for root."""
        asked = read_word(Path(self.paths.run) / "update-request.json", UpdateRequest)
        assert asked is not None
        return asked

    def ask(self, wanted: FindUpdate | InstallUpdate) -> None:
        """The counter wants something."""
        self.feeder.ask(wanted)
        self.feeder.round()

    def say(self, phase: UpdatePhase, **more: object) -> None:
        """Root answers the request that lies there."""
        said = UpdateState(phase=phase, asked_utc=self.request.asked_utc, **more)
        write_word(Path(self.paths.update) / "status.json", said)
        self.feeder.round()

    def offer(self, version: str) -> None:
        """kassa-sync has fetched one."""
        offer = OfferFile(version=version, size=5, sha256="ab" * 32)
        offer_file.write(self.paths.offer_folder, offer)

    @property
    def trouble(self) -> UpdateTrouble:
        """The refusal that was posted last."""
        told = self.posted[-1]
        assert isinstance(told, UpdateTold)
        assert isinstance(told.answer, UpdateRefused)
        return told.answer.trouble


@pytest.fixture
def side(tmp_path: Path) -> Side:
    """A till from an image, without stick and offer."""
    return Side(tmp_path)


def test_from_the_stick(side: Side) -> None:
    """Found, inspected, installed: each request by its own name, each answer heard once."""
    side.sticks.put("update")
    side.ask(FindUpdate())
    first = side.request
    assert (UpdateAct.INSPECT, "standlkassa.raucb") == (first.act, Path(first.bundle).name)
    side.say(UpdatePhase.INSPECTED, version="1.3", notes_de="Neu")
    assert [UpdateTold(answer=FoundUpdate(version="1.3", installed="1.2", notes="Neu"))] == (
        side.posted
    )
    side.ask(INSTALL)
    assert (UpdateAct.INSTALL, first.bundle) == (side.request.act, side.request.bundle)
    assert (
        Before(has_card=True, has_printer=False, book_version=schema.VERSION) == side.request.before
    )
    assert first.asked_utc != side.request.asked_utc
    side.say(UpdatePhase.INSTALLING, percent=40)
    side.say(UpdatePhase.INSTALLING, percent=40)
    side.say(UpdatePhase.INSTALLED, percent=100)
    assert [UpdateTold(percent=40), UpdateTold(answer=Stored())] == side.posted[1:]


def test_an_old_answer(side: Side) -> None:
    """What root said to another request is none to this one."""
    side.sticks.put("update")
    side.ask(FindUpdate())
    said = UpdateState(phase=UpdatePhase.INSPECTED, asked_utc="another", version="9")
    write_word(Path(side.paths.update) / "status.json", said)
    side.feeder.round()
    assert [] == side.posted


@pytest.mark.parametrize("reason", UpdateReason)
def test_every_reason_has_its_words(side: Side, reason: UpdateReason) -> None:
    """Root's word becomes the counter's, of the same name."""
    side.sticks.put("update")
    side.ask(FindUpdate())
    side.say(UpdatePhase.REFUSED, reason=reason)
    assert reason.name == side.trouble.name


def test_failed_without_a_reason(side: Side) -> None:
    """An older root that does not say why."""
    side.sticks.put("update")
    side.ask(FindUpdate())
    side.say(UpdatePhase.FAILED)
    assert UpdateTrouble.DAMAGED is side.trouble


def test_nothing_there(side: Side) -> None:
    """No stick and no offer; a stick without a bundle; a Mac's file beside none."""
    side.ask(FindUpdate())
    assert UpdateTrouble.NONE is side.trouble
    side.sticks.put("new")
    (side.sticks.folder("new") / "._x.raucb").touch()
    side.ask(FindUpdate())
    assert UpdateTrouble.NONE is side.trouble


def test_several(side: Side) -> None:
    """Which one is meant nobody guesses."""
    side.sticks.put("update")
    (side.sticks.folder("update") / "x.raucb").touch()
    side.ask(FindUpdate())
    assert UpdateTrouble.SEVERAL is side.trouble


def test_no_image(side: Side) -> None:
    """A till that somebody installed by hand has no slots."""
    (Path(side.paths.image) / "state.json").unlink()
    side.ask(FindUpdate())
    assert UpdateTrouble.NO_IMAGE is side.trouble


def test_root_is_silent(side: Side) -> None:
    """Nobody waits for ever; while it goes on saying something it is waited for."""
    side.sticks.put("update")
    side.ask(FindUpdate())
    side.clock.advance(INSPECTION_S - 1)
    side.feeder.round()
    assert [] == side.posted
    side.clock.advance(2)
    side.feeder.round()
    assert UpdateTrouble.SILENT is side.trouble
    side.ask(INSTALL)
    for percent in (10, 20):
        side.clock.advance(SILENCE_S - 1)
        side.say(UpdatePhase.INSTALLING, percent=percent)
    side.clock.advance(SILENCE_S + 1)
    side.feeder.round()
    assert UpdateTrouble.SILENT is side.trouble


def test_root_says_what_nobody_understands(side: Side) -> None:
    """As good as silence."""
    side.sticks.put("update")
    side.ask(FindUpdate())
    (Path(side.paths.update) / "status.json").write_text("{")
    side.feeder.round()
    assert [] == side.posted


def test_nobody_can_be_asked(side: Side) -> None:
    """A folder in memory that is not there."""
    side.sticks.put("update")
    Path(side.paths.run).rmdir()
    side.ask(FindUpdate())
    assert UpdateTrouble.SILENT is side.trouble


def test_what_the_archive_laid_down(side: Side) -> None:
    """Told once, installed by F 76, and gone when it is."""
    side.offer("1.3")
    side.feeder.round()
    side.feeder.round()
    assert [OfferTold(version="1.3")] == side.posted
    side.ask(FindUpdate())
    assert str(side.paths.offer_folder / "bundle.raucb") == side.request.bundle
    side.say(UpdatePhase.REFUSED, reason=UpdateReason.DAMAGED)
    (side.paths.offer_folder / "offer.json").unlink()
    side.feeder.round()
    assert OfferTold(version="") == side.posted[-1]


@pytest.mark.parametrize("more", [{"version": "1.3"}, {"version": "1.2", "fell_back_from": "1.3"}])
def test_not_offered_again(side: Side, more: dict[str, str]) -> None:
    """What runs already, or was given up, is not praised."""
    side.be(**more)
    side.offer("1.3")
    side.feeder.round()
    assert [] == side.posted


def test_a_file_that_is_no_offer(side: Side) -> None:
    """Is none, and nobody falls over it."""
    (side.paths.offer_folder / "offer.json").write_text("{")
    side.feeder.round()
    (Path(side.paths.image) / "state.json").write_text("{")
    side.feeder.round()
    assert [] == side.posted
