"""firmware.app.keep.bounded: what hangs is left to itself."""

from threading import Event, Timer

from firmware.app.keep.bounded import Bounded, at_once

WAIT_S = 10.0
SHORT_S = 0.02


def test_work_that_ends() -> None:
    """It is done when `run` returns, one after the other."""
    bounded, done = Bounded(), []
    for number in range(3):
        assert bounded.run(lambda number=number: done.append(number), WAIT_S)
    assert [0, 1, 2] == done


def test_work_that_hangs() -> None:
    """Whoever waits goes on; nothing else begins until the hanging one has ended."""
    bounded, go_on, done = Bounded(), Event(), Event()

    def hang() -> None:
        assert go_on.wait(WAIT_S)
        done.set()

    assert not bounded.run(hang, SHORT_S)
    assert not bounded.run(lambda: None, SHORT_S)
    go_on.set()
    assert done.wait(WAIT_S)
    assert bounded.run(lambda: None, WAIT_S)


def test_all_of_the_time() -> None:
    """What waiting for other work left of it is the work's; alone it has all of it."""
    bounded, go_on, done = Bounded(), Event(), Event()
    assert not bounded.run(lambda: done.set() if go_on.wait(WAIT_S) else None, SHORT_S)
    later = Timer(SHORT_S, go_on.set)
    later.start()
    assert bounded.run(later.join, WAIT_S)
    assert done.is_set()
    late = Event()
    Timer(0.6, late.set).start()
    assert bounded.run(lambda: assert_set(late), 1.0)


def assert_set(event: Event) -> None:
    """Wait for it."""
    assert event.wait(WAIT_S)


def test_without_bounds() -> None:
    """On the desk nothing hangs."""
    done = Event()
    assert at_once(done.set, 0.0)
    assert done.is_set()
