"""One row of the manual: what is typed, what is seen, printed and journalled."""

from dataclasses import dataclass
from typing import Final

YES_NO: Final = "BAR = Ja    C = Nein"
PAID: Final = ("POS", "ZAHLUNG", "BELEG")


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One row.

    `number` is that of the manual (R ringing up, S corrections, N discounts, B paying, T refunds,
    C clerks, Z closing, AU what happens by itself, F functions, V test vectors); a letter behind it
    is a second case of the same row. `keys` are typed at a till with clerk `clerk` signed on and
    no open sale; several lines are a script (docs/simulate.md), in which `@paper out` and the like
    happen between keys. `display` is item, main and hint afterwards; `slip` are lines of the last
    receipt in their order (32 columns), `paper` those of the last other slip; `journal` are all
    rows written, oldest first. `is_alone` is the stall without clerks; `settings` are added to
    those of the manual's stall (a section of the settings file it does not have).

    Cases run twice, on the playbook and on the emulated hardware; `bench_only` and `table_only` say
    why one of these cannot.
    """

    number: str
    keys: str
    effect: str
    display: tuple[str, str, str]
    journal: tuple[str, ...] = ()
    slip: tuple[str, ...] = ()
    paper: tuple[str, ...] = ()
    clerk: int | None = 2
    is_alone: bool = False
    settings: str = ""
    bench_only: str = ""
    table_only: str = ""
