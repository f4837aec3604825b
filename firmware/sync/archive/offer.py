"""An image the archive offers: fetched beside everything else, piece by piece, until it is here.

A thread and a connection of its own. It decides nothing but what to fetch: kassad asks a person,
root looks at the signature. Rows come first, and the room of the book is never touched.
"""

import os
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import Thread
from typing import Final

import msgspec

from firmware.accord.batch import MAX_LINES
from firmware.accord.messages import Offer
from firmware.accord.release import is_newer, is_version
from firmware.process.logs import get_logger
from firmware.sync.archive.client import Client, Door, Refused
from firmware.sync.archive.image import Image, ImageFiles, read_image
from firmware.sync.archive.offer_folder import DamagedError, OfferFolder, OfferState
from firmware.sync.fault import WireError
from firmware.sync.offer_file import BUNDLE_BYTES_MAX, NOTES_MAX
from firmware.sync.supervision import Supervision

log = get_logger()

PIECE_BYTES: Final = 128 * 1024
#: In the long run; a slow line is used for half of what it gives.
BYTES_A_SECOND: Final = 64 * 1024
#: Between two looks, and between two tries in vain.
LOOK_EVERY_S: Final = 15.0
LONGEST_REST_S: Final = 900.0
#: Somebody may have made room; a bundle that came damaged is not fetched all day.
NO_ROOM_REST_S: Final = 300.0
DAMAGED_REST_S: Final = 3600.0
#: More rows than one batch wait: the line is theirs.
ROWS_FIRST: Final = MAX_LINES
#: Of the book: a copy when it is migrated, one that the update is tried on, and it grows itself.
BOOKS: Final = 3
RESERVE_BYTES: Final = 256 * 1024 * 1024
_SHA256: Final = re.compile(r"[0-9a-f]{64}", re.ASCII)
_PLACE: Final = re.compile(r"[A-Za-z0-9/_-]{1,150}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offering:
    """What the other thread knows: as whom, what is offered (None: nothing), how many rows wait."""

    door: Door
    offer: Offer | None
    pending: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Where it is looked: book, root's words, and how much is free where bundles go."""

    book: Path
    image: ImageFiles
    free_bytes: Callable[[], int]
    monotonic_s: Callable[[], float]


class Fetching:
    """Fetches what is offered; used by one thread."""

    def __init__(
        self,
        ground: Ground,
        folder: OfferFolder,
        client: Client,
        offering: Callable[[], Offering | None],
    ) -> None:
        self._ground = ground
        self._folder = folder
        self._client = client
        self._offering = offering
        self._vain_rest_s = LOOK_EVERY_S

    def round(self) -> float:
        """The next piece, or whatever else is next; seconds until the round after."""
        try:
            rest_s = self._round()
        except DamagedError as error:
            log.error("update arrived damaged", detail=str(error))
            return DAMAGED_REST_S
        except (WireError, OSError) as error:
            log.warning("update", detail=str(error))
            return self._later()
        if rest_s is None:
            return self._later()
        self._vain_rest_s = LOOK_EVERY_S
        return rest_s

    def hang_up(self) -> None:
        """End the connection; the next exchange begins another."""
        self._client.close()

    def _round(self) -> float | None:
        offering, image = self._offering(), read_image(self._ground.image)
        if offering is None or (image is not None and image.is_trial):
            # Nobody has said what is offered, or it is not settled what runs here.
            return LOOK_EVERY_S
        offer = None if image is None else wanted(offering, image)
        if offer is None:
            self._folder.clear()
            return LOOK_EVERY_S
        self._folder.want(offer)
        if self._folder.is_there(offer):
            return LOOK_EVERY_S
        if self._folder.is_whole_unsaid or self._folder.have >= offer.size:
            return self._finish(offer)
        if offering.pending > ROWS_FIRST:
            return LOOK_EVERY_S
        if not self._has_room(offer):
            self._folder.mark(OfferState.NO_ROOM)
            return NO_ROOM_REST_S
        return self._fetch(offering.door, offer)

    def _fetch(self, door: Door, offer: Offer) -> float | None:
        begin_s, first = self._ground.monotonic_s(), self._folder.have
        length = min(PIECE_BYTES, offer.size - first)
        piece = self._client.piece(door, offer, first, length)
        if isinstance(piece, Refused):
            log.warning("update refused", status=piece.status, detail=piece.detail)
            asked_s = piece.retry_after_s
            return None if asked_s is None else min(max(asked_s, LOOK_EVERY_S), LONGEST_REST_S)
        self._folder.append(piece)
        self._folder.mark(OfferState.FETCHING)
        if self._folder.have >= offer.size:
            return self._finish(offer)
        took_s = self._ground.monotonic_s() - begin_s
        return max(len(piece) / BYTES_A_SECOND, took_s)

    def _finish(self, offer: Offer) -> float:
        try:
            self._folder.finish(offer)
        except DamagedError:
            self._folder.mark(OfferState.DAMAGED)
            raise
        log.info("update here", version=offer.version, sha256=offer.sha256)
        return LOOK_EVERY_S

    def _has_room(self, offer: Offer) -> bool:
        try:
            book_bytes = self._ground.book.stat().st_size
        except FileNotFoundError:
            book_bytes = 0
        left = self._ground.free_bytes() - (offer.size - self._folder.have)
        return left >= RESERVE_BYTES + BOOKS * book_bytes

    def _later(self) -> float:
        rest_s = self._vain_rest_s
        self._vain_rest_s = min(rest_s * 2, LONGEST_REST_S)
        return rest_s


def wanted(offering: Offering, image: Image) -> Offer | None:
    """What of the offering is fetched, made harmless for whoever reads it; None: nothing."""
    offer = offering.offer
    if offer is None:
        return None
    is_usable = (
        is_version(offer.version)
        and 0 < offer.size <= BUNDLE_BYTES_MAX
        and _SHA256.fullmatch(offer.sha256) is not None
        and offer.path.startswith(f"{offering.door.path}/")
        and _PLACE.fullmatch(offer.path) is not None
    )
    if not is_usable:
        log.error("an offer that is none", offer=ascii(offer)[:300])
        return None
    if not is_newer(offer.version, image.version) or image.has_given_up(offer.version):
        return None
    notes = "".join(one if one.isprintable() else " " for one in offer.notes_de)[:NOTES_MAX]
    return msgspec.structs.replace(offer, notes_de=notes)


def free_bytes(folder: Path) -> int:
    """How much is free on the disk of a folder that may not be there yet.

    Raises:
        OSError: nobody knows.
    """
    there = next(one for one in (folder, *folder.parents) if one.exists())
    told = os.statvfs(there)
    return told.f_bavail * told.f_frsize


class OfferRounds(Thread):
    """Rounds in a thread; left behind at the end wherever it is."""

    def __init__(self, fetching: Fetching, watch: Supervision, limit_s: float) -> None:
        super().__init__(name="offers", daemon=True)
        self._fetching = fetching
        self._watch = watch
        self._limit_s = limit_s
        self.limit_s = limit_s
        self.begun_s = watch.monotonic_s()

    def run(self) -> None:
        """A round, a pause, until told to stop."""
        rest_s = LOOK_EVERY_S
        while not self._watch.stop.is_set():
            # A long pause is no round that hangs.
            self.limit_s = self._limit_s + rest_s
            self.begun_s = self._watch.monotonic_s()
            if self._watch.stop.wait(rest_s):
                break
            try:
                rest_s = self._fetching.round()
            except Exception:
                # The supervisor starts us anew; the next process finds the same files.
                log.exception("a round failed")
                return
        self._fetching.hang_up()
