"""firmware.app.stall: the book is the truth, the file its first filling."""

from collections.abc import Callable
from datetime import date

import msgspec
import pytest

from firmware.app.boot import BootError
from firmware.app.config import ClerkSection, Config
from firmware.app.stall import change_of, entry_of_change
from firmware.store.entry import Entry
from firmware.till.acts import JournalKind
from firmware.till.stall.masterdata import Change, Sort, Source, said
from firmware.till.stall.plan import Saying, Way, fixture_of, plan
from tests.app.day import Day

NEW_YEAR = date(2027, 1, 1)


def today(day: Day) -> date:
    """The day it is."""
    return day.stand.clock.now().utc.date()


def history(day: Day) -> tuple[Change, ...]:
    """The rows."""
    return tuple(map(change_of, day.rows("STAMM")))


def say(day: Day, sort: Sort, key: str, valid_from: date | None = None, **fields: object) -> None:
    """Somebody changes master data beside the counter, as an import does."""
    stall = day.stand.station.loop.till.profile
    way = Way(today=today(day), source=Source.FILE, valid_from=valid_from)
    changes = plan(history(day), [Saying(thing=(sort, key), fields=fields)], way, fixture_of(stall))
    now = day.stand.clock.now()
    day.stand.book.append([entry_of_change(change, now) for change in changes])


def with_first_group(config: Config, **changes: object) -> Config:
    """The settings with another first group."""
    first = msgspec.structs.replace(config.group[0], **changes)
    return msgspec.structs.replace(config, group=[first, *config.group[1:]])


def reboot(day: Day, config: Config) -> None:
    """Off, another file, on."""
    day.stand.shut_down()
    day.stand.config = config
    day.boot()


def test_the_first_start_fills_the_book(day: Day) -> None:
    """Every group, rate, line and option of the file is a row; the stall is their fold."""
    assert {change.source for change in history(day)} == {Source.CONFIG}
    assert all(change.old is None for change in history(day))
    assert {change.sort for change in history(day)} >= set(Sort) - {Sort.CLERK}
    day.type("WG1")
    assert day.basket.total_cents == 250


def test_the_same_file_again_changes_nothing(day: Day, config: Config) -> None:
    """A start writes rows only for what is new."""
    before = len(history(day))
    reboot(day, config)
    assert len(history(day)) == before


def test_the_file_changes_what_it_changes(day: Day, config: Config) -> None:
    """A price changed in the file is one row; the rest stays as the book has it."""
    say(day, Sort.GROUP, "2", price_cents=310)
    reboot(day, with_first_group(config, price="2,80"))
    (change,) = [one for one in history(day) if one.old is not None and one.key == "1"]
    assert (change.old, change.new) == ({"price_cents": 250}, {"price_cents": 280})
    day.type("WG1 WG2")
    assert day.basket.total_cents == 280 + 310


def test_the_file_does_not_undo_the_keys(day: Day, config: Config) -> None:
    """A price changed at the till stays, start for start, until the file changes that price."""
    say(day, Sort.GROUP, "1", price_cents=270)
    reboot(day, config)
    day.type("WG1")
    assert day.basket.total_cents == 270
    day.type("F C BAR")
    reboot(day, with_first_group(config, name="Äpfel"))
    day.type("WG1")
    assert day.basket.total_cents == 270
    assert day.basket.lines[0].name == "Äpfel"


def test_the_file_says_the_same_as_the_keys(day: Day, config: Config) -> None:
    """Then it has said so, and the next start has nothing to say."""
    say(day, Sort.GROUP, "1", price_cents=280)
    reboot(day, with_first_group(config, price="2,80"))
    before = len(history(day))
    assert said(history(day), Source.CONFIG)[Sort.GROUP, "1"]["price_cents"] == 280
    reboot(day, with_first_group(config, price="2,80"))
    assert len(history(day)) == before


def test_a_group_gone_from_the_file_is_gone(day: Day, config: Config) -> None:
    """Together with its rate; and back with the file."""
    fewer = [one for one in config.group if one.number != 11]
    reboot(day, msgspec.structs.replace(config, group=fewer))
    assert 11 not in day.stand.station.loop.till.profile.groups
    reboot(day, config)
    assert day.stand.station.loop.till.profile.groups[11].name == "Wolle"


def test_what_was_taken_off_comes_back_whole(day: Day, config: Config) -> None:
    """The keys took a group off; when the file changes it, it is there with all its fields."""
    stall = day.stand.station.loop.till.profile
    way = Way(today=today(day), source=Source.KEYS)
    gone = plan(
        history(day), [Saying(thing=(Sort.GROUP, "9"), fields=None)], way, fixture_of(stall)
    )
    now = day.stand.clock.now()
    day.stand.book.append([entry_of_change(change, now) for change in gone])
    groups = [
        msgspec.structs.replace(one, name="Kränze", vat="20") if one.number == 9 else one
        for one in config.group
    ]
    reboot(day, msgspec.structs.replace(config, group=groups))
    group = day.stand.station.loop.till.profile.groups[9]
    assert (group.name, group.vat_per_mille) == ("Kränze", 200)


def test_a_file_that_does_not_go_with_the_book_is_refused(day: Day, config: Config) -> None:
    """The file drops a group in which an article stands: nothing is written, the till says why."""
    say(day, Sort.ARTICLE, "99", name="Wollknäuel", group=11, price_cents=690)
    before = len(history(day))
    day.stand.shut_down()
    fewer = [one for one in config.group if one.number != 11]
    day.stand.config = msgspec.structs.replace(config, group=fewer)
    with pytest.raises(BootError, match=r"article 99\.group"):
        day.stand.boot()
    day.stand.config = config
    day.boot()
    assert len(history(day)) == before


def test_announced_prices_come_at_midnight(day: Day) -> None:
    """AU18: the first sale after midnight has the new price, and the display says so."""
    day.until("2026-12-31T23:59:50")
    say(day, Sort.GROUP, "1", NEW_YEAR, price_cents=300)
    day.type("WG1 BAR")
    assert day.basket.total_cents == 0
    day.until("2027-01-01T00:00:30")
    day.type("C")
    assert "Neue Preise" in day.display
    day.type("WG1")
    assert day.basket.total_cents == 300


def test_announced_prices_that_came_overnight(day: Day) -> None:
    """The till was off at midnight: whoever switches it on reads it."""
    say(day, Sort.GROUP, "1", date(2026, 11, 24), price_cents=300)
    day.stand.shut_down()
    day.until_off("2026-11-25T07:00:00")
    day.boot()
    assert "Neue Preise" in day.display
    reboot(day, day.stand.config)
    assert "Neue Preise" not in day.display


def test_a_clock_set_back_brings_no_old_price_back(day: Day) -> None:
    """What has come into effect stays, until the till starts anew."""
    say(day, Sort.GROUP, "1", date(2026, 11, 21), price_cents=300)
    day.until("2026-11-21T08:00:00")
    day.until("2026-11-20T22:00:00")
    assert day.stand.station.loop.till.profile.groups[1].price_cents == 300


def test_a_new_header_is_on_the_next_slip(day: Day) -> None:
    """§ 132a Abs 3 Z 1 BAO: who sells is printed as it is now."""
    say(day, Sort.HEADER, "", lines=["Standl Gruber", "Graz"])
    day.wait(2)
    day.type("WG1 BAR")
    assert any("Standl Gruber" in line for line in day.slips[-1].text)


def test_a_row_that_cannot_be_read_stops_the_start(day: Day, config: Config) -> None:
    """A book from somewhere else is not half understood."""
    now = day.stand.clock.now()
    broken = Entry(kind=JournalKind.STAMM, clerk=None, content={"type": "dog"}, at_utc=now.utc)
    day.stand.book.append([broken])
    day.stand.shut_down()
    with pytest.raises(BootError, match="cannot be read"):
        day.stand.boot()


def test_a_clerk_the_file_knows_no_more_is_signed_off(
    new_day: Callable[..., Day], config: Config
) -> None:
    """The till was off while somebody left: a row says that nobody stands there any more."""
    anna = ClerkSection(number=1, name="Anna", role="chef")
    staffed = msgspec.structs.replace(config, clerk=[anna, ClerkSection(number=2, name="Ben")])
    day = new_day(settings=staffed)
    day.type("2 BAR")
    reboot(day, msgspec.structs.replace(config, clerk=[anna]))
    assert [dict(row.content) for row in day.rows("AUS")] == [{"reason": "unknown"}]
    assert "BEDIENER ?" in day.display
    reboot(day, day.stand.config)
    assert len(day.rows("AUS")) == 1
