"""Class 4: kill -9 of the archive, and of PostgreSQL under it, while tills send."""

import asyncio
from pathlib import Path

from archive.index.database import folder_url
from tests.archive.index.kills import Campaign, Tally, crash_postgres, kill_archives
from tests.archive.postgres import running
from tests.campaign.outcome import Outcome, Score


def run_archive(count: int, seed: int, folder: Path) -> Outcome:
    """One process on SQLite dies so often."""
    score = Score()
    with score.attempt(f"seed {seed}"):
        _count(score, kill_archives(count, _fresh(folder / "archive"), None))
    score.control("an answer for rows that were not kept", found=_is_found(folder / "control"))
    return _deaths(score, count)


def run_postgresql(count: int, seed: int, folder: Path) -> Outcome:
    """PostgreSQL dies under two processes, which live on."""
    score = Score()
    with score.attempt(f"seed {seed}"), running() as server:
        _count(score, crash_postgres(count, _fresh(folder / "archive"), server))
    score.control("an answer for rows that were not kept", found=_is_found(folder / "control"))
    return _deaths(score, count)


def _fresh(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _count(score: Score, tally: Tally) -> None:
    score.facts["deaths"] = tally.deaths
    score.facts["rows"] = tally.rows
    score.facts["answers checked"] = tally.acks
    score.facts["answers lost on purpose"] = tally.lost
    score.facts["connections lost"] = tally.errors


def _deaths(score: Score, count: int) -> Outcome:
    """All deaths are judged together: one failure fails them all."""
    score.attempts = score.facts["deaths"] or count
    return score.outcome()


def _is_found(folder: Path) -> bool:
    """Whether a till that was told of more rows than there are is believed."""
    campaign = Campaign(folder_url(_fresh(folder)), folder, 1, seed=1)
    examine = campaign._examine

    def examine_after_a_lie() -> None:
        till = campaign._tills[0]
        till.told[till.size + 1_000_000] = bytes(32)
        examine()

    campaign._examine = examine_after_a_lie  # type: ignore[method-assign]
    try:
        asyncio.run(campaign.run(0, campaign.kill_one))
    except AssertionError as error:
        return "an acknowledged row is missing" in str(error)
    return False
