"""kassa-sync: read the settings, then a thread for each side of the net until systemd says stop."""

import logging
import os
import signal
import sys
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from typing import Final

from firmware.process import logs
from firmware.process.logs import get_logger
from firmware.process.notify import Notifier
from firmware.process.settings_file import TILL_SETTINGS
from firmware.sync.config import Settings, SettingsError, load
from firmware.sync.supervision import Supervision, Worker, watch_over

log = get_logger()

#: Exit codes of sysexits.h; only a person can mend the settings.
EXIT_CONFIG: Final = 78
EXIT_FAULT: Final = 70


def main() -> None:
    """Run both sides; the one argument is the till's configuration file."""
    logs.configure(logging.INFO)
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else TILL_SETTINGS
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    watch = Supervision(stop=stop, notifier=Notifier(os.environ), now_utc=now_utc)
    try:
        settings = load(path)
    except SettingsError as error:
        log.error("kassa-sync does not start", detail=str(error))
        sys.exit(EXIT_CONFIG)
    sys.exit(run(settings, os.environ, watch))


def run(settings: Settings, environment: Mapping[str, str], watch: Supervision) -> int:
    """Both sides until told to stop; returns the exit code."""
    _forget(settings)
    workers = workers_of(settings, environment, watch)
    if not workers:
        log.info("nothing to do: neither [finanzonline] nor [archive]")
        # Type=notify: an end before this would be a failure, to be started anew every few seconds.
        watch.notifier.ready("neither [finanzonline] nor [archive]: nothing to do")
        watch.notifier.stopping()
        return 0
    for one in workers:
        one.start()
    said = _said(settings)
    watch.notifier.ready(said)
    log.info("ready", sides=said)
    return 0 if watch_over(workers, watch) else EXIT_FAULT


def workers_of(
    settings: Settings, environment: Mapping[str, str], watch: Supervision
) -> list[Worker]:
    """A thread for each section there is; what the others need is not even loaded."""
    workers: list[Worker] = []
    if settings.finanzonline is not None:
        from firmware.sync import office  # noqa: PLC0415

        workers.append(office.rounds_of(settings, settings.finanzonline, environment, watch))
    if settings.archive is not None:
        from firmware.sync.archive import assembly  # noqa: PLC0415 - HTTPS, zstd

        workers += assembly.workers_of(settings, settings.archive, watch)
    return workers


def now_utc() -> datetime:
    """The time now."""
    return datetime.now(UTC)


def _forget(settings: Settings) -> None:
    """Take away what an earlier life told of a side that is none any more."""
    if settings.finanzonline is None:
        settings.paths.finanzonline_status.unlink(missing_ok=True)
    if settings.archive is None:
        Path(settings.paths.archive_status).unlink(missing_ok=True)
        import shutil  # noqa: PLC0415 - three packers, for a folder that was given up

        shutil.rmtree(settings.paths.offer_folder, ignore_errors=True)


def _said(settings: Settings) -> str:
    sides = []
    if settings.finanzonline is not None:
        sides.append(f"FinanzOnline: {settings.finanzonline.mode}")
    if settings.archive is not None:
        sides.append(f"archive: {settings.archive.url}")
    return ", ".join(sides)


if __name__ == "__main__":
    main()
