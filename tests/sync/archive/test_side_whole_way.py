"""From the book to the archive and back: processes, TLS, faults on the way, power cuts."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.store.book import Book
from tests.archive.serving import Running, program
from tests.faultproxy.proxy import FaultProxy, moods, running_proxy
from tests.store.till import Till
from tests.sync.archive.cable import ADDRESS, cable
from tests.sync.archive.days import two_days
from tests.sync.archive.whole import Place, kassa_sync, wait_for

SEED = 20261121


@pytest.fixture
def archive(tmp_path: Path) -> Iterator[Running]:
    """As `kassa-archive serve` starts it, with a certificate of its own."""
    with program(tmp_path / "archive") as running:
        yield running


@pytest.fixture
def proxy(archive: Running) -> Iterator[FaultProxy]:
    """The way there."""
    with running_proxy(archive.place.url.rstrip("/")) as running:
        yield running


@pytest.fixture
def place(tmp_path: Path, archive: Running, proxy: FaultProxy) -> Iterator[Place]:
    """A till behind that way."""
    place = Place(tmp_path, proxy.url, archive)
    yield place
    place.book.close()


@pytest.mark.heavy
def test_key_rows_and_an_end(place: Place, proxy: FaultProxy) -> None:
    """A key is typed, rows go out on one connection, and SIGTERM ends it at once."""
    with kassa_sync(place) as process:
        wait_for(lambda: place.status.state == "unregistered")
        place.type_key()
        wait_for(lambda: place.status.state == "ok")
        for _ in range(5):
            place.till.issue()
            place.settle()
        # One for the rows; packages would have another one.
        assert proxy.connections == 1
        assert not place.paths.archive_key.exists()
    assert 0 == process.returncode


@pytest.mark.heavy
def test_every_row_once_whatever_happens(place: Place, proxy: FaultProxy) -> None:
    """Resets, lost answers, kills of kassa-sync, while receipts are issued: equal roots."""
    dice = random.Random(SEED)
    proxy.plan = moods(SEED)
    with kassa_sync(place):
        place.type_key()
        wait_for(lambda: place.status.state == "ok")
    for _ in range(8):
        with kassa_sync(place) as process:
            for _ in range(dice.randrange(5, 40)):
                place.till.issue()
                if dice.random() < 0.3:
                    place.hurry()
            before = place.status.confirmed
            wait_for(lambda before=before: place.hurry() or place.status.confirmed > before)
            process.kill()
    with kassa_sync(place):
        place.settle()


@pytest.mark.heavy
def test_a_tunnel(place: Place, proxy: FaultProxy) -> None:
    """Nothing comes back, not even an end: offline, and on again by itself."""
    with kassa_sync(place):
        place.type_key()
        wait_for(lambda: place.status.state == "ok")
        proxy.cut()
        place.till.issue()
        place.hurry()
        wait_for(lambda: place.status.state == "offline")
        for _ in range(30):
            place.till.issue()
        proxy.mend()
        place.settle()


@pytest.mark.heavy
def test_a_book_that_was_set_back(place: Place) -> None:
    """An older copy of the book, and sales on it: the archive and the till both see the fork."""
    with kassa_sync(place):
        place.type_key()
        wait_for(lambda: place.status.state == "ok")
        place.settle()
    place.book.close()
    copy = place.paths.book.read_bytes()
    _open(place)
    place.till.issue()
    with kassa_sync(place):
        place.settle()
    place.book.close()
    place.paths.book.write_bytes(copy)
    _open(place)
    with kassa_sync(place):
        wait_for(lambda: place.status.alarm == "ahead")
    for _ in range(5):
        place.till.issue()
    with kassa_sync(place):
        wait_for(lambda: place.status.alarm in {"book", "root"})


@pytest.mark.heavy
def test_day_packages(tmp_path: Path, archive: Running) -> None:
    """A book with two Z: both packages are there, and the archive finds nothing against them."""
    book = two_days(tmp_path / "till")
    place = Place(tmp_path, archive.place.url, archive, book)
    with kassa_sync(place):
        place.type_key()
        wait_for(lambda: place.said.count("package there") == 2)
    said = [one for one in place.said.splitlines() if "package there" in one]
    ends = [one.partition("name=")[2] for one in said]
    assert ["GRAZ-01-z1 findings=()", "GRAZ-01-z2 findings=()"] == ends
    place.book.close()


@pytest.mark.heavy
@pytest.mark.netns
def test_the_cable_is_pulled(tmp_path: Path) -> None:
    """In namespaces of their own: offline while it is out, all there when it is in again."""
    config = tmp_path / "archive.toml"
    config.write_text(
        f'data = "{tmp_path / "archive"}"\n[archive]\nport = 0\nurl = ""\nhost = "{ADDRESS}"\n'
    )
    with cable() as between, program(tmp_path / "archive", config=config) as archive:
        place = Place(tmp_path, archive.place.url, archive)
        with kassa_sync(place, *between.inside):
            place.type_key()
            wait_for(lambda: place.status.state == "ok")
            for _ in range(3):
                between.pull()
                place.till.issue()
                place.hurry()
                wait_for(lambda: place.status.state == "offline")
                place.till.issue()
                between.plug()
                place.settle()
        place.book.close()


def _open(place: Place) -> None:
    place.book = Book.open(place.paths.book)
    place.till = Till(place.book, place.till.card)
