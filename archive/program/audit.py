"""`audit`: the whole ledger examined once more, whoever had his hands in the database."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import click
import sqlalchemy as sa

from archive.accounts import views as view_log
from archive.heads.asking import witnesses_of
from archive.heads.examine_heads import HeadsExamination, Trusted, examine_subject
from archive.heads.examine_till import Fault, TillExamination
from archive.heads.stamp import stamp_roots
from archive.index.database import Database
from archive.index.tables import chunks, head_leaves, tills, views
from archive.program.options import config_option, data_option, world_of
from archive.program.output import EXIT_BAD, EXIT_GOOD, echo_json
from archive.world import World
from firmware.evidence.heads import heads_origin, views_subject

#: Of so many faults each is told; of more only how many there are.
_TOLD: Final = 1000


@dataclass(slots=True)
class Examined:
    """How much was looked at."""

    tills: int = 0
    rows: int = 0
    leaves: int = 0
    checkpoints: int = 0
    faults: int = 0
    told: list[str] = field(default_factory=list)


@click.command()
@data_option
@config_option
@click.option("--json", "as_json", is_flag=True, help="One object, for a machine.")
def audit(data: Path | None, config: Path | None, *, as_json: bool) -> int:
    """Examine everything that is kept: rows, hashes, states, tiles, heads, who vouched for them.

    Reads the evidence itself, beside a running archive; each fault is named as it is found. Exit
    code 1 where there is one.
    """
    done = Examined()
    with world_of(data, config) as world:
        for fault in examine(world, done):
            done.faults += 1
            if done.faults > _TOLD:
                continue
            done.told.append(str(fault))
            if not as_json:
                click.echo(f"fault: {fault}")
    if as_json:
        echo_json(_json(done))
    else:
        click.echo(_verdict(done))
    return EXIT_BAD if done.faults else EXIT_GOOD


def examine(world: World, done: Examined) -> Iterator[Fault]:
    """All that is wrong, as it is found; memory does not grow with what is kept."""
    database = world.database
    for till_id, register_id in _tills(database):
        one = TillExamination(database, till_id, register_id)
        yield from one.run()
        done.tills += 1
        done.rows += one.rows
    heads = HeadsExamination(database, trusted(world))
    yield from heads.run()
    done.leaves, done.checkpoints = heads.leaves, heads.notes
    for subject in database.each(head_leaves.c.subject):
        yield from examine_subject(database, subject)
    for tenant_id in database.each(views.c.tenant_id):
        with database.read() as connection:
            row = view_log.first_break(connection, tenant_id)
        if row is not None:
            detail = "the log of views is not as it was written from here on"
            yield Fault(place=f"{views_subject(tenant_id)}, row {row}", detail=detail)


def trusted(world: World) -> Trusted:
    """Whose word counts, by the settings."""
    section = world.settings.heads
    return Trusted(
        origin=heads_origin(world.settings.archive.name),
        archive=world.signer.verifier,
        witnesses=[one.key for one in witnesses_of(section)],
        roots=stamp_roots(section),
    )


def _tills(database: Database) -> Iterator[tuple[str, str | None]]:
    """Everything that has rows, also what is no till any more; and as which register."""
    for till_id in database.each(chunks.c.till_id):
        asked = sa.select(tills.c.register_id).where(tills.c.id == till_id)
        with database.read() as connection:
            yield till_id, connection.scalar(asked)


def _json(done: Examined) -> dict[str, object]:
    return {
        "whole": not done.faults,
        "tills": done.tills,
        "rows": done.rows,
        "leaves": done.leaves,
        "checkpoints": done.checkpoints,
        "faults": done.faults,
        "told": done.told,
    }


def _verdict(done: Examined) -> str:
    looked = (
        f"{done.rows} rows of {done.tills} tills, {done.leaves} leaves, "
        f"{done.checkpoints} checkpoints"
    )
    if not done.faults:
        return f"WHOLE: {looked}"
    more = f" ({done.faults - _TOLD} more not listed)" if done.faults > _TOLD else ""
    return f"NOT WHOLE: {done.faults} faults{more} in {looked}"
