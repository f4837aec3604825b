"""Changes of the stall with an auditor's filters: who, what, which action, from when to when."""

from typing import Final
from urllib.parse import urlencode

from starlette.requests import Request
from starlette.responses import Response

from archive.portal.asked import Asked
from archive.portal.page import render
from archive.portal.place import Sources
from archive.replica import index_journal
from archive.replica.index_journal import WantedSteps
from firmware.export.tables.history import ACTIONS, THINGS

FIELDS: Final = ("clerk", "thing", "action", "text", "from", "to")
_THINGS: Final = tuple(THINGS.values())
_ACTIONS: Final = tuple(ACTIONS.values())


def history(sources: Sources, request: Request) -> Response:
    """Every field of every change, the newest first (seed T062-T070)."""
    place = sources.place(request)
    asked = Asked(request)
    wanted = WantedSteps(
        clerk=asked.whole("clerk"),
        thing=asked.one_of("thing", _THINGS),
        action=asked.one_of("action", _ACTIONS),
        text=asked.text("text"),
        first_day=asked.day("from"),
        last_day=asked.day("to"),
    )
    before = asked.whole("before")
    with sources.book(place.the_till) as (_, index):
        page = index_journal.steps(index, wanted, before=before)
        clerks = index_journal.clerks(index)
        names = index_journal.names(index, _LAST_ROW)
    said = {name: text for name in FIELDS if (text := asked.text(name))}
    sources.note(place, "history", **said)
    return render(
        request,
        "history.html",
        page=page,
        clerks=[(clerk, names.get(clerk, "")) for clerk in clerks],
        things=_THINGS,
        actions=_ACTIONS,
        said=said,
        query=urlencode(said),
        faults=asked.faults,
        is_first=before is None,
    )


_LAST_ROW: Final = (1 << 63) - 1
