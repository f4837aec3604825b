"""News and errors that nobody pressed a key for, and that wait until they cover nothing."""

from dataclasses import replace
from datetime import date

from firmware.rksv.duties import year_check_deadline
from firmware.till.state import Notice, Phase, Till, base_phase, phase, say_later, say_when_free


def late_news(till: Till) -> Till:
    """`till` with the news that waited, once nothing more urgent stands there."""
    if till.late_complaint is not None and _is_untouched(till):
        till = replace(till, complaint=till.late_complaint, late_complaint=None)
    is_alone = till.aside is None and till.notice is None
    is_free = phase(till) is Phase.IDLE and till.done is None and is_alone
    if not till.late_notices or not is_free:
        return till
    return replace(till, notice=till.late_notices[0], late_notices=till.late_notices[1:])


def kept(before: Till, after: Till) -> Till:
    """`after` with the error that is held until C, although another one took its place."""
    held = before.complaint
    if held is None or not held.is_held or after.complaint in (None, held):
        return after
    return replace(after, late_complaint=held)


def year_to_check(year: int, today: date) -> Notice:
    """AU11: the Jahresbeleg of `year` is to be checked with FinanzOnline, until when or since."""
    until = year_check_deadline(year)
    if today > until:
        return Notice(item="Jahresbeleg", main="überfällig", hint=f"seit {until:%d.%m.%y}  F 69")
    return Notice(item="Jahresbeleg", main="prüfen", hint=f"bis {until:%d.%m.%y}   F 69")


def _is_untouched(till: Till) -> bool:
    """Whether an error nobody caused covers nothing: no sale, change, number, question or code."""
    base = base_phase(till)
    is_between = base in (Phase.IDLE, Phase.LOCKED, Phase.ENDED) and phase(till) is base
    is_free = till.done is None and till.entry.is_empty and till.basket.paragon is None
    # A sale stays open behind a till that locked itself.
    is_free = is_free and not till.basket.lines
    is_seen = is_free and not till.is_shifted and not till.is_code_visible
    return is_between and is_seen and till.aside is None and till.waits_until_utc is None


def tell(till: Till, item: str, main: str, hint: str = "") -> Till:
    """`till` with news nobody asked for, after an open sale at the earliest.

    What asks for something and stood there before is read again afterwards, unless it is the same.
    """
    news = Notice(item=item, main=main, hint=hint)
    if till.basket.lines:
        return say_later(till, news)
    before = till.notice
    if before is not None and before.hint and before.item != item:
        till = say_later(till, before)
    return say_when_free(till, item, main, hint)
