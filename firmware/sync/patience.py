"""What was tried in vain, how often, and until when it rests (kept by `rests_file.py`)."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from firmware.finanzonline.codes import LONGEST_PAUSE_S, pause_s
from firmware.finanzonline.order import Ruling

#: A round of kassa-sync.
ROUND_EVERY_S: Final = 30.0
#: The name under which the line itself rests; no order is called so.
LINE: Final = ""
#: A dead line is tried again at least so often: on a market the net comes and goes.
LONGEST_LINE_PAUSE_S: Final = 30 * 60
#: So much is added at most, so that not every till of the country comes at the full hour.
JITTER: Final = 0.25
#: Longer than any rest: then the clock was set, and the rest means nothing.
_NEVER: Final = timedelta(seconds=LONGEST_PAUSE_S * (1 + JITTER))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rest:
    """Why something rests, and until when."""

    ruling: Ruling
    tries: int
    until_utc: datetime


class Patience:
    """Rests by name: the key of an order, or the line itself; `chance` gives 0 to 1."""

    def __init__(self, chance: Callable[[], float]) -> None:
        self._chance = chance
        self._rests: dict[str, Rest] = {}

    def put_off(self, name: str, ruling: Ruling, now_utc: datetime) -> Rest:
        """One more try in vain."""
        last = self._rests.get(name)
        tries = 1 if last is None or last.ruling != ruling else last.tries + 1
        longest_s = LONGEST_LINE_PAUSE_S if name == LINE else LONGEST_PAUSE_S
        wait_s = min(pause_s(ruling, tries), longest_s) * (1 + JITTER * self._chance())
        until = now_utc + timedelta(seconds=wait_s)
        self._rests[name] = Rest(ruling=ruling, tries=tries, until_utc=until)
        return self._rests[name]

    def resume(self, name: str, rest: Rest) -> None:
        """What an earlier process knew."""
        self._rests[name] = rest

    def of_orders(self) -> dict[str, Rest]:
        """The rests of orders, over or not."""
        return {name: rest for name, rest in self._rests.items() if name != LINE}

    def rest_of(self, name: str, now_utc: datetime) -> Rest | None:
        """The rest that is not over yet."""
        rest = self._rests.get(name)
        if rest is None or not now_utc < rest.until_utc <= now_utc + _NEVER:
            return None
        return rest

    def forget(self, name: str) -> None:
        """It went well."""
        self._rests.pop(name, None)

    def keep(self, names: Collection[str]) -> None:
        """Forget all others."""
        self._rests = {name: rest for name, rest in self._rests.items() if name in names}
