"""firmware.app.keep.second: how the second medium is, and who is told."""

import errno
from pathlib import Path

import pytest

from firmware.app.inbox import MediumTold, Message
from firmware.app.issue import plain
from firmware.app.keep import second as seconds
from firmware.app.keep.bounded import Bounded, at_once
from firmware.app.keep.mirror import Mirror
from firmware.app.keep.second import LOST, Second
from firmware.store import raw
from firmware.store.entry import Entry
from firmware.till.acts import JournalKind
from firmware.till.upkeep.copies import SecondMedium
from tests.app.day import Day
from tests.app.keep.doubles import TroubledMedium

ID = "GRAZ-01"
SALE = "250 WG1 BAR"
WELL = MediumTold(is_lost=False)


@pytest.fixture
def medium(tmp_path: Path) -> TroubledMedium:
    """A medium that is in."""
    folder = tmp_path / "medium"
    folder.mkdir()
    return TroubledMedium(folder)


@pytest.fixture
def heard() -> list[Message]:
    """What the thread told the loop."""
    return []


@pytest.fixture
def second(day: Day, medium: TroubledMedium, heard: list[Message]) -> Second:
    """That of the till."""
    return Second(Mirror(medium, day.stand.book_path, ID), at_once, heard.append)


def rows_in(second: Second) -> int:
    """How many rows were written."""
    assert second._mirror is not None
    return second._mirror.rows


def test_a_till_without_one(day: Day, heard: list[Message]) -> None:
    """Nothing is written, and nothing is said."""
    second = Second(None, at_once, heard.append)
    assert None is second.secure()
    assert second.round() > 0
    assert ([], "") == (heard, second.behind)
    assert SecondMedium.NONE is second.medium(day.stand.book)


def test_the_first_look_tells(day: Day, second: Second) -> None:
    """At a boot the loop hears how it is, with what it lacked; later only of changes."""
    told = second.secure()
    last = day.stand.book.last_journal()
    assert last is not None
    assert MediumTold(is_lost=False, caught_up=last.seq) == told
    day.type(SALE)
    assert None is second.secure()


def test_every_row_is_there_when_secure_returns(day: Day, second: Second) -> None:
    """M14: up to the last one."""
    second.secure()
    day.type(SALE)
    second.secure()
    assert len(list(raw.units(day.stand.book))) == rows_in(second)


@pytest.mark.parametrize("number", [errno.EIO, errno.ENOSPC, errno.EROFS, errno.ENODEV])
def test_lost_and_back(
    day: Day, second: Second, medium: TroubledMedium, heard: list[Message], number: int
) -> None:
    """Told once each; a lost one is not waited for, and caught up when it is back."""
    second.secure()
    medium.fail(number)
    day.type(SALE)
    told = second.secure()
    assert told is not None
    assert (True, "as the test says") == (told.is_lost, told.detail[-16:])
    assert None is second.secure()
    assert second.round() > 1
    assert [] == heard
    before = rows_in(second)
    medium.recover()
    assert None is second.secure()
    second.round()
    assert [MediumTold(is_lost=False, caught_up=rows_in(second) - before)] == heard
    assert rows_in(second) > before


def test_the_thread_notices(second: Second, medium: TroubledMedium, heard: list[Message]) -> None:
    """A medium that was pulled is told also while nobody sells."""
    second.secure()
    medium.fail(errno.ENODEV)
    second.round()
    second.round()
    assert [True] == [told.is_lost for told in heard if isinstance(told, MediumTold)]


def test_a_medium_that_hangs(
    day: Day, medium: TroubledMedium, heard: list[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    """M14: no sale waits longer than `WAIT_S`; when the medium lets go it is back."""
    monkeypatch.setattr(seconds, "WAIT_S", 0.05)
    second = Second(Mirror(medium, day.stand.book_path, ID), Bounded().run, heard.append)
    go_on = medium.hang()
    told = second.secure()
    assert told == MediumTold(is_lost=True, detail="no answer in 0 s")
    second.round()
    assert [] == heard
    go_on.set()
    medium.recover()
    monkeypatch.setattr(seconds, "WAIT_S", 20.0)
    second.round()
    assert [False] == [told.is_lost for told in heard if isinstance(told, MediumTold)]
    assert len(list(raw.units(day.stand.book))) == rows_in(second)


def test_two_seconds_at_most() -> None:
    """M14: nobody stands before the till for longer."""
    assert seconds.WAIT_S <= 2


def test_a_fault_of_ours(
    second: Second, medium: TroubledMedium, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a thread nobody hears an exception: the medium counts as lost."""
    second._run = Bounded().run
    monkeypatch.setattr("threading.excepthook", lambda _args: None)

    def fail() -> None:
        raise ZeroDivisionError

    medium.trouble = fail
    told = second.secure()
    assert told == MediumTold(is_lost=True, detail="failed")


def test_a_book_behind_its_mirror(
    day: Day, second: Second, medium: TroubledMedium, tmp_path: Path
) -> None:
    """Anlage Z 9 RKSV: whoever asks is told why the book must not sign, until it is another one."""
    old = tmp_path / "old.sqlite"
    raw.rebuild(old, raw.units(day.stand.book))
    day.type(SALE)
    second.secure()
    assert "" == second.behind
    set_back = Second(Mirror(medium, old, ID), at_once, lambda _: None)
    told = set_back.secure()
    assert told is not None
    assert told.is_lost
    assert "must not sign" in set_back.behind


def test_what_the_journal_says(day: Day, second: Second) -> None:
    """A boot begins with what the last row says."""
    book = day.stand.book
    assert SecondMedium.WELL is second.medium(book)
    for state, expected in ((LOST, SecondMedium.LOST), ("back", SecondMedium.WELL)):
        row = Entry(
            kind=JournalKind.SPIEGEL,
            clerk=None,
            content=plain({"state": state}),
            at_utc=day.stand.clock.now().utc,
        )
        book.append([row])
        assert expected is second.medium(book)


def test_the_first_look_has_more_patience(
    day: Day, medium: TroubledMedium, heard: list[Message], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Anlage Z 9 RKSV: a boot waits until it knows whether the book was set back."""
    monkeypatch.setattr(seconds, "WAIT_S", 0.0)
    second = Second(Mirror(medium, day.stand.book_path, ID), Bounded().run, heard.append)
    told = second.first_look()
    assert told is not None
    assert not told.is_lost
    assert None is Second(None, at_once, heard.append).first_look()


def test_what_was_overtaken(second: Second, medium: TroubledMedium) -> None:
    """What the thread told is no news any more when the loop found it otherwise meanwhile."""
    second.secure()
    assert second.is_so(WELL)
    medium.fail(errno.EIO)
    lost = second.secure()
    assert lost is not None
    assert second.is_so(lost)
    assert not second.is_so(WELL)


def test_lost_again_and_again(second: Second, medium: TroubledMedium) -> None:
    """M14: a medium that is too slow now and then does not keep one customer after the other."""
    pauses = []
    for _ in range(10):
        medium.recover()
        second.round()
        medium.fail(errno.EIO)
        pauses.append(second.round())
    assert [5, 10, 20, 40, 80, 160, 320, 640, 640, 640] == pauses
    medium.recover()
    for _ in range(600):
        second.round()
    medium.fail(errno.EIO)
    assert 5 == second.round()


def test_what_does_not_come_back(second: Second, medium: TroubledMedium) -> None:
    """A full medium, or another till's, is not written to and read every five seconds for days."""
    medium.fail(errno.ENOSPC)
    pauses = [second.round() for _ in range(70)]
    assert [5.0] * 60 + [60.0] * 10 == pauses
    medium.recover()
    assert 1 == second.round()
