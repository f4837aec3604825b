"""`python -m imager`: what `make image`, `make image-lock` and releases call."""

import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Final

import click

from imager import build as builds
from imager import bundle as bundles
from imager import compare as comparing
from imager import layers, lock, plan, signing
from imager.audit_commands import audit_command, sbom_command
from imager.errors import BuildError
from imager.store import LOCKS

_GROUPS: Final = (
    ("tools", "amd64"),
    ("headers", "amd64"),
    ("headers", "arm64"),
    ("device", "arm64"),
    ("unpacked", "arm64"),
)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """Builds the image of the till. Needs root, mmdebstrap and a mirror of Debian."""


@main.command()
@click.option("--image-version", default="", help="Another version than pyproject.toml's.")
@click.option(
    "--results", type=click.Path(path_type=Path), help="Where it goes; default: dist/image."
)
@click.option("--cache", type=click.Path(path_type=Path), help="Default: build/image.")
@click.option(
    "--trust",
    multiple=True,
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A certificate whose bundles tills take, besides image-build/keyring.",
)
def build(
    image_version: str, results: Path | None, cache: Path | None, trust: tuple[Path, ...]
) -> None:
    """Build the image of this checkout."""
    begun = monotonic()

    def say(words: str) -> None:
        click.echo(f"{monotonic() - begun:6.1f} s  {words}", err=True)

    planned = plan.of_checkout(version=image_version, results=results, cache=cache)
    built = builds.build(replace(planned, trusted=trust), say)
    say(f"done: {built.image}")
    click.echo(f"root hash {built.root_hash}")


@main.command("lock")
def write_locks() -> None:
    """Lock every Debian package anew, as Debian stands now."""
    day = datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")
    named = layers.read(plan.REPO / "image-build" / "layers.toml")
    texts = {one: lock.resolve(named, *one, day=day) for one in _GROUPS}
    for (group, architecture), text in texts.items():
        (LOCKS / f"{group}-{architecture}.lock").write_text(text, encoding="utf-8")
        click.echo(f"{group}-{architecture}: {len(lock.parse(text))} packages")


@main.command()
@click.argument("one", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("other", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def compare(one: Path, other: Path) -> None:
    """Say whether two images are the same bytes, and if not, where they differ."""
    found = comparing.differences(one, other)
    if not found:
        click.echo(f"the same {one.stat().st_size} bytes")
        return
    for line in found:
        click.echo(line)
    sys.exit(1)


@main.command()
@click.option("--key", required=True, help="Private key: a PEM file, or a pkcs11: URL.")
@click.option("--cert", required=True, help="Its certificate: a PEM file, or a pkcs11: URL.")
@click.option("--notes-de", default="", help="What is new, for the display: one line, German.")
@click.option("--image-version", default="", help="Another version than pyproject.toml's.")
@click.option("--out", type=click.Path(path_type=Path), help="Default: beside the image.")
@click.option("--results", type=click.Path(path_type=Path), help="Default: dist/image.")
@click.option("--cache", type=click.Path(path_type=Path), help="Default: build/image.")
def bundle(**given: str | Path | None) -> None:
    """Sign a bundle of the image that was built."""
    made = bundles.of_results(
        plan.of_checkout(
            version=str(given["image_version"]),
            results=_path(given["results"]),
            cache=_path(given["cache"]),
        ),
        bundles.Signer(key=str(given["key"]), cert=str(given["cert"])),
        notes_de=str(given["notes_de"]),
        out=_path(given["out"]),
    )
    click.echo(made)


def _path(given: str | Path | None) -> Path | None:
    return None if given is None else Path(given)


@main.command()
@click.argument("folder", type=click.Path(path_type=Path))
def pair(folder: Path) -> None:
    """Make a key and a certificate for trials in FOLDER; never for a release."""
    for path in signing.make_pair(folder, "Standlkassa trial"):
        click.echo(path)


main.add_command(audit_command)
main.add_command(sbom_command)


def run() -> None:
    """The program; a build that cannot be done is one line, no trace of the stack."""
    try:
        # What a command ends with, where that is not 0.
        sys.exit(main(standalone_mode=False))
    except (BuildError, click.ClickException) as error:
        words = error.format_message() if isinstance(error, click.ClickException) else str(error)
        click.echo(f"imager: {words}", err=True)
        sys.exit(1)
    except click.exceptions.Abort:
        sys.exit(130)
    except subprocess.SubprocessError as error:
        click.echo(f"imager: {error}", err=True)
        sys.exit(1)
