"""firmware.app.stick.watch: the thread that sees a stick come and go."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from threading import Event

import pytest

from firmware.app.inbox import Message, StickTold
from firmware.app.stick import watch
from firmware.app.stick.owner import StickId, new_stick_id, write_stick_id
from firmware.app.stick.watch import HUNG_MAX, StickFeeder
from firmware.export.package.names import STICK_ID
from firmware.store.entry import Entry
from firmware.till.acts import JournalKind
from firmware.till.exports.requests import StickStanding, StickView
from hal.errors import Fault, HalError
from hal.stick.emulator import EmulatedPort, EmulatedStick
from hal.stick.mounted import MountedSlot
from tests.app.day import Day
from tests.stickfs.fixtures import PlugFolder
from tests.stickfs.mischief import Mischief


@dataclass
class Watched:
    """A till with a port beside it, and what its feeder told since the last look."""

    day: Day
    port: EmulatedPort
    feeder: StickFeeder
    told: list[Message] = field(default_factory=list)

    def look(self) -> list[Message]:
        self.told.clear()
        assert self.feeder.round() == watch.LOOK_EVERY_S
        return list(self.told)

    @property
    def view(self) -> StickView:
        (message,) = self.look()
        assert isinstance(message, StickTold)
        assert message.view is not None
        return message.view

    def make_owner(self, stick: EmulatedStick, register_id: str = "GRAZ-01") -> StickId:
        """As F 70 does: the file, and the row."""
        made = new_stick_id(register_id)
        write_stick_id(stick.folder, made)
        row = {"what": "owner", "id": made.id}
        now = datetime(2026, 11, 20, 9, tzinfo=UTC)
        self.day.stand.book.append(
            [Entry(kind=JournalKind.STICK, clerk=1, content={**row}, at_utc=now)]
        )
        return made


@pytest.fixture
def watched(day: Day, tmp_path: Path) -> Watched:
    """A till that sells, with an empty port."""
    port = EmulatedPort(tmp_path / "mounted")
    told: list[Message] = []
    slot = MountedSlot(port, port.mount_point)
    feeder = StickFeeder(slot, day.stand.book_path, told.append)
    return Watched(day=day, port=port, feeder=feeder, told=told)


@pytest.fixture
def stick(tmp_path: Path) -> EmulatedStick:
    """An ordinary stick."""
    folder = tmp_path / "stick"
    folder.mkdir()
    return EmulatedStick(folder=folder, free_bytes=8_000_000)


def test_nothing_is_in(watched: Watched) -> None:
    """Nothing is told of nothing."""
    assert [] == watched.look()


def test_a_strange_stick_comes_and_goes(watched: Watched, stick: EmulatedStick) -> None:
    """Told once when it is in, once when it is out; rows with its serial number."""
    watched.port.insert(stick)
    view = StickView(standing=StickStanding.STRANGE, is_writable=True, free_bytes=8_000_000)
    row = {"what": "in", "serial": "1234-ABCD", "standing": "strange", "file_system": "vfat"}
    assert [StickTold(view=view, row=row)] == watched.look()
    assert [] == watched.look()
    watched.port.pull()
    assert [StickTold(view=None, row={"what": "out", "serial": "1234-ABCD"})] == watched.look()
    assert [] == watched.look()


def test_the_owners_stick(watched: Watched, stick: EmulatedStick) -> None:
    """Known by the journal; the rows name it by its id."""
    made = watched.make_owner(stick)
    watched.port.insert(stick)
    (message,) = watched.look()
    assert isinstance(message, StickTold)
    assert message.view is not None
    assert StickStanding.OWNER is message.view.standing
    assert made.id == message.row["id"]
    watched.port.pull()
    (message,) = watched.look()
    assert isinstance(message, StickTold)
    assert {"what": "out", "serial": "1234-ABCD", "id": made.id} == message.row


def test_a_copy_of_the_file_of_another_till(watched: Watched, stick: EmulatedStick) -> None:
    """Its register id says whose it is; its number is not put into our journal."""
    watched.make_owner(stick, "LINZ-07")
    watched.port.insert(stick)
    (message,) = watched.look()
    assert isinstance(message, StickTold)
    assert message.view is not None
    assert StickStanding.OTHER_TILL is message.view.standing
    assert "id" not in message.row


def test_made_the_owners_while_it_is_in(watched: Watched, stick: EmulatedStick) -> None:
    """Asked again, it is told again; no row comes of it."""
    watched.port.insert(stick)
    assert StickStanding.STRANGE is watched.view.standing
    watched.make_owner(stick)
    assert [] == watched.look()
    watched.feeder.look_again()
    (message,) = watched.look()
    assert isinstance(message, StickTold)
    assert message.view is not None
    assert StickStanding.OWNER is message.view.standing
    assert {} == message.row


def test_one_stick_in_place_of_another(watched: Watched, stick: EmulatedStick) -> None:
    """Between two looks: the first is told to be out, then the second to be in."""
    watched.port.insert(stick)
    watched.look()
    watched.port.insert(stick)
    assert ["out", "in"] == [
        one.row["what"] for one in watched.look() if isinstance(one, StickTold)
    ]


def test_a_stick_that_turns_to_read_only(watched: Watched, stick: EmulatedStick) -> None:
    """The kernel does that after an error; it is the same stick, and no new row."""
    watched.port.insert(stick)
    assert watched.view.is_writable
    stick.is_write_protected = True
    (message,) = watched.look()
    assert isinstance(message, StickTold)
    assert message.view is not None
    assert not message.view.is_writable
    assert {} == message.row


def test_a_damaged_id(watched: Watched, stick: EmulatedStick) -> None:
    """A strange stick, and the row says why."""
    (stick.folder / STICK_ID).write_bytes(b"half")
    watched.port.insert(stick)
    (message,) = watched.look()
    assert isinstance(message, StickTold)
    assert message.view is not None
    assert StickStanding.STRANGE is message.view.standing
    assert f"{STICK_ID} is damaged" == message.row["error"]


def test_an_unreadable_stick(watched: Watched, plug_folder: PlugFolder) -> None:
    """EIO: no use, and said so."""
    mounted = plug_folder()
    (mounted.backing / STICK_ID).write_text("never read")
    mounted.behave(Mischief(is_unreadable=True))
    watched.port.insert(EmulatedStick(folder=mounted.folder))
    (message,) = watched.look()
    assert isinstance(message, StickTold)
    assert message.view is not None
    assert StickStanding.UNREADABLE is message.view.standing
    assert f"{STICK_ID} cannot be read" == message.row["error"]


def test_a_stick_that_is_pulled_while_it_is_asked(
    watched: Watched, plug_folder: PlugFolder
) -> None:
    """It told who it is, and not how much is free."""
    mounted = plug_folder(Mischief(pulled_at="statfs"))
    watched.port.insert(EmulatedStick(folder=mounted.folder))
    assert StickStanding.UNREADABLE is watched.view.standing


def test_a_stick_that_hangs(
    watched: Watched, plug_folder: PlugFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever waits for it is left behind; the next stick is told as any other."""
    monkeypatch.setattr(watch, "ANSWER_S", 0.05)
    mounted = plug_folder(Mischief(hangs=True))
    for _ in range(HUNG_MAX):
        watched.port.insert(EmulatedStick(folder=mounted.folder))
        messages = watched.look()
        last = messages[-1]
        assert isinstance(last, StickTold)
        assert last.view is not None
        assert StickStanding.UNREADABLE is last.view.standing
        assert "no answer" == last.row["error"]
    assert HUNG_MAX == len(watched.feeder._hung)
    watched.port.insert(EmulatedStick(folder=mounted.folder))
    watched.look()
    assert HUNG_MAX == len(watched.feeder._hung)

    hung = list(watched.feeder._hung)
    mounted.behave(Mischief())
    for thread in hung:
        thread.join(10)
    watched.port.insert(EmulatedStick(folder=mounted.folder))
    last = watched.look()[-1]
    assert isinstance(last, StickTold)
    assert last.view is not None
    assert StickStanding.STRANGE is last.view.standing


def test_a_list_of_mounts_that_cannot_be_read(watched: Watched, stick: EmulatedStick) -> None:
    """What was told stays told; nobody believes that the stick is out."""
    watched.port.insert(stick)
    watched.look()
    watched.port.is_blind = True
    assert [] == watched.look()
    watched.port.is_blind = False
    assert [] == watched.look()


def test_a_book_that_cannot_be_read(watched: Watched, stick: EmulatedStick) -> None:
    """Nobody knows whose stick it is: told in a later round."""
    hidden = watched.day.stand.book_path.with_name("hidden")
    feeder = StickFeeder(
        MountedSlot(watched.port, watched.port.mount_point), hidden, watched.told.append
    )
    watched.port.insert(stick)
    feeder.round()
    feeder.round()
    assert [] == watched.told
    hidden.symlink_to(watched.day.stand.book_path)
    feeder.round()
    assert 1 == len(watched.told)


def test_a_fault_of_the_slot_ends_no_thread(watched: Watched, stick: EmulatedStick) -> None:
    """The question says BROKEN; the answer is that the stick cannot be read."""

    class Slot(MountedSlot):
        def free_bytes(self) -> int:
            raise HalError(Fault.BROKEN, "stick", "gone")

    feeder = StickFeeder(
        Slot(watched.port, watched.port.mount_point),
        watched.day.stand.book_path,
        watched.told.append,
    )
    watched.port.insert(stick)
    feeder.round()
    (message,) = watched.told
    assert isinstance(message, StickTold)
    assert "gone" == message.row["error"]


def test_the_deadline_is_ten_seconds(watched: Watched, stick: EmulatedStick) -> None:
    """So long a slow stick may think."""
    waited: list[float] = []

    def await_end(event: Event, seconds: float) -> bool:
        waited.append(seconds)
        return event.wait(seconds)

    slot = MountedSlot(watched.port, watched.port.mount_point)
    make: Callable[[Message], None] = watched.told.append
    feeder = StickFeeder(slot, watched.day.stand.book_path, make, await_end)
    watched.port.insert(stick)
    feeder.round()
    assert [watch.ANSWER_S] == waited
