"""firmware.app.answers_pins: right or wrong, how many tries are left, and for how long not."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from firmware.app.answers_pins import PinAnswers
from firmware.app.pins import FILE_NAME, Pins
from firmware.store.book import Book
from firmware.store.entry import Entry
from firmware.till.acts import JournalKind
from firmware.till.requests import CheckPin, Failed, PinVerdict, Stored, StorePin
from firmware.till.stall.catalog import Role

NOON_UTC = datetime(2026, 11, 20, 11, 0, tzinfo=UTC)


class Desk:
    """A book with a journal, two clerks with PINs, and somebody who types them."""

    def __init__(self, book: Book, folder: Path) -> None:
        self.book = book
        self.pins = Pins(folder)
        self.pins.store(1, "1111")
        self.pins.store(2, "2222")
        self.now_utc = NOON_UTC

    def row(self, kind: JournalKind, **content: int | str) -> None:
        """The counter writes a row."""
        self.book.append([Entry(kind=kind, clerk=None, content=content, at_utc=self.now_utc)])

    def sign_on(self, clerk: int, pin: str) -> PinVerdict:
        """A PIN at sign-on, with the row the counter writes of it."""
        verdict = self._check(CheckPin(pin=pin, clerk=clerk, among=(clerk,), at_utc=self.now_utc))
        if verdict.is_counted:
            self.row(JournalKind.PIN_FALSCH, number=clerk, tries_left=verdict.tries_left)
        elif verdict.clerk is not None:
            self.row(JournalKind.EIN, number=clerk)
        return verdict

    def lend(self, pin: str) -> PinVerdict:
        """The chief's PIN for one act."""
        wanted = CheckPin(pin=pin, clerk=None, role=Role.CHIEF, among=(1,), at_utc=self.now_utc)
        verdict = self._check(wanted)
        if verdict.is_counted:
            self.row(JournalKind.PIN_FALSCH, role="chef", tries_left=verdict.tries_left)
        elif verdict.clerk is not None:
            self.row(JournalKind.CHEF, number=verdict.clerk)
        return verdict

    def _check(self, wanted: CheckPin) -> PinVerdict:
        # As after a boot: nothing is remembered but the rows.
        verdict = PinAnswers(self.book, self.pins).check(wanted)
        assert isinstance(verdict, PinVerdict)
        return verdict


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    """Nobody has typed anything yet."""
    with Book.create(tmp_path / "book.sqlite") as book:
        yield Desk(book, tmp_path)


def test_right_pin(desk: Desk) -> None:
    """At once, and nothing is counted."""
    assert PinVerdict(clerk=2) == desk.sign_on(2, "2222")
    assert PinVerdict(clerk=1) == desk.lend("1111")


def test_five_wrong_ones_bar(desk: Desk) -> None:
    """C2: four are left, three, ..., then a minute in which even the right one is not looked at."""
    left = [desk.sign_on(2, "9999").tries_left for _ in range(4)]
    assert left == [4, 3, 2, 1]
    assert PinVerdict(clerk=None, wait_s=60, is_counted=True) == desk.sign_on(2, "9999")
    desk.now_utc += timedelta(seconds=20)
    assert PinVerdict(clerk=None, wait_s=40) == desk.sign_on(2, "2222")
    desk.now_utc += timedelta(seconds=40)
    assert PinVerdict(clerk=2) == desk.sign_on(2, "2222")
    assert desk.sign_on(2, "9999").tries_left == 4


def test_each_further_wrong_one_bars_again(desk: Desk) -> None:
    """Nobody has five new tries every minute."""
    for _ in range(5):
        desk.sign_on(2, "9999")
    desk.now_utc += timedelta(seconds=60)
    assert desk.sign_on(2, "8888").wait_s == 60


def test_others_go_on(desk: Desk) -> None:
    """C2: barred is this clerk alone; the chief's act has a count of its own."""
    for _ in range(5):
        desk.sign_on(2, "9999")
    assert PinVerdict(clerk=1) == desk.sign_on(1, "1111")
    assert PinVerdict(clerk=1) == desk.lend("1111")
    for _ in range(5):
        desk.lend("9999")
    assert desk.lend("1111").wait_s == 60
    assert PinVerdict(clerk=1) == desk.sign_on(1, "1111")


def test_right_one_ends_the_count(desk: Desk) -> None:
    """Who slips now and then is never barred."""
    for _ in range(3):
        desk.sign_on(2, "9999")
        desk.sign_on(2, "2222")
        desk.lend("9999")
        desk.lend("1111")
    assert desk.sign_on(2, "9999").tries_left == 4
    assert desk.lend("9999").tries_left == 4


def test_clock_set_back(desk: Desk) -> None:
    """Nobody is barred for an hour because the clock was set."""
    for _ in range(5):
        desk.sign_on(2, "9999")
    desk.now_utc -= timedelta(hours=1)
    assert PinVerdict(clerk=2) == desk.sign_on(2, "2222")


def test_pin_is_stored(desk: Desk) -> None:
    """The new one counts at once."""
    answers = PinAnswers(desk.book, desk.pins)
    assert Stored() == answers.store(StorePin(clerk=2, pin="4711"))
    assert PinVerdict(clerk=2) == desk.sign_on(2, "4711")
    assert Stored() == answers.store(StorePin(clerk=2, pin=""))
    assert Failed(words="4 bis 8 Ziffern") == answers.store(StorePin(clerk=2, pin="47"))


def test_file_that_is_not_trusted(desk: Desk, tmp_path: Path) -> None:
    """Told in words, and nobody is signed on; nothing is counted either."""
    (tmp_path / FILE_NAME).chmod(0o644)
    answers = PinAnswers(desk.book, desk.pins)
    wanted = CheckPin(pin="1111", clerk=1, among=(1,), at_utc=desk.now_utc)
    assert Failed(words="PIN geht nicht") == answers.check(wanted)
    assert Failed(words="PIN geht nicht") == answers.store(StorePin(clerk=1, pin="1111"))
