"""Day packages on their way to an archive on a real socket."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.sync.archive import parcels
from firmware.sync.archive.assembly import client_of
from firmware.sync.archive.client import Client, Door
from firmware.sync.archive.keep import Keep
from firmware.sync.archive.parcels import MakingError, Parcels, Standing, WaitError
from firmware.sync.config import ArchiveSection
from firmware.sync.fault import WireError
from tests.sync.archive.days import two_days, z_rows
from tests.sync.archive.fake import FakeArchive, FakeTill, Heard, Reply, problem

NAMES = ["GRAZ-01-z1", "GRAZ-01-z2"]


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two days and a morning."""
    return two_days(tmp_path_factory.mktemp("days"))


class Post:
    """The packages' side of a till, and how far the other side is."""

    def __init__(self, book: Path, folder: Path, archive: FakeArchive) -> None:
        self.book, self.archive = book, archive
        self.till = FakeTill(id="t", password="p", device_key="", installation_id="")
        archive.tills["t"] = self.till
        self.keep = Keep(folder / "archive")
        self.client: Client = client_of(ArchiveSection(url=archive.url), "0.1.0")
        self.origin, self.confirmed = "archive.test/till/t", 10_000
        self.parcels = self.new()

    def new(self) -> Parcels:
        """A process that has just begun."""
        return Parcels(self.book, self.keep, self.client, self.standing)

    def standing(self) -> Standing | None:
        """What the other thread knows."""
        if not self.confirmed:
            return None
        door = Door(till_id="t", password="p")
        return Standing(door=door, origin=self.origin, confirmed=self.confirmed)

    def all(self) -> int:
        """Rounds until there is nothing more; how many."""
        count = 0
        while self.parcels.round():
            count += 1
        return count

    @property
    def lying(self) -> list[str]:
        """What lies in the folder and may be a package."""
        found = self.keep.folder.glob("package.zip*") if self.keep.folder.is_dir() else ()
        return [one.name for one in found]


@pytest.fixture
def post(book: Path, tmp_path: Path, archive: FakeArchive) -> Iterator[Post]:
    """A till with two Z, which an archive knows."""
    post = Post(book, tmp_path, archive)
    yield post
    post.client.close()


def test_each_z_has_its_package(post: Post) -> None:
    """One after the other, by name; nothing is left here, and nothing is sent twice."""
    assert 2 == post.all()
    assert NAMES == [*post.till.packages]
    assert all(zipfile.is_zipfile(io.BytesIO(one)) for one in post.till.packages.values())
    assert [] == post.lying
    post.parcels = post.new()
    assert (0, 2) == (post.all(), len(post.archive.heard))


def test_not_before_its_z_is_confirmed(post: Post) -> None:
    """The rows first."""
    first, second = z_rows(post.book)
    post.confirmed = 0
    assert 0 == post.all()
    post.confirmed = first - 1
    assert 0 == post.all()
    post.confirmed = second - 1
    assert 1 == post.all()
    assert NAMES[:1] == [*post.till.packages]


def test_another_log_gets_all_of_them(post: Post) -> None:
    """Registered anew: what was sent elsewhere is not there."""
    post.all()
    post.origin = "archive.test/till/u"
    post.till.packages.clear()
    assert 2 == post.all()


def test_an_answer_that_is_lost(post: Post) -> None:
    """The same bytes again are answered like the first time."""

    def lose(heard: Heard) -> Reply:
        post.archive.honest(heard)
        return Reply(status=0, raw=b" ")

    post.archive.tricks.append(lose)
    with pytest.raises(WireError):
        post.parcels.round()
    assert ["package.zip"] == post.lying
    assert 2 == post.all()
    assert [] == post.lying


def test_another_one_is_there(post: Post) -> None:
    """Brought by hand, or made by an older program: it stays, and the next one goes."""
    post.till.packages[NAMES[0]] = b"other"
    assert 2 == post.all()
    assert b"other" == post.till.packages[NAMES[0]]
    assert NAMES == [*post.till.packages]


@pytest.mark.parametrize(
    "reply", [problem(503, "busy", ("Retry-After", "30")), problem(500, "fault"), problem(401, "")]
)
def test_not_now(post: Post, reply: Reply) -> None:
    """It stays here, and goes later."""
    post.archive.tricks.append(lambda _: reply)
    with pytest.raises(WaitError) as error:
        post.parcels.round()
    assert error.value.after_s == (30.0 if reply.status == 503 else None)
    assert 2 == post.all()


def test_a_digest_that_is_none_of_ours(post: Post) -> None:
    """The archive says it has something else: that is no answer."""
    body = b'{"external_id":"x","sha256":"%s","size":1,"received_utc":"","retain_until":""}' % (
        b"0" * 64
    )
    post.archive.tricks.append(lambda _: Reply(status=200, body=body))
    with pytest.raises(WireError, match="another SHA-256"):
        post.parcels.round()


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Parts of a few kilobytes."""
    monkeypatch.setattr(parcels, "PART_BYTES", 4000)


@pytest.mark.usefixtures("small")
def test_a_large_one_goes_in_parts(post: Post) -> None:
    """Each with its digest, then what the whole is."""
    assert 2 == post.all()
    assert all(zipfile.is_zipfile(io.BytesIO(one)) for one in post.till.packages.values())
    assert len(post.archive.paths("/parts/2")) == 2
    assert len(post.archive.paths("/complete")) == 2


@pytest.mark.usefixtures("small")
def test_it_goes_on_after_a_power_cut(post: Post) -> None:
    """Another process makes the same bytes, asks what is there, and sends the rest."""

    def cut(heard: Heard) -> Reply | None:
        post.archive.tricks.append(cut)
        return Reply(status=0, raw=b" ") if heard.path.endswith("/parts/3") else None

    post.archive.tricks.append(cut)
    with pytest.raises(WireError):
        post.parcels.round()
    post.archive.tricks.clear()
    before = len(post.archive.heard)
    post.parcels = post.new()
    assert post.parcels.round()
    sent = [one.path.rpartition("/")[2] for one in post.archive.heard[before:]]
    assert ["parts", "3"] == sent[:2]


@pytest.mark.usefixtures("small")
def test_parts_of_another_program(post: Post) -> None:
    """They make another package: the archive is told to finish, throws them away, and all go."""
    parts = post.till.parts.setdefault(NAMES[0], {})
    parts |= {1: b"x" * 4000, 2: b"y" * 4000}
    archive = post.archive

    def strict(heard: Heard) -> Reply | None:
        archive.tricks.append(strict)
        number = heard.path.rpartition("/")[2]
        if number == "complete" and parts.get(1) == b"x" * 4000:
            parts.clear()
            return problem(409, "parts")
        is_first = f"/{NAMES[0]}/parts/" in heard.path
        is_taken = is_first and int(number) in parts
        return problem(409, "part") if is_taken else None

    archive.tricks.append(strict)
    with pytest.raises(WaitError):
        post.parcels.round()
    assert 2 == post.all()
    assert NAMES == [*post.till.packages]


def test_one_that_cannot_be_made(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says why, and nothing lies about."""
    monkeypatch.setattr(parcels, "_PROGRAM", "firmware.sync.archive.nothing")
    with pytest.raises(MakingError, match="nothing"):
        post.parcels.round()
    assert [] == post.lying
