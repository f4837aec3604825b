"""A live desk for tests: a clock that jumps over half minutes, and waits that end."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest import mock

from firmware.app import main
from firmware.app.config import Config
from firmware.desk.archive_beside import ArchiveBeside
from firmware.desk.keys import parse_keys
from firmware.desk.live import DeskClock, LiveDesk, open_desk
from firmware.desk.stall import demo_config, in_folder
from firmware.store.reader import Reader
from hal.clock.port import Instant
from tests.logged import capture_logs

#: More than a loaded machine needs for anything a desk does.
PATIENCE_S = 60.0
_LOOK_S = 0.01
_TICK_S = 0.05


class JumpingClock(DeskClock):
    """The machine's time, and what a test does not want to wait for."""

    def __init__(self) -> None:
        self._ahead_s = 0.0

    def jump(self, seconds: float) -> None:
        """Let so much monotonic time have passed; the date stays."""
        self._ahead_s += seconds

    def now(self) -> Instant:
        """See `Clock.now`."""
        now = super().now()
        return Instant(
            utc=now.utc, monotonic_s=now.monotonic_s + self._ahead_s, is_trusted=now.is_trusted
        )


def until(condition: Callable[[], object], what: str) -> None:
    """Return as soon as `condition` holds.

    Raises:
        AssertionError: it does not, for longer than a loaded machine needs.
    """
    end_s = time.monotonic() + PATIENCE_S
    pause = threading.Event()
    while not condition():
        assert time.monotonic() < end_s, f"never came: {what}"
        pause.wait(_LOOK_S)


@contextmanager
def opened(
    folder: Path,
    *,
    clock: JumpingClock | None = None,
    settings: Config | None = None,
    is_new: bool = False,
    archive: ArchiveBeside | None = None,
) -> Iterator[LiveDesk]:
    """A desk in `folder`, on and ready for the first key; its loop looks up more often."""
    config = in_folder(settings or demo_config(), folder)
    with (
        capture_logs(),
        mock.patch.object(main, "TICK_S", _TICK_S),
        open_desk(config, folder, clock or JumpingClock(), is_new=is_new, archive=archive) as desk,
    ):
        until_ready(desk)
        yield desk


def until_ready(desk: LiveDesk) -> None:
    """The till has booted: something is on its display."""
    until(desk.display_text, "a display that shows something")


def shows(desk: LiveDesk, words: str) -> None:
    """Wait until `words` stand on the display."""
    until(lambda: words in desk.display_text(), f"{words!r} on {desk.display_text()!r}")


def prints(desk: LiveDesk, words: str) -> None:
    """Wait until `words` stand on the last whole slip."""

    def is_printed() -> bool:
        slips = [slip for slip in desk.slips(0) if slip.is_complete]
        return bool(slips) and words in slips[-1].text

    until(is_printed, f"{words!r} on paper")


def type_keys(desk: LiveDesk, text: str) -> None:
    """Press keys, written as in the manual."""
    for key in parse_keys(text):
        desk.press(key)


def journal(folder: Path) -> list[str]:
    """The kinds of all rows of a book that nobody writes."""
    with Reader.open_read_only(folder / "book.sqlite") as book:
        return [row.kind for row in book.journal()]
