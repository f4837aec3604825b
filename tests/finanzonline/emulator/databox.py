"""The DataBox: where results of asynchronous packets come to lie."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

_LOOK_BACK: Final = timedelta(days=31)
_WINDOW: Final = timedelta(days=7)


@dataclass(slots=True, kw_only=True)
class Letter:
    """One entry; `xml` is a whole rkdbResponse without SOAP around it."""

    key: str
    delivered_utc: datetime
    xml: bytes
    kind: str = "P"
    is_read: bool = False


@dataclass(slots=True)
class Databox:
    """The entries of one participant."""

    letters: list[Letter] = field(default_factory=list)

    def deliver(self, xml: bytes, now_utc: datetime) -> Letter:
        """Put a result in."""
        key = f"RKDB{len(self.letters) + 1:010d}"
        letter = Letter(key=key, delivered_utc=now_utc, xml=xml)
        self.letters.append(letter)
        return letter

    def refuse_window(
        self, since: datetime | None, until: datetime | None, now_utc: datetime
    ) -> int:
        """0, or why this window is refused: -4 half of one, -5 too old, -6 too wide."""
        if since is None and until is None:
            return 0
        if since is None or until is None:
            return -4
        if since < now_utc - _LOOK_BACK:
            return -5
        return -6 if until - since > _WINDOW else 0

    def find(self, kind: str, since: datetime | None, until: datetime | None) -> list[Letter]:
        """Those of a window; without one, those nobody has read."""
        return [
            letter
            for letter in self.letters
            if kind in {"", letter.kind}
            and (
                not letter.is_read
                if since is None or until is None
                else since <= letter.delivered_utc <= until
            )
        ]

    def open(self, key: str) -> Letter | None:
        """An entry, from now on read; None if there is none."""
        for letter in self.letters:
            if letter.key == key:
                letter.is_read = True
                return letter
        return None
