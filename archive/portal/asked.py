"""What a form asks for: texts of a query as values, and a fault for each that cannot be one."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from starlette.requests import Request

_LONGEST: Final = 200
#: Nobody looks for anything outside of these.
_YEARS: Final = range(1900, 3000)
_WHOLE: Final = re.compile(r"[0-9]{1,15}")
_AMOUNT: Final = re.compile(r"([-−]?)([0-9]{1,3}(?:\.[0-9]{3})+|[0-9]{1,9})(?:,([0-9]{1,2}))?")
_POINTED: Final = re.compile(r"([-−]?)([0-9]{1,9})\.([0-9]{1,2})")
_CLOCK: Final = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])")


@dataclass(slots=True)
class Asked:
    """The query of a request; `faults` are the names of fields that are not in their form."""

    request: Request
    faults: list[str] = field(default_factory=list)

    def text(self, name: str) -> str:
        """A text, without what surrounds it."""
        return self.request.query_params.get(name, "").strip()[:_LONGEST]

    def whole(self, name: str) -> int | None:
        """A whole number."""
        text = self.text(name).replace(" ", "")
        if not text:
            return None
        if _WHOLE.fullmatch(text) is None or not text.isascii():
            self.faults.append(name)
            return None
        return int(text)

    def cents(self, name: str) -> int | None:
        """An amount, `1.234,50` or `1234.50`, in cents."""
        text = self.text(name).replace("€", "").replace(" ", "")
        if not text:
            return None
        found = _AMOUNT.fullmatch(text) or _POINTED.fullmatch(text)
        if found is None or not text.replace("−", "-").isascii():
            self.faults.append(name)
            return None
        sign, units, rest = found.groups()
        cents = int(units.replace(".", "")) * 100 + int((rest or "").ljust(2, "0"))
        return -cents if sign else cents

    def day(self, name: str) -> date | None:
        """A day, as a field of days sends it: `2026-11-21`."""
        text = self.text(name)
        if not text:
            return None
        try:
            day = date.fromisoformat(text)
        except ValueError:
            day = date.min
        if day.year in _YEARS:
            return day
        self.faults.append(name)
        return None

    def clock(self, name: str) -> tuple[int, int] | None:
        """A time of day, `17:45`."""
        text = self.text(name)
        if not text:
            return None
        found = _CLOCK.fullmatch(text)
        if found is None:
            self.faults.append(name)
            return None
        return int(found[1]), int(found[2])

    def one_of(self, name: str, known: tuple[str, ...]) -> str:
        """One of the words known."""
        text = self.text(name)
        if text and text not in known:
            self.faults.append(name)
            return ""
        return text
