"""Questions of a dialogue: what is asked, and how the display shows it. Values; no till in here.

A script (see dialogue.py) asks one of these; the answer is an integer, a text, or one of the
small values below. `title` takes the item line (16 characters), `hint` the lowest one (21).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import assert_never

from firmware.till import letters, texts
from firmware.till.entry import Entry, price_cents
from firmware.till.keys import Stroke
from firmware.till.requests import Wanted
from firmware.till.texts import ErrorCode
from hal.display.port import Pattern

Zones = tuple[str, str, str]

BAR_OR_C = "BAR = ok   C = zurück"
NONE: frozenset[Stroke] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Amount:
    """An amount of money, answered in cents (int). BAR alone takes `proposal_cents`, if any.

    Strokes in `takes` answer as themselves, those in `enters` end the amount as BAR does.
    """

    title: str
    hint: str = BAR_OR_C
    proposal_cents: int | None = None
    is_zero_allowed: bool = False
    takes: frozenset[Stroke] = NONE
    enters: frozenset[Stroke] = NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A whole number up to `largest`, answered as int. BAR alone takes `proposal`, if any.

    `main` is shown while nothing is typed, in place of the proposal.
    """

    title: str
    hint: str = BAR_OR_C
    proposal: int | None = None
    largest: int = 99_999_999
    main: str = ""
    takes: frozenset[Stroke] = NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """Pieces, or pieces × an amount (`37 × 200`), answered as `Counted`; `main` is the total."""

    title: str
    main: str
    hint: str = BAR_OR_C
    takes: frozenset[Stroke] = NONE


@dataclass(frozen=True, slots=True, kw_only=True)
class Secret:
    """A PIN, answered as text; the display shows dots. An empty one is allowed (no PIN)."""

    title: str
    hint: str = BAR_OR_C


@dataclass(frozen=True, slots=True, kw_only=True)
class Digits:
    """Digits that are no number (an id, a date TTMMJJ, a UID), answered as text."""

    title: str
    hint: str = BAR_OR_C
    proposal: str = ""
    is_empty_allowed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Letters, typed as on an old telephone (see letters.py), answered as text.

    BAR alone takes `proposal`; an empty text is allowed only with `is_empty_allowed`.
    """

    title: str
    longest: int
    hint: str = "2=abc  BAR  C=löschen"
    proposal: str = ""
    is_empty_allowed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of up to nine, by its digit or scrolled to (ZW) and taken with BAR; answered as int.

    `takes_bar_as` is the answer of BAR before anything was scrolled (0: the option shown); with it
    `main` and `hint` may stand where the first option would. `leaves_as` is the answer of C where
    no answer would be none either; `qr` is a code shown beside the question.
    """

    title: str
    options: Mapping[int, str] = field(default_factory=dict)
    takes_bar_as: int = 0
    main: str = ""
    hint: str = "Ziffer oder ZW, BAR"
    leaves_as: int = 0
    qr: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One line of a list: what stands in the item line, the large one, and the hint."""

    item: str
    main: str
    hint: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pick:
    """A list to scroll (8/2, ZW; WG n is the nth), answered as `Picked`.

    `takes` are strokes beside BAR that answer as well, such as STO on a position; `begin` is the
    line shown first.
    """

    rows: tuple[Item, ...]
    takes: frozenset[Stroke] = NONE
    begin: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirm:
    """Yes (BAR, answered True) or leave (C); strokes in `takes` answer as themselves.

    A `pattern` fills the panel in place of the words; with `brightness` it is as bright (1 to 3).
    """

    title: str
    main: str
    hint: str = "BAR = Ja    C = Nein"
    takes: frozenset[Stroke] = NONE
    pattern: Pattern | None = None
    brightness: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """Line `index` (from 0) of a `Pick`, taken with `stroke`."""

    index: int
    stroke: Stroke = Stroke.BAR


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """What a `Product` was answered with: `cents` is None when only pieces were typed."""

    pieces: int
    cents: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """What a script says to an answer it cannot take: why; then it is asked again."""

    code: ErrorCode
    words: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Wanting:
    """What a script says to have something of the app; the answer follows the others.

    What may take its time has a `title`, a `main` and a `hint` for the display until then, and what
    `C` wants meanwhile: the dialogue goes on only with the answer. One that `is_held` goes on
    whatever is pressed.
    """

    wanted: Wanted
    cancel: Wanted | None = None
    title: str = ""
    main: str = "..."
    hint: str = "C = Abbruch"
    is_held: bool = False


Ask = Amount | Number | Product | Secret | Digits | Words | Choice | Pick | Confirm


def zones(ask: Ask, entry: Entry, cursor: int) -> Zones:
    """Item, main and hint while `ask` waits, with what was typed and scrolled so far."""
    match ask:
        case Amount():
            return ask.title, _amount(ask, entry), ask.hint
        case Number():
            proposal = "_" if ask.proposal is None else str(ask.proposal)
            return ask.title, _end(entry.text) or ask.main or proposal, ask.hint
        case Product():
            return ask.title, _product(ask, entry), ask.hint
        case Secret():
            return ask.title, _end("*" * len(entry.text)) or "_", ask.hint
        case Digits():
            return ask.title, _end(entry.text or ask.proposal) or "_", ask.hint
        case Words():
            return ask.title, _end(letters.shown(entry.text) or ask.proposal) or "_", ask.hint
        case Choice():
            return _choice(ask, cursor)
        case Pick():
            row = ask.rows[cursor]
            return row.item, row.main, row.hint or f"{cursor + 1}/{len(ask.rows)}  ZW  BAR  C"
        case Confirm():
            return ask.title, ask.main, ask.hint
        case _:
            assert_never(ask)


def _end(text: str) -> str:
    """As much of a long text as stands in the main zone: its end, where one types."""
    return text[-texts.WORD_WIDTH :]


def _amount(ask: Amount, entry: Entry) -> str:
    if entry.text:
        cents = price_cents(entry.text) if "," not in entry.text else None
        return entry.text if cents is None else texts.money(cents)
    return "_" if ask.proposal_cents is None else texts.money(ask.proposal_cents)


def _product(ask: Product, entry: Entry) -> str:
    if entry.is_empty:
        return ask.main
    if entry.quantity is None:
        return entry.text
    return f"{texts.quantity(entry.quantity.milli, is_weight=False)} × {entry.text}"


def _choice(ask: Choice, cursor: int) -> Zones:
    number = sorted(ask.options)[cursor]
    shown = ask.main if ask.main and cursor == 0 else f"{number} {ask.options[number]}"
    return ask.title, shown, ask.hint
