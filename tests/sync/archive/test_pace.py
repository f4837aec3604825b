"""What to do next: asked of the pure table, with any events in any order."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.accord.batch import MAX_LINES
from firmware.accord.messages import SEND_WITHIN_S
from firmware.sync.archive import events
from firmware.sync.archive.doubt import STRANGER, Doubt
from firmware.sync.archive.events import AskHead, SendRows, TellStatus, Wait
from firmware.sync.archive.pace import (
    DOUBT_REST_S,
    GATHER_S,
    LONGEST_REST_S,
    LOOK_EVERY_S,
    Entry,
    Pace,
    after,
    next_act,
)

INSIDE = Pace(entry=Entry.OPEN, rows=10, confirmed=10, is_reached=True, told_s=0.0)


def run(pace: Pace, *happened: events.Event, now_s: float = 0.0, chance: float = 0.5) -> Pace:
    """One event after the other, at one moment."""
    for one in happened:
        pace = after(pace, one, now_s, chance)
    return pace


def acked(size: int, **more: object) -> events.Acked:
    """A good answer."""
    return replace(events.Acked(size=size, heartbeat_s=600.0), **more)  # type: ignore[arg-type]


def test_no_row_waits_for_half_a_minute() -> None:
    """The look before, the gathering and a slow answer are together within the promise."""
    assert LOOK_EVERY_S + GATHER_S + 10 <= SEND_WITHIN_S


def test_rows_gather_and_go() -> None:
    """From the first look that sees one."""
    seen = run(INSIDE, events.Looked(rows=11), now_s=100.0)
    assert Wait(until_s=100.0 + GATHER_S) == next_act(seen, 100.0)
    again = run(seen, events.Looked(rows=12), now_s=105.0)
    assert SendRows(first_seq=11, max_lines=MAX_LINES) == next_act(again, 100.0 + GATHER_S)


def test_a_full_batch_does_not_wait() -> None:
    """There is nothing to gather."""
    seen = run(INSIDE, events.Looked(rows=10 + MAX_LINES))
    assert SendRows(first_seq=11, max_lines=MAX_LINES) == next_act(seen, 0.0)


def test_what_was_left_behind_goes_at_once() -> None:
    """Weeks offline: batch after batch; what came meanwhile gathers."""
    seen = run(INSIDE, events.Looked(rows=30), now_s=0.0)
    more = run(seen, acked(20, is_batch=True, is_more=True), now_s=20.0)
    assert SendRows(first_seq=21, max_lines=MAX_LINES) == next_act(more, 20.0)
    last = run(more, acked(30, is_batch=True), events.Looked(rows=31), now_s=21.0)
    assert isinstance(next_act(last, 21.0), Wait)


def test_a_status_does_not_make_rows_forgotten() -> None:
    """A heartbeat between row and batch takes nothing from the row's waiting."""
    seen = run(INSIDE, events.Looked(rows=11), now_s=100.0)
    told = run(seen, acked(10), events.Told(), now_s=105.0)
    assert SendRows(first_seq=11, max_lines=MAX_LINES) == next_act(told, 100.0 + GATHER_S)


def test_pauses_grow_and_are_bounded() -> None:
    """Full jitter: from a second up to twice as much each time, five minutes at most."""
    pace, longest = INSIDE, []
    for _ in range(20):
        pace = run(pace, events.Failed(), chance=1.0)
        longest.append(pace.rest_until_s)
    assert [2.0, 4.0, 8.0] == longest[:3]
    assert {LONGEST_REST_S} == set(longest[10:])
    assert 1.0 == run(INSIDE, events.Failed(), chance=0.0).rest_until_s


@pytest.mark.parametrize("doubt", sorted(set(Doubt) - STRANGER))
def test_doubts_stop_everything_but_the_question(doubt: Doubt) -> None:
    """Every five minutes, whatever is sold; the first word stays until all is well."""
    seen = run(INSIDE, events.Looked(rows=5000), events.Doubted(doubt=doubt))
    assert Wait(until_s=DOUBT_REST_S) == next_act(seen, 0.0)
    assert TellStatus(doubt=doubt.value) == next_act(seen, DOUBT_REST_S)
    assert doubt is run(seen, events.Doubted(doubt=Doubt.ROOT)).doubt
    well = run(seen, acked(10), now_s=DOUBT_REST_S)
    assert (None, Doubt) == (well.doubt, Doubt)
    assert SendRows(first_seq=11, max_lines=MAX_LINES) == next_act(well, DOUBT_REST_S)


@pytest.mark.parametrize("doubt", sorted(STRANGER))
def test_a_stranger_stops_nothing(doubt: Doubt) -> None:
    """Who is not our archive is no reason not to look for it."""
    seen = run(INSIDE, events.Looked(rows=11), events.Doubted(doubt=doubt))
    assert (None, doubt) == (seen.doubt, seen.stranger)
    assert isinstance(next_act(seen, 2 * LONGEST_REST_S), SendRows | TellStatus)


def test_batches_are_halved_down_to_one_row() -> None:
    """And what is too large even so is tried again later."""
    pace = INSIDE
    sizes = []
    for _ in range(10):
        pace = run(pace, events.TooLarge(lines=pace.max_lines))
        sizes.append(pace.max_lines)
    assert [500, 250, 125, 62, 31, 15, 7, 3, 1, 1] == sizes
    assert pace.tries
    assert 2 == run(pace, acked(11, is_batch=True)).max_lines


def test_one_password_is_asked_for_once() -> None:
    """A new one that is not taken either is for a person."""
    shut = run(INSIDE, events.Shut())
    assert events.Renew() == next_act(shut, 0.0)
    again = run(shut, events.Renewed(), events.Shut())
    assert Entry.REFUSED is again.entry
    assert AskHead() == next_act(again, DOUBT_REST_S)


_EVENTS = st.one_of(
    st.builds(events.Looked, rows=st.integers(0, 5000)),
    st.builds(events.Hurried),
    st.builds(events.KeyTyped),
    st.builds(events.KeyGone),
    st.builds(events.LetIn),
    st.builds(events.Renewed),
    st.builds(
        events.Acked,
        size=st.integers(0, 5000),
        heartbeat_s=st.sampled_from((300.0, 600.0, 900.0)),
        is_batch=st.booleans(),
        is_more=st.booleans(),
        proven_size=st.integers(0, 50),
    ),
    st.builds(events.Told),
    st.builds(events.Changed),
    st.builds(events.ProofKept),
    st.builds(events.Failed, is_gap=st.booleans()),
    st.builds(events.PutOff, after_s=st.floats(-10, 1e9)),
    st.builds(events.TooLarge, lines=st.integers(1, MAX_LINES)),
    st.builds(events.Doubted, doubt=st.sampled_from(Doubt)),
    st.builds(events.Shut),
    st.builds(events.Rejected),
)
_LIVES = st.lists(st.tuples(_EVENTS, st.floats(0, 1000), st.floats(0, 1)), max_size=40)


@given(_LIVES)
def test_any_life(life: list[tuple[events.Event, float, float]]) -> None:
    """It never sends while in doubt, without being let in, or a row that is not there."""
    pace, now_s = Pace(), 0.0
    for event, later_s, chance in life:
        now_s += later_s
        pace = after(pace, event, now_s, chance)
        act = next_act(pace, now_s)
        if isinstance(act, SendRows):
            assert pace.entry is Entry.OPEN
            assert pace.doubt is None
            assert pace.confirmed is not None
            assert pace.confirmed < act.first_seq <= pace.rows
            assert 1 <= act.max_lines <= MAX_LINES
        if pace.entry is Entry.NONE:
            assert isinstance(act, Wait | events.Register)
        assert pace.rest_until_s <= now_s + LONGEST_REST_S


@given(_LIVES)
def test_no_life_ends_in_silence(life: list[tuple[events.Event, float, float]]) -> None:
    """Whatever happened: once let in, within a quarter of an hour it asks for something."""
    pace, now_s = INSIDE, 0.0
    for event, later_s, chance in life:
        now_s += later_s
        pace = after(pace, event, now_s, chance)
    if pace.entry is Entry.NONE:
        return
    act, waited_s = next_act(pace, now_s), 0.0
    while isinstance(act, Wait) and waited_s <= 901:
        waited_s = act.until_s - now_s
        act = next_act(pace, act.until_s)
    assert not isinstance(act, Wait)
    assert waited_s <= 901
