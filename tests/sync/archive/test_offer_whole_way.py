"""A bundle from the operator's command to the till's disk, over a real archive on a real socket."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from archive.blobs.folder import FolderBlobs
from archive.index.database import Database, folder_url
from archive.index.migrate import upgrade
from archive.offers.book import Circle, OfferBook
from archive.offers.bundle import read_bundle
from archive.program.rooms import app_of
from archive.world import World
from firmware.accord.messages import Ack, TillStatus
from firmware.app.image_state import ImageFacts, ImageState, write_word
from firmware.sync import offer_file
from firmware.sync.archive.assembly import client_of
from firmware.sync.archive.client import Client, Door, Refused
from firmware.sync.archive.image import ImageFiles
from firmware.sync.archive.offer import Fetching, Ground, Offering
from firmware.sync.archive.offer_folder import OfferFolder
from firmware.sync.config import ArchiveSection
from tests.archive.accounts.ground import Ground as Accounts
from tests.archive.keeping import releasing, world_of
from tests.archive.offers.bundles import COMPATIBLE, bundle
from tests.archive.serving import served

STATUS = TillStatus(at_utc="2026-11-21T18:00:00+00:00", image="1.2", compatible=COMPATIBLE)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """An archive in a folder."""
    with releasing(tmp_path):
        database = Database(folder_url(tmp_path))
        upgrade(database)
        yield world_of(database, tmp_path / "data", FolderBlobs(tmp_path / "blobs"))
        database.close()


def offering(client: Client, door: Door) -> Offering:
    """What the archive says to a heartbeat."""
    said = client.tell(door, STATUS)
    assert isinstance(said, Ack)
    return Offering(door=door, offer=said.offer, pending=0)


def test_offered_fetched_withdrawn(world: World, tmp_path: Path) -> None:
    """The bytes are the same at the end; what is withdrawn goes, and no other till gets any."""
    accounts, book = Accounts(world.database), OfferBook(world)
    tenant = accounts.tenant()
    tills = [accounts.till(tenant, f"K-{number}") for number in range(2)]
    doors = [Door(till_id=one, password=accounts.passwords[one]) for one in tills]
    path = bundle(tmp_path / "made", payload=bytes(range(256)) * 1000)
    book.add(read_bundle(path), Circle(till_id=tills[0]), "Neue Tasten")
    files = ImageFiles(state=tmp_path / "state.json", facts=tmp_path / "image.json")
    write_word(files.state, ImageState(slot="a", version="1.2", root_hash=""))
    facts = ImageFacts(version="1.2", commit="", built_utc="", compatible=COMPATIBLE)
    write_word(files.facts, facts)
    ground = Ground(
        book=tmp_path / "book",
        image=files,
        free_bytes=lambda: 10 * 1024**3,
        monotonic_s=lambda: 0.0,
    )
    folder = OfferFolder(tmp_path / "offer")
    with served(app_of(world)) as place:
        client = client_of(ArchiveSection(url=place.url.rstrip("/")), "0.1.0")
        fetching = Fetching(ground, folder, client, lambda: offering(client, doors[0]))
        for _ in range(2):
            fetching.round()
        assert "1.3" == offer_file.read(folder.folder).version
        assert path.read_bytes() == (folder.folder / offer_file.BUNDLE_NAME).read_bytes()
        offer = offering(client, doors[0]).offer
        assert offering(client, doors[1]).offer is None
        theirs = msgspec.structs.replace(offer, path=offer.path.replace(tills[0], tills[1]))
        refused = client.piece(doors[1], theirs, 0, 10)
        assert isinstance(refused, Refused)
        assert 404 == refused.status
        book.withdraw("1.3")
        fetching.round()
        assert offer_file.read(folder.folder) is None
        client.close()
