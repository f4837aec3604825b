"""`conformance`: the kit of other makers, against any archive."""

from pathlib import Path

import click

from archive.conformance.__main__ import examined
from archive.program.output import EXIT_BAD, EXIT_GOOD


@click.command()
@click.argument("url")
@click.option("--key", required=True, help="A registration key, 48 digits; it is used up.")
@click.option(
    "--ca", type=click.Path(path_type=Path), help="Certificate (PEM) that is trusted alone."
)
def conformance(url: str, key: str, ca: Path | None) -> int:
    """Try the archive at URL as a till would, on its good and its bad days.

    Registers a till that does not exist, so take a business made for tests. Exit code 1 if
    anything is not as the protocol says.
    """
    return EXIT_BAD if examined(url, key, None if ca is None else str(ca)) else EXIT_GOOD
