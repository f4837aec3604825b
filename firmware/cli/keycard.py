"""`kassa keycard`: the paper that belongs to a keypad."""

from pathlib import Path

import click

from firmware.app.config import load, profile
from firmware.cli.options import CONFIG_OPTION
from firmware.cli.output import busy, now_utc
from firmware.export.atomic import atomic_file
from firmware.till.texts import VIENNA

#: The words of `firmware.app.key_paper.Arrangement`, which is imported only where it is needed.
LAYOUTS = ("5x6", "4x5", "ecr")


@click.command()
@CONFIG_OPTION
@click.option("--output", required=True, type=click.Path(path_type=Path), help="PDF file to write.")
@click.option(
    "--layout",
    type=click.Choice(LAYOUTS),
    help="Keys to print inlays for; those of the settings if not given.",
)
def keycard(config_path: Path, output: Path, layout: str | None) -> None:
    """Draw the inlays of the keys and the card for the lid: a PDF on A4.

    Groups, prices and clerks are those of the settings, as they are today. A USB number pad has
    no inlays, so that without --layout only its card is printed.
    """
    # A third of a second to import, which no other command should wait for.
    from firmware.app.key_paper import Arrangement, arrangement_of, key_paper  # noqa: PLC0415

    config = load(config_path)
    arrangement = Arrangement(layout) if layout else arrangement_of(config.keypad)
    made_at = now_utc()
    stall = profile(config, made_at.astimezone(VIENNA).date())
    with busy("drawing"):
        document = key_paper(stall, arrangement, made_at)
    with atomic_file(output) as file:
        file.write(document)
    inlays = f"inlays {arrangement.value} and card" if arrangement else "card"
    click.echo(f"{output}: {inlays}, {len(document)} bytes")
