"""A small fleet as docs/archive/fleet.md sets it up: roles, two processes, one database."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import psycopg
import pytest

from archive.client.client import Wire
from archive.conformance.checks import CHECKS
from archive.conformance.kit import Kit, expect, run
from tests.archive.keeping import releasing
from tests.archive.postgres import BIN, Postgres
from tests.archive.program.calling import archive
from tests.archive.serving import Running, program

pytestmark = pytest.mark.whole

DEPLOY = Path(__file__).parents[3] / "archive/deploy"


def config(postgres: Postgres, name: str, role: str, folder: Path) -> Path:
    """Settings for a role."""
    file = folder / f"{role}.toml"
    file.write_text(
        f'data = "{folder / "data"}"\n[archive]\nport = 0\nis_behind_proxy = true\n'
        f'[database]\nurl = "{postgres.url(name, role)}"\n'
    )
    return file


@pytest.fixture
def fleet(postgres: Postgres, tmp_path: Path) -> Iterator[tuple[Running, Running, str]]:
    """Two processes as role kassa_serve, and the name of the database."""
    name = postgres.fresh()
    psql = [BIN / "psql", "-q", "-h", postgres.socket, "-U", postgres.user, "-d", name]
    subprocess.run([*psql, "-f", DEPLOY / "postgres.sql"], check=True, env={**os.environ})
    owner = config(postgres, name, "kassa_owner", tmp_path)
    assert 0 == archive("migrate", "--config", owner).code
    assert 0 == archive("roles", "--config", owner).code
    serve = config(postgres, name, "kassa_serve", tmp_path)
    with releasing(tmp_path), ExitStack() as stack:
        one = stack.enter_context(program(tmp_path / "one", config=serve))
        two = stack.enter_context(program(tmp_path / "two", config=serve))
        yield one, two, name
    postgres.drop(name)


def test_two_processes_are_one_archive(
    fleet: tuple[Running, Running, str], postgres: Postgres
) -> None:
    """The kit finds nothing at one; a till goes on at the other; the first words were said once."""
    one, two, name = fleet
    key = one.word("first key")
    assert not any(line.startswith("first key") for line in two.said)
    with closing(Wire(one.place.url)) as wire, closing(Wire(two.place.url)) as other:
        kit = Kit(wire, key)
        outcomes = list(run(kit, CHECKS))
        assert [] == [(one.name, one.fault) for one in outcomes if one.fault]
        for number in range(10):
            kit.till.wire = (other, wire)[number % 2]
            kit.appended([kit.book.receipt(100)])
        expect(kit.till.head(), 200)
    place = f"host={postgres.socket} dbname={name} user=kassa_serve"
    with psycopg.connect(place, autocommit=True) as connection:
        for statement in ("DELETE FROM chunks", "UPDATE chunks SET body = ''", "TRUNCATE chunks"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute(statement)
