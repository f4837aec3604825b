"""Class 14: the clock jumps, from a second to ten years, before a sale, in it, and in the dark."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from firmware.app.clock_guard import DOUBTED_AHEAD_S, LONGEST_REST, ClockGuard
from hal.clock.port import TimeSource
from tests.app.day import Day
from tests.campaign.market import SALE, days, end, light, new_day, sell_what_is_open, sold
from tests.campaign.outcome import Outcome, Score

_PER_DAY: Final = 10
_YEARS_10_S: Final = 10 * 365 * 86_400.0
#: Between what the clock showed when the sale was typed and its receipt.
_SLACK: Final = timedelta(seconds=60)
#: An ordinary day, both nights of summer time, leap day, New Year, and the end of 32 bits.
_NIGHTS: Final = (
    "2026-11-20T09:00:00",
    "2026-10-25T01:50:00",
    "2027-03-28T01:50:00",
    "2028-02-28T23:50:00",
    "2028-02-29T23:50:00",
    "2027-12-31T23:50:00",
)
_LAST_START: Final = "2034-12-20T09:00:00"
_END_OF_32_BITS: Final = "2038-01-19T04:05:00"
_PLACES: Final = ("before", "open", "dark")


@dataclass(slots=True, kw_only=True)
class _Stall:
    """A till, and how far ahead of the time its clock has been believed since its last boot."""

    day: Day
    lead_s: float = 0.0


def run(count: int, seed: int, folder: Path) -> Outcome:
    """Days with ten jumps each; after each jump somebody sells, and the clock is set right."""
    score = Score()
    dice = random.Random(seed)

    def one_day(name: str, attempts: int) -> None:
        stall = _Stall(day=_begin(folder / name, dice))
        for _ in range(attempts):
            place = dice.choice(_PLACES)
            jump_s = _jump(dice, place)
            score.facts[f"{'ahead' if jump_s > 0 else 'back'}, {_WORDS[place]}"] += 1
            with score.attempt(f"seed {seed}, {name}: {jump_s:+.0f} s {place}"):
                _suffer(stall, place, jump_s)
        end(score, f"seed {seed}, {name}", stall.day)

    with light():
        days(score, count, _PER_DAY, one_day)
    score.control(
        "a leap ahead is believed", found=_is_found(folder / "leap", _believe_leaps, 400 * 86_400.0)
    )
    score.control(
        "a doubt that never ends", found=_is_found(folder / "doubt", _doubt_for_ever, 7_200.0)
    )
    return score.outcome()


_WORDS: Final = {"before": "before a sale", "open": "in a sale", "dark": "while it is off"}


def _begin(folder: Path, dice: random.Random) -> Day:
    start = dice.choice((*_NIGHTS, _END_OF_32_BITS))
    if start != _END_OF_32_BITS:
        return new_day(folder, start)
    day = new_day(folder, _LAST_START)
    day.until(start)
    return day


def _jump(dice: random.Random, place: str) -> float:
    """As likely a minute as a year; of those in the dark ahead only what a dead chip says."""
    seconds = _YEARS_10_S ** dice.random()
    if dice.random() < 0.5:
        return -seconds
    if place == "dark":
        return LONGEST_REST.total_seconds() + 86_400.0 + seconds
    return seconds


def _suffer(stall: _Stall, place: str, jump_s: float) -> None:
    """One jump, one customer; what was sold must be in order, and in the end it is sold once.

    Raises:
        AssertionError: it is not.
    """
    day = stall.day
    before, last = sold(day), _last(day)
    if place == "dark":
        _jump_in_the_dark(day, jump_s)
        stall.lead_s = 0.0
    if place == "before":
        day.stand.timepiece.jump(jump_s)
        day.wait(1)
    day.type(SALE)
    if place == "open":
        day.stand.timepiece.jump(jump_s)
    day.type("BAR")
    _require_order(stall, last)
    day.stand.timepiece.set_right()
    behind_s = (_last(day) - day.stand.clock.now().utc).total_seconds()
    if behind_s > 0:
        day.stand.clock.advance(behind_s + 1)
    day.wait(3)
    if sold(day) == before:
        sell_what_is_open(day)
    _require_order(stall, last)
    assert before + 1 == sold(day), f"{sold(day) - before} sales: {day.display}"
    assert not day.basket.lines, day.display
    if place != "dark" and jump_s <= stall.lead_s + DOUBTED_AHEAD_S:
        stall.lead_s = max(stall.lead_s, jump_s)
    # Until the next customer comes.
    day.stand.clock.advance(120)


def _jump_in_the_dark(day: Day, jump_s: float) -> None:
    """Off; the chip is wrong, or there is none; on again."""
    day.stand.shut_down()
    day.stand.timepiece.jump(jump_s)
    day.stand.clock.source = TimeSource.RTC
    day.stand.clock.is_trusted = jump_s > 0
    day.boot()


def _last(day: Day) -> datetime:
    tail = day.stand.book.tail()
    assert tail is not None, "a commissioned till has a Startbeleg"
    return tail.issued_at_utc


def _require_order(stall: _Stall, last: datetime) -> None:
    """Anlage Z 5 RKSV: never backwards; and an hour at most ahead of what was believed before."""
    day = stall.day
    ahead = timedelta(seconds=stall.lead_s + DOUBTED_AHEAD_S)
    limit = day.stand.timepiece.true_utc + ahead + _SLACK
    times = [one.issued_at_utc for one in day.receipts()]
    assert sorted(times) == times, "a receipt is earlier than the one before"
    assert last <= _last(day)
    assert _last(day) <= limit, f"a receipt of {_last(day)} at {day.stand.timepiece.true_utc}"


def _is_found(folder: Path, plant: Callable[[pytest.MonkeyPatch], None], *jumps: float) -> bool:
    with light() as patch:
        plant(patch)
        stall = _Stall(day=new_day(folder))
        try:
            for jump_s in jumps:
                _suffer(stall, "before", jump_s)
        except AssertionError:
            return True
    return False


def _believe_leaps(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ClockGuard, "_is_leap", lambda *_: False)


def _doubt_for_ever(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(ClockGuard, "_judge", lambda *_: True)
