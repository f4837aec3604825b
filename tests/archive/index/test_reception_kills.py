"""archive.index.reception: archives that die under load, and several on one database.

The long lane of it is `python -m tests.archive.index.kills`, as often as one likes.
"""

import asyncio
import os
from pathlib import Path
from typing import Final

import pytest

from archive.index.database import folder_url
from tests.archive.index.kills import (
    ANSWERS_BETWEEN,
    Campaign,
    crash_postgres,
    kill_archives,
    read_answer,
)
from tests.archive.postgres import Postgres, running

#: How often in the long lane.
DEATHS: Final = int(os.environ.get("KASSA_DEATHS", "25"))


async def nobody_dies(_rng: object) -> None:
    """All live on."""


ANSWER: Final = b"HTTP/1.1 200 OK\r\nContent-Length: 13\r\n\r\n" + b'{"alarms":[]}'


async def heard(answer: bytes) -> tuple[int, bytes]:
    """What a till of the harness takes an answer for, when the archive dies after these bytes."""
    reader = asyncio.StreamReader()
    reader.feed_data(answer)
    reader.feed_eof()
    return await read_answer(reader)


def test_the_harness_knows_a_torn_answer() -> None:
    """A death in the middle of an answer is a lost answer, not a wrong one."""
    assert (200, b'{"alarms":[]}') == asyncio.run(heard(ANSWER))
    for length in range(len(ANSWER)):
        with pytest.raises(asyncio.IncompleteReadError):
            asyncio.run(heard(ANSWER[:length]))


@pytest.mark.parametrize("processes", [2, pytest.param(3, marks=pytest.mark.heavy)])
def test_several_processes_on_one_database(
    postgres: Postgres, tmp_path: Path, processes: int
) -> None:
    """Every till speaks to all of them, twice at once: each row is in once, in its place."""
    name = postgres.fresh()
    campaign = Campaign(postgres.url(name), tmp_path, processes, seed=processes, voices=2)
    tally = asyncio.run(campaign.run(10, nobody_dies))
    postgres.drop(name)
    assert tally.acks >= 10 * ANSWERS_BETWEEN


def test_two_voices_of_one_till(tmp_path: Path) -> None:
    """The same on SQLite, where there is one process."""
    campaign = Campaign(folder_url(tmp_path), tmp_path, 1, seed=1, voices=3)
    tally = asyncio.run(campaign.run(5, nobody_dies))
    assert tally.acks >= 5 * ANSWERS_BETWEEN


def test_one_death_on_sqlite(tmp_path: Path) -> None:
    """Kill -9: what was acknowledged is there, once, under its root."""
    assert 1 == kill_archives(1, tmp_path, None).deaths


@pytest.mark.heavy
def test_one_death_on_postgresql(postgres: Postgres, tmp_path: Path) -> None:
    """The other process goes on meanwhile."""
    assert 1 == kill_archives(1, tmp_path, postgres).deaths


@pytest.mark.heavy
def test_many_deaths_on_sqlite(tmp_path: Path) -> None:
    """Again and again on the same files."""
    assert DEATHS == kill_archives(DEATHS, tmp_path, None).deaths


@pytest.mark.heavy
def test_many_deaths_on_postgresql(postgres: Postgres, tmp_path: Path) -> None:
    """Again and again on the same database."""
    assert DEATHS == kill_archives(DEATHS, tmp_path, postgres).deaths


@pytest.mark.heavy
def test_postgresql_dies(tmp_path: Path) -> None:
    """A server of its own: others are not to be hit."""
    with running() as server:
        assert DEATHS // 5 == crash_postgres(DEATHS // 5, tmp_path, server).deaths
