"""`migrate`, `roles`, `health`: the database and the process as an operator sees them."""

import ssl
import urllib.error
import urllib.request
from pathlib import Path
from typing import Final

import click

from archive.index.guards import INGEST_ROLE, PORTAL_ROLE, grants
from archive.index.migrate import require_current, upgrade
from archive.program.assembly import database_of, settings_of
from archive.program.options import config_option, data_option, world_of
from archive.program.output import EXIT_BAD, EXIT_GOOD

_WITHIN_S: Final = 10.0


@click.command()
@data_option
@config_option
def migrate(data: Path | None, config: Path | None) -> None:
    """Bring the tables to this version, forward only; with the role that owns them."""
    settings = settings_of(data, config)
    settings.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    database = database_of(settings)
    try:
        upgrade(database)
        require_current(database)
    finally:
        database.close()
    click.echo("the tables are of this version")


@click.command()
@data_option
@config_option
@click.option("--print", "is_shown", is_flag=True, help="Only show the SQL.")
def roles(data: Path | None, config: Path | None, *, is_shown: bool) -> None:
    """Grant the roles of PostgreSQL what they need, and nothing that changes evidence."""
    if is_shown:
        for statement in grants():
            click.echo(f"{statement};")
        return
    with world_of(data, config) as world:
        if world.database.is_sqlite:
            click.echo("SQLite has no roles: its triggers keep the evidence")
            return
        with world.database.write() as connection:
            for statement in grants():
                connection.exec_driver_sql(statement)
    click.echo(f"granted to {INGEST_ROLE} and {PORTAL_ROLE}")


@click.command()
@click.argument("url")
@click.option(
    "--ca", type=click.Path(path_type=Path), help="Certificate (PEM) that is trusted alone."
)
def health(url: str, ca: Path | None) -> int:
    """Ask the archive at URL whether it is ready. Exit code 1 if it is not."""
    context = ssl.create_default_context(cafile=None if ca is None else str(ca))
    if not url.startswith(("https://", "http://")):
        raise click.BadParameter("https://… or http://…", param_hint="URL")
    question = urllib.request.Request(url.rstrip("/") + "/readyz")  # noqa: S310 - see above
    try:
        with urllib.request.urlopen(question, timeout=_WITHIN_S, context=context) as answer:  # noqa: S310
            click.echo(f"ready ({answer.status})")
    except urllib.error.HTTPError as error:
        with error:
            click.echo(f"not ready ({error.code}): {error.read(1000).decode(errors='replace')}")
        return EXIT_BAD
    except OSError as error:
        click.echo(f"not reached: {getattr(error, 'reason', error)}")
        return EXIT_BAD
    return EXIT_GOOD
