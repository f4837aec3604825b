"""`alarm`: what is open, and who is told; findings and forks are cleared by a person."""

from pathlib import Path

import click

from archive.alarms.ledger import PLACE, AlarmKind, clear_alarm, open_alarms
from archive.program.options import config_option, data_option, world_of
from archive.program.output import EXIT_BAD, EXIT_GOOD, RefusalError, echo_json
from firmware.store.canonical import utc_text


@click.group()
def alarm() -> None:
    """What is wrong with tills, and with the archive itself."""


@alarm.command("list")
@data_option
@config_option
@click.option("--json", "as_json", is_flag=True, help="For a machine.")
def alarm_list(data: Path | None, config: Path | None, *, as_json: bool) -> int:
    """List the alarms that are open. Exit code 1 if there is one."""
    with world_of(data, config) as world, world.database.read() as connection:
        found = open_alarms(connection)
    if as_json:
        rows = [
            {
                "till": one.till_id,
                "kind": one.kind.value,
                "detail": one.detail,
                "raised": utc_text(one.raised_at, PLACE),
            }
            for one in found
        ]
        echo_json({"alarms": rows})
    else:
        for one in found:
            at = utc_text(one.raised_at, PLACE)[:16]
            click.echo(f"{at} {one.till_id or 'archive'} {one.kind.value}: {one.detail}")
    return EXIT_BAD if found else EXIT_GOOD


@alarm.command("clear")
@click.argument("till_id")
@click.argument("kind", type=click.Choice([one.value for one in AlarmKind]))
@data_option
@config_option
def alarm_clear(till_id: str, kind: str, data: Path | None, config: Path | None) -> None:
    """Clear an alarm that somebody has looked into; the evidence stays as it is.

    TILL_ID is `archive` for the archive itself. What the archive sees by itself (a till that is
    silent, a disk that is full) comes back while it lasts.
    """
    wanted = "" if till_id == "archive" else till_id
    with world_of(data, config) as world, world.database.write() as connection:
        if not clear_alarm(connection, wanted, AlarmKind(kind), world.now_utc()):
            raise RefusalError(f"{till_id}: no open alarm {kind}")
    click.echo("cleared")
