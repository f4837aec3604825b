"""How the till is, as the archive is told: out of the book, its disk, and what kassad says."""

import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography.exceptions import UnsupportedAlgorithm

from firmware.accord.messages import TillStatus
from firmware.process.logs import get_logger
from firmware.store.errors import StoreError
from firmware.store.reader import Reader
from firmware.sync.archive import report as reports
from firmware.sync.archive.image import ROOTS_FILES, Image, ImageFiles, read_image
from firmware.sync.archive.offer_folder import OfferFolder
from firmware.sync.archive.report import TillReport

log = get_logger()

_TEXT: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Places:
    """Where it is looked: the book, what kassad lays down, the update on its way, the image."""

    book: Path
    report: Path
    offers: Path
    image: ImageFiles = ROOTS_FILES


def condition(places: Places, version: str, pending: int, now_utc: datetime) -> TillStatus:
    """What can be known now; a book that cannot be read leaves its part empty."""
    report = _report(places.report)
    free, total = _disk(places.book.parent)
    card, expires, outage = _of_book(places.book, is_day_asked=not report.card_expires)
    image = read_image(places.image) or Image(version=report.image)
    offer = OfferFolder(places.offers).standing()
    return TillStatus(
        at_utc=now_utc.isoformat(timespec="seconds"),
        version=report.version or version,
        image=_text(image.version),
        compatible=_text(image.compatible),
        slot=_text(image.slot),
        root_hash=_text(image.root_hash),
        fell_back_from=_text(image.fell_back_from),
        fell_back_because=_text(image.fell_back_because),
        offer=_text(offer.version),
        offer_state=offer.state.value,
        offer_bytes=offer.bytes,
        pending=pending,
        card=report.card or card,
        card_expires=report.card_expires or expires,
        outage_since_utc=outage,
        disk_free_bytes=free,
        disk_total_bytes=total,
        printer=report.printer,
        last_backup_utc=report.last_backup_utc,
        due=report.due,
    )


def grave(status: TillStatus) -> tuple[object, ...]:
    """What of it is told at once when it changes."""
    return (
        status.version,
        status.image,
        status.fell_back_from,
        status.offer,
        status.offer_state,
        status.card,
        status.card_expires,
        status.outage_since_utc,
        status.printer,
        status.last_backup_utc,
        status.due,
    )


def _text(said: str) -> str:
    """As long as the archive takes it."""
    return said[:_TEXT]


def _report(path: Path) -> TillReport:
    try:
        return reports.read(path)
    except (OSError, ValueError) as error:
        log.warning("report of the till", detail=str(error))
        return TillReport()


def _disk(folder: Path) -> tuple[int, int]:
    try:
        told = os.statvfs(folder)
    except OSError as error:
        log.warning("disk", detail=str(error))
        return 0, 0
    return told.f_bavail * told.f_frsize, told.f_blocks * told.f_frsize


def _of_book(path: Path, *, is_day_asked: bool) -> tuple[str, str, str]:
    """Serial of the last certificate, its last day if asked, and since when signatures fail."""
    try:
        with Reader.open_read_only(path) as book:
            certificates, outage = book.certificates(), book.outage()
    except StoreError as error:
        log.debug("book", detail=str(error))
        return "", "", ""
    since = "" if outage is None else outage.began_at_utc.isoformat(timespec="seconds")
    if not certificates:
        return "", "", since
    last = certificates[-1]
    return last.serial, _last_day(last.der) if is_day_asked else "", since


def _last_day(der: bytes) -> str:
    from cryptography import x509  # noqa: PLC0415 - where kassad does not say it, for 3 MiB

    try:
        return x509.load_der_x509_certificate(der).not_valid_after_utc.date().isoformat()
    except (ValueError, UnsupportedAlgorithm, x509.InvalidVersion):
        return ""
