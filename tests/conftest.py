"""What holds for every test of the house."""

import gc
import logging
import os
import signal
import time
from collections.abc import Iterator

import pytest
from hypothesis import settings

from firmware.desk.manual.chapters import CASES, ROWS, WAITING
from firmware.process import logs

#: The long lane in a bounded time: tests come in the order of their seed (chance's, or the one told
#: with --randomly-seed), and what has not begun after so many minutes is named as skipped. Empty:
#: all of it, however long that takes.
MINUTES = os.environ.get("KASSA_MINUTES", "")
_BEGUN_S = time.monotonic()

# Twenty thousand collected tests stay to the end: looking through them for garbage again and again
# is a third of the time it takes to collect them.
gc.disable()

# A shell that starts the tests in its background has SIGINT ignored, and a program inherits that:
# Ctrl-C could then not be tested.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A loaded machine is no fault of the code; and what CI judges must not depend on its dice. Fresh
# examples are thrown at every other run.
settings.register_profile("house", deadline=None)
settings.register_profile("ci", settings.get_profile("house"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "house")


def pytest_collection_finish() -> None:
    """From here on garbage is what tests leave."""
    gc.freeze()
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """No test begins when the time of its lane is over."""
    if MINUTES and time.monotonic() - _BEGUN_S > float(MINUTES) * 60:
        pytest.skip(f"not begun within {MINUTES} minutes: another day's turn, or `make test-heavy`")


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    """A program configures logging for its whole process; no test inherits another's."""
    logs.configure(logging.INFO)
    yield
    logs.configure(logging.INFO)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How much of the operator's manual has a case, at the end of every run."""
    covered = [row for row in ROWS if row not in WAITING]
    waiting = ", ".join(f"{row} ({what})" for row, what in WAITING.items())
    terminalreporter.write_line(
        f"manual: {len(covered)} of {len(ROWS)} rows have a case, {len(CASES)} cases in all; "
        f"waiting: {waiting}"
    )
