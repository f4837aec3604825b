"""archive.offers.book: who is offered what, in which order, and until when."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from archive.accounts import heard
from archive.accounts.tills import TillBook
from archive.blobs.folder import FolderBlobs
from archive.blobs.port import BlobError
from archive.index.database import Database
from archive.index.tables import offers
from archive.offers.book import Circle, OfferBook, OfferError, Reach, lot_of
from archive.offers.bundle import read_bundle
from archive.world import World
from firmware.accord.messages import TillStatus
from tests.archive.accounts.ground import Ground
from tests.archive.keeping import NOW_UTC, releasing, world_of
from tests.archive.offers.bundles import COMPATIBLE, bundle, manifest

STATUS = TillStatus(at_utc="", image="1.2", compatible=COMPATIBLE)
NOTES = "Neue Tasten"


class Place:
    """An archive with tills, and bundles to offer."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self._folder = world, folder
        self.book = OfferBook(world)
        self.ground = Ground(world.database)
        self.tenant = self.ground.tenant()
        self.till = self.ground.till(self.tenant)

    def add(self, version: str = "1.3", circle: Circle | None = None, **made: str) -> int:
        """Offer a bundle of this version; the offer's number."""
        path = bundle(self._folder / version, manifest(version, **made))
        return self.book.add(read_bundle(path), circle or Circle(), NOTES).id

    def version(self, till_id: str = "", **said: str) -> str:
        """What a till that is so is offered; empty: nothing."""
        till = TillBook(self.world.database).till(till_id or self.till)
        assert till is not None
        found = self.book.for_till(till, msgspec.structs.replace(STATUS, **said))
        return "" if found is None else found.version


@pytest.fixture
def place(database: Database, tmp_path: Path) -> Iterator[Place]:
    """Files in a folder."""
    with releasing(tmp_path):
        world = world_of(database, tmp_path / "data", FolderBlobs(tmp_path / "blobs"))
        yield Place(world, tmp_path / "bundles")


def test_a_till_with_an_older_image(place: Place) -> None:
    """It is offered the newest, whatever was offered last; not the same, not an older one."""
    assert "" == place.version()
    place.add("1.10")
    place.add("1.9")
    assert "1.10" == place.version()
    assert "" == place.version(image="1.10")
    assert "" == place.version(image="1.11")


def test_a_till_that_could_not_take_it(place: Place) -> None:
    """Without an image, of another kind, or one that gave this version up before."""
    place.add()
    assert "" == place.version(image="", compatible="")
    assert "" == place.version(compatible="other")
    assert "" == place.version(fell_back_from="1.3")
    assert "1.3" == place.version(fell_back_from="1.2.9")
    # The power went while it was written: it was never tried.
    assert "1.3" == place.version(fell_back_from="1.3", fell_back_because="interrupted")


def test_what_was_given_up_is_followed_by_the_next(place: Place) -> None:
    """And not by an older one that is newer than what runs: it goes on."""
    place.add("1.3")
    place.add("1.4")
    assert "1.3" == place.version(fell_back_from="1.4")


def test_one_till_first(place: Place) -> None:
    """Then those of a tenant, then all."""
    second = place.ground.till(place.tenant, "MARKT-02")
    foreign = place.ground.till(place.ground.tenant("Maier"))
    tills = (place.till, second, foreign)
    place.add(circle=Circle(till_id=place.till))
    assert ["1.3", "", ""] == [place.version(one) for one in tills]
    place.add(circle=Circle(tenant_id=place.tenant))
    assert ["1.3", "1.3", ""] == [place.version(one) for one in tills]
    place.add()
    assert ["1.3", "1.3", "1.3"] == [place.version(one) for one in tills]


def test_a_share_grows(place: Place) -> None:
    """Whoever is in the smaller one is in the larger one, and a hundred are all."""
    lot = lot_of("1.3", place.till)
    if lot:
        place.add(circle=Circle(share=lot))
        assert "" == place.version()
    place.add(circle=Circle(share=lot + 1))
    assert "1.3" == place.version()


def test_lots_are_spread() -> None:
    """A tenth is about a tenth, and in the next version others are the first."""
    tills = [f"till-{number}" for number in range(2000)]
    first = {one for one in tills if lot_of("1.3", one) < 10}
    second = {one for one in tills if lot_of("1.4", one) < 10}
    assert 140 < len(first) < 260
    assert len(first & second) < len(first) / 2


def test_withdrawn(place: Place) -> None:
    """All of its version, and only these; the rows stay."""
    place.add("1.3", Circle(till_id=place.till))
    place.add("1.3")
    place.add("1.4")
    assert 2 == place.book.withdraw("1.3")
    assert 0 == place.book.withdraw("1.3")
    assert "1.4" == place.version()
    place.book.withdraw("1.4")
    assert "" == place.version()
    assert [NOW_UTC] * 3 == [one.withdrawn_at for one in place.book.all()]


def test_its_bundle_is_for_those_it_is_offered_to(place: Place) -> None:
    """Nobody else fetches it, and nobody a file that is not offered."""
    foreign = place.ground.till(place.ground.tenant("Maier"))
    place.add(circle=Circle(till_id=place.till))
    (offered,) = place.book.open()
    mine, other = (TillBook(place.world.database).till(one) for one in (place.till, foreign))
    assert mine is not None
    assert other is not None
    digest = offered.stored.sha256
    assert offered.stored == place.book.bundle_for(mine, digest)
    assert place.book.bundle_for(other, digest) is None
    assert place.book.bundle_for(mine, "0" * 64) is None
    place.book.withdraw("1.3")
    assert place.book.bundle_for(mine, digest) is None


def test_a_version_is_one_bundle(place: Place) -> None:
    """Other bytes under a version that was offered are refused; of another kind they are not."""
    place.add()
    with pytest.raises(OfferError, match="other bytes"):
        place.add(form="verity\nextra=1")
    place.add(compatible="other")
    place.book.withdraw("1.3")
    with pytest.raises(OfferError, match="other bytes"):
        place.add(form="verity\nextra=1")


@pytest.mark.parametrize(
    ("circle", "words"),
    [
        (Circle(till_id="x", share=5), "neither a share"),
        (Circle(till_id="x", tenant_id="y"), "neither a share"),
        (Circle(till_id="x"), "x: no such till"),
        (Circle(tenant_id="y"), "y: no such tenant"),
    ],
)
def test_no_circle(circle: Circle, words: str, place: Place) -> None:
    """Refused before anything is kept."""
    with pytest.raises(OfferError, match=words):
        place.add(circle=circle)
    assert [] == [*place.world.blobs.keys("")]


@pytest.mark.parametrize("notes", ["", "  ", "x" * 501, "a\nb", "\x1b[2J"])
def test_no_notes(notes: str, place: Place, tmp_path: Path) -> None:
    """Somebody decides by them, on a small display."""
    with pytest.raises(OfferError, match="notes"):
        place.book.add(read_bundle(bundle(tmp_path / "b")), Circle(), notes)


def test_no_room_for_files(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is offered that is not there."""

    def full(*_: object) -> None:
        raise BlobError("full")

    monkeypatch.setattr(FolderBlobs, "put_once", full)
    with pytest.raises(BlobError):
        place.add()
    with place.world.database.read() as connection:
        assert 0 == connection.scalar(sa.select(sa.func.count()).select_from(offers))


def test_how_far_it_has_come(place: Place) -> None:
    """By what tills of its kind and circle said last."""
    place.add(circle=Circle(tenant_id=place.tenant))
    said = [
        {"image": "1.3"},
        {"offer": "1.3", "offer_state": "there"},
        {"offer": "1.3", "offer_state": "fetching"},
        {"fell_back_from": "1.3"},
        {"compatible": "other"},
    ]
    tills = [place.ground.till(place.tenant, f"K-{number}") for number in range(len(said))]
    tills.append(place.ground.till(place.ground.tenant("Maier")))
    for till, one in zip(tills, [*said, {"image": "1.3"}], strict=True):
        heard.told(place.world.database, till, msgspec.structs.replace(STATUS, **one), NOW_UTC)
    (offered,) = place.book.all()
    assert Reach(tills=4, running=1, fetched=1, fell_back=1) == place.book.reach(offered)
