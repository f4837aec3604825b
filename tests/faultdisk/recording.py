"""A selling day of a whole till, recorded touch by touch, and what any cut of it must leave.

At each touch it is noted what the till had been told is stored, what hung out of the printer, and
what the card had been given to sign. The tape then says what is on the disk after a cut there.
"""

import random
import shutil
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, TypeAlias

from firmware.app.config import Config
from firmware.desk.keys import parse_keys
from firmware.desk.stand import Stand
from firmware.rksv import jws
from firmware.rksv.machine_code import qr_from_jws
from firmware.store import integrity, seal
from firmware.store.book import Book
from firmware.store.errors import StoreError
from tests.faultdisk.disk import FaultDisk
from tests.faultdisk.platter import Touch
from tests.faultdisk.plug import stand_on
from tests.faultdisk.tape import Tape
from tests.power.acts import ACTS
from tests.power.world import OCTOBER_UTC, WatchedCard, codes

ACTS_A_DAY: Final = 14
_Z: Final = next(act for act in ACTS if act.name == "Z")


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What had happened before a touch: acknowledged, on paper (its codes), given to the card.

    `mirrored` is how many bytes the second medium had, where there is one.
    """

    receipts: int
    rows: int
    paper: frozenset[str]
    digests: int
    mirrored: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Recording:
    """One day: a mark for each touch of the tape from `first` on, and how it ended.

    `texts` are the receipts' JWS by number, `rows` the hashes of the journal by seq, and `anchors`
    what a Z slip shows of them. `mirror` is the file of the second medium, where there is one: it
    only grows.
    """

    tape: Tape
    first: int
    marks: Mapping[int, Mark]
    digests: tuple[bytes, ...]
    texts: Mapping[int, str]
    rows: Mapping[int, str]
    anchors: Mapping[int, str]
    book: Path
    folder: Path
    mirror: Path | None = None

    @property
    def points(self) -> range:
        """The touches at which it can be cut."""
        return range(self.first, len(self.tape.touches) + 1)

    def lay_out(self, left: Mapping[str, bytes], folder: Path) -> Path:
        """Put what is left of the files into an empty folder; where the book is then."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for path, content in left.items():
            (folder / Path(path).name).write_bytes(content)
        return folder / self.book.name


@dataclass(slots=True)
class _Notes:
    marks: dict[int, Mark] = field(default_factory=dict)
    acknowledged: tuple[int, int] = (0, 0)


def record(
    folder: Path,
    config: Config,
    dice: random.Random,
    before_it: Callable[[], None] = lambda: None,
) -> Recording:
    """A day by chance, from a boot to the Z and the shutting down, in an empty folder.

    `before_it` is done when the till is in operation and off.
    """
    with FaultDisk(is_recording=True) as disk:
        stand = stand_on(disk, dice, folder, config, OCTOBER_UTC)
        stand.bench.card = card = WatchedCard(())
        stand.commission()
        before_it()
        first, notes = disk.passed + 1, _Notes()
        medium = _medium(config)
        _watch(stand, disk, card, notes, medium)
        assert stand.boot()
        for doing in _doings(dice):
            assert doing(stand, dice), "the plug is in"
        _Z.finish(stand)
        texts = {one.number: one.jws for one in stand.book.receipts()}
        stand.shut_down()
        with Book.open(stand.book_path) as book:
            rows = {row.seq: row.hash for row in book.journal()}
        return Recording(
            tape=disk.tape,
            first=first,
            marks=notes.marks,
            digests=tuple(card.digests),
            texts=texts,
            rows=rows,
            anchors={
                seq: f"Journal {seq} {seal.anchor(seq, hash_)}" for seq, hash_ in rows.items()
            },
            book=stand.book_path,
            folder=folder,
            mirror=None if medium is None else _file_in(medium),
        )


def wrong_in(recording: Recording, mark: Mark, path: Path) -> Iterator[str]:
    """What does not hold of the book that a cut has left at `path`.

    Anlage Z 4, 9 and 11 RKSV: nothing acknowledged is lost, nothing is corrupt, nothing is on paper
    that is not stored, and no number has two texts, neither in the book nor before the card.
    """
    try:
        # Nobody cuts here, and a disk of this kind waits for no medium.
        with FaultDisk(folder=path.parent) as disk, Book.open(path, connect=disk.connect) as book:
            yield from _wrong(recording, mark, book)
    except StoreError as error:
        yield f"not opened: {error}"


def _wrong(recording: Recording, mark: Mark, book: Book) -> Iterator[str]:
    yield from (f"corrupt: {one}" for one in integrity.check(book, integrity.FULL))
    last, intent = book.last_journal(), book.intent()
    texts = {one.number: one.jws for one in book.receipts()}
    rows = 0 if last is None else last.seq
    if len(texts) < mark.receipts or rows < mark.rows:
        yield f"lost: {len(texts)} of {mark.receipts} receipts, {rows} of {mark.rows} rows"
    if last is not None and last.hash != recording.rows.get(last.seq):
        yield f"another history: row {last.seq}"
    strange = [number for number, text in texts.items() if text != recording.texts.get(number)]
    if strange:
        yield f"another text: receipts {strange}"
    if strange_paper := mark.paper - set(_vouched(recording, texts, rows)):
        yield f"printed and not stored: {sorted(strange_paper)[:3]}"
    number = 0 if intent is None else intent.draft.number
    if intent is not None and intent.draft.payload != jws.split(recording.texts[number]).payload:
        yield f"two texts: the intent {number} is not what was signed"
    shown = set(recording.digests[: mark.digests])
    unknown = [
        later
        for later, text in recording.texts.items()
        if later > max(len(texts), number) and jws.digest(jws.split(text).payload) in shown
    ]
    if unknown:
        yield f"two texts: the card signed {unknown}, and the book knows nothing of it"


def _vouched(recording: Recording, texts: Mapping[int, str], rows: int) -> Iterator[str]:
    """The codes of what is stored, and the anchors of its rows."""
    yield from (qr_from_jws(text) for text in texts.values())
    yield from (code for seq, code in recording.anchors.items() if seq <= rows)


def _medium(config: Config) -> Path | None:
    """The second medium, put in."""
    if config.mirror is None:
        return None
    medium = Path(config.mirror.folder)
    medium.mkdir()
    return medium


def _file_in(medium: Path) -> Path | None:
    return next(medium.iterdir(), None)


def _watch(
    stand: Stand, disk: FaultDisk, card: WatchedCard, notes: _Notes, medium: Path | None
) -> None:
    """Note at each commit what is acknowledged, and at each touch all of it."""
    edge = stand.plug.edge
    before = len(stand.bench.printer.slips)

    def acknowledge(name: str) -> None:
        edge(name)
        if name.endswith("after COMMIT") and stand._book is not None:
            tail, row = stand.book.tail(), stand.book.last_journal()
            notes.acknowledged = (tail.number if tail else 0, row.seq if row else 0)

    def mark(_touch: Touch) -> None:
        printer = stand.bench.printer
        slips = list(printer.slips[before:])
        if printer.current is not None:
            slips.append(printer.current)
        receipts, rows = notes.acknowledged
        mirror = None if medium is None else _file_in(medium)
        notes.marks[disk.passed + 1] = Mark(
            receipts=receipts,
            rows=rows,
            paper=frozenset(code for slip in slips for code in codes(slip)),
            digests=len(card.digests),
            mirrored=0 if mirror is None else mirror.stat().st_size,
        )

    stand.plug.edge = acknowledge
    disk.on_touch = mark


Doing: TypeAlias = Callable[[Stand, random.Random], bool]


def _sell(stand: Stand, dice: random.Random) -> bool:
    lines = (f"{dice.randrange(1, 9999)} WG{dice.randint(1, 3)}" for _ in range(dice.randint(1, 4)))
    return _type(stand, f"C C {' '.join(lines)} BAR")


def _cancel(stand: Stand, dice: random.Random) -> bool:
    return _sell(stand, dice) and _type(stand, "F 30 BAR 1 BAR")


def _lose_card(stand: Stand, dice: random.Random) -> bool:
    stand.bench.set_card("out")
    is_sold = _sell(stand, dice)
    stand.bench.set_card("in")
    return is_sold and stand.advance(32.0)


def _rest(stand: Stand, dice: random.Random) -> bool:
    return stand.advance(dice.uniform(1, 90))


def _start_anew(stand: Stand, _dice: random.Random) -> bool:
    return stand.shut_down() and stand.boot()


def _type(stand: Stand, keys: str) -> bool:
    return stand.press(parse_keys(keys))


#: What is done at a stall, as often as it is; each is false when the power went on the way.
DOINGS: Final[tuple[Doing, ...]] = (
    *(_sell,) * 7,
    _cancel,
    _lose_card,
    _rest,
    _start_anew,
)


def _doings(dice: random.Random) -> list[Doing]:
    """A day's, each at least once."""
    each = list(dict.fromkeys(DOINGS))
    chosen = each + dice.choices(DOINGS, k=ACTS_A_DAY - len(each))
    dice.shuffle(chosen)
    return chosen
