"""The journal of a till by the page: all rows for people, and the fiscal journal with its chain."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from archive.portal.asked import Asked
from archive.portal.page import render
from archive.portal.place import Sources
from archive.portal.proof import is_row_linked
from archive.replica import index_journal
from archive.replica.index_file import Index
from archive.replica.index_journal import Act, Wanted
from firmware.export.tables.telling import Told, tell
from firmware.store.reader import Reader
from firmware.store.row import JournalCells

FIELDS: Final = ("kind", "clerk", "from", "to", "business")
_BUSINESS: Final = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A row: as the book has it, and what it says; `is_linked` where its chain was reckoned."""

    act: Act
    cells: JournalCells
    told: Told
    clerk_name: str
    is_linked: bool | None = None


def journal(sources: Sources, request: Request) -> Response:
    """Every row, business case or not."""
    return _listed(sources, request, is_fiscal=False)


def fiscal(sources: Sources, request: Request) -> Response:
    """The fiscal journal (seed G024-G028): UUID, time and checksum of each, the chain reckoned."""
    return _listed(sources, request, is_fiscal=True)


def _listed(sources: Sources, request: Request, *, is_fiscal: bool) -> Response:
    place = sources.place(request)
    asked = Asked(request)
    before, after = asked.whole("before"), asked.whole("after")
    seq = asked.whole("seq")
    with sources.book(place.the_till) as (book, index):
        kinds, clerks = index_journal.kinds(index), index_journal.clerks(index)
        wanted = _wanted(asked, kinds)
        # A row that is named stands first on its page.
        begin = seq + 1 if seq is not None and before is None and not after else before
        page = index_journal.page(index, wanted, before=begin, after=after or 0)
        rows = _rows(book, index, page.acts, is_fiscal=is_fiscal)
        names = index_journal.names(index, rows[0].act.seq if rows else 0)
    said = {name: text for name in FIELDS if (text := asked.text(name))}
    sources.note(place, "fiscal" if is_fiscal else "journal", **said)
    return render(
        request,
        "fiscal.html" if is_fiscal else "journal.html",
        rows=rows,
        page=page,
        kinds=kinds,
        clerks=[(clerk, names.get(clerk, "")) for clerk in clerks],
        said=said,
        query=urlencode(said),
        faults=asked.faults,
        is_fiscal=is_fiscal,
    )


def _wanted(asked: Asked, kinds: tuple[str, ...]) -> Wanted:
    return Wanted(
        kind=asked.one_of("kind", kinds),
        clerk=asked.whole("clerk"),
        first_day=asked.day("from"),
        last_day=asked.day("to"),
        is_business=_BUSINESS.get(asked.one_of("business", tuple(_BUSINESS))),
    )


def _rows(book: Reader, index: Index, acts: tuple[Act, ...], *, is_fiscal: bool) -> list[Shown]:
    found = []
    names: dict[int, str] = {}
    for act in acts:
        cells = next(book.journal_cells(act.seq, act.seq))
        if act.clerk is not None and act.clerk not in names:
            names |= {act.clerk: index_journal.names(index, act.seq).get(act.clerk, "")}
        found.append(
            Shown(
                act=act,
                cells=cells,
                told=tell(cells[4], cells[5]),
                clerk_name="" if act.clerk is None else names[act.clerk],
                is_linked=is_row_linked(book, cells) if is_fiscal else None,
            )
        )
    return found
