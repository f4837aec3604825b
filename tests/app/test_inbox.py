"""The queue between the threads and the loop: bounded, in order, never waiting for room."""

from threading import Thread

import pytest

from firmware.app.inbox import CAPACITY, CardProbed, Inbox, Printed, Tick
from firmware.till.papers.slip import Mark
from hal.keypad.port import Key, Pressed


def test_in_order() -> None:
    """What was said first is heard first."""
    inbox = Inbox()
    keys = tuple(Pressed(key=key) for key in (Key.DIGIT_2, Key.DIGIT_5, Key.WG1))
    inbox.post(Tick())
    inbox.post_keys(keys)
    assert [inbox.take_now() for _ in range(4)] == [Tick(), *keys]
    assert inbox.take_now() is None


def test_take_waits_only_so_long() -> None:
    """Nothing in time is None, the loop's tick."""
    inbox = Inbox()
    assert inbox.take(0.0) is None
    inbox.post(CardProbed(unit=None, in_use=(), signatures=0))
    assert inbox.take(0.0) == CardProbed(unit=None, in_use=(), signatures=0)


def test_take_hears_another_thread() -> None:
    """A message wakes the loop."""
    inbox = Inbox()
    message = Printed(slip=7, mark=Mark.NONE)
    thread = Thread(target=inbox.post, args=(message,))
    thread.start()
    assert inbox.take(10.0) == message
    thread.join()


def test_full(capsys: pytest.CaptureFixture[str]) -> None:
    """A loop that is far behind loses the newest, not the oldest, and no thread is held up."""
    inbox = Inbox()
    for number in range(CAPACITY + 5):
        inbox.post(Printed(slip=number, mark=Mark.NONE))
    heard = []
    while (message := inbox.take_now()) is not None:
        assert isinstance(message, Printed)
        heard.append(message.slip)
    assert heard == list(range(CAPACITY))
    inbox.post_keys((Pressed(key=Key.DIGIT_5),) * (CAPACITY + 1))
    logged = capsys.readouterr().err
    assert 5 + 1 == logged.count("inbox full")
    assert "DIGIT" not in logged, "a key may be one of a PIN"
