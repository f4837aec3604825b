"""FinanzOnline's side of kassa-sync: a round every half minute, in a thread of its own.

SOAP is loaded with the first order that is open: most days of a year there is none, and it would
take 20 MB of a small machine for nothing.
"""

import random
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import Final

from firmware.finanzonline.order import Answer, Order
from firmware.process.logs import get_logger
from firmware.sync import account
from firmware.sync.account import Secrets
from firmware.sync.config import FinanzonlineSection, Settings
from firmware.sync.patience import ROUND_EVERY_S
from firmware.sync.queue import Deliverer, Places, Queue
from firmware.sync.supervision import Supervision

log = get_logger()

#: Login, DataBox with its letters, order, login and order again, question, logout, each with its
#: deadline at most: then something hangs.
CALLS_IN_A_ROUND: Final = 12

_random = random.SystemRandom()


def rounds_of(
    settings: Settings,
    section: FinanzonlineSection,
    environment: Mapping[str, str],
    watch: Supervision,
) -> "Rounds":
    """The thread of this till."""
    queue = queue_of(settings, section, environment, watch.now_utc)
    queue.resume()
    return Rounds(queue, watch, CALLS_IN_A_ROUND * section.deadline_s + ROUND_EVERY_S)


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

    client = FirstOrder(lambda: client_of(settings, section, clock))
    return Queue(places, client, read_secrets, _random.random, section.mode)


def client_of(
    settings: Settings, section: FinanzonlineSection, clock: Callable[[], datetime]
) -> Deliverer:
    """FinanzOnline as the settings have it; half a second on a till."""
    from firmware.sync.exchange import Exchange, Line  # noqa: PLC0415 - SOAP
    from firmware.sync.finanzonline import Finanzonline  # noqa: PLC0415
    from firmware.sync.post import HttpPost  # noqa: PLC0415
    from firmware.sync.transcript import Transcript  # noqa: PLC0415

    line = Line(
        post=HttpPost(section.deadline_s),
        transcript=Transcript(settings.transcript),
        now_utc=clock,
    )
    return Finanzonline(Exchange(section.endpoint, line))


class FirstOrder:
    """Implements `Deliverer` by another one, which is made when there is something to deliver."""

    def __init__(self, make: Callable[[], Deliverer]) -> None:
        self._make = make
        self._made: Deliverer | None = None

    def deliver(self, order: Order, secrets: Secrets) -> Answer:
        """See `Deliverer.deliver`."""
        if self._made is None:
            self._made = self._make()
        return self._made.deliver(order, secrets)


class Rounds(Thread):
    """Turns the queue; left behind at the end wherever it is, as a power cut would leave it."""

    def __init__(self, queue: Queue, watch: Supervision, limit_s: float) -> None:
        super().__init__(name="rounds", daemon=True)
        self._queue = queue
        self._watch = watch
        self.limit_s = limit_s
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
