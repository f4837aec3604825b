"""The ways between pages: of a business, and of one of its tills. Add the entry of yours here."""

from dataclasses import dataclass
from typing import Final

from archive.accounts.visitor import Role
from archive.portal.place import Place

#: Key of the text, and the path below the tenant's.
_TENANT: Final = (
    ("nav.overview", ""),
    ("nav.tills", "/tills"),
    ("nav.alarms", "/alarms"),
    ("nav.documents", "/documents"),
    ("nav.upload", "/upload"),
    ("nav.views", "/views"),
)
#: Of these for whoever adds papers.
_WRITER: Final = frozenset({"nav.upload"})
#: For owners alone.
_OWNER: Final = (("nav.access", "/access"),)
#: The same below the till's.
_TILL: Final = (
    ("nav.days", "/days"),
    ("nav.receipts", "/receipts"),
    ("nav.journal", "/journal"),
    ("nav.fiscal", "/fiscal"),
    ("nav.cash", "/cash"),
    ("nav.history", "/history"),
    ("nav.exports", "/exports"),
    ("nav.state", "/state"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way; `is_here` marks where the reader is."""

    text: str
    path: str
    is_here: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Ways:
    """Both rows of them; empty where there is no place."""

    tenant: tuple[Way, ...] = ()
    till: tuple[Way, ...] = ()


def of(place: Place | None, here: str) -> Ways:
    """The ways from a page."""
    if place is None:
        return Ways()
    own = () if place.till is None else _ways(_TILL, place.till_path, here)
    entries = tuple(one for one in _TENANT if place.is_writer or one[0] not in _WRITER)
    entries += _OWNER if place.role is Role.OWNER else ()
    return Ways(tenant=_ways(entries, place.path, here), till=own)


def _ways(entries: tuple[tuple[str, str], ...], base: str, here: str) -> tuple[Way, ...]:
    found = []
    for text, below in entries:
        path = base + below
        is_here = here == path or (bool(below) and here.startswith(f"{path}/"))
        found.append(Way(text=text, path=path, is_here=is_here))
    return tuple(found)
