"""Whoever has to do with the archive at a booted till, put together from its settings."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from firmware.app.archive.counterpart import Archive, Push, Reach
from firmware.app.archive.links import Links
from firmware.app.archive.report import ReportFeeder
from firmware.app.archive_status import ArchiveFeeder
from firmware.app.clock_guard import ClockGuard
from firmware.app.config import Config
from firmware.app.inbox import Message
from firmware.app.issue import Issuer
from firmware.store.reader import Reader
from firmware.till.state import Till


def archive_of(config: Config, book: Reader) -> Archive:
    """The loop's side of it; what a till that was off has not sent goes with the first step."""
    links = Links(book, Path(config.paths.secrets), config.register.id)
    reach = Reach(
        paths=config.paths,
        has_archive=config.archive is not None,
        contact=config.receipt_link.contact,
        wifi="" if config.network is None else config.network.ssid,
    )
    archive = Archive(book, links, reach)
    archive.owe(Push.BOOT)
    return archive


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveRoom:
    """The feeders; a till without an archive reports to nobody."""

    feeder: ArchiveFeeder
    report: ReportFeeder | None

    @property
    def rounds(self) -> dict[str, Callable[[], float]]:
        """The rounds of their threads, by name."""
        report = {} if self.report is None else {"report": self.report.round}
        return {"archive": self.feeder.round, **report}


def archive_room(
    config: Config,
    till: Callable[[], Till],
    issuer: Issuer,
    clock: ClockGuard,
    post: Callable[[Message], None],
) -> ArchiveRoom:
    """The feeders of a till that is being put together."""
    paths = config.paths
    report = None
    if config.archive is not None:
        report = ReportFeeder(paths, till, issuer, clock)
    return ArchiveRoom(feeder=ArchiveFeeder(Path(paths.archive_status), post), report=report)
