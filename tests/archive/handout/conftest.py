"""A till's log in an archive, one receipt of it with a link, and a browser's side of it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from archive.handout.pages import routes
from archive.index.database import Database
from archive.index.tables import links
from archive.replica.replica import Replicas
from archive.world import World
from firmware.accord.link import token, token_sha256
from firmware.desk.keys import parse_keys
from firmware.desk.stall import demo_config, in_folder
from firmware.desk.stand import Stand
from firmware.store.reader import Reader
from tests.archive.keeping import TILL_ID, follow, world_of

TOKEN = token(bytes(32), "GRAZ-01", 2)


@pytest.fixture(scope="session")
def sold_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The book of a till that sold something, lost its card, and sold again."""
    folder = tmp_path_factory.mktemp("handout")
    stand = Stand(folder, in_folder(demo_config(), folder), datetime(2026, 11, 20, 8, tzinfo=UTC))
    stand.commission()
    stand.boot()
    assert stand.press(parse_keys("250 WG1 2 × 290 WG3 250 WG2 KARTE BAR 410 WG1 1000 BAR"))
    stand.shut_down()
    return stand.book_path


@dataclass(frozen=True, slots=True, kw_only=True)
class Shop:
    """An archive with the page; `database` is behind it."""

    client: TestClient
    database: Database
    world: World

    def link(self, of: str = TOKEN, number: int = 2, seq: int = 1) -> None:
        """The till showed the link of a receipt."""
        row = {"token_sha256": token_sha256(of), "till_id": TILL_ID, "number": number, "seq": seq}
        with self.database.write() as connection:
            connection.execute(links.insert().values(row))


@pytest.fixture
def shop(sqlite: Database, tmp_path: Path, sold_path: Path) -> Iterator[Shop]:
    """All rows have arrived; no link was shown yet."""
    with Reader.open_read_only(sold_path) as book:
        follow(sqlite, book)
    world = world_of(sqlite, tmp_path)
    with TestClient(Starlette(routes=routes(world, Replicas(world)))) as client:
        yield Shop(client=client, database=sqlite, world=world)
