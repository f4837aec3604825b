"""kassa-sync on the bench: the same queue, a round every half minute of emulated time.

It speaks only to a service on this machine, which is an emulated one: the receipts of a bench are
nobody's, and FinanzOnline never hears of them.
"""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from firmware.app.config import Config
from firmware.sync.account import PARTICIPANT, PIN, USER
from firmware.sync.config import FinanzonlineSection, Settings
from firmware.sync.patience import ROUND_EVERY_S
from firmware.sync.queue import Queue

#: Who an emulated office lets in; a real account is three credential files.
ACCOUNT: Final = {PARTICIPANT: "123456789", USER: "KASSEWS1", PIN: "Streng6eheim"}
SESSION_PATH: Final = "/fonws/ws/session"
REGISTER_PATH: Final = "/fonws/ws/rkdb"
#: Who made the till; the emulated office does not look at it.
MANUFACTURER: Final = "ATU12345678"
_EVERY: Final = timedelta(seconds=ROUND_EVERY_S)
_HERE: Final = re.compile(r"http://(localhost|127\.0\.0\.1|\[::1\])(:[0-9]{1,5})?")
_MODE: Final = 0o600


class Post:
    """Its rounds, as far as there is an office to speak to; `now_utc` is the office's time."""

    def __init__(self, config: Config, now_utc: Callable[[], datetime]) -> None:
        self._now_utc = now_utc
        self._next_utc = now_utc()
        self._queue: Queue | None = None
        section = config.finanzonline
        if section is not None and is_emulated(section):
            # Half a second of SOAP, which a bench without an office does without.
            from firmware.sync.office import queue_of  # noqa: PLC0415

            settings = Settings(paths=config.paths, finanzonline=section)
            Path(config.paths.run).mkdir(parents=True, exist_ok=True)
            self._queue = queue_of(settings, section, {}, now_utc)
            self._queue.resume()

    def round(self) -> float:
        """Turn the queue once if half a minute has gone by."""
        now_utc = self._now_utc()
        if self._queue is not None and now_utc >= self._next_utc:
            self._next_utc = now_utc + _EVERY
            self._queue.round(now_utc)
        return ROUND_EVERY_S


def is_emulated(section: FinanzonlineSection) -> bool:
    """Whether all addresses are on this machine."""
    urls = (section.session_url, section.register_url, section.endpoint.databox)
    return all(_HERE.match(url) for url in urls)


def with_office(config: Config, url: str) -> Config:
    """`config` with an emulated office under `url`, meant in earnest, and the account for it.

    Raises:
        ValueError: the address is not on this machine.
    """
    if not _HERE.fullmatch(url.rstrip("/")):
        raise ValueError(f"{url} is not on this machine: write http://127.0.0.1:8800")
    section = FinanzonlineSection(
        mode="production",
        manufacturer=MANUFACTURER,
        session_url=url.rstrip("/") + SESSION_PATH,
        register_url=url.rstrip("/") + REGISTER_PATH,
    )
    folder = Path(config.paths.credentials)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for name, text in ACCOUNT.items():
        path = folder / name
        path.touch(mode=_MODE)
        path.write_text(text, encoding="ascii")
    return msgspec.structs.replace(config, finanzonline=section)
