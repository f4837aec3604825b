"""kassa-sync: read the settings, then a round every half minute until systemd says stop."""

import logging
import os
import random
import signal
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, Thread
from typing import Final

import structlog

from firmware.process import logs
from firmware.process.notify import Notifier
from firmware.sync import account
from firmware.sync.account import Secrets
from firmware.sync.config import FinanzonlineSection, Settings, SettingsError, load
from firmware.sync.exchange import Exchange, Line
from firmware.sync.finanzonline import Finanzonline
from firmware.sync.patience import ROUND_EVERY_S
from firmware.sync.post import HttpPost
from firmware.sync.queue import Places, Queue
from firmware.sync.transcript import Transcript

log = structlog.get_logger()

DEFAULT_CONFIG: Final = Path("/etc/standlkassa/kassa.toml")
WATCH_EVERY_S: Final = 0.5
#: A round may be in the middle of a call; nothing is lost when it is left there.
STOP_WITHIN_S: Final = 0.4
#: Login, DataBox with its letters, order, login and order again, question, logout, each with its
#: deadline at most: then something hangs.
CALLS_IN_A_ROUND: Final = 12
#: Exit codes of sysexits.h; only a person can mend the settings.
EXIT_CONFIG: Final = 78
EXIT_FAULT: Final = 70

_random = random.SystemRandom()


@dataclass(frozen=True, slots=True, kw_only=True)
class Supervision:
    """What is above the rounds: when to stop, whom to tell, and the clocks."""

    stop: Event
    notifier: Notifier
    now_utc: Callable[[], datetime]
    monotonic_s: Callable[[], float] = time.monotonic


def main() -> None:
    """Run the rounds; the one argument is the till's configuration file."""
    logs.configure(logging.INFO)
    path = Path(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_CONFIG
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
    """Rounds until told to stop; returns the exit code."""
    if settings.finanzonline is None:
        log.info("nothing to do: no [finanzonline]")
        settings.paths.finanzonline_status.unlink(missing_ok=True)
        # Type=notify: an end before this would be a failure, to be started anew every few seconds.
        watch.notifier.ready("no [finanzonline]: nothing to do")
        watch.notifier.stopping()
        return 0
    queue = queue_of(settings, settings.finanzonline, environment, watch.now_utc)
    queue.resume()
    limit_s = CALLS_IN_A_ROUND * settings.finanzonline.deadline_s + ROUND_EVERY_S
    rounds = Rounds(queue, watch)
    rounds.start()
    watch.notifier.ready(f"FinanzOnline: {settings.finanzonline.mode}")
    log.info("ready", mode=settings.finanzonline.mode)
    while not watch.stop.wait(WATCH_EVERY_S) and rounds.is_alive():
        if watch.monotonic_s() - rounds.begun_s < limit_s:
            watch.notifier.alive()
    watch.notifier.stopping()
    rounds.join(STOP_WITHIN_S)
    return 0 if watch.stop.is_set() else EXIT_FAULT


def queue_of(
    settings: Settings,
    section: FinanzonlineSection,
    environment: Mapping[str, str],
    clock: Callable[[], datetime],
) -> Queue:
    """The queue of this till, with everything it speaks through."""
    paths = settings.paths
    places = Places(
        book=paths.book,
        folder=Path(paths.sync),
        status=paths.finanzonline_status,
    )
    credentials = account.folder_of(paths.credentials, environment)

    def read_secrets() -> Secrets:
        return Secrets(
            account=account.read_account(credentials), register_key_file=paths.register_key
        )

    client = client_of(settings, section, clock)
    return Queue(places, client, read_secrets, _random.random, section.mode)


def client_of(
    settings: Settings, section: FinanzonlineSection, clock: Callable[[], datetime]
) -> Finanzonline:
    """FinanzOnline as the settings have it."""
    line = Line(
        post=HttpPost(section.deadline_s),
        transcript=Transcript(settings.transcript),
        now_utc=clock,
    )
    return Finanzonline(Exchange(section.endpoint, line))


def now_utc() -> datetime:
    """The time now."""
    return datetime.now(UTC)


class Rounds(Thread):
    """Turns the queue; left behind at the end wherever it is, as a power cut would leave it."""

    def __init__(self, queue: Queue, watch: Supervision) -> None:
        super().__init__(name="rounds", daemon=True)
        self._queue = queue
        self._watch = watch
        self.begun_s = watch.monotonic_s()

    def run(self) -> None:
        """A round, a pause, until told to stop."""
        while not self._watch.stop.is_set():
            self.begun_s = self._watch.monotonic_s()
            try:
                self._queue.round(self._watch.now_utc())
            except Exception:
                # The supervisor starts us anew; the next process sees the same book.
                log.exception("a round failed")
                return
            self._watch.stop.wait(ROUND_EVERY_S)


if __name__ == "__main__":
    main()
