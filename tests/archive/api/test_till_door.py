"""archive.api.till_door: remembered for a moment, forgotten at once."""

import asyncio
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from starlette.exceptions import HTTPException
from starlette.requests import Request

from archive.accounts.tills import Till, TillBook
from archive.api.till_door import REMEMBERED_S, TillDoor
from archive.index.database import Database
from tests.archive.api.ground import Site


@dataclass(slots=True)
class Counted:
    """Counts what the database is asked."""

    book: TillBook
    asked: int = 0

    def authenticate(self, till_id: str, password: str) -> Till | None:
        self.asked += 1
        return self.book.authenticate(till_id, password)

    def speaker(self, password: str) -> Till | None:
        return self.book.speaker(password)


@dataclass(slots=True)
class Hours:
    """A clock that goes when told."""

    now: float = field(default=100.0)

    def __call__(self) -> float:
        return self.now


def knock(door: TillDoor, till: str, password: str) -> Till | int:
    """The till, or the status of the refusal."""
    headers = [(b"authorization", f"Bearer {password}".encode())]
    scope = {"type": "http", "headers": headers, "path_params": {"till": till}}
    try:
        return asyncio.run(door.admit(Request(scope)))
    except HTTPException as error:
        return error.status_code


def test_asked_once_in_a_while(sqlite: Database, tmp_path: Path) -> None:
    """The second batch of a till needs no look into the database, for some seconds."""
    site, hours = Site(sqlite, tmp_path), Hours()
    counted = Counted(site.book)
    door = TillDoor(sqlite, counted, hours)
    password = site.ground.passwords[site.till]
    for _ in range(5):
        till = knock(door, site.till, password)
        assert isinstance(till, Till)
        assert site.till == till.id
    assert 1 == counted.asked
    hours.now += REMEMBERED_S
    knock(door, site.till, password)
    assert 2 == counted.asked


def test_shut_out_at_once(sqlite: Database, tmp_path: Path) -> None:
    """A revocation in this process bites before the next batch."""
    site = Site(sqlite, tmp_path)
    password = site.ground.passwords[site.till]
    assert isinstance(knock(site.door, site.till, password), Till)
    assert site.book.revoke(site.till)
    assert 401 == knock(site.door, site.till, password)


def test_shut_out_elsewhere(sqlite: Database, tmp_path: Path) -> None:
    """In another process within the half minute that was promised."""
    site, hours = Site(sqlite, tmp_path), Hours()
    door = TillDoor(sqlite, site.book, hours)
    password = site.ground.passwords[site.till]
    assert isinstance(knock(door, site.till, password), Till)
    elsewhere = Database(sqlite.url.render_as_string(hide_password=False))
    assert TillBook(elsewhere).revoke(site.till)
    elsewhere.close()
    assert isinstance(knock(door, site.till, password), Till)
    assert REMEMBERED_S < 30
    hours.now += REMEMBERED_S
    assert 401 == knock(door, site.till, password)


def test_a_wrong_password_is_not_remembered(sqlite: Database, tmp_path: Path) -> None:
    """Neither is a good one good for another till."""
    site = Site(sqlite, tmp_path)
    other = site.ground.till(site.tenant, "MARKT-02")
    password = site.ground.passwords[site.till]
    assert isinstance(knock(site.door, site.till, password), Till)
    assert 404 == knock(site.door, other, password)
    assert 401 == knock(site.door, site.till, "A" * 43)
    assert 401 == knock(site.door, site.till, "")


@pytest.mark.parametrize("said", ["", "Bearer", "Basic x", "Bearer ä"])
def test_no_password(sqlite: Database, tmp_path: Path, said: str) -> None:
    """Who says nothing is told how to."""
    site = Site(sqlite, tmp_path)
    headers = [(b"authorization", said.encode("latin-1"))] if said else []
    scope = {"type": "http", "headers": headers, "path_params": {"till": site.till}}
    with pytest.raises(HTTPException) as caught:
        asyncio.run(site.door.admit(Request(scope)))
    assert 401 == caught.value.status_code
    assert caught.value.headers is not None
    assert "Bearer" in caught.value.headers["www-authenticate"]
