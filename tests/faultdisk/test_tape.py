"""A tape of one run gives the same cuts as the run itself, and knows what a medium lied about."""

import random

from tests.faultdisk.platter import Loss, Made, Platter, Synced, Touch, Written
from tests.faultdisk.tape import MAX_LIES, Tape

FILE = "book"
PAGE = 1024


def record(tape: Tape, pages: int) -> Tape:
    """Write pages one after the other, a sync after each."""
    for page in range(pages):
        tape.add(Written(path=FILE, offset=page * PAGE, content=bytes([page % 251 + 1]) * PAGE))
        tape.add(Synced(path=FILE))
    return tape


def test_cuts_of_a_tape_are_cuts_of_the_run() -> None:
    """Many cuts by one playing leave what each alone leaves."""
    tape = record(Tape({FILE: b""}), pages=10)
    points = [3, 4, 11, 20]
    alone = [tape.left(point, random.Random(point), Loss.DROP_ALL) for point in points]

    assert list(zip(points, alone, strict=True)) == list(
        tape.cuts(points, random.Random(1), Loss.DROP_ALL)
    )


def test_the_touch_in_flight() -> None:
    """The write that is cut may be there, half or whole; the sync that is cut saves nothing."""
    tape = record(Tape({FILE: b""}), pages=2)
    in_write = {len(tape.left(1, random.Random(seed), Loss.HONEST)[FILE]) for seed in range(99)}
    in_sync = tape.left(2, random.Random(1), Loss.DROP_ALL)
    after_sync = tape.left(3, random.Random(1), Loss.DROP_ALL)

    assert {0, PAGE} <= in_write
    assert {FILE: b""} == in_sync
    assert {FILE: b"\x01" * PAGE} == after_sync


def test_lies() -> None:
    """A medium that lied loses what it said was safe, but never more than it may."""
    tape = record(Tape({FILE: b""}), pages=2 * MAX_LIES)
    kept = [
        len(tape.left(len(tape.touches) + 1, random.Random(seed), Loss.LIES)[FILE].rstrip(b"\0"))
        for seed in range(99)
    ]

    assert min(kept) < (2 * MAX_LIES - 1) * PAGE
    assert min(kept) >= MAX_LIES * PAGE


def test_a_short_tape_forgets_what_is_safe() -> None:
    """A till that runs for days keeps the last touches only, and its cuts are none the worse."""
    short, whole = Tape({FILE: b""}, syncs_kept=MAX_LIES), Tape({FILE: b""})
    for tape in (short, whole):
        record(tape, pages=500)

    assert len(short.touches) < 5 * MAX_LIES
    assert whole.left(1001, random.Random(1), Loss.HONEST) == short.left(
        len(short.touches) + 1, random.Random(1), Loss.HONEST
    )


def test_a_playing_is_the_medium() -> None:
    """A tape without a cut is its touches applied."""
    touches: list[Touch] = [Made(path=FILE), Written(path=FILE, offset=3, content=b"x")]
    tape, platter = Tape({}), Platter({})
    for touch in touches:
        tape.add(touch)
    platter.apply(touches)

    assert platter.left(random.Random(5), Loss.HONEST) == tape.left(
        3, random.Random(5), Loss.HONEST
    )
