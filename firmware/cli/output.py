"""Words shared by the commands: machine-readable results, progress on standard error."""

import json
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeRemainingColumn

VIENNA = ZoneInfo("Europe/Vienna")


def now_utc() -> datetime:
    """The time now."""
    return datetime.fromtimestamp(time.time(), UTC)


def echo_json(result: Mapping[str, object]) -> None:
    """One JSON object on standard output."""
    click.echo(json.dumps(result, ensure_ascii=False, indent=2))


@contextmanager
def progress_bar(text: str, total: float) -> Iterator[tuple[Progress, TaskID]]:
    """A bar on standard error, only where somebody watches."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, disable=not console.is_terminal) as bar:
        yield bar, bar.add_task(text, total=total)


def local_midnight(day: date, *, days_later: int = 0) -> datetime:
    """The beginning of an Austrian day, in UTC."""
    moved = day + timedelta(days=days_later)
    return datetime(moved.year, moved.month, moved.day, tzinfo=VIENNA).astimezone(UTC)
