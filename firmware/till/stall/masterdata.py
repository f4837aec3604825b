"""Master data with their history: groups, articles, clerks, rates, header are what rows say.

A row says what changed of one thing, from what to what, by which way, and from which day on. The
stall of a day is the fold of all rows: what was changed at once counts at once, what was announced
for a day counts from that day; of two changes the later counts, field by field.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import Enum
from types import MappingProxyType

import msgspec

from firmware.till.stall.fault import Fault, StallError

#: What is known of one thing: plain values, named as in `catalog`.
Fields = Mapping[str, object]


class Sort(Enum):
    """What a row is about; the value is the `type` in the row, the member's key stands beside."""

    GROUP = "group"
    VAT = "vat"
    ARTICLE = "article"
    CLERK = "clerk"
    HEADER = "header"
    FOOTER = "footer"
    OPTION = "option"


class Source(Enum):
    """Which way a change came."""

    CONFIG = "config"
    KEYS = "keys"
    FILE = "file"
    COMMAND = "command"


class Action(Enum):
    """What a change does to its thing."""

    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


#: One thing: its sort and its number or name.
Thing = tuple[Sort, str]
#: All things of one day.
State = Mapping[Thing, Fields]
EMPTY: State = MappingProxyType({})
#: The key of what there is only once.
ONLY = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One row: what became of one thing.

    `old` is None when the thing is new, `new` when it is no more; otherwise both hold the fields
    that change and no others. `valid_from` is the first local day it counts; None is at once.
    `recorded` is the local day on which the row was written.
    """

    sort: Sort
    key: str
    old: Fields | None
    new: Fields | None
    source: Source
    recorded: date
    valid_from: date | None = None

    @property
    def thing(self) -> Thing:
        """What it is about."""
        return self.sort, self.key

    @property
    def action(self) -> Action:
        """What it does."""
        if self.new is None:
            return Action.REMOVED
        return Action.ADDED if self.old is None else Action.CHANGED

    def is_due(self, day: date) -> bool:
        """Whether it counts on `day`."""
        return self.valid_from is None or self.valid_from <= day


def to_content(change: Change) -> dict[str, object]:
    """The content of its journal row."""
    return {
        "type": change.sort.value,
        "key": change.key,
        "old": change.old,
        "new": change.new,
        "valid_from": None if change.valid_from is None else change.valid_from.isoformat(),
        "source": change.source.value,
    }


def from_content(content: Mapping[str, object], recorded: date) -> Change:
    """The change a journal row of the local day `recorded` tells of.

    Raises:
        StallError: the row is not one of `to_content`.
    """
    try:
        row = msgspec.convert(content, _Row)
    except msgspec.ValidationError as error:
        raise StallError(Fault.FORM, f"journal: {error}") from error
    return Change(
        sort=row.type,
        key=row.key,
        old=row.old,
        new=row.new,
        source=row.source,
        recorded=recorded,
        valid_from=row.valid_from,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """The content of a row; a right that was lent may stand beside."""

    type: Sort
    key: str
    old: dict[str, object] | None
    new: dict[str, object] | None
    source: Source
    valid_from: date | None = None


def fold(history: Iterable[Change], day: date) -> State:
    """The things of `day`, from the rows in the order of the book."""
    state: dict[Thing, Fields] = {}
    for change in in_effect(history, day):
        _apply(state, change)
    return state


def in_effect(history: Iterable[Change], day: date) -> Sequence[Change]:
    """The changes that count on `day`, in the order in which they came into effect.

    A clock that was set back does not turn the order of rows round: the book's order is older.
    """
    latest = date.min
    ordered: list[tuple[date, Change]] = []
    for change in history:
        latest = max(latest, change.recorded)
        ordered.append((max(change.valid_from or latest, latest), change))
    ordered.sort(key=lambda one: one[0])
    return [change for _, change in ordered if change.is_due(day)]


def _apply(state: dict[Thing, Fields], change: Change) -> None:
    if change.new is None:
        state.pop(change.thing, None)
    elif change.thing in state:
        state[change.thing] = {**state[change.thing], **change.new}
    elif change.old is None:
        state[change.thing] = dict(change.new)
    # What was taken off before its announced change came stays off.


def said(history: Iterable[Change], source: Source) -> State:
    """What `source` has said so far, whatever others said since."""
    state: dict[Thing, Fields] = {}
    for change in history:
        if change.source is not source:
            continue
        if change.new is None:
            state.pop(change.thing, None)
        else:
            state[change.thing] = {**state.get(change.thing, {}), **change.new}
    return state


def since(history: Iterable[Change], thing: Thing, day: date) -> date | None:
    """From which day on `thing` is as it is on `day`; None if it is not there."""
    own = [change for change in in_effect(history, day) if change.thing == thing]
    if not own or own[-1].new is None:
        return None
    return own[-1].valid_from or own[-1].recorded


def planned(history: Iterable[Change], day: date) -> tuple[Change, ...]:
    """What is announced for a later day than `day`, by day."""
    ahead = [change for change in history if not change.is_due(day)]
    return tuple(sorted(ahead, key=lambda change: change.valid_from or date.min))


def days_of_change(history: Iterable[Change], after: date) -> tuple[date, ...]:
    """The days after `after` on which the stall becomes another."""
    days = {change.valid_from for change in history if change.valid_from is not None}
    return tuple(sorted(day for day in days if day > after))


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """What makes one thing of a state into that of another, as `Change` has it."""

    thing: Thing
    old: Fields | None
    new: Fields | None

    def on(self, recorded: date, source: Source, valid_from: date | None = None) -> Change:
        """The change that does it, written on `recorded`."""
        sort, key = self.thing
        return Change(
            sort=sort,
            key=key,
            old=self.old,
            new=self.new,
            source=source,
            recorded=recorded,
            valid_from=valid_from,
        )


def differences(before: State, after: State) -> Iterator[Difference]:
    """All there is to change to come from `before` to `after`; new things first."""
    for thing, fields in after.items():
        yield from difference(thing, before.get(thing), fields)
    for thing, fields in before.items():
        if thing not in after:
            yield Difference(thing=thing, old=fields, new=None)


def difference(thing: Thing, before: Fields | None, wanted: Fields) -> Iterator[Difference]:
    """What gives `thing` the fields `wanted`; nothing if it has them."""
    if before is None:
        yield Difference(thing=thing, old=None, new=wanted)
        return
    changed = {name for name, value in wanted.items() if before.get(name, ...) != value}
    if changed:
        yield Difference(
            thing=thing,
            old={name: before.get(name) for name in sorted(changed)},
            new={name: wanted[name] for name in sorted(changed)},
        )
