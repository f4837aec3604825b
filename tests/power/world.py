"""Worlds in which the plug is pulled: a till at the brink of an act, and what a cut leaves of it.

Two ways to the same end. `World.cut` pulls the real plug at an edge: the product sees the cut.
`World.film` takes a picture at every edge of one undisturbed run: the bytes on the disk, what is
on paper, what the card was shown, the time. Whatever a program does after the plug is pulled
reaches nothing, so a picture is all that is left of the cut there; many edges leave the same.
"""

import hashlib
import re
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from firmware.app.config import Config
from firmware.desk.keys import parse_keys
from firmware.desk.stall import in_folder
from firmware.desk.stand import Stand
from hal.card.emulator import EmulatedCard
from hal.printer.emulator_paper import Slip

SUFFIXES = ("", "-wal", "-journal")
OCTOBER_UTC = datetime(2026, 10, 31, 20, 0, tzinfo=UTC)
NOVEMBER_UTC = datetime(2026, 11, 1, 8, 0, tzinfo=UTC)
SALE_CENTS = 250
NEXT_CENTS = 410
#: From a cut to the next boot: another minute, so that nothing can be made again as it was.
DARK_S = 61.0

#: The line of a Z slip that names its row in the journal.
_ANCHOR = re.compile(r"Journal [1-9][0-9]* +[A-Z2-7-]{14}")
#: The codes on a piece of paper, anchors among them, and whether it is a whole slip.
Paper = tuple[tuple[str, ...], bool]


class WatchedCard(EmulatedCard):
    """The bench's card, remembering every digest it was given to sign."""

    def __init__(self, digests: Iterable[bytes]) -> None:
        super().__init__()
        self.digests = list(digests)

    def _sign(self, digest: bytes) -> bytes:
        self.digests.append(digest)
        return super()._sign(digest)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What a cut at one edge leaves behind.

    `paper` is in the order in which it came out, `digests` all that the card has signed so far.
    """

    edge: str
    files: dict[str, bytes] = field(hash=False)
    now_utc: datetime
    paper: tuple[Paper, ...]
    digests: tuple[bytes, ...]

    @property
    def left(self) -> tuple[object, ...]:
        """What makes two pictures the same, whatever edge they were taken at."""
        disk = hashlib.sha256(b"".join(self.files[name] for name in sorted(self.files)))
        return (tuple(sorted(self.files)), disk.digest(), self.paper, self.digests)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """How a till comes to the brink, and the act in which the plug is pulled.

    `sold_before` are the totals of the sales in the book at the brink; the act is always the
    payment of an open sale of `SALE_CENTS`.
    """

    name: str
    prepare: Callable[[Stand], None]
    act: Callable[[Stand], bool]
    sold_before: tuple[int, ...] = ()
    card_at_brink: str = "in"
    card_after_cut: str = "in"


def pay(stand: Stand) -> bool:
    """BAR."""
    return stand.press(parse_keys("BAR"))


def come_back_and_pay(stand: Stand) -> bool:
    """The card is put in, its probe ends the outage: Sammelbeleg, Monatsbeleg; then BAR."""
    stand.bench.set_card("in")
    return stand.advance(32.0) and pay(stand)


def _open_sale(stand: Stand) -> None:
    stand.press(parse_keys("250 WG1"))


def _open_sale_in_november(stand: Stand) -> None:
    stand.set_time(NOVEMBER_UTC)
    _open_sale(stand)


def _outage_into_november(stand: Stand) -> None:
    stand.bench.set_card("out")
    stand.press(parse_keys("290 WG1 BAR"))
    stand.set_time(NOVEMBER_UTC)
    _open_sale(stand)


SCENARIOS = (
    Scenario(name="sale", prepare=_open_sale, act=pay),
    Scenario(name="first sale of a month", prepare=_open_sale_in_november, act=pay),
    Scenario(
        name="outage begins",
        prepare=_open_sale,
        act=pay,
        card_at_brink="out",
        card_after_cut="out",
    ),
    Scenario(name="card is back after the cut", prepare=_open_sale, act=pay, card_at_brink="out"),
    Scenario(
        name="outage and month end",
        prepare=_outage_into_november,
        act=come_back_and_pay,
        sold_before=(290,),
        card_at_brink="out",
    ),
)


class World:
    """One scenario at its brink, in a folder; `reach` puts a till there as often as wanted."""

    def __init__(self, folder: Path, config: Config, scenario: Scenario) -> None:
        self.scenario = scenario
        self._folder = folder
        self._config = config
        self._runs = 0
        stand = Stand(folder / "brink", self._settings("brink"), OCTOBER_UTC)
        stand.commission()
        stand.boot()
        scenario.prepare(stand)
        tail = stand.book.tail()
        assert tail is not None, "a commissioned till has a Startbeleg"
        self._printed_before = range(tail.number + 1)
        stand.shut_down()
        self._brink = Picture(
            edge="brink",
            files=_files(stand.book_path),
            now_utc=stand.clock.now().utc,
            paper=(),
            digests=(),
        )

    def reach(self, picture: Picture) -> "History":
        """A till that is off, on the disk of `picture`, with its paper and its card."""
        self._runs += 1
        name = f"run{self._runs % 2}"
        shutil.rmtree(self._folder / name, ignore_errors=True)
        (self._folder / name).mkdir()
        shutil.copytree(self._folder / "brink" / "credentials", self._folder / name / "credentials")
        stand = Stand(self._folder / name, self._settings(name), picture.now_utc)
        for suffix, content in picture.files.items():
            stand.book_path.with_name(stand.book_path.name + suffix).write_bytes(content)
        stand.bench.card = WatchedCard(picture.digests)
        stand.bench.set_card(self.scenario.card_after_cut)
        return History(stand, list(picture.paper), self._printed_before)

    def off_at_the_brink(self) -> "History":
        """A till that is off, one boot and one key before the act."""
        return self.reach(self._brink)

    def at_the_brink(self) -> "History":
        """A till that is on, one key before the act."""
        history = self.off_at_the_brink()
        history.stand.bench.set_card(self.scenario.card_at_brink)
        assert history.stand.boot()
        return history

    def edges(self) -> list[str]:
        """The names of all edges of the act."""
        stand = self.at_the_brink().stand
        before = len(stand.plug.trace)
        assert self.scenario.act(stand)
        names = list(stand.plug.trace)[before:]
        stand.shut_down()
        return names

    def cut(self, edge: int) -> "History":
        """Pull the plug at an edge of the act; the till is off then."""
        history = self.at_the_brink()
        history.stand.plug.arm(edge)
        assert not self.scenario.act(history.stand), f"no cut at edge {edge}"
        history.stand.bench.set_card(self.scenario.card_after_cut)
        return history

    def film_act(self) -> list[Picture]:
        """A picture at every edge of the act."""
        history = self.at_the_brink()
        pictures = film(history, lambda: self.scenario.act(history.stand))
        history.stand.shut_down()
        return pictures

    def film_boot(self, picture: Picture) -> list[Picture]:
        """A picture at every edge of the boot after a cut, with the paper it prints."""
        history = self.reach(picture)
        history.stand.clock.advance(DARK_S)
        pictures = film(history, history.stand.boot)
        history.stand.shut_down()
        return pictures

    def _settings(self, name: str) -> Config:
        (self._folder / name).mkdir(exist_ok=True)
        return in_folder(self._config, self._folder / name)


class History:
    """A till, its paper and what its card has signed since the brink.

    `printed_before` are the receipts whose paper is older.
    """

    def __init__(self, stand: Stand, paper: list[Paper], printed_before: range) -> None:
        self.stand = stand
        self.paper = paper
        self.printed_before = printed_before
        stand.on_slip = lambda slip: paper.append((codes(slip), slip.is_complete))

    @property
    def digests(self) -> list[bytes]:
        """What the card has signed in all boots."""
        card = self.stand.bench.card
        assert isinstance(card, WatchedCard)
        return card.digests

    def end(self) -> None:
        """The last boot: what was begun is finished, what was open is paid."""
        self.stand.clock.advance(DARK_S)
        assert self.stand.boot()
        if self.stand.station.loop.till.basket.lines:
            assert pay(self.stand)

    def sell_once_more(self) -> None:
        """The next customer."""
        assert self.stand.press(parse_keys(f"{NEXT_CENTS} WG1 BAR"))


def codes(slip: Slip) -> tuple[str, ...]:
    """What on a piece of paper must be in the book: codes of receipts, anchors of a Z."""
    lines = (" ".join(line.split()) for line in slip.text if _ANCHOR.fullmatch(line.strip()))
    return (*slip.qr_payloads, *lines)


def film(history: History, act: Callable[[], bool]) -> list[Picture]:
    """Run `act` undisturbed and take a picture at each edge."""
    pictures: list[Picture] = []
    stand = history.stand
    edge = stand.plug.edge
    before = tuple(history.paper)
    known = stand.bench.printer.slips

    def take(name: str) -> None:
        edge(name)
        printer = stand.bench.printer
        paper = [(codes(slip), slip.is_complete) for slip in printer.slips[len(known) :]]
        hanging = printer.current
        if hanging is not None:
            paper.append((codes(hanging), False))
        pictures.append(
            Picture(
                edge=name,
                files=_files(stand.book_path),
                now_utc=stand.clock.now().utc,
                paper=(*before, *paper),
                digests=tuple(history.digests),
            )
        )

    stand.plug.edge = take
    assert act(), "the plug is in"
    stand.plug.edge = edge
    return pictures


def classes(pictures: Iterable[Picture]) -> dict[tuple[object, ...], list[Picture]]:
    """The pictures by what they show."""
    found: dict[tuple[object, ...], list[Picture]] = {}
    for picture in pictures:
        found.setdefault(picture.left, []).append(picture)
    return found


def _files(book: Path) -> dict[str, bytes]:
    names = {suffix: book.with_name(book.name + suffix) for suffix in SUFFIXES}
    return {suffix: path.read_bytes() for suffix, path in names.items() if path.exists()}
