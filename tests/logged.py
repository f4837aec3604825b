"""Log lines caught on their way out."""

from collections.abc import Iterator
from contextlib import contextmanager

from firmware.process.logs import OUTLET, Fields


@contextmanager
def capture_logs() -> Iterator[list[dict[str, object]]]:
    """All lines said meanwhile, of whatever level: fields, `event` and `log_level`."""
    lines: list[dict[str, object]] = []

    def keep(level: str, event: str, fields: Fields) -> None:
        lines.append({**fields, "event": event, "log_level": level})

    before = OUTLET.level, OUTLET.sink
    OUTLET.level, OUTLET.sink = 0, keep
    try:
        yield lines
    finally:
        OUTLET.level, OUTLET.sink = before
