"""What an archive confirmed of exported folders, for people and for machines."""

from base64 import b64encode
from collections.abc import Iterator
from datetime import UTC, datetime

from firmware.export.audit.archive import ArchiveFacts
from firmware.export.audit.archive_claim import Confirmed
from firmware.export.audit.stamped import Stamped


def archive_json(facts: ArchiveFacts) -> dict[str, object]:
    """The facts as plain values."""
    return {
        "head_size": facts.head_size,
        "confirmed": [_confirmed_json(one) for one in facts.confirmed],
    }


def archive_lines(facts: ArchiveFacts) -> Iterator[str]:
    """A line for each folder that an archive's word came with, and one for the slip."""
    for one in facts.confirmed:
        yield f"{one.folder}: {', '.join(_told(one))}"
    if facts.head_size is not None:
        yield f"the slip is of what the archive confirmed: rows 1 to {facts.head_size} give it"


def _told(one: Confirmed) -> Iterator[str]:
    yield f"archive {one.key.name} confirmed rows 1 to {one.checkpoint.size}"
    match one.is_same:
        case True:
            yield "the rows here give the same root"
        case False:
            yield "THE ROWS HERE GIVE ANOTHER ROOT"
        case None:
            yield "not all of these rows are here"
    if not one.is_key_given:
        yield "signed by the key that the folder itself names (yours: --archive-key)"
    proven = one.proven
    if proven is None:
        yield "not in its log of heads"
        return
    yield f"{proven.leaf.size} rows stand in its log of heads as leaf {proven.index}"
    for name, at_s in one.witnessed.items():
        yield f"witnessed by {name} on {_moment_of(at_s)}"
    match one.stamp:
        case Stamped.GOOD if one.stamped_at is not None:
            yield f"stamped on {_moment(one.stamped_at)}"
        case Stamped.UNCHECKED:
            yield "stamped, which was not examined (--stamp-roots)"
        case _:
            pass


def _moment_of(at_s: int) -> str:
    try:
        return _moment(datetime.fromtimestamp(at_s, UTC))
    except (OverflowError, ValueError, OSError):
        return f"second {at_s}"  # no such year


def _moment(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"


def _confirmed_json(one: Confirmed) -> dict[str, object]:
    proven = one.proven
    return {
        "folder": one.folder,
        "key": str(one.key),
        "key_given": one.is_key_given,
        "origin": one.checkpoint.origin,
        "size": one.checkpoint.size,
        "root": b64encode(one.checkpoint.root).decode(),
        "same_root": one.is_same,
        "log_of_heads": None
        if proven is None
        else {
            "leaf": proven.index,
            "rows": proven.leaf.size,
            "same_root": one.is_same_leaf,
            "size": proven.checkpoint.size,
            "witnesses": dict(one.witnessed),
        },
        "stamp": one.stamp.value,
        "stamped_at_utc": None if one.stamped_at is None else one.stamped_at.isoformat(),
    }
