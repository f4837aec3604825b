"""kassad that is told to go down while it writes onto a stick."""

from pathlib import Path
from threading import Event

import pytest

from firmware.app import going_down, main
from firmware.app.config import Config
from firmware.app.stick import writer
from firmware.app.stick.export import ExportFeeder
from firmware.export.package import contents, receipts
from firmware.export.package.examination import Found
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from hal.stick.emulator import EmulatedStick
from tests.app.machine import WAIT_S, Machine

pytestmark = pytest.mark.whole


@pytest.fixture
def machine(tmp_path: Path, config: Config, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """A till that is off; its exports have few files."""
    monkeypatch.setattr(contents, "parts_of", lambda _kind, sight: receipts.parts(sight))
    (tmp_path / "till").mkdir()
    return Machine(tmp_path / "till", config)


class Examination:
    """One that waits until it may go on."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.go_on = Event(), Event()
        monkeypatch.setattr(writer, "examine", self.examine)

    def examine(self, sight: object, _dep: object) -> tuple[Found, ...]:
        self.begun.set()
        while not self.go_on.wait(0.01):
            sight.moved(1)  # type: ignore[attr-defined]
        return ()


def begin(machine: Machine, stick: Path) -> None:
    """Sell, and take the DEP along by F 70."""
    stick.mkdir()
    machine.bench.sticks.port.insert(EmulatedStick(folder=stick))
    machine.watch.wait_for(lambda: machine.watch.has_shown("Stick steckt"))
    machine.type("250 WG1 BAR")
    machine.watch.wait_for(lambda: machine.watch.documents > 0)
    machine.type("C F 70 1 BAR BAR")


def exported(stick: Path) -> list[str]:
    """The names of what lies on the stick."""
    return [one.name for one in (stick / "Registrierkasse" / "GRAZ-01").iterdir()]


def test_a_long_export_is_given_up(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """Who goes home does not wait for a stick; nothing half stays on it."""
    slow = Examination(monkeypatch)
    monkeypatch.setattr(going_down, "EXPORT_GRACE_S", 0.1)
    thread = machine.start()
    machine.watch.wait_for(lambda: machine.watch.has_shown("Bereit"))
    begin(machine, tmp_path / "stick")
    assert slow.begun.wait(WAIT_S)
    machine.stop.set()
    thread.join(WAIT_S)
    assert [0] == machine.codes
    assert [] == exported(tmp_path / "stick")
    with Reader.open_read_only(machine.plug_path) as book:
        row = book.last_journal(JournalKind.EXPORT)
    assert row is not None
    assert "given up" in str(row.content["error"])
    assert ["EXPORT", "STOPP"] == machine.rows("EXPORT", "STOPP")[-2:]


def test_a_short_export_is_waited_for(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """One that says it has a few seconds left comes to its end."""
    slow = Examination(monkeypatch)
    thread = machine.start()
    machine.watch.wait_for(lambda: machine.watch.has_shown("Bereit"))
    begin(machine, tmp_path / "stick")
    assert slow.begun.wait(WAIT_S)
    monkeypatch.setattr(ExportFeeder, "is_short", property(lambda _self: True))
    machine.stop.set()
    machine.watch.wait_for(lambda: machine.watch.has_shown("Stick|läuft|Bitte warten"))
    slow.go_on.set()
    thread.join(WAIT_S)
    assert [0] == machine.codes
    (name,) = exported(tmp_path / "stick")
    assert name.endswith("_dep7")


def test_one_that_cannot_say_yet(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """It has only begun: it may be the shortest of all."""
    slow = Examination(monkeypatch)
    monkeypatch.setattr(going_down, "EXPORT_GRACE_S", WAIT_S)
    thread = machine.start()
    machine.watch.wait_for(lambda: machine.watch.has_shown("Bereit"))
    begin(machine, tmp_path / "stick")
    assert slow.begun.wait(WAIT_S)
    machine.stop.set()
    machine.watch.wait_for(lambda: machine.watch.has_shown("Stick|läuft|Bitte warten"))
    slow.go_on.set()
    thread.join(WAIT_S)
    assert 1 == len(exported(tmp_path / "stick"))


@pytest.mark.parametrize("is_given_up", [True, False])
def test_the_last_word(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, *, is_given_up: bool
) -> None:
    """Whatever becomes of the export: what stays on the panel is that the till is off."""
    slow = Examination(monkeypatch)
    monkeypatch.setattr(going_down, "EXPORT_GRACE_S", 0.1 if is_given_up else WAIT_S)
    thread = machine.start()
    machine.watch.wait_for(lambda: machine.watch.has_shown("Bereit"))
    begin(machine, tmp_path / "stick")
    assert slow.begun.wait(WAIT_S)
    machine.type("F 99")
    machine.watch.wait_for(lambda: machine.watch.has_shown("Stick|läuft|Bitte warten"))
    if not is_given_up:
        slow.go_on.set()
    thread.join(WAIT_S)
    assert ("Kasse", "schaltet ab") == (
        machine.watch.screens[-1].item,
        machine.watch.screens[-1].main,
    )


def test_one_that_hangs_is_left_behind(
    machine: Machine, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """A stick that takes no byte any more keeps nobody."""
    go_on, begun = Event(), Event()

    def hang(*_: object) -> tuple[Found, ...]:
        begun.set()
        assert go_on.wait(WAIT_S)
        return ()

    monkeypatch.setattr(writer, "examine", hang)
    monkeypatch.setattr(going_down, "EXPORT_LIMIT_S", 0.2)
    monkeypatch.setattr(going_down, "EXPORT_END_S", 0.2)
    monkeypatch.setattr(main, "JOIN_DEADLINE_S", 0.1)
    thread = machine.start()
    machine.watch.wait_for(lambda: machine.watch.has_shown("Bereit"))
    begin(machine, tmp_path / "stick")
    assert begun.wait(WAIT_S)
    machine.stop.set()
    thread.join(WAIT_S)
    go_on.set()
    assert [0] == machine.codes
