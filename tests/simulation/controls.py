"""Faults planted into the product: which checker must find each, and in which day.

Those of one receipt's way are the ones of tests/power, those of a failing disk of tests/faultdisk,
the others stand in plants.py. A checker nobody has seen failing proves nothing.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import pytest

from tests.faultdisk import planted as disk_planted
from tests.power import planted
from tests.simulation import plants

MORNING: Final = "2026-11-20T09:00:00"
#: What was planted is there from this boot on.
_BOOT: Final = "world till restart"
_SIGN_ON: Final = "1 BAR 1111 BAR"
_SELL: Final = ("250 WG1", "BAR")


@dataclass(frozen=True, slots=True, kw_only=True)
class Control:
    """A planted fault, and the checker that must find it.

    `steps` makes a day of the touch at which the plug is pulled (0: it is not). It is one of
    `touches`, or the first that is called `edge` from the card's signature on.
    """

    name: str
    plant: Callable[[pytest.MonkeyPatch], None]
    kind: str
    steps: Callable[[int], tuple[str, ...]]
    touches: tuple[int, ...] = (0,)
    edge: str = ""


def _cut_while_paying(touch: int) -> tuple[str, ...]:
    cut = (f"@power cut {touch}",) if touch else ()
    return (_BOOT, _SIGN_ON, *_SELL, "290 WG3", *cut, "BAR", "@wait 2", "C", *_SELL)


#: At which step of that day, without its cut, somebody pays, and what the card is told to sign by.
PAYING: Final = 6
SIGNED: Final = "card: after 002a"


def _cut_disk(touch: int) -> tuple[str, ...]:
    """The second medium is out: it would know better than the book."""
    sold = (*_SELL, *_SELL, f"world power cut {touch}", *_SELL, *_SELL)
    return ("world mirror gone", _BOOT, _SIGN_ON, *sold)


def _plain(_touch: int) -> tuple[str, ...]:
    return (_BOOT, _SIGN_ON, *_SELL, *_SELL, "world till close", "@wait 20")


def _wait(_touch: int) -> tuple[str, ...]:
    return ("world archive anew", _SIGN_ON, *_SELL, "@wait 40")


def _full(_touch: int) -> tuple[str, ...]:
    """A disk without room, as the kernel says."""
    return (_SIGN_ON, *_SELL, "290 WG3", "world disk full", "BAR", "C", "world disk room", "BAR")


def _filled(touch: int) -> tuple[str, ...]:
    """A disk that is full in the middle of a sale."""
    filled = (f"world disk fills {touch}",) if touch else ()
    return (_SIGN_ON, *_SELL, "290 WG3", *filled, "BAR", "C", "world disk room", "C")


def _failed(touch: int) -> tuple[str, ...]:
    """A sync fails, the till is started anew and sells, the power goes; no second medium knows."""
    broken = (f"world disk dies {touch}",) if touch else ()
    sold = (_SIGN_ON, *_SELL, *broken, *_SELL, _SIGN_ON, *_SELL, "@power cut", *_SELL)
    return ("world mirror gone", *sold)


def _lied(touch: int) -> tuple[str, ...]:
    """A disk that has not flushed what it said, and a cut."""
    lie = (f"world power lies {touch}",) if touch else ()
    return (_SIGN_ON, *_SELL, *_SELL, "@wait 3", *lie, *_SELL, *_SELL, "@wait 3")


def _swapped(_touch: int) -> tuple[str, ...]:
    swap = ("F 68", "2", "@card new", "BAR", "BAR", "123456 BAR", "1 BAR", "C")
    return (_BOOT, _SIGN_ON, *_SELL, *swap, *_SELL)


def _misled(_touch: int) -> tuple[str, ...]:
    """A page of the inn's WLAN in the place of an answer."""
    return (_SIGN_ON, "world archive wlan", *_SELL, "@wait 40", "world archive well", *_SELL)


def _without_paper(_touch: int) -> tuple[str, ...]:
    return (_BOOT, _SIGN_ON, *_SELL, "@paper out", *_SELL, "@paper in", "@wait 12", *_SELL)


CONTROLS: Final = (
    Control(
        name="the counter in a write of its own",
        plant=planted.counter_of_its_own,
        kind="turnover",
        steps=_cut_while_paying,
        edge="disk: after COMMIT",
    ),
    Control(
        name="no intent before the card",
        plant=planted.no_intent,
        kind="card",
        steps=_cut_while_paying,
        edge=SIGNED,
    ),
    Control(
        name="synchronous=NORMAL",
        plant=plants.normal,
        kind="lost",
        steps=_cut_disk,
        touches=(36, 39, 42, 45),
    ),
    Control(
        name="print before commit",
        plant=planted.print_before_commit,
        kind="paper",
        steps=_plain,
    ),
    Control(
        name="an altered row of the journal",
        plant=plants.changed_row,
        kind="book",
        steps=_plain,
    ),
    Control(name="a Z that forgets a receipt", plant=plants.forgetful_z, kind="z", steps=_plain),
    Control(
        name="a display that says it too early",
        plant=plants.hasty_display,
        kind="display",
        steps=_plain,
    ),
    Control(
        name="an archive that acknowledges and forgets",
        plant=plants.empty_promise,
        kind="archive",
        steps=_wait,
    ),
    Control(
        name="a receipt begun without room",
        plant=disk_planted.begin_without_room,
        kind="room",
        steps=_full,
    ),
    Control(
        name="a full disk nobody speaks of",
        plant=plants.silent_refusal,
        kind="words",
        steps=_full,
    ),
    Control(
        name="a till that does not get over a full disk",
        plant=plants.grudge,
        kind="sells",
        steps=_full,
    ),
    Control(
        name="a failed commit taken for a good one",
        plant=disk_planted.swallow_errors,
        kind="card",
        steps=_filled,
        touches=(1,),
    ),
    Control(
        name="a log built upon whose sync had failed",
        plant=disk_planted.trust_pages,
        kind="lost",
        steps=_failed,
        touches=(8, 7, 9),
    ),
    Control(
        name="a slip that failed is forgotten",
        plant=plants.forgotten_slip,
        kind="slip",
        steps=_without_paper,
    ),
    Control(
        name="a slip counts as printed whatever the printer says",
        plant=plants.hasty_printer,
        kind="slip",
        steps=_without_paper,
    ),
    Control(
        name="a book that is not held against the second medium",
        plant=plants.believe_the_disk,
        kind="gap",
        steps=_lied,
        touches=(10, 14),
    ),
    Control(
        name="paper before the second medium",
        plant=plants.print_first,
        kind="lost",
        steps=_lied,
        touches=(18, 15, 21),
    ),
    Control(
        name="what was sent counts as confirmed",
        plant=plants.count_what_was_sent,
        kind="archive",
        steps=_misled,
    ),
    Control(
        name="a swap of cards in the book alone",
        plant=plants.stay_with_the_old_card,
        kind="sells",
        steps=_swapped,
    ),
)
