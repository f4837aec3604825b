"""The stall as the book has it: master data folded from rows, and what the file says anew.

The book is the truth. The configuration is compared with what it said last (the fold of the rows
it made itself); what differs becomes rows, so that a price changed on the keys stays until
somebody changes that very price in the file.
"""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from firmware.app.config import Config, ConfigError, fixture_of, profile
from firmware.app.issue import local_day, plain
from firmware.store.entry import Entry, JournalRow
from firmware.store.reader import Reader
from firmware.till.acts import JournalKind
from firmware.till.events import StallChanged
from firmware.till.stall.build import Fixture, build, check, check_rates, facts_of
from firmware.till.stall.catalog import Profile
from firmware.till.stall.fault import StallError
from firmware.till.stall.masterdata import (
    Change,
    Difference,
    Source,
    State,
    days_of_change,
    differences,
    fold,
    from_content,
    said,
    to_content,
)
from firmware.till.texts import VIENNA
from hal.clock.port import Instant

#: What the cashier reads when announced prices have come.
NEW_PRICES = "Neue Preise"


def change_of(row: JournalRow) -> Change:
    """The change a STAMM row tells of.

    Raises:
        StallError: the row cannot be read.
    """
    return from_content(row.content, row.at_utc.astimezone(VIENNA).date())


def entry_of_change(change: Change, now: Instant, clerk: int | None = None) -> Entry:
    """The journal row of a change nobody made on the keys."""
    content = plain(to_content(change))
    return Entry(kind=JournalKind.STAMM, clerk=clerk, content=content, at_utc=now.utc)


def file_changes(history: tuple[Change, ...], config: Config, day: date) -> tuple[Change, ...]:
    """What the configuration says otherwise than it did last; on `day`, valid at once.

    Raises:
        ConfigError: the file cannot be used, or not with what the book knows besides.
    """
    wanted = facts_of(profile(config, day))
    before = said(history, Source.CONFIG)
    changes = tuple(_changes(before, wanted, fold(history, day), day))
    try:
        check((*history, *changes), fixture_of(config), day)
    except StallError as error:
        raise ConfigError(str(error)) from error
    return changes


def _changes(before: State, wanted: State, known: State, day: date) -> Iterator[Change]:
    for one in differences(before, wanted):
        have = known.get(one.thing)
        if one.new is None:
            yield replace(one, old=have or one.old).on(day, Source.CONFIG)
        elif have is None:
            # What was taken off meanwhile comes back whole when the file changes it.
            whole = Difference(thing=one.thing, old=None, new=wanted[one.thing])
            yield whole.on(day, Source.CONFIG)
        else:
            old = {name: have.get(name) for name in one.new}
            yield replace(one, old=old).on(day, Source.CONFIG)


def last_seen(book: Reader, today: date, *, is_anonymous: bool) -> date:
    """The day on which somebody last signed on (or, alone, switched on); today if nobody ever."""
    row = book.last_journal(JournalKind.START if is_anonymous else JournalKind.EIN)
    return today if row is None else row.at_utc.astimezone(VIENNA).date()


class Stall:
    """The master data of a book, for one till; reads only rows it has not read yet."""

    def __init__(self, book: Reader, config: Config, marked: Callable[[Profile], Profile]) -> None:
        """`marked` says who has a PIN: PINs are no master data, and kept elsewhere."""
        self._book = book
        self._fixture = fixture_of(config)
        self._marked = marked
        self._changes: tuple[Change, ...] = ()
        self._seq = 0
        self._told_seq = 0
        self._told: Profile | None = None
        self._day = date.min

    @property
    def fixture(self) -> Fixture:
        """What no row says."""
        return self._fixture

    @property
    def history(self) -> tuple[Change, ...]:
        """Every change, in the order of the book.

        Raises:
            StallError: a row cannot be read.
            StoreError: the book cannot be read.
        """
        rows = list(self._book.journal(self._seq + 1, kind=JournalKind.STAMM))
        if rows:
            self._changes += tuple(change_of(row) for row in rows)
            self._seq = rows[-1].seq
        return self._changes

    def profile(self, day: date) -> Profile:
        """The stall of `day`, with the rates in force on it.

        Raises:
            StallError: it cannot be.
        """
        stall = build(fold(self.history, day), self._fixture)
        check_rates(stall, day)
        return self._marked(stall)

    def has_arrived(self, after: date, until: date) -> bool:
        """Whether something announced came into effect after the day `after`, up to `until`."""
        return any(day <= until for day in days_of_change(self.history, after))

    def begin(self, day: date) -> Profile:
        """The stall with which the till begins.

        Raises:
            StallError: it cannot be.
        """
        self._day = day
        self._told = self.profile(day)
        self._told_seq = self._seq
        return self._told

    def news(self, now: Instant) -> StallChanged | None:
        """The stall, if it has become another since it was last told; asked often.

        Raises:
            StallError: a rate is no law any more; the till keeps what it has.
        """
        # A clock that is set back does not bring the prices of yesterday back.
        before, day = self._day, max(self._day, local_day(now))
        last = self._book.last_journal(JournalKind.STAMM)
        if day == before and (last is None or last.seq == self._told_seq):
            return None
        self._day = day
        self._told_seq = 0 if last is None else last.seq
        has_arrived = self.has_arrived(before, day)
        stall = self.profile(day)
        if stall == self._told:
            return None
        self._told = stall
        return StallChanged(profile=stall, words=NEW_PRICES if has_arrived else "", at_utc=now.utc)
