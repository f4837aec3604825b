"""Figures for Prometheus."""

from pathlib import Path

import pytest
from prometheus_client.parser import text_string_to_metric_families
from starlette.applications import Starlette
from starlette.testclient import TestClient

from archive.alarms.ledger import AlarmKind, raise_alarm
from archive.api.metrics import Figures, room_of, routes
from archive.index.database import Database
from archive.settings import ArchiveSection, Settings, WatchSection
from archive.world import World
from tests.archive.fleet import NOW, TILL, add_target, add_tenant, add_till, world_with

HERE = ("127.0.0.1", 1)
THERE = ("192.0.2.1", 1)


def figures_of(world: World, **headers: str) -> dict[str, float]:
    """What is said, by name and labels."""
    figures = Figures(world)
    figures.answered("/v1/tills/1/batches", 200, 0.02)
    with TestClient(Starlette(routes=routes(world, figures)), client=HERE) as client:
        answer = client.get("/metrics", headers=headers)
    assert 200 == answer.status_code
    return {
        sample.name + "".join(f",{value}" for value in sample.labels.values()): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def test_what_is_counted(database: Database, tmp_path: Path) -> None:
    """Requests of this process; tills, alarms and news of the archive."""
    add_tenant(database)
    add_till(database)
    add_target(database, "mailto:huber@example.at")
    with database.write() as connection:
        raise_alarm(connection, TILL, AlarmKind.FORK, "", NOW)
    found = figures_of(world_with(database, tmp_path, Settings(data=str(tmp_path))))
    assert 1 == found["kassa_archive_requests_total,batches,2xx"]
    assert 1 == found["kassa_archive_tills"]
    assert 1 == found["kassa_archive_alarms,fork"]
    assert 0 == found["kassa_archive_alarms,silent"]
    assert 1 == found["kassa_archive_deliveries_waiting"]
    assert -1 == found["kassa_archive_head_age_seconds"]


@pytest.mark.parametrize(
    ("client", "authorization", "is_behind_proxy", "status"),
    [
        (HERE, "", False, 200),
        (THERE, "", False, 404),
        (THERE, "Bearer wrong", False, 404),
        (THERE, "Bearer t0ken", False, 200),
        (HERE, "", True, 404),
        (HERE, "Bearer t0ken", True, 200),
    ],
)
def test_who_may_ask(
    sqlite: Database,
    tmp_path: Path,
    client: tuple[str, int],
    authorization: str,
    status: int,
    *,
    is_behind_proxy: bool,
) -> None:
    """This machine, unless a proxy makes everybody come from it; or whoever has the token."""
    (tmp_path / "token").write_text("t0ken\n")
    settings = Settings(
        data=str(tmp_path),
        archive=ArchiveSection(is_behind_proxy=is_behind_proxy),
        watch=WatchSection(token_file=str(tmp_path / "token")),
    )
    world = world_with(sqlite, tmp_path, settings)
    app = Starlette(routes=routes(world, Figures(world)))
    with TestClient(app, client=client) as asking:
        answer = asking.get("/metrics", headers={"Authorization": authorization})
    assert status == answer.status_code


def test_without_a_token_no_token_is_right(sqlite: Database, tmp_path: Path) -> None:
    """An empty one opens nothing."""
    world = world_with(sqlite, tmp_path, Settings(data=str(tmp_path)))
    app = Starlette(routes=routes(world, Figures(world)))
    with TestClient(app, client=THERE) as asking:
        assert 404 == asking.get("/metrics", headers={"Authorization": "Bearer "}).status_code
        assert 404 == asking.get("/metrics").status_code


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/v1/tills/1/batches", "batches"),
        ("/v1/tills/1/packages/a/parts/1", "packages"),
        ("/v1/tills/1/anything", "tills"),
        ("/v1/registrations", "v1"),
        ("/heads/checkpoint", "heads"),
        ("/ABCDEF", "pages"),
        ("/", "pages"),
    ],
)
def test_whatever_is_asked_for_the_words_are_few(path: str, expected: str) -> None:
    """A scanner makes no new series."""
    assert expected == room_of(path)
