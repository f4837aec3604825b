"""Which till asks: by its password, asked of the database now and then, remembered in between.

A till that is not this one, or not at all, is never told apart: 404. Who is no till is told 401.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, Protocol

from starlette.exceptions import HTTPException
from starlette.requests import Request

from archive.accounts.tills import Till
from archive.index.database import Database

#: A revocation in another process bites after so long at the latest; in this one at once.
REMEMBERED_S: Final = 10.0
_MAX_REMEMBERED: Final = 20_000
_SCHEME: Final = "bearer "
_MAX_PASSWORD: Final = 200


class Tills(Protocol):
    """What a door asks (`archive.accounts.tills.TillBook`)."""

    def authenticate(self, till_id: str, password: str) -> Till | None:
        """The till, if this is its password."""

    def speaker(self, password: str) -> Till | None:
        """Whichever till has this password."""


@dataclass(frozen=True, slots=True)
class _Known:
    till: Till
    until: float
    changes: int


class TillDoor:
    """Belongs to one event loop."""

    def __init__(
        self, database: Database, tills: Tills, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._database = database
        self._tills = tills
        self._clock = clock
        self._known: OrderedDict[tuple[str, bytes], _Known] = OrderedDict()

    async def admit(self, request: Request) -> Till:
        """The till of the path, which the request proves to come from.

        Raises:
            HTTPException: 401 or 404.
        """
        till_id, password = request.path_params["till"], _password(request)
        # The password itself is not kept in memory.
        place = (till_id, sha256(password.encode()).digest())
        known = self._known.get(place)
        changes = self._database.till_changes
        if known is not None and known.until > self._clock() and known.changes == changes:
            return known.till
        till = await asyncio.to_thread(self._tills.authenticate, till_id, password)
        if till is None:
            self._known.pop(place, None)
            is_till = await asyncio.to_thread(self._tills.speaker, password) is not None
            raise HTTPException(404) if is_till else _unauthorized()
        self._known[place] = _Known(till, self._clock() + REMEMBERED_S, changes)
        if len(self._known) > _MAX_REMEMBERED:
            self._known.popitem(last=False)
        return till


def _password(request: Request) -> str:
    said = request.headers.get("authorization", "")
    if not said.isascii() or not said.lower().startswith(_SCHEME) or len(said) > _MAX_PASSWORD:
        raise _unauthorized()
    return said[len(_SCHEME) :].strip()


def _unauthorized() -> HTTPException:
    return HTTPException(401, headers={"www-authenticate": 'Bearer realm="till"'})
