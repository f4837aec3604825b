"""`kassa papers`: the documents a till must have, written from what it is."""

from datetime import datetime
from pathlib import Path
from typing import Final

import click

from firmware.app.boot import BOOK_NAME
from firmware.app.config import load
from firmware.cli.options import CONFIG_OPTION
from firmware.cli.output import busy, now_utc
from firmware.export.atomic import atomic_file
from firmware.export.papers.document import Kind
from firmware.export.papers.facts import FACTS_FILE, Facts, to_bytes
from firmware.store.reader import Reader
from firmware.till.texts import VIENNA

_PATH: Final = click.Path(path_type=Path)


def kinds(text: str) -> tuple[Kind, ...]:
    """The documents named in `text`, divided by commas, each once, in the order there is.

    Raises:
        BadParameter: there is no such document.
    """
    words = [one.strip() for one in text.split(",")]
    known = {one.value: one for one in Kind}
    for word in words:
        if word not in known:
            raise click.BadParameter(f"{word!r} is none of {', '.join(known)}")
    return tuple(one for one in Kind if one.value in words)


@click.command()
@click.option("--data", required=True, type=_PATH, help="Folder of the book.")
@CONFIG_OPTION
@click.option("--output", required=True, type=_PATH, help="Folder to write into.")
@click.option(
    "--only",
    "wanted",
    type=kinds,
    help=f"Some of {', '.join(one.value for one in Kind)}, divided by commas.",
)
@click.option(
    "--columns", type=click.IntRange(32, 64), help="Also as text of so many columns, for a roll."
)
def papers(
    data: Path,
    config_path: Path,
    output: Path,
    wanted: tuple[Kind, ...] | None,
    columns: int | None,
) -> None:
    """Write the paper work of a till (German, PDF): description E131, process, records.

    Everything comes from book, settings and program as they are now; the facts are written beside
    the documents, and their SHA-256 stands on every page. Works beside the selling till.
    """
    # What gathers imports most of the till.
    from firmware.app.paperwork.gather import facts_of  # noqa: PLC0415

    made_at = now_utc()
    config = load(config_path)
    with Reader.open_read_only(data / BOOK_NAME) as book, busy("gathering"):
        facts = facts_of(book, config, made_at)
    output.mkdir(parents=True, exist_ok=True)
    _write(output / FACTS_FILE, to_bytes(facts))
    for kind in wanted or tuple(Kind):
        with busy("setting"):
            path = _write_document(kind, facts, output, made_at, columns)
        click.echo(f"{path}: {path.stat().st_size} bytes")
    click.echo(f"{output / FACTS_FILE}: what they were made from; keep it with them")


def _write_document(
    kind: Kind, facts: Facts, output: Path, made_at: datetime, columns: int | None
) -> Path:
    """One document as PDF, and as text where a width is asked for; the path of the PDF."""
    # A third of a second to import, which no other command should wait for.
    from firmware.app.paperwork.strip import as_text, strip_of  # noqa: PLC0415
    from firmware.export.papers.catalogue import WRITERS, imprint  # noqa: PLC0415
    from firmware.export.papers.layout import as_pdf  # noqa: PLC0415

    document = WRITERS[kind](facts)
    printed = imprint(facts, f"{made_at.astimezone(VIENNA):%d.%m.%Y %H:%M}")
    path = output / f"{kind.file_stem}__{facts.register.register_id}.pdf"
    _write(path, as_pdf(document, printed, made_at))
    if columns is not None:
        text = as_text(strip_of(document, printed), printed.company, columns)
        _write(path.with_suffix(".txt"), text.encode())
    return path


def _write(path: Path, content: bytes) -> None:
    with atomic_file(path) as file:
        file.write(content)
