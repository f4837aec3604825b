"""`kassa restore` and `kassa decommission`: what comes after a till that failed."""

import os
import sys
from pathlib import Path

import click

from firmware.app import credentials
from firmware.app.config import Config, load
from firmware.app.keep.sources import source_of
from firmware.app.keep.witnesses import Scene, stick_of, witnesses
from firmware.app.life.continuity import HEAD_FILE, Continuity, Known, anchor_of
from firmware.app.life.decommission import Decommissioned, Wish
from firmware.app.life.decommission import decommission as end_register
from firmware.app.life.restore import Place, adopt_book, restore_book
from firmware.cli.options import CONFIG_OPTION
from firmware.cli.output import EXIT_BAD, EXIT_GOOD, busy, now_utc, printable
from firmware.export.errors import ReadError
from firmware.store.head import MAX_HEAD_BYTES, Head, from_bytes

_PATH = click.Path(path_type=Path)


@click.command()
@CONFIG_OPTION
@click.option("--from", "source", type=_PATH, help="Copy, its export, or a data folder.")
@click.option("--from-mirror", "mirror", type=_PATH, help="Folder of the second medium.")
@click.option("--adopt", is_flag=True, help="The card with the book was moved into this machine.")
@click.option("--head", "head_path", type=_PATH, help="What the archive knows of the register.")
@click.option("--anchor", help="Its last Z slip: the line „Journal“, 9120:ABCD-EFGH-2345.")
@click.option("--last-receipt", type=click.IntRange(min=1), help="Last number that is on paper.")
@click.option("--credentials", "secrets", type=_PATH, help="Folder of the AES key and the PIN.")
def restore(  # noqa: PLR0913 - one argument for each option
    *,
    config_path: Path,
    source: Path | None,
    mirror: Path | None,
    head_path: Path | None,
    anchor: str | None,
    last_receipt: int | None,
    secrets: Path | None,
    adopt: bool,
) -> int:
    """Let this register go on from a copy of its book, or from a card moved into this machine.

    Everything is examined first. A copy that is older than what was printed, or of a register that
    sold elsewhere meanwhile, is refused: it must never sign again. Copies beside the book, exports
    on the stick and the mirror are held against it. Without --head somebody has to say, on their
    responsibility, which receipt was the last one.
    """
    if [source is not None, mirror is not None, adopt].count(True) != 1:
        raise click.UsageError("one of them: --from a copy, --from-mirror, or --adopt what is here")
    config = load(config_path)
    place = Place(
        data=Path(config.paths.data),
        secrets=credentials.own_folder(config.paths.secrets, os.environ),
        register_id=config.register.id,
        handed=Path(config.paths.credentials),
    )
    if head_path is None and last_receipt is None and _has_asker():
        last_receipt = _ask_last_receipt()
    given = () if head_path is None else ((HEAD_FILE, read_head(head_path)),)
    with busy("examining"):
        found = witnesses(_scene(config, place, source, mirror))
        known = Known(
            heads=(*given, *found.heads),
            anchor=None if anchor is None else anchor_of(anchor),
            last_number=last_receipt,
        )
        copy = source or mirror
        continuity = (
            adopt_book(place, known, now_utc())
            if copy is None
            else _restored(copy, place, secrets, known, is_mirror=mirror is not None)
        )
    for one in found.unread:
        click.echo(f"kassa: says nothing: {printable(one)}", err=True)
    for line in restored_lines(place, continuity):
        click.echo(printable(line))
    return EXIT_GOOD


def _restored(
    copy: Path, place: Place, secrets: Path | None, known: Known, *, is_mirror: bool
) -> Continuity:
    with source_of(copy, place, secrets, is_mirror=is_mirror) as source:
        return restore_book(source, place, known, now_utc())


def _scene(config: Config, place: Place, source: Path | None, mirror: Path | None) -> Scene:
    """Whatever lies about that may know of the register: here, and where the copy came from.

    A mirror that is restored from says nothing for itself.
    """
    folders, sticks = [place.data], [config.paths.stick]
    if source is not None:
        folders += [source, source.parent.parent]
        sticks.append(str(stick_of(source) or ""))
    return Scene(
        register_id=config.register.id,
        folders=tuple(dict.fromkeys(folders)),
        sticks=tuple(Path(one) for one in dict.fromkeys(sticks) if one),
        mirror=None if config.mirror is None or mirror else Path(config.mirror.folder),
    )


def read_head(path: Path) -> Head:
    """The head a file holds.

    Raises:
        ReadError: it cannot be read.
        StoreError: it is none.
    """
    try:
        with path.open("rb") as file:
            return from_bytes(file.read(MAX_HEAD_BYTES + 1), str(path))
    except OSError as error:
        raise ReadError(path, error.strerror or str(error)) from error


def restored_lines(place: Place, continuity: Continuity) -> list[str]:
    """What goes on, on whose word, and what is next."""
    return [
        f"register {place.register_id} goes on here after receipt {continuity.head.receipts}",
        *(f"  judged by {one}" for one in continuity.judged_by),
        "",
        "next: start the till, sell nothing on the old one, enter what was written by hand (F 32),",
        "and when the till was away for more than 48 hours, that too (F 65, then 2)",
    ]


def _has_asker() -> bool:
    return sys.stdin is not None and sys.stdin.isatty()


def _ask_last_receipt() -> int:
    """What only a person can know; nothing is written before."""
    number: int = click.prompt(
        "Number of the last receipt anybody has on paper", type=click.IntRange(min=1), err=True
    )
    click.confirm(
        f"No receipt was issued after number {number}, by no machine. Is that so",
        abort=True,
        err=True,
    )
    return number


@click.command()
@click.option("--data", required=True, type=_PATH, help="Folder of the book, or a copy of it.")
@click.option("--out", required=True, type=_PATH, help="Folder for export and slip.")
@click.option("--register", "register_id", required=True, help="Its id, typed against mistakes.")
@click.option("--irreparable", is_flag=True, help="Confirms that this register ends for good.")
@click.option("--with-units", is_flag=True, help="Its signature units are given up, too.")
@click.option("--credentials", "secrets", type=_PATH, help="Folder of the AES key.")
def decommission(  # noqa: PLR0913 - one argument for each option
    *,
    data: Path,
    out: Path,
    register_id: str,
    secrets: Path | None,
    irreparable: bool,
    with_units: bool,
) -> int:
    """Put a register out of service whose till cannot be repaired (no Schlussbeleg).

    A till that still runs ends by F 63 instead. Exit code 1 if the book is damaged; it is saved as
    it is then.
    """
    if not irreparable:
        raise click.UsageError("this ends the register for good; confirm with --irreparable")
    folder = secrets or credentials.folder_beside(data)
    aes_key = credentials.read_aes_key(folder) if credentials.has_aes_key(folder) else None
    wish = Wish(
        data=data,
        out=out,
        register_id=register_id,
        aes_key=aes_key,
        gives_up_units=with_units,
    )
    with busy("examining"):
        ended = end_register(wish, now_utc())
    for line in decommissioned_lines(ended):
        click.echo(printable(line))
    return EXIT_BAD if ended.damage else EXIT_GOOD


def decommissioned_lines(ended: Decommissioned) -> list[str]:
    """What was done, what is wrong, and what a person does now."""
    lines = [f"register {ended.register_id} is out of service"]
    if ended.export is not None:
        lines.append(f"export   {ended.export.folder}")
    if ended.saved is not None:
        lines.append(f"damaged: {len(ended.damage)} findings, saved as it is in {ended.saved}")
        lines += [f"  {one}" for one in ended.damage[:5]]
    if not ended.is_journalled:
        lines.append("the book takes no row AUSSERBETRIEB any more: keep the slip instead")
    text, page = ended.papers
    return [*lines, f"slip     {text}, {page}", "now do what stands on the slip"]
