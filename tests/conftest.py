"""What holds for every test of the house."""

import os
import signal
from collections.abc import Iterator

import pytest
import structlog
from hypothesis import settings

from firmware.desk.manual.chapters import CASES, ROWS, WAITING

# A shell that starts the tests in its background has SIGINT ignored, and a program inherits that:
# Ctrl-C could then not be tested.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# A loaded machine is no fault of the code; and what CI judges must not depend on its dice. Fresh
# examples are thrown at every other run.
settings.register_profile("house", deadline=None)
settings.register_profile("ci", settings.get_profile("house"), derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "house")


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    """A program configures logging for its whole process; no test inherits another's."""
    structlog.reset_defaults()
    yield
    structlog.reset_defaults()


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """How much of the operator's manual has a case, at the end of every run."""
    covered = [row for row in ROWS if row not in WAITING]
    waiting = ", ".join(f"{row} ({what})" for row, what in WAITING.items())
    terminalreporter.write_line(
        f"manual: {len(covered)} of {len(ROWS)} rows have a case, {len(CASES)} cases in all; "
        f"waiting: {waiting}"
    )
