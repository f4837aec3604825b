"""Days at a till to do harm to, with paper as text and codes: what the classes of a till share."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
import pytest

from firmware.app.config import Config
from firmware.desk.stall import demo_config, in_folder
from firmware.rksv.receipt import ReceiptKind
from tests.app.day import MORNING, Day
from tests.campaign.outcome import Score
from tests.power.light import lighten

SALE = "C 250 WG1"


@contextmanager
def light() -> Iterator[pytest.MonkeyPatch]:
    """Tills without pictures; what is planted by the patch is gone afterwards."""
    with pytest.MonkeyPatch.context() as patch:
        lighten(patch)
        yield patch


def new_day(folder: Path, start: str = MORNING, settings: Config | None = None) -> Day:
    """A commissioned till that is on."""
    folder.mkdir(parents=True)
    config = in_folder(demo_config(), folder)
    if settings is not None:
        config = msgspec.structs.replace(config, signature=settings.signature)
    return Day(folder, config, start)


def sold(day: Day) -> int:
    """How many sales are in the book."""
    return sum(one.kind is ReceiptKind.STANDARD for one in day.receipts())


def sell_what_is_open(day: Day) -> None:
    """The customer who still stands there pays; who was sent away comes again."""
    day.type("C C" if day.basket.lines else f"C {SALE}")
    day.type("BAR")


def end(score: Score, name: str, day: Day) -> None:
    """The day is over: verifier, examination of the book and codes on paper."""
    for fault in day.faults():
        score.fail(f"{name}: {fault}")
    day.stand.shut_down()


def days(score: Score, count: int, per_day: int, one_day: Callable[[str, int], None]) -> None:
    """So many attempts, so many of them on a day; a day that breaks off is a failure."""
    for number, begun in enumerate(range(0, count, per_day)):
        attempts = min(per_day, count - begun)
        before = score.attempts
        try:
            one_day(f"day{number}", attempts)
        except Exception as error:  # noqa: BLE001 - the next day goes on
            score.fail(f"day {number}: {type(error).__name__}: {error}")
        score.attempts = before + attempts
