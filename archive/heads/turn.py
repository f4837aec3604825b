"""A turn of the log of heads: publish, have it stamped, have it cosigned, say what went wrong."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import httpx

from archive.heads.asking import Asking, witnesses_of
from archive.heads.errors import HeadsError, UnreachableError
from archive.heads.log import HeadLog, Published
from archive.heads.stamp import Stamping, stamp_roots
from archive.world import World

_WITHIN_S: Final = 15.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What a turn came to.

    `absent` names who did not answer and is asked again in the next turn; `faults` what an
    operator must look into: each is evidence that something was changed or put back. Logs are
    looked through where it `is_due` only; witnesses are asked in every turn.
    """

    is_due: bool
    published: Published
    absent: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


class Turns:
    """Takes turns; safe to be taken by several processes at once."""

    def __init__(self, world: World) -> None:
        """Raises `SettingsError` where witnesses or roots of the settings cannot be used."""
        section = world.settings.heads
        self._database = world.database
        self._witnesses = witnesses_of(section)
        self._stamp_url = section.stamp_url
        self._roots = stamp_roots(section)
        self._log = HeadLog(world)
        self._every = timedelta(seconds=section.every_s)
        self._looked_at: datetime | None = None

    def take(self, now_utc: datetime) -> Turn:
        """One turn. A witness that is down holds up nobody, and is led over the gap later."""
        absent: list[str] = []
        faults: list[str] = []
        published = Published(size=0)
        is_due = self._is_due(now_utc)
        if is_due:
            with _heard(absent, faults):
                published = self._log.publish(now_utc)
            faults += (f"{one}: shorter or another than it was" for one in published.shrunk)
        with httpx.Client(timeout=_WITHIN_S, follow_redirects=False) as client:
            shelf = self._log.shelf
            if self._stamp_url:
                with _heard(absent, faults):
                    Stamping(self._database, shelf, client).stamp(self._stamp_url, self._roots)
            asking = Asking(self._database, shelf, client)
            for witness in self._witnesses:
                with _heard(absent, faults):
                    asking.ask(witness)
        return Turn(is_due=is_due, published=published, absent=tuple(absent), faults=tuple(faults))

    def _is_due(self, now_utc: datetime) -> bool:
        """Whether the hour is over, since anybody published or we looked."""
        last = self._log.shelf.last_note_at()
        looked = [one for one in (last, self._looked_at) if one is not None]
        if looked and now_utc - max(looked) < self._every:
            return False
        self._looked_at = now_utc
        return True


@contextmanager
def _heard(absent: list[str], faults: list[str]) -> Iterator[None]:
    try:
        yield
    except UnreachableError as error:
        absent.append(str(error))
    except HeadsError as error:
        faults.append(str(error))
