"""archive.program.offers: images offered and taken back by the command line."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.accounts import heard
from archive.index.database import Database, folder_url
from firmware.accord.messages import TillStatus
from tests.archive.accounts.ground import Ground
from tests.archive.keeping import NOW_UTC, releasing
from tests.archive.offers.bundles import COMPATIBLE, bundle
from tests.archive.program.calling import archive
from tests.archive.program.test_accounts import made


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    """An archive with nothing in it."""
    with releasing(tmp_path):
        assert 0 == archive("migrate", "--data", tmp_path / "data").code
        yield tmp_path / "data"


@pytest.fixture
def till(data: Path) -> tuple[str, str]:
    """A tenant and its till, which runs an older image."""
    database = Database(folder_url(data))
    ground = Ground(database)
    tenant = ground.tenant()
    till = ground.till(tenant)
    said = TillStatus(at_utc="", image="1.2", compatible=COMPATIBLE)
    heard.told(database, till, said, NOW_UTC)
    database.close()
    return tenant, till


def add(data: Path, *more: str, version: str = "1.3") -> tuple[str | Path, ...]:
    """The command that offers a bundle."""
    path = bundle(data.parent / "made")
    words = ("offer", "add", path, "--version", version, "--notes-de", "Neue Tasten")
    return (*words, "--data", data, *more)


def test_to_one_then_to_some_then_to_all(data: Path, till: tuple[str, str]) -> None:
    """Each is an offer of its own; the bundle lies there once."""
    tenant, first = till
    size = (bundle(data.parent / "made")).stat().st_size
    told = made(*add(data, "--till", first))
    assert f"1.3 for {COMPATIBLE}, {size} bytes, till {first}" == told
    assert made(*add(data, "--tenant", tenant, "--share", "10")).endswith(
        f", 10 % of the tills of {tenant}"
    )
    assert made(*add(data)).endswith(", all tills")
    listed = made("offer", "list", "--data", data).split("\n")
    assert ["open"] * 3 == [line.split("\t")[1] for line in listed]
    assert "\t1 tills: 0 run it, 0 have it, 0 fell back\t" in listed[-1]
    assert 1 == len([one for one in (data / "blobs" / "files").rglob("*") if one.is_file()])


def test_withdrawn(data: Path) -> None:
    """It stands in the list, and a second time it is said."""
    made(*add(data))
    withdraw = ("offer", "withdraw", "1.3", "--data", data)
    assert "withdrawn" == made(*withdraw)
    assert "\twithdrawn\t" in made("offer", "list", "--data", data)
    assert "is not offered" in archive(*withdraw).refusal


def test_not_offered(data: Path, tmp_path: Path) -> None:
    """Another version than was said, no bundle, no such till: one line."""
    assert "is version 1.3, not 1.4" in archive(*add(data, version="1.4")).refusal
    assert "no such till" in archive(*add(data, "--till", "x")).refusal
    path = tmp_path / "holiday.jpg"
    path.write_bytes(b"JFIF")
    words = ("offer", "add", path, "--version", "1.3", "--notes-de", "x", "--data", data)
    assert "not a bundle of RAUC" in archive(*words).refusal
    assert "" == made("offer", "list", "--data", data)
