"""firmware.app.office: answers become rows, once; the key is there only for the registration."""

from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest

from firmware.app.inbox import Message, OfficeTold
from firmware.app.office import MAX_FILES, TELL_AGAIN_S, Office, OfficeFeeder
from firmware.finanzonline.order import Status
from firmware.rksv.receipt import ReceiptKind
from firmware.store.book import Book
from firmware.store.errors import StoreError, StoreFault
from firmware.sync import answer_file, status_file
from firmware.sync.answer_file import AnswerFile
from firmware.sync.config import FinanzonlineSection, Paths
from firmware.sync.status_file import StatusFile
from firmware.till.fiscal.office_requests import OrderState
from hal.clock.emulator import EmulatedClock
from tests.store.till import REGISTER, SoftwareCard, Till

UNIT, TILL, START = "registrierung_se:1a2b3c4d", "registrierung_kasse:MARKT-01", "belegpruefung:1"
SERVICE = FinanzonlineSection(mode="production", manufacturer="ATU12345678")
TEST_SERVICE = FinanzonlineSection(mode="test", manufacturer="ATU12345678")
AT = datetime(2026, 11, 21, 9, tzinfo=UTC)


@dataclass
class Room:
    """A till's book, the folders of kassa-sync, and the office around them."""

    folder: Path
    till: Till
    clock: EmulatedClock = field(default_factory=lambda: EmulatedClock(AT))

    @property
    def paths(self) -> Paths:
        """All inside the test's folder."""
        return Paths(run=str(self.folder), sync=str(self.folder))

    def office(self, service: FinanzonlineSection | None = SERVICE) -> Office:
        """As a boot makes it."""
        return Office(self.till.book, REGISTER.aes_key, self.clock, self.paths, service)

    @property
    def rows(self) -> list[tuple[object, object]]:
        """What the book says was answered."""
        rows = self.till.book.journal(kind="FON")
        return [(row.content["order"], row.content["verdict"]) for row in rows]

    def by_hand(self, order: str, verdict: str = "done") -> None:
        """A person settled it on the keys."""
        self.till.book.append([self.till.entry("FON", order=order, verdict=verdict, by_hand=True)])


@pytest.fixture
def room(tmp_path: Path) -> Room:
    """A commissioned till that has told nobody of itself."""
    till = Till(Book.create(tmp_path / "book.sqlite"), SoftwareCard())
    till.commission()
    return Room(folder=tmp_path, till=till)


def _answer(
    order: str = UNIT, verdict: str = "done", minute: int = 0, mode: str = "production"
) -> AnswerFile:
    return msgspec.convert(
        {
            "order": order,
            "mode": mode,
            "at_utc": AT + timedelta(minutes=minute),
            "codes": ["0"],
            "verdict": verdict,
            "words": "Gemeldet" if verdict == "done" else "Karte ungültig",
            "advice": "Rat.",
            "status": Status.IN_BETRIEB,
        },
        AnswerFile,
    )


def test_an_answer_becomes_a_row_exactly_once(room: Room) -> None:
    """However often the file is told of, and by whichever boot."""
    for _ in range(3):
        room.office().enter(_answer())
    assert [(UNIT, "done")] == room.rows
    row = room.till.book.last_journal("FON")
    assert row is not None
    assert {
        "order": UNIT,
        "mode": "production",
        "verdict": "done",
        "codes": ["0"],
        "words": "Gemeldet",
        "advice": "Rat.",
        "status": "IN_BETRIEB",
        "by_hand": False,
        "answered_utc": AT.isoformat(),
    } == row.content


def test_an_order_done_by_hand_stays_done(room: Room) -> None:
    """The person was in the office's pages; an answer that comes late changes nothing."""
    room.by_hand(UNIT)
    room.office().enter(_answer(verdict="refused"))
    assert [(UNIT, "done")] == room.rows


def test_a_refusal_sent_again_is_not_refused_by_its_old_answer(room: Room) -> None:
    """The old file is still there until kassa-sync has sent again."""
    office, refused = room.office(), _answer(verdict="refused")
    office.enter(refused)
    room.by_hand(UNIT, "later")
    office.enter(refused)
    assert [(UNIT, "refused"), (UNIT, "later")] == room.rows
    office.enter(_answer(verdict="refused", minute=5))
    office.enter(_answer(minute=9))
    assert [(UNIT, "refused"), (UNIT, "done")] == room.rows[2:]


def test_an_answer_to_no_order_is_logged_once(
    room: Room, capsys: pytest.CaptureFixture[str]
) -> None:
    """Somebody wrote into the folder, or the book is another one."""
    office = room.office()
    for _ in range(3):
        office.enter(_answer("belegpruefung:99"))
    assert [] == room.rows
    assert 1 == capsys.readouterr().err.count("answer to an order that was never open")


def test_one_refusal_is_one_row(room: Room) -> None:
    """Whatever lies in the folder, and as often as it is new: the book does not fill with it."""
    for minute in range(3):
        room.office().enter(_answer(verdict="refused", minute=minute))
    assert [(UNIT, "refused")] == room.rows


def test_what_test_mode_answered_counts_there_alone(room: Room) -> None:
    """§ 16 RKSV: a till that was tried is not registered: all is told, and the key lies there."""
    path = room.folder / "benutzerschluessel"
    trying = room.office(TEST_SERVICE)
    for key in (UNIT, TILL, START):
        trying.enter(_answer(key, mode="test"))
    assert not path.exists()
    assert [(key, "done") for key in (UNIT, TILL, START)] == room.rows
    meant = room.office()
    assert [UNIT, TILL, START] == [one.key for one in meant.orders().orders]
    meant.enter(_answer())
    meant.follow()
    assert path.exists()


def test_a_refusal_of_test_mode_that_comes_late_refuses_nothing(room: Room) -> None:
    """Its file was laid down before the settings were others."""
    room.office().enter(_answer(mode="test", verdict="refused"))
    first, *_ = room.office().orders().orders
    assert (UNIT, OrderState.OPEN) == (first.key, first.state)


def test_the_chief_reads_what_was_only_tried(room: Room) -> None:
    """F 69 lists it until it is told for real, and no deadline is kept by a trial."""
    trying = room.office(TEST_SERVICE)
    trying.enter(_answer(mode="test"))
    words = {one.key: one.words for one in trying.orders().orders}
    assert {TILL: "", START: "", UNIT: "nur im Test"} == words
    for key in (TILL, START):
        trying.enter(_answer(key, mode="test"))
    assert "" == trying.words()
    room.clock.set(AT + timedelta(days=9))
    assert "überfällig" == trying.words()
    room.by_hand(UNIT)
    assert [TILL, START] == [one.key for one in trying.orders().orders]


class _FullBook(Book):
    """A book on a disk that takes nothing, or a broken one."""

    fault = StoreFault.FULL

    def append(self, entries: object) -> None:
        """See `Book.append`."""
        raise StoreError(self.fault, "book", "as the test says")


class _BrokenBook(_FullBook):
    fault = StoreFault.BROKEN


def _with(room: Room, kind: type[_FullBook]) -> Office:
    room.till.book.close()
    room.till.book = kind.open(room.folder / "book.sqlite")
    return room.office()


def test_a_full_disk_keeps_the_answer_for_later(room: Room) -> None:
    """The file is still there, and told again; the till sells on."""
    office = _with(room, _FullBook)
    office.enter(_answer())
    assert [] == room.rows


def test_a_broken_book_is_not_hidden(room: Room) -> None:
    """Nobody knows what is stored until it is opened anew."""
    with pytest.raises(StoreError, match="as the test says"):
        _with(room, _BrokenBook).enter(_answer())


def test_the_key_is_there_while_the_till_is_to_be_registered(room: Room) -> None:
    """Not before the card is, and no longer than until the answer (ADR 0017)."""
    office, path = room.office(), room.folder / "benutzerschluessel"
    office.follow()
    assert not path.exists()
    office.enter(_answer())
    assert (REGISTER.aes_key, 0o640) == (b64decode(path.read_bytes()), path.stat().st_mode & 0o777)
    office.enter(_answer(TILL))
    assert not path.exists()


def test_what_a_cut_left_of_the_key_goes_with_it(room: Room) -> None:
    """Half a file beside it is a key, too."""
    office, part = room.office(), room.folder / "benutzerschluessel.part"
    part.write_text("key")
    office.follow()
    assert not part.exists()


@pytest.mark.parametrize("verdict", ["done", "refused"])
def test_a_key_left_behind_goes_at_the_next_boot(room: Room, verdict: str) -> None:
    """A cut between row and removal; a refused registration waits for a person."""
    path = room.folder / "benutzerschluessel"
    path.write_text("key")
    room.by_hand(UNIT)
    room.office().enter(_answer(TILL, verdict))
    path.write_text("key")
    room.office().follow()
    assert not path.exists()


def test_a_till_without_the_web_service_lays_no_key_down(room: Room) -> None:
    """Nobody would fetch it."""
    room.by_hand(UNIT)
    room.office(None).follow()
    assert not (room.folder / "benutzerschluessel").exists()


def test_a_key_that_cannot_be_laid_down_costs_no_sale(
    room: Room, capsys: pytest.CaptureFixture[str]
) -> None:
    """The folder in memory is missing: said in the log."""
    room.by_hand(UNIT)
    paths = Paths(run=str(room.folder / "missing"), sync=str(room.folder))
    Office(room.till.book, REGISTER.aes_key, room.clock, paths, SERVICE).follow()
    assert "key for the registration" in capsys.readouterr().err


def test_orders_with_refused_ones_first(room: Room) -> None:
    """What needs a person is at the top of F 69."""
    office = room.office()
    found = office.orders().orders
    assert [(UNIT, OrderState.OPEN), (TILL, OrderState.WAITING), (START, OrderState.WAITING)] == [
        (one.key, one.state) for one in found
    ]
    office.enter(_answer())
    office.enter(_answer(TILL, "refused"))
    first, second = office.orders().orders
    assert (TILL, OrderState.REFUSED, "Karte ungültig", "Rat.") == (
        first.key,
        first.state,
        first.words,
        first.advice,
    )
    assert (START, OrderState.WAITING) == (second.key, second.state)
    assert "kF8o" in str(first.slip)


def test_why_the_next_order_waits_is_told_with_it(room: Room) -> None:
    """The status file says it, never a row."""
    path = room.paths.finanzonline_status
    status_file.write(path, StatusFile(words="FON in Wartung", advice="Warten.", order=UNIT))
    first, second, _ = room.office().orders().orders
    assert ("FON in Wartung", "Warten.", "") == (first.words, first.advice, second.words)
    assert "" == room.office(None).orders().orders[0].words
    status_file.write(path, StatusFile(words="FON unerreichbar", advice="Internet prüfen."))
    assert ["FON unerreichbar", "", ""] == [one.words for one in room.office().orders().orders]
    path.write_bytes(b"{")
    assert "" == room.office().orders().orders[0].words


def test_the_chief_is_told_of_what_was_refused_or_is_late(room: Room) -> None:
    """At sign-on; a refusal before a deadline."""
    office = room.office()
    assert "" == office.words()
    room.clock.set(AT + timedelta(days=9))
    assert "überfällig" == office.words()
    office.enter(_answer(verdict="refused"))
    assert "Karte ungültig" == office.words()


def test_an_order_after_the_books_first_year_is_known(room: Room) -> None:
    """A Jahresbeleg's check opens by itself, from its receipt."""
    for key in (UNIT, TILL, START):
        room.by_hand(key)
    number = room.till.issue(ReceiptKind.JAHRESBELEG).number
    room.office().enter(_answer(f"belegpruefung:{number}"))
    assert (f"belegpruefung:{number}", "done") == room.rows[-1]


class Post:
    """What the feeder told, and its clock."""

    def __init__(self, folder: Path) -> None:
        self.told: list[Message] = []
        self.now_s = 0.0
        self.feeder = OfficeFeeder(folder, self.told.append, lambda: self.now_s)

    def look(self, now_s: float = 0.0) -> list[Message]:
        """One round."""
        self.told.clear()
        self.now_s = now_s
        assert self.feeder.round() > 0
        return list(self.told)


def test_a_file_is_told_of_once_and_again_after_a_minute(tmp_path: Path) -> None:
    """Whether it is entered the loop decides; a full disk then gets a second chance."""
    post = Post(tmp_path)
    assert [] == post.look()
    answer_file.write(tmp_path, _answer())
    assert [OfficeTold(answer=_answer())] == post.look(1)
    assert [] == post.look(2)
    assert [OfficeTold(answer=_answer())] == post.look(1 + TELL_AGAIN_S)


def test_a_new_answer_in_its_place_is_told_at_once(tmp_path: Path) -> None:
    """A refused order that was sent again."""
    post = Post(tmp_path)
    answer_file.write(tmp_path, _answer(verdict="refused"))
    post.look(1)
    answer_file.write(tmp_path, _answer())
    assert [OfficeTold(answer=_answer())] == post.look(2)


def _write(folder: Path, content: bytes) -> Path:
    path = answer_file.path_of(folder, UNIT)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    return path


@pytest.mark.parametrize("content", [b"", b'{"order": ', b"x" * 70_000, b'{"order": 1}'])
def test_a_bad_file_is_logged_once_and_left_alone(
    tmp_path: Path, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    """Cut off, huge, of other types: no row, no loop over it, and kassad removes nothing."""
    path, post = _write(tmp_path, content), Post(tmp_path)
    for now_s in (0, 1, 500):
        assert [] == post.look(now_s)
    assert 1 == capsys.readouterr().err.count("no answer of finanzonline")
    assert path.exists()


def test_a_bad_file_mended_is_told(tmp_path: Path) -> None:
    """It is another file then."""
    post = Post(tmp_path)
    _write(tmp_path, b"{")
    post.look()
    answer_file.write(tmp_path, _answer())
    assert [OfficeTold(answer=_answer())] == post.look(1)


def test_a_folder_full_of_files_does_not_hold_up_the_till(tmp_path: Path) -> None:
    """Whoever has that folder has not got the till."""
    for number in range(MAX_FILES + 20):
        answer_file.write(tmp_path, _answer(f"belegpruefung:{number}"))
    assert MAX_FILES == len(Post(tmp_path).look())


def test_a_folder_that_cannot_be_read_is_logged_once(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Rights are wrong: the log says so, the till sells."""
    (tmp_path / answer_file.FOLDER).write_text("no folder")
    post = Post(tmp_path)
    assert ([], []) == (post.look(), post.look(1))
    assert 1 == capsys.readouterr().err.count("answers of finanzonline")


def test_a_file_that_goes_meanwhile_is_no_fault(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """kassa-sync takes its file away when it sees the row."""
    answer_file.write(tmp_path, _answer())
    gone: Callable[[Path], list[str]] = lambda _folder: ["belegpruefung:7.json"]  # noqa: E731
    monkeypatch.setattr(answer_file, "names", gone)
    assert [] == Post(tmp_path).look()
