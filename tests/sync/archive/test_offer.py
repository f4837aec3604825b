"""firmware.sync.archive.offer: an image that is offered comes, slowly, whatever gets in its way."""

from collections.abc import Callable, Iterator
from pathlib import Path

import msgspec
import pytest

from firmware.accord.messages import Offer
from firmware.app.image_state import ImageFacts, ImageState, write_word
from firmware.sync import offer_file
from firmware.sync.archive.assembly import client_of
from firmware.sync.archive.client import Client, Door
from firmware.sync.archive.image import ImageFiles
from firmware.sync.archive.offer import (
    BOOKS,
    BYTES_A_SECOND,
    DAMAGED_REST_S,
    LONGEST_REST_S,
    LOOK_EVERY_S,
    NO_ROOM_REST_S,
    PIECE_BYTES,
    RESERVE_BYTES,
    ROWS_FIRST,
    Fetching,
    Ground,
    Offering,
)
from firmware.sync.archive.offer_folder import OfferFolder, OfferState
from firmware.sync.config import ArchiveSection
from tests.sync.archive.fake import FakeArchive, FakeTill, Heard, Reply, problem

BUNDLE = bytes(range(256)) * (3 * PIECE_BYTES // 256) + b"the end"
STATE = ImageState(slot="a", version="1.2", root_hash="0" * 64)
FACTS = ImageFacts(version="1.2", commit="", built_utc="", compatible="kind")
DOOR = Door(till_id="t", password="p")


class Line:
    """A till from an image, an archive that offers, and what lies between them."""

    def __init__(self, folder: Path, archive: FakeArchive) -> None:
        self.archive, self.root = archive, folder
        self.till = FakeTill(id="t", password="p", device_key="", installation_id="")
        archive.tills["t"] = self.till
        self.files = ImageFiles(state=folder / "state.json", facts=folder / "image.json")
        write_word(self.files.state, STATE)
        write_word(self.files.facts, FACTS)
        self.book = folder / "book.sqlite"
        self.book.write_bytes(b"x" * 1000)
        self.folder = OfferFolder(folder / "offer")
        self.client: Client = client_of(ArchiveSection(url=archive.url), "0.1.0")
        self.free, self.now_s = 10 * 1024**3, 0.0
        self.pending, self.is_said = 0, True
        self.fetching = self.new()

    def new(self) -> Fetching:
        """A process that has just begun."""
        ground = Ground(
            book=self.book,
            image=self.files,
            free_bytes=lambda: self.free,
            monotonic_s=lambda: self.now_s,
        )
        return Fetching(ground, self.folder, self.client, self.offering)

    def offering(self) -> Offering | None:
        """What the other thread knows."""
        if not self.is_said:
            return None
        return Offering(door=DOOR, offer=self.archive.offer, pending=self.pending)

    def offer(self, bundle: bytes = BUNDLE, version: str = "1.3") -> Offer:
        """The archive offers it from now on."""
        return self.archive.offer_to(self.till, bundle, version)

    def state(self, **changes: object) -> None:
        """Root says something else."""
        write_word(self.files.state, msgspec.structs.replace(STATE, **changes))

    def rounds(self, count: int = 4) -> list[float]:
        """So many rounds: how long the pause after each is."""
        return [self.fetching.round() for _ in range(count)]

    @property
    def there(self) -> str:
        """The version that lies ready; empty: none."""
        said = offer_file.read(self.folder.folder)
        return "" if said is None else said.version

    @property
    def asked(self) -> list[str]:
        """Which bytes were asked for."""
        return [one.headers["range"] for one in self.archive.heard]


@pytest.fixture
def line(tmp_path: Path, archive: FakeArchive) -> Iterator[Line]:
    """Nothing offered yet."""
    line = Line(tmp_path, archive)
    yield line
    line.client.close()


def test_piece_by_piece(line: Line) -> None:
    """Each is followed by a pause, all of them make the bundle, and kassad is told."""
    line.offer()
    pauses = line.rounds()
    assert [PIECE_BYTES / BYTES_A_SECOND] * 3 == pauses[:3]
    assert f"bytes=0-{PIECE_BYTES - 1}" == line.asked[0]
    assert "1.3" == line.there
    assert BUNDLE == (line.folder.folder / offer_file.BUNDLE_NAME).read_bytes()
    count = len(line.asked)
    assert [LOOK_EVERY_S] * 2 == line.rounds(2)
    assert count == len(line.asked)


def test_a_slow_line_is_used_by_half(line: Line) -> None:
    """What took a minute is followed by a minute's pause."""
    line.offer()

    def slowly(heard: Heard) -> Reply:
        line.now_s += 60.0
        return line.archive.honest(heard)

    line.archive.tricks.append(slowly)
    assert [60.0] == line.rounds(1)


def test_nothing_offered(line: Line) -> None:
    """Nothing is asked, nothing lies there."""
    assert [LOOK_EVERY_S] == line.rounds(1)
    assert [] == line.asked
    assert not line.folder.folder.exists()


@pytest.mark.parametrize("came", [1, 4])
def test_withdrawn(line: Line, came: int) -> None:
    """Halfway or all of it: it is taken away."""
    line.offer()
    line.rounds(came)
    line.archive.offer = None
    line.rounds(1)
    assert [] == [*line.folder.folder.iterdir()]


def test_not_said_yet(line: Line) -> None:
    """A process that has just begun takes nothing away before the archive was heard."""
    line.offer()
    line.rounds()
    line.is_said = False
    line.fetching = line.new()
    assert [LOOK_EVERY_S] == line.rounds(1)
    assert "1.3" == line.there


@pytest.mark.parametrize(
    ("changes", "version"),
    [
        ({"version": "1.3"}, ""),
        ({"version": "1.4"}, ""),
        ({"fell_back_from": "1.3", "fell_back_because": "card"}, ""),
        ({"fell_back_from": "1.3", "fell_back_because": "interrupted"}, "1.3"),
        ({"fell_back_from": "1.2.1", "fell_back_because": "card"}, "1.3"),
        ({"is_trial": True, "version": "1.3"}, "1.3"),
    ],
)
def test_installed_or_given_up(line: Line, changes: dict[str, object], version: str) -> None:
    """It is taken away when it is settled, not while it is tried."""
    line.offer()
    line.rounds()
    line.state(**changes)
    line.rounds(1)
    assert version == line.there


def test_a_till_without_an_image(line: Line) -> None:
    """It takes nothing."""
    line.offer()
    line.files.state.unlink()
    line.rounds(2)
    assert [] == line.asked


def test_another_offer_halfway(line: Line) -> None:
    """What came of the one before is thrown away."""
    line.offer()
    line.rounds(2)
    line.offer(BUNDLE[::-1], "1.4")
    line.rounds(5)
    assert "1.4" == line.there
    assert BUNDLE[::-1] == (line.folder.folder / offer_file.BUNDLE_NAME).read_bytes()


def test_it_goes_on_after_days(line: Line) -> None:
    """Another process asks for what is missing, and for nothing else."""
    line.offer()
    line.rounds(2)
    line.fetching = line.new()
    line.rounds(2)
    assert f"bytes={2 * PIECE_BYTES}-{3 * PIECE_BYTES - 1}" == line.asked[2]
    assert 4 == len(line.asked)
    assert "1.3" == line.there


def test_a_cut_behind_the_last_byte(line: Line) -> None:
    """All of it is here and nobody has compared it: that is done, and nothing is asked."""
    offer = line.offer()
    line.folder.want(offer)
    line.folder.append(BUNDLE)
    line.rounds(1)
    assert "1.3" == line.there
    (line.folder.folder / offer_file.NAME).unlink()
    line.rounds(1)
    assert "1.3" == line.there
    assert [] == line.asked


def test_it_came_damaged(line: Line) -> None:
    """Told, and begun anew after an hour."""
    offer = line.offer()
    line.folder.want(offer)
    line.folder.append(b"?" + BUNDLE[1 : PIECE_BYTES * 3])
    assert [DAMAGED_REST_S] == line.rounds(1)
    assert OfferState.DAMAGED is line.folder.standing().state
    line.rounds(4)
    assert "1.3" == line.there


def _rows_wait(line: Line) -> None:
    line.pending = ROWS_FIRST + 1


def _disk_is_full(line: Line) -> None:
    line.free = len(BUNDLE) + RESERVE_BYTES + BOOKS * line.book.stat().st_size - 1


@pytest.mark.parametrize(
    ("hinder", "pause"), [(_rows_wait, LOOK_EVERY_S), (_disk_is_full, NO_ROOM_REST_S)]
)
def test_what_comes_first(line: Line, hinder: Callable[[Line], None], pause: float) -> None:
    """Rows that wait, and room for the book: nothing is asked for until then."""
    line.offer()
    hinder(line)
    assert [pause] * 2 == line.rounds(2)
    assert [] == line.asked
    line.pending, line.free = ROWS_FIRST, line.free + 1
    line.rounds()
    assert "1.3" == line.there


def test_no_room_is_told(line: Line) -> None:
    """And forgotten with the next piece; a book that is not there yet needs none."""
    line.offer()
    line.free = 0
    line.rounds(1)
    assert OfferState.NO_ROOM is line.folder.standing().state
    line.free = len(BUNDLE) + RESERVE_BYTES
    line.book.unlink()
    line.rounds(1)
    assert OfferState.FETCHING is line.folder.standing().state


def test_a_disk_that_fails(line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
    """It is tried later, each time after a longer pause, from where it is."""
    line.offer()
    line.rounds(1)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(OfferFolder, "append", full)
        pauses = line.rounds(8)
    assert [15.0, 30.0, 60.0, 120.0, 240.0, 480.0, 900.0, 900.0] == pauses
    assert [PIECE_BYTES / BYTES_A_SECOND] == line.rounds(1)
    line.rounds(2)
    assert "1.3" == line.there


def _but(body: bytes, content_range: str) -> Reply:
    return Reply(status=206, body=body, headers=(("Content-Range", content_range),))


@pytest.mark.parametrize(
    "reply",
    [
        problem(500, "fault"),
        problem(404, "not-found"),
        problem(416, "range"),
        problem(401, "unauthorized"),
        Reply(status=200, body=b"x" * 10),
        Reply(status=200, body=BUNDLE),
        Reply(status=0, raw=b" "),
        Reply(status=0, raw=b"HTTP/1.1 206 OK\r\nContent-Length: 1000\r\n\r\ntorn"),
        _but(b"", f"bytes 0-0/{len(BUNDLE)}"),
        _but(b"xx", f"bytes 1-2/{len(BUNDLE)}"),
        _but(b"xx", "bytes 0-1/99"),
        _but(b"xx", "bytes 0-1/*"),
        Reply(status=206, body=b"xx"),
        Reply(
            status=206,
            body=b"xx",
            headers=(
                ("Content-Range", f"bytes 0-1/{len(BUNDLE)}"),
                ("Content-Digest", f"sha-256=:{'A' * 43}=:"),
            ),
        ),
    ],
)
def test_no_answer_that_counts(line: Line, reply: Reply) -> None:
    """Nothing of it is kept; later it goes on."""
    line.offer()
    line.archive.tricks.append(lambda _: reply)
    assert [LOOK_EVERY_S] == line.rounds(1)
    assert 0 == line.folder.have
    line.rounds()
    assert "1.3" == line.there


@pytest.mark.parametrize(("said", "pause"), [("1", 15.0), ("60", 60.0), ("99999", LONGEST_REST_S)])
def test_the_archive_wants_a_pause(line: Line, said: str, pause: float) -> None:
    """Within bounds."""
    line.offer()
    line.archive.tricks.append(lambda _: problem(503, "busy", ("Retry-After", said)))
    assert [pause] == line.rounds(1)


def test_a_short_piece(line: Line) -> None:
    """An archive may give less than was asked for."""
    line.offer()
    line.archive.tricks.append(lambda _: _but(BUNDLE[:10], f"bytes 0-9/{len(BUNDLE)}"))
    line.rounds(1)
    assert 10 == line.folder.have
    line.rounds(4)
    assert "1.3" == line.there
