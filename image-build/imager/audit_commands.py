"""`python -m imager audit` and `sbom`: what `make audit` calls."""

from collections import Counter
from pathlib import Path
from typing import Final

import click
import httpx

from imager import audit, plan, sbom
from imager.audit import NotAskedError
from imager.inventory import UNKNOWN

_REQUIREMENTS: Final = plan.REPO / "image-build" / "requirements"
#: What is shipped: the till's tree, and the archive's.
_SHIPPED: Final = ("device.txt", "archive.txt")
EXIT_HOLES: Final = 1
EXIT_NOT_ASKED: Final = 3


@click.command("audit")
@click.option("--database", default=audit.OSV, show_default=True, help="An OSV of your own.")
@click.option("--requirements", type=click.Path(path_type=Path), default=_REQUIREMENTS)
def audit_command(database: str, requirements: Path) -> None:
    """Pins, hashes, licences, known holes. 1: there are holes; 3: the database did not answer."""
    files = audit.pinned(requirements)
    for name, pins in files.items():
        click.echo(f"{name}: {len(pins)} pinned, each with its hashes")
    shipped = {one for name in _SHIPPED for one in files.get(name, ())}
    licences = Counter(" | ".join(one.licences) for one in audit.python_parts(shipped))
    for licence, count in sorted(licences.items(), key=lambda one: (-one[1], one[0])):
        click.echo(f"{count:5}  {licence}")
    if licences[UNKNOWN]:
        click.echo(f"{licences[UNKNOWN]} without a licence that their papers name", err=True)
    try:
        with httpx.Client(base_url=database) as client:
            known = audit.known_holes({one for pins in files.values() for one in pins}, client)
    except NotAskedError as error:
        click.echo(f"NOT ASKED for known holes: {error}", err=True)
        raise click.exceptions.Exit(EXIT_NOT_ASKED) from error
    for one in known:
        click.echo(f"{one.name} {one.version}: {', '.join(one.holes)}", err=True)
    if known:
        raise click.exceptions.Exit(EXIT_HOLES)
    click.echo("no known hole")


@click.command("sbom")
@click.option("--results", type=click.Path(path_type=Path), help="Default: dist.")
def sbom_command(results: Path | None) -> None:
    """The bill of materials of the archive server (an image has its own beside it)."""
    planned = plan.of_checkout()
    pins = audit.pinned(_REQUIREMENTS)["archive.txt"]
    folder = results or plan.REPO / "dist"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"standlkassa-archive-{planned.version}.cdx.json"
    path.write_text(sbom.of_archive(planned, audit.python_parts(pins)), encoding="utf-8")
    click.echo(str(path))
