"""Classes 17 and 18: an archive that was set back, and two tills with one copied card."""

import asyncio
import random
from pathlib import Path
from typing import Final

import pytest
import sqlalchemy as sa

from archive.alarms.ledger import AlarmKind, open_alarms
from archive.index.database import Database, folder_url
from archive.index.migrate import upgrade
from archive.index.reception import Place, Received, Reception
from archive.index.tables import quarantine
from archive.intake.head import Head
from firmware.evidence.merkle import leaf_hash, root_of
from firmware.store.line import decode
from firmware.store.raw import Unit
from firmware.sync.archive.keep import CHECKPOINT
from firmware.sync.archive.pace import DOUBT_REST_S
from tests.archive import books
from tests.archive.api.ground import Site
from tests.campaign.outcome import Outcome, Score
from tests.campaign.till_and_archive import pass_time, registered, require_equal
from tests.sync.archive.stall import Stall

#: From here on the two books of the tests differ.
_FIRST_OTHER: Final = 4


def run_rollback(count: int, seed: int, folder: Path) -> Outcome:
    """The archive has fewer rows than it has confirmed, or others: said, and nothing sent."""
    score = Score()
    dice = random.Random(seed)
    with registered(folder / "till") as stall:
        for number in range(count):
            with score.attempt(f"seed {seed}, rollback {number}"):
                _set_back(stall, dice, score)
    control = Score()
    with (
        registered(folder / "control") as stall,
        control.attempt("the till has forgotten too"),
    ):
        _set_back(stall, dice, Score(), forgets=True)
    score.control("a till that forgets what was confirmed", found=bool(control.failures))
    return score.outcome()


def _set_back(stall: Stall, dice: random.Random, score: Score, *, forgets: bool = False) -> None:
    """Take rows from the archive, or change one; afterwards put them back.

    Raises:
        AssertionError: the till did not notice, or sends on.
    """
    till = stall.archive.till
    stall.sell(dice.randrange(1, 5))
    stall.hurry()
    stall.turns()
    whole = list(till.hashes)
    if dice.random() < 0.5 or forgets:
        score.facts["set back"] += 1
        del till.hashes[-dice.randrange(1, len(whole) - 1) :]
        alarm = "rollback"
    else:
        score.facts["a row changed"] += 1
        at = dice.randrange(len(whole))
        till.hashes[at] = f"{int(whole[at], 16) ^ 1 << dice.randrange(256):064x}"
        alarm = "root"
    if forgets:
        (stall.paths.archive_folder / CHECKPOINT).unlink()
    if forgets or dice.random() < 0.5:
        stall.restart()
    there = list(till.hashes)
    stall.hurry()
    stall.after(1)
    assert alarm == stall.status.alarm, f"{stall.status.alarm} is said, not {alarm}"
    stall.sell()
    stall.after(30)
    assert there == till.hashes, "rows were sent to an archive in doubt"
    till.hashes[:] = whole
    pass_time(stall, 2 * DOUBT_REST_S + 60)
    require_equal(stall)


def run_fork(count: int, seed: int, folder: Path) -> Outcome:
    """Two tills send different rows under one number: the second is refused, kept and alarmed."""
    score = Score()
    dice = random.Random(seed)
    folder.mkdir(exist_ok=True)
    database = Database(folder_url(folder))
    upgrade(database)
    for number in range(count):
        with score.attempt(f"seed {seed}, fork {number}"):
            asyncio.run(_fork(database, folder, dice, score))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Reception, "_refusal", _known_by_number)
        control = Score()
        with control.attempt("a fork nobody looks for"):
            asyncio.run(_fork(database, folder, dice, Score()))
    score.control("rows are known by their numbers alone", found=bool(control.failures))
    database.close()
    return score.outcome()


async def _known_by_number(
    _reception: Reception, _till_id: str, units: list[Unit], head: Head, _body: bytes
) -> Received | None:
    return Received(place=Place.KNOWN, head=head) if units[-1].seq <= head.size else None


async def _fork(database: Database, folder: Path, dice: random.Random, score: Score) -> None:
    site = Site(database, folder)
    one = books.lines(dice.randrange(_FIRST_OTHER, 40))
    other = books.lines(dice.randrange(_FIRST_OTHER, 40), rows_per_receipt=2)
    before = _kept_aside(database)
    site.acked(await site.send(one))
    said = site.conflict(await site.send(other))
    assert ("fork", len(one) + 1) == (said.type, said.next_seq)
    assert before + 1 == _kept_aside(database), "the other rows are lost"
    with database.read() as connection:
        alarms = [alarm.kind for alarm in open_alarms(connection) if alarm.till_id == site.till]
    assert [AlarmKind.FORK] == alarms
    _, checkpoint = site.acked(await site.head())
    root = root_of(leaf_hash(bytes.fromhex(decode(line).hash)) for line in one)
    assert root == checkpoint.root, "the log has changed"
    score.facts["rows refused"] += len(other)


def _kept_aside(database: Database) -> int:
    with database.read() as connection:
        return int(connection.scalar(sa.select(sa.func.count()).select_from(quarantine)) or 0)
