"""A till with a second medium at the brink of a sale, and what must hold of it after a cut.

M14: what is on paper is on both media, or the display said before that the second one is not there.
The mirror at the cut is what a broken machine leaves: a book is rebuilt of it alone.
"""

from collections.abc import Iterator
from pathlib import Path

import msgspec

from firmware.app.config_keep import MirrorSection
from firmware.app.keep.medium import FolderMedium
from firmware.app.keep.mirror_file import read_units
from firmware.desk.stall import demo_config
from firmware.rksv.machine_code import qr_from_jws
from firmware.store import integrity, raw
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from tests.power.invariants import violations
from tests.power.world import NEXT_CENTS, SCENARIOS, History, World

SALE = SCENARIOS[0]
#: In the status line of the display.
LOST_SIGN = "M! "


def new_world(folder: Path) -> World:
    """A till with a second medium at the brink of a sale; each run gets a medium of its own."""
    config = msgspec.structs.replace(demo_config(), mirror=MirrorSection(folder="/moved"))
    return World(folder, config, SALE)


class MirrorWorld:
    """One sale, cut at any edge, with the medium in, or pulled just before."""

    def __init__(self, folder: Path) -> None:
        self._world = new_world(folder)

    def cut(self, edge: int, *, is_in: bool) -> tuple[History, Path, list[str]]:
        """Pull the plug; the till that is off, its medium, and what the display had shown."""
        history = self.at_the_brink(is_in=is_in)
        stand, medium = history.stand, medium_of(history)
        stand.screens.clear()
        stand.plug.arm(edge)
        assert not SALE.act(stand), f"no cut at edge {edge}"
        return history, medium, [screen.status for screen in stand.screens]

    def edges(self, *, is_in: bool) -> list[str]:
        """The names of the edges of the sale."""
        stand = self.at_the_brink(is_in=is_in).stand
        before = len(stand.plug.trace)
        assert SALE.act(stand)
        names = list(stand.plug.trace)[before:]
        stand.shut_down()
        return names

    def at_the_brink(self, *, is_in: bool) -> History:
        """On, one key before the act; the medium was in until now."""
        history = self.off_at_the_brink()
        assert history.stand.boot()
        if not is_in:
            medium = medium_of(history)
            medium.rename(medium.with_name("pulled"))
        return history

    def off_at_the_brink(self) -> History:
        """Off, one boot and one key before the act; the medium is in, and empty."""
        history = self._world.off_at_the_brink()
        medium_of(history).mkdir()
        return history


def medium_of(history: History) -> Path:
    """Where the second medium of this run is mounted."""
    section = history.stand.config.mirror
    assert section is not None
    return Path(section.folder)


def printed(history: History) -> set[str]:
    """The codes on any piece of paper since the brink."""
    return {code for codes, _ in history.paper for code in codes}


def kept(medium: Path) -> dict[str, int]:
    """The receipts a book rebuilt of the medium holds, by their codes."""
    book = medium.with_name("rebuilt.sqlite")
    book.unlink(missing_ok=True)
    raw.rebuild(book, read_units(FolderMedium(medium, None), "GRAZ-01"))
    with Reader.open_read_only(book) as copy:
        assert integrity.check(copy, integrity.FULL) == ()
        return {qr_from_jws(one.jws): one.number for one in copy.receipts()}


def wrong_after(
    history: History, medium: Path, shown: list[str], *, sells_on: bool = False
) -> Iterator[str]:
    """What is not as it must be, at the cut and after the till has come up again.

    `sells_on`: there is one more customer before anybody looks.
    """
    was_told = any(LOST_SIGN in status for status in shown)
    missing = printed(history) - (set(kept(medium)) if medium.exists() else set())
    if missing and not was_told:
        yield f"on paper, not on the second medium, and nobody was told: {missing}"
    history.end()
    if sells_on:
        history.sell_once_more()
    yield from violations(history, SALE, (NEXT_CENTS,) if sells_on else ())
    stand = history.stand
    states = [row.content["state"] for row in stand.book.journal(kind=JournalKind.SPIEGEL)]
    assert stand.advance(3.0)
    if medium.exists():
        mirrored = list(read_units(FolderMedium(medium, None), "GRAZ-01"))
        if mirrored != list(raw.units(stand.book)):
            yield "after the boot the mirror is not the book"
        if states[-1] != "back":
            yield f"lost without a reason: {states}"
    elif states[-1] != "lost":
        yield f"the journal says {states}"
    stand.shut_down()
