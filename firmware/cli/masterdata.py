"""`kassa masterdata` and `kassa history`: what the stall sells, and who changed what and when.

The book has one writer: while the till is on, it is changed on the keys or by a file (F 90, F 74);
these commands write only when it is off.
"""

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

import click

from firmware.app.answers_stall import read_sheet
from firmware.app.boot import book_path
from firmware.app.config import load
from firmware.app.sheet import NOWHERE, Cell, Reading, Sheet, plan_sheet
from firmware.app.sheet_csv import write_csv
from firmware.app.sheet_toml import read_field, write_toml
from firmware.app.stall import change_of, entry_of_change
from firmware.cli.history import line_of
from firmware.cli.options import CONFIG_OPTION
from firmware.cli.output import EXIT_GOOD, now_utc, printable
from firmware.export.atomic import atomic_file
from firmware.store.book import Book
from firmware.store.entry import JournalRow
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from firmware.till.stall.build import Fixture
from firmware.till.stall.masterdata import Action, Change, Sort, Source, State, fold, planned
from firmware.till.stall.plan import Way, count
from firmware.till.stall.table import COLUMNS, RATE
from firmware.till.texts import VIENNA
from hal.clock.port import Instant

_SORTS = {"group": Sort.GROUP, "article": Sort.ARTICLE, "clerk": Sort.CLERK}
_DAY = click.DateTime(formats=["%Y-%m-%d"])
_NUMBER = click.IntRange(1, 9999)


def _day(moment: datetime | None) -> date | None:
    return None if moment is None else moment.date()


def _today() -> date:
    return now_utc().astimezone(VIENNA).date()


def _history(book: Reader) -> tuple[Change, ...]:
    changes = tuple(change_of(row) for row in book.journal(kind=JournalKind.STAMM))
    if not changes:
        raise click.ClickException("the book knows no stall yet: start the till once")
    return changes


@click.group()
def masterdata() -> None:
    """Groups, articles and clerks of a till: list, change, import, export."""


@masterdata.command(name="list")
@CONFIG_OPTION
@click.option("--on", "on", type=_DAY, help="As it will be on that day (default: today).")
def list_command(config_path: Path, on: datetime | None) -> int:
    """List what the stall sells and who sells it, and what is announced."""
    day = _day(on) or _today()
    with Reader.open_read_only(book_path(load(config_path))) as book:
        history = _history(book)
    for line in _listed(fold(history, day)):
        click.echo(printable(line))
    for change in planned(history, day):
        click.echo(printable(f"announced  {line_of(change)}"))
    return EXIT_GOOD


def _listed(state: State) -> Iterator[str]:
    for title, sort in _SORTS.items():
        keys = sorted((key for one, key in state if one is sort), key=int)
        for key in keys:
            fields = [
                f"{column.key} {text}"
                for column in COLUMNS[sort]
                if (text := column.write(state[sort, key][column.name])) not in ("", "nein")
            ]
            rate = state.get((Sort.VAT, key)) if sort is Sort.GROUP else None
            if rate is not None:
                fields.append(f"vat {RATE.write(rate[RATE.name])} %")
            yield f"{title:<8} {key:>4}  {', '.join(fields)}"


@masterdata.command()
@click.argument("path", type=click.Path(path_type=Path))
@CONFIG_OPTION
def export(path: Path, config_path: Path) -> int:
    """Write the master data of today to PATH: all of it as .toml, a table as .csv."""
    with Reader.open_read_only(book_path(load(config_path))) as book:
        state = fold(_history(book), _today())
    match path.suffix.lower():
        case ".toml":
            text = write_toml(state)
        case ".csv":
            text = write_csv(state)
        case _:
            raise click.ClickException(f"{path}: call it .toml or .csv")
    with atomic_file(path) as file:
        file.write(text.encode())
    return EXIT_GOOD


@masterdata.command(name="import")
@click.argument("path", type=click.Path(path_type=Path))
@CONFIG_OPTION
@click.option("--from", "valid_from", type=_DAY, help="First day it counts (default: at once).")
@click.option("--yes", is_flag=True, help="Do not ask.")
def import_command(path: Path, config_path: Path, valid_from: datetime | None, *, yes: bool) -> int:
    """Take the master data of PATH, a .toml or a table (.csv), after a preview.

    Only while the till is off. What the file does not mention stays as it is; of a file that is
    wrong somewhere nothing is taken.
    """
    way = Way(today=_today(), source=Source.FILE, valid_from=_day(valid_from))
    return _carry_out(config_path, read_sheet(path), way, is_sure=yes)


@masterdata.command(name="set")
@click.argument("sort", type=click.Choice(sorted(_SORTS)))
@click.argument("number", type=_NUMBER)
@click.argument("fields", nargs=-1)
@CONFIG_OPTION
@click.option("--from", "valid_from", type=_DAY, help="First day it counts (default: at once).")
@click.option("--remove", is_flag=True, help="It is sold (or sells) no more.")
@click.option("--yes", is_flag=True, help="Do not ask.")
def set_command(  # noqa: PLR0913 - one for each option
    sort: str,
    number: int,
    fields: tuple[str, ...],
    config_path: Path,
    valid_from: datetime | None,
    *,
    remove: bool,
    yes: bool,
) -> int:
    """Change a group, article or clerk: `set group 1 price=2,80 vat=10`. Only while it is off."""
    if bool(fields) == remove:
        raise click.UsageError("give fields (price=2,80) or --remove")
    way = Way(today=_today(), source=Source.COMMAND, valid_from=_day(valid_from))
    sheet = _sheet(_SORTS[sort], str(number), fields)
    return _carry_out(config_path, sheet, way, is_sure=yes)


def _sheet(sort: Sort, key: str, fields: Sequence[str]) -> Sheet:
    reading = Reading()
    reading.begin(sort, key, NOWHERE)
    if not fields:
        reading.remove(sort, key)
    for one in fields:
        name, is_said, text = one.partition("=")
        if not is_said:
            raise click.UsageError(f"{one}: write name=value")
        read_field(reading, sort, key, name, Cell(text=text, spot=NOWHERE))
    return reading.sheet()


def _carry_out(config_path: Path, sheet: Sheet, way: Way, *, is_sure: bool) -> int:
    """Preview, question, rows; nothing of it while another program has the book."""
    config = load(config_path)
    fixture = Fixture(register_id=config.register.id)
    with Book.open(book_path(config)) as book:
        changes = plan_sheet(sheet, _history(book), way, fixture)
        for change in changes:
            click.echo(printable(line_of(change)))
        sums = count(changes)
        click.echo(f"+{sums.added} ~{sums.changed} -{sums.removed}")
        if not changes or not (is_sure or _is_wanted()):
            return EXIT_GOOD
        now = Instant(utc=now_utc(), monotonic_s=0.0, is_trusted=True)
        book.append([entry_of_change(change, now) for change in changes])
    click.echo("done: it counts from the next start of the till on")
    return EXIT_GOOD


def _is_wanted() -> bool:
    """Raises: ClickException: nobody is there to say so."""
    try:
        return click.confirm("Change it?", err=True)
    except click.Abort:
        if sys.stdin is not None and sys.stdin.isatty():
            raise
        raise click.ClickException("nobody is there to say yes: --yes") from None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Filter:
    """Which rows are asked for; None is any."""

    user: int | None
    sort: Sort | None
    action: Action | None
    first: date | None
    last: date | None

    def takes(self, row: JournalRow, change: Change) -> bool:
        """Whether the row is one of them."""
        return (
            self.user in (None, row.clerk)
            and self.sort in (None, change.sort)
            and self.action in (None, change.action)
            and (self.first or date.min) <= change.recorded <= (self.last or date.max)
        )


@click.command()
@CONFIG_OPTION
@click.option("--user", type=click.IntRange(1, 99), help="Who changed it: number of the clerk.")
@click.option("--type", "sort", type=click.Choice([one.value for one in Sort]), help="What.")
@click.option("--action", type=click.Choice([one.value for one in Action]), help="How.")
@click.option("--from", "first", type=_DAY, help="First day.")
@click.option("--to", "last", type=_DAY, help="Last day.")
def history(  # noqa: PLR0913 - one for each option
    *,
    config_path: Path,
    user: int | None,
    sort: str | None,
    action: str | None,
    first: datetime | None,
    last: datetime | None,
) -> int:
    """Tell every change of the master data: when, who, what, from what to what."""
    wanted = _Filter(
        user=user,
        sort=None if sort is None else Sort(sort),
        action=None if action is None else Action(action),
        first=_day(first),
        last=_day(last),
    )
    with Reader.open_read_only(book_path(load(config_path))) as book:
        for row in book.journal(kind=JournalKind.STAMM):
            change = change_of(row)
            if wanted.takes(row, change):
                who = "-" if row.clerk is None else str(row.clerk)
                when = row.at_utc.astimezone(VIENNA).strftime("%Y-%m-%d %H:%M")
                click.echo(printable(f"{when}  clerk {who:>2}  {line_of(change)}"))
    return EXIT_GOOD
