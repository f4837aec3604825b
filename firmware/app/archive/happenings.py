"""What of the archive is worth a row: an alarm that begins, a registration, a refusal; pure."""

from typing import Final

from firmware.app.archive.view import key_name_of
from firmware.store.reader import Reader
from firmware.sync.archive_file import ArchiveFile
from firmware.till.acts import JournalKind

#: What rows ARCHIV tell, in their member `event`.
ALARM: Final = "alarm"
REGISTERED: Final = "registered"
REFUSED: Final = "refused"

Content = dict[str, object]


class Happenings:
    """Tells from what was told before what is new; `till_id` is whom the journal knows already."""

    def __init__(self, till_id: str) -> None:
        self._till_id = till_id
        self._alarm = ""
        self._state = ""

    def take(self, status: ArchiveFile | None) -> list[Content]:
        """The contents of rows, each for what was not so before; no secret is in them."""
        rows: list[Content] = []
        alarm, state = ("", "off") if status is None else (status.alarm, status.state)
        if alarm not in ("", self._alarm):
            rows.append({"event": ALARM, "alarm": alarm})
        if status is not None and state == "ok" and status.till_id not in ("", self._till_id):
            self._till_id = status.till_id
            rows.append(_registered(status))
        # What stood there when the till came up was told before it went down.
        if status is not None and state == "refused" and self._state not in ("", "off", state):
            rows.append({"event": REFUSED, "words": status.words})
        self._alarm, self._state = alarm, state
        return rows


def _registered(status: ArchiveFile) -> Content:
    return {
        "event": REGISTERED,
        "till_id": status.till_id,
        "origin": status.origin,
        "key": key_name_of(status),
    }


def registered_id(book: Reader) -> str:
    """Who the till is to the archive, as the journal says it last; empty before.

    Raises:
        StoreError: the book cannot be read.
    """
    rows = (row.content for row in book.journal(kind=JournalKind.ARCHIV))
    ids = [str(one.get("till_id", "")) for one in rows if one.get("event") == REGISTERED]
    return ids[-1] if ids else ""
