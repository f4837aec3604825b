"""Putting an emulated till into operation: what a technician does once, with its slip on paper."""

import sqlite3
from datetime import datetime
from pathlib import Path

from firmware.app import credentials
from firmware.app.boot import book_path
from firmware.app.config import Config
from firmware.app.life.commission import Wish, commission_register
from firmware.app.life.first_papers import Way, print_startbeleg
from firmware.desk.bench import PIN, Bench
from firmware.store.errors import StoreError, StoreFault
from firmware.store.file import Connect
from firmware.store.reader import Reader


def open_stall(
    config: Config, bench: Bench, secrets: Path, *, connect: Connect = sqlite3.connect
) -> bool:
    """Commission the till on `bench` unless it is in operation; whether it was new.

    The roll begins with the Startbeleg (§ 6 Abs 4 RKSV).

    Raises:
        As `commission_register` and `print_startbeleg`.
    """
    if ended_utc(book_path(config)) is not None:
        return False
    if not (secrets / credentials.CARD_PIN).exists():
        credentials.create_card_pin(secrets, PIN)
    devices = bench.devices()
    result = commission_register(config, devices, secrets, Wish(way=Way.BENCH), connect=connect)
    print_startbeleg(config, devices, result.startbeleg.receipt)
    return True


def ended_utc(path: Path) -> datetime | None:
    """When the till of this book did its last; None when it never was in operation.

    Never before its last receipt, also where its clock was set back afterwards.

    Raises:
        StoreError: there is a file that is no book.
    """
    try:
        with Reader.open_read_only(path) as book:
            tail, row = book.tail(), book.last_journal()
    except StoreError as error:
        # No file, or one whose making was cut short: both are made by commissioning.
        if error.fault is StoreFault.ABSENT:
            return None
        raise
    if tail is None:
        return None
    return tail.issued_at_utc if row is None else max(tail.issued_at_utc, row.at_utc)
