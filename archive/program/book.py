"""`book`: the book of a till made again, for a till whose card died, or for whoever wants it whole.

Only who runs the archive can do that: a till's own password opens no book, so that a stolen one
fetches nothing. `kassa restore --from FILE --credentials FOLDER` goes on from it, and asks for the
last receipt that anybody has on paper: what was sold after the last row that arrived is not in it.
No head is written beside it, for one from the same log could only say that the log fits itself.
"""

from pathlib import Path
from typing import Final

import click

from archive.accounts.tills import Till, TillBook
from archive.program.options import config_option, data_option, world_of
from archive.program.output import RefusalError
from archive.replica.replica import Replicas
from archive.world import World
from firmware.store.snapshot import snapshot

_MODE: Final = 0o600


@click.command("book")
@click.argument("till_name", metavar="TILL")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="File to be made.")
@click.option("--as-far-as-it-goes", is_flag=True, help="Also where rows do not fit a book.")
@data_option
@config_option
def book(
    *,
    till_name: str,
    out: Path,
    as_far_as_it_goes: bool,
    data: Path | None,
    config: Path | None,
) -> None:
    """Write the book of TILL (its id, or its register id) to a file."""
    with world_of(data, config) as world:
        till, replicas = _till(world, till_name), Replicas(world)
        standing = replicas.standing(till.id)
        if not standing.rows:
            raise RefusalError(f"till {till_name}: nothing of it has arrived")
        if standing.stop is not None and not as_far_as_it_goes:
            raise RefusalError(
                f"till {till_name}: row {standing.stop.seq} of {standing.size} fits no book "
                f"({standing.stop.detail}); with --as-far-as-it-goes those before it are written. "
                "A register must never go on from that"
            )
        with replicas.open(till.id) as reader:
            snapshot(reader, out)
            tail = reader.tail()
        out.chmod(_MODE)
        last = 0 if tail is None else tail.number
        rows = f"{standing.rows} rows, the last receipt is {last}"
        click.echo(f"{out}: register {till.register_id}, {rows}")
        click.echo("next: kassa restore --from it; is that the last one on paper?", err=True)


def _till(world: World, name: str) -> Till:
    """The till of an id or a register id.

    Raises:
        RefusalError: none, or more than one.
    """
    tills = TillBook(world.database, world.now_utc)
    found = tills.till(name)
    if found is not None:
        return found
    named = [one for one in tills.all() if one.register_id == name]
    if len(named) != 1:
        ids = ", ".join(one.id for one in named)
        raise RefusalError(
            f"there are {len(named)} tills {name}: name one by its id: {ids}"
            if named
            else f"there is no till {name}"
        )
    return named[0]
