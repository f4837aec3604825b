"""What is wrong with a till, condition by condition."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.alarms.ledger import AlarmKind
from archive.alarms.watch import VIENNA, Facts, Rules, conditions, is_usual, weighed_hours
from firmware.accord.messages import Due, TillStatus
from firmware.finanzonline.order import Act

NOW = datetime(2026, 11, 21, 9, 30, tzinfo=UTC)
RULES = Rules(silent=timedelta(minutes=60), card=timedelta(days=30))
#: The same hour of the same day, one and two weeks ago.
USUAL = frozenset({datetime(2026, 11, 14, 9, tzinfo=UTC), datetime(2026, 11, 7, 9, tzinfo=UTC)})


def facts(
    *,
    heard_at: datetime | None = NOW,
    heard_hours: frozenset[datetime] = USUAL,
    clock_offset_s: int = 0,
    status: TillStatus | None = None,
    is_silent: bool = False,
) -> Facts:
    """A till that is well, but for what is said."""
    return Facts(
        heard_at=heard_at,
        heard_hours=heard_hours,
        clock_offset_s=clock_offset_s,
        status=status,
        is_silent=is_silent,
    )


def status(**members: object) -> TillStatus:
    """What a till says of itself."""
    return TillStatus(at_utc="2026-11-21T09:30:00+00:00", **members)


@pytest.mark.parametrize("well", [facts(), facts(heard_at=None), facts(status=status())])
def test_a_till_that_is_well_has_no_alarm(well: Facts) -> None:
    """Also one that was never heard, and one that says little."""
    assert {} == conditions(well, RULES, NOW)


def test_a_till_that_is_quiet_when_it_usually_speaks() -> None:
    """An hour and a minute without a word, on a Saturday at half past ten in Vienna."""
    quiet = facts(heard_at=NOW - timedelta(minutes=61))
    assert {AlarmKind.SILENT: "not heard since 2026-11-21 09:29"} == conditions(quiet, RULES, NOW)
    assert {} == conditions(facts(heard_at=NOW - timedelta(minutes=60)), RULES, NOW)


def test_a_till_that_is_off_on_its_free_day_is_not_missed() -> None:
    """Nobody is called for a stall that is closed; but who was missed is missed until heard."""
    free = facts(heard_at=NOW - timedelta(days=2), heard_hours=frozenset())
    assert {} == conditions(free, RULES, NOW)
    missed = facts(heard_at=NOW - timedelta(days=2), heard_hours=frozenset(), is_silent=True)
    assert [AlarmKind.SILENT] == list(conditions(missed, RULES, NOW))


def test_an_hour_is_usual_by_the_clock_of_vienna() -> None:
    """Across the end of summer time the stall opens at the same hour of its own day."""
    # 10:15 in Vienna is 08:15 UTC in October and 09:15 UTC in November.
    before = frozenset(
        {datetime(2026, 10, 17, 8, tzinfo=UTC), datetime(2026, 10, 24, 8, tzinfo=UTC)}
    )
    assert is_usual(before, datetime(2026, 10, 31, 9, 15, tzinfo=UTC))
    assert not is_usual(before, datetime(2026, 10, 31, 8, 15, tzinfo=UTC))


@given(st.integers(0, 2 * 366 * 24 * 60))
def test_what_is_weighed_is_what_counts(minutes: int) -> None:
    """Of all hours of four weeks those that can make this one usual, across summer time, too."""
    now = NOW + timedelta(minutes=minutes)
    this = now.replace(minute=0, second=0, microsecond=0)
    past = [this - timedelta(hours=hours) for hours in range(1, 4 * 7 * 24 + 2)]
    local = {hour: hour.astimezone(VIENNA) for hour in past}
    here, today = now.astimezone(VIENNA), now.astimezone(VIENNA).date()
    alike = {
        hour
        for hour, at in local.items()
        if (at.weekday(), at.hour) == (here.weekday(), here.hour) and at.date() != today
    }
    assert alike == set(weighed_hours(now))


def test_once_is_not_usual() -> None:
    """One market last week makes no habit, and today's hour is none of the past."""
    assert not is_usual(frozenset({datetime(2026, 11, 14, 9, tzinfo=UTC)}), NOW)
    today = frozenset(
        {datetime(2026, 11, 14, 9, tzinfo=UTC), datetime(2026, 11, 21, 9, tzinfo=UTC)}
    )
    assert not is_usual(today, NOW)


@pytest.mark.parametrize(("hours", "is_told"), [(48, False), (49, True), (47, False)])
def test_an_outage_of_more_than_48_hours(hours: int, *, is_told: bool) -> None:
    """§ 17 Abs 4 RKSV: an outage of more than 48 hours has to be reported."""
    since = (NOW - timedelta(hours=hours)).isoformat()
    found = conditions(facts(status=status(outage_since_utc=since)), RULES, NOW)
    assert is_told == (AlarmKind.OUTAGE in found)


@pytest.mark.parametrize(
    ("expires", "is_told"),
    [("2026-12-21", True), ("2026-12-22", False), ("2020-01-01", True), ("soon", False)],
)
def test_a_card_that_ends_within_thirty_days(expires: str, *, is_told: bool) -> None:
    """The day counts by itself; what is no day says nothing."""
    found = conditions(facts(status=status(card_expires=expires)), RULES, NOW)
    assert is_told == (AlarmKind.CARD in found)


@pytest.mark.parametrize(
    ("due", "words"),
    [
        (["jahresbeleg"], "the Jahresbeleg has to be made, and checked with FinanzOnline, by"),
        (["jahresbeleg_pruefung"], "the Jahresbeleg has to be checked with FinanzOnline, by"),
        ([], "a receipt has to be checked with FinanzOnline, a Jahresbeleg by"),
    ],
)
def test_a_jahresbeleg_that_is_due(due: list[str], words: str) -> None:
    """§ 8 Abs 3 RKSV: until 15 February it says the day, afterwards that it is late."""
    # An older till says of any receipt that it is to be checked, and no more.
    said = facts(status=status(due=(*due, Act.BELEGPRUEFUNG.value)), heard_at=None)
    early = datetime(2027, 2, 15, 12, tzinfo=UTC)
    assert {AlarmKind.JAHRESBELEG: f"{words} 2027-02-15"} == conditions(said, RULES, early)
    late = conditions(said, RULES, early + timedelta(days=1))
    assert f"{words} now" == late[AlarmKind.JAHRESBELEG]


@pytest.mark.parametrize(
    ("word", "name"), [(Due.STARTBELEG, "Startbeleg"), (Due.SCHLUSSBELEG, "Schlussbeleg")]
)
def test_another_receipt_to_be_checked_is_called_by_its_name(word: Due, name: str) -> None:
    """§ 6 Abs 4, § 17 Abs 8 RKSV: 15 February is nothing to them."""
    said = facts(status=status(due=(Act.BELEGPRUEFUNG.value, word.value)))
    found = conditions(said, RULES, NOW)
    assert {AlarmKind.JAHRESBELEG: f"the {name} has to be checked with FinanzOnline"} == found


def test_all_that_is_owed_is_told() -> None:
    """The check of the Startbeleg was refused, and a year has passed."""
    said = facts(status=status(due=("belegpruefung", "startbeleg", "jahresbeleg")))
    words = conditions(said, RULES, NOW)[AlarmKind.JAHRESBELEG]
    assert "Jahresbeleg has to be made" in words
    assert "; the Startbeleg has" in words


@pytest.mark.parametrize("word", [one.value for one in Act if one is not Act.BELEGPRUEFUNG])
def test_other_orders_of_finanzonline_are_none(word: str) -> None:
    """They have their own words on the till."""
    assert {} == conditions(facts(status=status(due=(word,))), RULES, NOW)


@pytest.mark.parametrize(
    ("free", "total", "is_told"), [(9, 100, True), (10, 100, False), (0, 0, False)]
)
def test_a_disk_that_is_nearly_full(free: int, total: int, *, is_told: bool) -> None:
    """Less than a tenth; a till that does not say how large it is says nothing."""
    said = status(disk_free_bytes=free, disk_total_bytes=total)
    assert is_told == (AlarmKind.DISK in conditions(facts(status=said), RULES, NOW))


@pytest.mark.parametrize(("offset", "is_told"), [(120, False), (121, True), (-121, True)])
def test_a_clock_that_is_off(offset: int, *, is_told: bool) -> None:
    """More than two minutes, either way."""
    assert is_told == (AlarmKind.CLOCK in conditions(facts(clock_offset_s=offset), RULES, NOW))


@given(text=st.text(max_size=60))
def test_no_text_of_a_till_breaks_the_watch(text: str) -> None:
    """A till may send anything as a time or a day: at most it is told of, never fallen over."""
    said = status(outage_since_utc=text, card_expires=text, due=(text[:200],))
    conditions(facts(status=said), RULES, NOW)


@pytest.mark.parametrize("word", ["rollback", "root", "\x1b[2J"])
def test_a_till_that_does_not_believe_the_archive(word: str) -> None:
    """Only it can know that the archive was set back."""
    found = conditions(facts(status=status(doubt=word)), RULES, NOW)
    assert [AlarmKind.ROLLBACK] == list(found)
    assert found[AlarmKind.ROLLBACK].isprintable()
    assert {} == conditions(facts(status=status(doubt="")), RULES, NOW)


def test_a_till_that_gave_an_update_up() -> None:
    """As long as it says so; its words are made harmless."""
    said = status(image="1.2", fell_back_from="1.3", fell_back_because="card\x1b[2J")
    found = conditions(facts(status=said), RULES, NOW)
    assert {AlarmKind.FALLBACK: "gave up 1.3 (card\\x1b[2J), runs 1.2"} == found
    short = conditions(facts(status=status(image="1.2", fell_back_from="1.3")), RULES, NOW)
    assert {AlarmKind.FALLBACK: "gave up 1.3, runs 1.2"} == short
    assert {} == conditions(facts(status=status(image="1.3")), RULES, NOW)
