"""From what somebody says of the stall to the changes that are missing; all of them, or none.

What is not mentioned stays as it is.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from firmware.till.stall.build import Fixture, check, group_fields, plain_fields
from firmware.till.stall.catalog import Article, Clerk, Group, Profile
from firmware.till.stall.fault import Fault, StallError
from firmware.till.stall.masterdata import (
    Change,
    Difference,
    Fields,
    Sort,
    Source,
    State,
    Thing,
    difference,
    fold,
)

#: What is so as long as nobody says otherwise; the name must be said.
_DEFAULTS: Mapping[Sort, Fields] = {
    Sort.GROUP: group_fields(Group(number=0, name="", vat_per_mille=0)),
    Sort.ARTICLE: plain_fields(Article(number=0, name="", group=0), "number"),
    Sort.CLERK: plain_fields(Clerk(number=0, name=""), "number"),
}
_NEEDED: Mapping[Sort, tuple[str, ...]] = {
    Sort.GROUP: ("name",),
    Sort.ARTICLE: ("name", "group"),
    Sort.CLERK: ("name",),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What is said of one thing: some of its fields, or None that it is no more."""

    thing: Thing
    fields: Fields | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """When and how changes are made: written on `today`, valid from a day or (None) at once."""

    today: date
    source: Source
    valid_from: date | None = None

    @property
    def first_day(self) -> date:
        """The first day on which they count."""
        return self.valid_from or self.today


def fixture_of(profile: Profile) -> Fixture:
    """What of `profile` no row says."""
    return Fixture(
        register_id=profile.register_id,
        has_scale=profile.has_scale,
        has_terminal=profile.has_terminal,
    )


def plan(
    history: Sequence[Change], sayings: Iterable[Saying], way: Way, fixture: Fixture
) -> tuple[Change, ...]:
    """The changes that make true what is said; empty when it is so already.

    Raises:
        StallError: the stall would be one that cannot be, that day or on an announced one.
    """
    if way.valid_from is not None and way.valid_from < way.today:
        raise StallError(Fault.DAY, text=f"{way.valid_from:%d.%m.%Y}")
    state = fold(history, way.first_day)
    # A change for today is one for at once: it must not wait for a midnight that has passed.
    valid_from = way.valid_from if way.valid_from != way.today else None
    changes = tuple(
        difference_.on(way.today, way.source, valid_from)
        for saying in sayings
        for difference_ in _missing(state, saying)
    )
    check((*history, *changes), fixture, way.today)
    return changes


def _missing(state: State, saying: Saying) -> Iterable[Difference]:
    before = state.get(saying.thing)
    if saying.fields is None:
        return _gone(state, saying.thing)
    sort, key = saying.thing
    if before is not None or sort not in _DEFAULTS:
        return difference(saying.thing, before, saying.fields)
    for name in _NEEDED[sort]:
        if name not in saying.fields:
            raise StallError(Fault.MISSING, f"{sort.value} {key}.{name}")
    return difference(saying.thing, None, {**_DEFAULTS[sort], **saying.fields})


def _gone(state: State, thing: Thing) -> Iterable[Difference]:
    """`thing` is no more, a group together with its rate."""
    sort, key = thing
    things = (thing, (Sort.VAT, key)) if sort is Sort.GROUP else (thing,)
    for one in things:
        if one in state:
            yield Difference(thing=one, old=state[one], new=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """How many things come, change and go; a group and its rate are one thing."""

    added: int
    changed: int
    removed: int


def count(changes: Iterable[Change]) -> Count:
    """What an import does, in three numbers."""
    added: set[Thing] = set()
    changed: set[Thing] = set()
    removed: set[Thing] = set()
    for change in changes:
        sort = Sort.GROUP if change.sort is Sort.VAT else change.sort
        into = removed if change.new is None else added if change.old is None else changed
        into.add((sort, change.key))
    return Count(
        added=len(added), changed=len(changed - added - removed), removed=len(removed - added)
    )
