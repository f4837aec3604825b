"""Refusals in words: every key that cannot do what it was pressed for ends here, number kept."""

from dataclasses import replace

from firmware.till import texts
from firmware.till.acts import JournalKind
from firmware.till.keys import Stroke
from firmware.till.state import (
    REJECTED,
    Complaint,
    Step,
    Till,
    is_closed,
    is_drawer_in_the_way,
    record,
)
from firmware.till.texts import ErrorCode
from hal.keypad.port import Key


def complain(till: Till, code: ErrorCode, *, words: str = "", hint: str = "") -> Step:
    """Show `code` with its words, sound it, journal it; whatever was typed stays typed."""
    complaint = Complaint(code=code, words=words or code.value, hint=hint)
    row = record(till, JournalKind.FEHLER, code=code.name, words=complaint.words)
    return replace(till, complaint=complaint, prompt=None, code_digit=""), (REJECTED, row)


def complain_when_free(
    till: Till, code: ErrorCode, *, words: str, hint: str = "", is_held: bool = False
) -> Step:
    """Journal and sound `code` now, show it when nothing is sold, typed, asked or to be given back.

    What is held until C is not displaced by what is not.
    """
    row = record(till, JournalKind.FEHLER, code=code.name, words=words)
    waiting = till.late_complaint
    if waiting is not None and waiting.is_held and not is_held:
        return till, (REJECTED, row)
    late = Complaint(code=code, words=words, hint=hint, is_held=is_held)
    return replace(till, late_complaint=late), (REJECTED, row)


def wrong_key(till: Till, _key: Key) -> Step:
    """E01: the key means nothing here."""
    return complain(till, ErrorCode.E01, hint="C = zurück")


def wrong_price(till: Till) -> Step:
    """E01: the typed number is no amount of money, or a larger one than any price."""
    return complain(till, ErrorCode.E01, words="Preis prüfen", hint="höchstens 99.999,99")


def no_clerk(till: Till, _key: Key) -> Step:
    """E05: sign on first."""
    return complain(till, ErrorCode.E05, hint="Nr + BAR")


def no_price(till: Till, _key: Key) -> Step:
    """E04: there is nothing to repeat and no preset price."""
    return complain(till, ErrorCode.E04, hint="Preis tippen")


def nothing_to_pay(till: Till, _key: Key) -> Step:
    """E07: a receipt without a line."""
    return complain(till, ErrorCode.E07)


def nothing_booked(till: Till) -> Step:
    """E07: there is no line to list, to lay aside or to make cheaper."""
    return complain(till, ErrorCode.E07, hint="Zuerst etwas buchen")


def nothing_to_void(till: Till, _key: Key) -> Step:
    """E07: nothing is open; what is finalised is voided otherwise."""
    return complain(till, ErrorCode.E07, hint="bezahlter Bon: F 30")


def rest_is_open(till: Till, _key: Key) -> Step:
    """E08: part of the sale is paid; pay the rest or drop the tender."""
    rest = texts.money(till.basket.rest_cents)
    return complain(till, ErrorCode.E08, words=f"Rest offen {rest}", hint="zahlen oder STO")


def sale_is_open(till: Till) -> Step:
    """E08: this is done between sales, not within one."""
    return complain(till, ErrorCode.E08, words="Bon ist offen", hint="zahlen oder F C")


def no_sale_begins(till: Till) -> Step | None:
    """Why no new sale begins now, whatever it would begin with; None if one may."""
    if is_closed(till):
        return day_is_closed(till)
    return drawer_is_open(till) if is_drawer_in_the_way(till) else None


def day_is_closed(till: Till) -> Step:
    """E06: the stall sells nothing more between its Z and midnight (an option)."""
    return complain(till, ErrorCode.E06, words="Heute zu: Z", hint="Verkauf ab morgen")


def drawer_is_open(till: Till) -> Step:
    """E09: this stall sells only with its drawer shut (an option); what was typed stays."""
    return complain(till, ErrorCode.E09, hint="Lade schließen")


def unknown_article(till: Till, _key: Key) -> Step:
    """E03: no article has this number."""
    words = f"PLU {till.entry.text} unbekannt" if till.entry.text else ErrorCode.E03.value
    return complain(till, ErrorCode.E03, words=words)


def unknown_group(till: Till, number: int) -> Step:
    """E03: the stall has no such group."""
    return complain(till, ErrorCode.E03, words=f"WG {number} unbekannt")


def till_is_off(till: Till, _key: Key) -> Step:
    """The key switch is on AUS, as the display says; the till only sounds the refusal."""
    return till, (REJECTED,)


def ignore(till: Till, _key: Key) -> Step:
    """Nothing happens, on purpose."""
    return till, ()


def is_held(till: Till, stroke: Stroke) -> bool:
    """Whether an error on the display stays, because this is neither C nor F."""
    is_kept = till.complaint is not None and till.complaint.is_held
    return is_kept and stroke not in (Stroke.C, Stroke.F)


def put_off(till: Till) -> Till:
    """`till` without its error; one that is held is shown again later."""
    complaint = till.complaint
    late = complaint if complaint is not None and complaint.is_held else till.late_complaint
    return replace(till, complaint=None, late_complaint=late)


def back(till: Till, _key: Key) -> Step:
    """Leave an error; what was typed is still there."""
    return replace(till, complaint=None), ()
