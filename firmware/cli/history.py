"""A change of master data in one line."""

from typing import Final

from firmware.cli.output import value_text
from firmware.till.stall.masterdata import Change

#: Between the lines of a header, as on one line of a letter.
_LINE: Final = " / "


def line_of(change: Change) -> str:
    """`group 1 changed: price_cents 250 -> 300 from 2027-01-01 (keys)`."""
    thing = f"{change.sort.value} {change.key}".strip()
    when = "" if change.valid_from is None else f" from {change.valid_from.isoformat()}"
    return f"{thing} {change.action.value}{_fields(change)}{when} ({change.source.value})"


def _fields(change: Change) -> str:
    """What changed; of a thing that comes or goes only its name, if it has one."""
    old, new = change.old or {}, change.new or {}
    if change.old is not None and change.new is not None:
        return ": " + ", ".join(
            f"{name} {value_text(old.get(name), _LINE)} -> {value_text(new[name], _LINE)}"
            for name in new
        )
    known = {**old, **new}
    told = [
        f"{name} {value_text(known[name], _LINE)}"
        for name in ("name", "per_mille", "lines", "value")
        if name in known
    ]
    return f": {', '.join(told)}" if told else ""
