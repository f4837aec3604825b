"""Alive and ready."""

from pathlib import Path

import sqlalchemy as sa
from starlette.applications import Starlette
from starlette.testclient import TestClient

from archive.api import health
from archive.index.database import Database, folder_url
from tests.archive.keeping import world_of


def test_a_good_archive_is_ready(database: Database, tmp_path: Path) -> None:
    """Both say so."""
    with TestClient(Starlette(routes=health.routes(world_of(database, tmp_path)))) as client:
        assert [200, 200] == [client.get(f"/{one}").status_code for one in ("healthz", "readyz")]


def test_an_archive_of_another_version_is_not_ready(sqlite: Database, tmp_path: Path) -> None:
    """503 with what to do, while the process is alive."""
    with sqlite.write() as connection:
        connection.execute(sa.text("UPDATE alembic_version SET version_num = '9999'"))
    with TestClient(Starlette(routes=health.routes(world_of(sqlite, tmp_path)))) as client:
        answer = client.get("/readyz")
        assert 200 == client.get("/healthz").status_code
    assert 503 == answer.status_code
    assert "9999" in answer.json()["detail"]
    assert "5" == answer.headers["retry-after"]


def test_an_archive_without_its_database_is_not_ready(tmp_path: Path) -> None:
    """The words name the kind of fault, no address and no password."""
    lost = Database(folder_url(tmp_path / "gone"))
    try:
        found = health.readiness(world_of(lost, tmp_path))
    finally:
        lost.close()
    assert "the database does not answer: OperationalError" == found
