"""firmware.desk.root_beside: a desk's root answers as a till's does."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from firmware.app.image_state import (
    ImageState,
    UpdateAct,
    UpdatePhase,
    UpdateReason,
    UpdateRequest,
    UpdateState,
    read_word,
    write_word,
)
from firmware.desk.root_beside import BUNDLES, RootBeside, lay_bundle
from firmware.sync.config import Paths


class Beside:
    """Root beside a till, with a bundle."""

    def __init__(self, folder: Path) -> None:
        self.paths = Paths(
            run=str(folder / "run"), image=str(folder / "image"), update=str(folder / "image")
        )
        self.folder = folder
        self.now_utc = datetime(2026, 11, 20, 18, tzinfo=UTC)
        self.root = RootBeside(self.paths, self._tick)
        self.root.start(is_restart=False)

    def _tick(self) -> datetime:
        self.now_utc += timedelta(seconds=1)
        return self.now_utc

    def ask(self, act: UpdateAct, name: str = "update") -> list[UpdateState]:
        """All that root says to it."""
        lay_bundle(self.folder, name)
        request = UpdateRequest(
            act=act, bundle=str(self.folder / "standlkassa.raucb"), asked_utc="x"
        )
        write_word(Path(self.paths.run) / "update-request.json", request)
        said = []
        while self.root.round() == 0.0:
            found = read_word(Path(self.paths.update) / "status.json", UpdateState)
            if found is not None:
                said.append(found)
        return said

    @property
    def state(self) -> ImageState:
        """What the till reads at its start."""
        said = read_word(Path(self.paths.image) / "state.json", ImageState)
        assert said is not None
        return said


@pytest.fixture
def beside(tmp_path: Path) -> Beside:
    """A desk that is on."""
    return Beside(tmp_path)


def test_looked_at(beside: Beside) -> None:
    """A good bundle is shown with its notes; the request is taken."""
    (said,) = beside.ask(UpdateAct.INSPECT)
    assert (UpdatePhase.INSPECTED, "1.3") == (said.phase, said.version)
    assert said.notes_de
    assert 1.0 == beside.root.round()


@pytest.mark.parametrize(
    ("name", "reason"), [("forged", UpdateReason.WRONG_KEY), ("older", UpdateReason.OLDER)]
)
def test_refused(beside: Beside, name: str, reason: UpdateReason) -> None:
    """As RAUC and kassa-image would."""
    assert [reason] == [one.reason for one in beside.ask(UpdateAct.INSTALL, name)]


def test_no_bundle(beside: Beside) -> None:
    """Any other file, or none."""
    lay_bundle(beside.folder, "update")
    for content in ("hello", None):
        path = beside.folder / "standlkassa.raucb"
        path.write_text(content) if content else path.unlink()
        request = UpdateRequest(act=UpdateAct.INSPECT, bundle=str(path), asked_utc="x")
        write_word(Path(beside.paths.run) / "update-request.json", request)
        beside.root.round()
        said = read_word(Path(beside.paths.update) / "status.json", UpdateState)
        assert said is not None
        assert UpdateReason.NOT_A_BUNDLE is said.reason


def test_confirmed_by_a_restart(beside: Beside) -> None:
    """It grows, it waits, a cut does not try it, a restart does; then it is the same one."""
    said = beside.ask(UpdateAct.INSTALL)
    percent = [one.percent for one in said]
    assert (sorted(percent), 100) == (percent, percent[-1])
    assert UpdatePhase.INSTALLED is said[-1].phase
    beside.root.start(is_restart=False)
    assert ("1.2", "1.3") == (beside.state.version, beside.state.waiting_version)
    beside.root.start(is_restart=True)
    assert ("1.3", "1.2", "b", "") == (
        beside.state.version,
        beside.state.confirmed_from,
        beside.state.slot,
        beside.state.waiting_version,
    )
    first = beside.state.update_id
    beside.root.start(is_restart=True)
    assert first == beside.state.update_id
    assert [UpdateReason.SAME] == [one.reason for one in beside.ask(UpdateAct.INSPECT)]


def test_one_that_does_not_pass(beside: Beside) -> None:
    """The old one comes back and says why."""
    beside.ask(UpdateAct.INSTALL, "poor")
    beside.root.start(is_restart=True)
    assert ("1.2", "1.3", "printer") == (
        beside.state.version,
        beside.state.fell_back_from,
        beside.state.fell_back_because,
    )


def test_a_cut_while_it_is_written(beside: Beside) -> None:
    """Half an image is none."""
    lay_bundle(beside.folder, "update")
    request = UpdateRequest(
        act=UpdateAct.INSTALL, bundle=str(beside.folder / "standlkassa.raucb"), asked_utc="x"
    )
    write_word(Path(beside.paths.run) / "update-request.json", request)
    beside.root.round()
    beside.root.round()
    beside.root.start(is_restart=True)
    assert ("1.2", "") == (beside.state.version, beside.state.waiting_version)


def test_every_bundle_has_a_stick() -> None:
    """Four of them, and one good."""
    assert ["update"] == [
        name
        for name, one in BUNDLES.items()
        if one.is_ours and one.is_sound and one.version == "1.3"
    ]
