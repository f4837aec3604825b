"""Class 8: a disk that lied: what it said was flushed is not there when the power comes back.

No program can keep a book on such a disk; the till has to notice it before it signs, and to say
what is missing. The second medium has every row that is on paper: the book is made anew of it.
"""

import random
import re
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Final

import msgspec
import pytest

from firmware.app.boot import BootError
from firmware.app.config import Config
from firmware.app.config_keep import MirrorSection
from firmware.app.keep.medium import FolderMedium
from firmware.app.keep.mirror import BookBehindError, Mirror
from firmware.app.keep.mirror_file import MirrorError, read_units
from firmware.desk.keys import parse_keys
from firmware.desk.stall import demo_config, in_folder
from firmware.desk.stand import Stand
from firmware.rksv.errors import RksvError
from firmware.rksv.machine_code import qr_from_jws
from firmware.store import integrity, raw
from firmware.store.book import Book
from firmware.store.errors import StoreError
from firmware.store.reader import Reader
from tests.campaign.outcome import Outcome, Score, shares
from tests.faultdisk.disk import FaultDisk
from tests.faultdisk.platter import Loss
from tests.faultdisk.recording import Mark, Recording, record
from tests.power.light import lighten
from tests.power.world import NOVEMBER_UTC, WatchedCard

CUTS_A_DAY: Final = 250
#: Of all lies one in so many is told to a whole till.
LIVE_SHARE: Final = 20
CUTS_OF_A_CONTROL: Final = 40
_REGISTER: Final = "GRAZ-01"
_NAMED: Final = re.compile(r"goes on to row (\d+) and receipt (\d+), which the book does not have")


class Seen(Enum):
    """What the till sees of it."""

    WHOLE = "nothing was missing"
    BEHIND = "the gap was named"
    REFUSED = "the book refused itself"
    TOLD = "the chain was doubted (E21)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where one cut is laid out: the book, its second medium, and a book made anew."""

    folder: Path

    @property
    def mirror(self) -> Path:
        """The second medium."""
        return self.folder / "mirror"

    @property
    def anew(self) -> Path:
        """What is made of it."""
        return self.folder / "anew.sqlite"


def run(count: int, seed: int, folder: Path) -> Outcome:
    """So many lies of recorded days; a share is told to a till that starts."""
    score, dice = Score(), random.Random(seed)
    config = msgspec.structs.replace(demo_config(), mirror=MirrorSection(folder="/moved"))
    with pytest.MonkeyPatch.context() as patch:
        lighten(patch)
        for cuts in shares(count, -(-count // CUTS_A_DAY)):
            day_seed = dice.randrange(1 << 32)
            day = recorded(folder / "day", config, day_seed)
            for number in range(cuts):
                cut_seed = dice.randrange(1 << 32)
                with score.attempt(f"day {day_seed}, cut {cut_seed}"):
                    seen = _lie(day, config, folder / "left", cut_seed, is_live=_is_live(number))
                    score.facts[seen.value] += 1
                score.facts["told to a whole till"] += _is_live(number)
        for name, plant in _FAULTS.items():
            score.control(name, found=_is_found(plant, config, folder))
    return score.outcome()


def _is_live(number: int) -> bool:
    return number % LIVE_SHARE == 0


def recorded(folder: Path, config: Config, seed: int) -> Recording:
    """A day of a till with a second medium."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    return record(folder, in_folder(config, folder), random.Random(seed))


def _lie(day: Recording, config: Config, folder: Path, seed: int, *, is_live: bool) -> Seen:
    """One cut of a disk that lied; how it was seen.

    Raises:
        AssertionError: it was not, or what is on paper is lost.
    """
    dice = random.Random(seed)
    point = dice.choice(day.points)
    mark = day.marks[point]
    book = day.lay_out(day.tape.left(point, dice, Loss.LIES), folder)
    places = Places(folder=folder)
    lay_out_mirror(day, mark, places)
    held = _rebuilt(places)
    missing = mark.paper - set(day.anchors.values()) - held
    assert not missing, f"on paper, and on no second medium: {missing}"
    if is_live:
        _require_no_signature(config, day, folder)
        return Seen.REFUSED
    with FaultDisk(folder=folder) as disk:
        return _seen(book, places, held, disk)


def lay_out_mirror(day: Recording, mark: Mark, places: Places) -> None:
    """The second medium as it was at the cut."""
    assert day.mirror is not None
    places.mirror.mkdir()
    content = day.mirror.read_bytes()[: mark.mirrored]
    if content:
        (places.mirror / day.mirror.name).write_bytes(content)


def _rebuilt(places: Places) -> set[str]:
    """The codes of the receipts in a book made anew of the second medium; it is whole."""
    medium = FolderMedium(places.mirror, None)
    raw.rebuild(places.anew, read_units(medium, _REGISTER))
    with Reader.open_read_only(places.anew) as book:
        assert () == integrity.check(book, integrity.FULL)
        return {qr_from_jws(one.jws) for one in book.receipts()}


def _seen(path: Path, places: Places, held: set[str], disk: FaultDisk) -> Seen:
    """How the boot of a till finds the book."""
    try:
        with Book.open(path, connect=disk.connect) as book:
            problems = integrity.check(book, integrity.QUICK)
            integrity.require_file(problems)
            if book.tail() is None:
                # No Startbeleg: such a till does not start, and knows nothing to begin anew with.
                return Seen.REFUSED
            Mirror(FolderMedium(places.mirror, None), path, _REGISTER).catch_up()
            if problems:
                return Seen.TOLD
            stored = {qr_from_jws(one.jws) for one in book.receipts()}
    except BookBehindError as error:
        named = str(error)
    except (StoreError, MirrorError):
        return Seen.REFUSED
    else:
        named = ""
    if named:
        gap = _NAMED.search(named)
        assert gap is not None, named
        assert int(gap[2]) == len(held), f"{named}: it has {len(held)}"
        return Seen.BEHIND
    assert held <= stored, f"{len(held - stored)} receipts are missing, and nobody says so"
    return Seen.WHOLE


def _require_no_signature(config: Config, day: Recording, folder: Path) -> None:
    """A whole till on that disk: it signs what follows on everything on paper, or nothing."""
    shutil.copytree(day.folder / "credentials", folder / "credentials")
    stand = Stand(folder, in_folder(config, folder), NOVEMBER_UTC)
    stand.bench.card = card = WatchedCard(())
    try:
        assert stand.boot()
        assert stand.press(parse_keys("C C 250 WG1 BAR"))
    except (StoreError, BootError, RksvError):
        return
    payloads = {one.number: one.jws for one in stand.book.receipts()}
    last = max((number for number, text in payloads.items() if text == day.texts.get(number)))
    was_behind = stand.station.loop._second.behind
    stand.shut_down()
    if was_behind:
        assert len(payloads) == last, "signed after the gap was known"
        assert not [one for one in card.digests if one in day.digests], "signed again"
    else:
        medium = FolderMedium(folder / "mirror", None)
        held = {unit.receipt[3] for unit in read_units(medium, _REGISTER) if unit.receipt}
        assert set(payloads.values()) == held


def _is_found(plant: Callable[[pytest.MonkeyPatch], None], config: Config, folder: Path) -> bool:
    """Whether any lie is taken for the truth by a till with this fault."""
    day = recorded(folder / "day", config, 1)
    score = Score()
    with pytest.MonkeyPatch.context() as patch:
        plant(patch)
        for seed in range(CUTS_OF_A_CONTROL):
            with score.attempt("planted"):
                _lie(day, config, folder / "left", seed, is_live=False)
    return bool(score.failures)


def _believe(patch: pytest.MonkeyPatch) -> None:
    """A till that does not hold its book against the second medium."""
    patch.setattr(Mirror, "_require_ours", lambda _mirror, _book, _last, _end: None)


def _print_first(patch: pytest.MonkeyPatch) -> None:
    """A second medium that lags behind the paper: its last line is not there yet."""
    patch.setattr(
        "tests.campaign.classes.lying_disk.read_units",
        lambda medium, register: list(read_units(medium, register))[:-8],
    )


_FAULTS: Final = {
    "the book is not held against the mirror": _believe,
    "paper before the mirror": _print_first,
}
