"""Log lines: one event a line, key=value, for the journal of systemd; English, no secrets.

A traceback is plain text. The pretty ones of libraries print local variables, and a local
variable may be the PIN on its way to the card.
"""

import sys

import structlog


def configure(level: int) -> None:
    """Send log lines of `level` and above to standard error; once, at the start of a program."""
    structlog.configure(
        processors=[
            structlog.stdlib.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(key_order=["level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
        cache_logger_on_first_use=False,
    )
