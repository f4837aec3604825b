"""A change of master data in one line: of what, each field from what to what, from which day on."""

from collections.abc import Iterator, Mapping
from datetime import date

from firmware.export.tables.history import ACTIONS, THINGS, fields_of
from firmware.till.stall.masterdata import Action, Change, from_content


def told_change(content: Mapping[str, object]) -> str:
    """The line of a STAMM row: `Artikel 10, Bearbeitung, Preis: 2,40 → 2,60`.

    Raises:
        StallError: the row cannot be read.
        ValueError, TypeError, MsgspecError: one of its fields cannot.
    """
    # The day on which it was written is in another column.
    change = from_content(content, date.min)
    return ", ".join(_words(change))


def _words(change: Change) -> Iterator[str]:
    yield f"{THINGS[change.sort]} {change.key}".rstrip()
    yield ACTIONS[change.action]
    for field, old, new in fields_of(change):
        if change.action is Action.CHANGED:
            yield f"{field}: {old} → {new}"
        elif old or new:
            yield f"{field}: {old or new}"
    if change.valid_from is not None:
        yield f"gültig ab {change.valid_from:%d.%m.%Y}"
