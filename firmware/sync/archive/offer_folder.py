"""A bundle on its way, in a folder of its own; whole after any power cut.

    wanted.json   what is fetched, and what is wrong with that
    bundle.part   as much of it as came, from its first byte on
    bundle.raucb  all of it, size and SHA-256 as the archive said
    offer.json    that it is there (`firmware.sync.offer_file`): last to come, first to go

The part belongs to what `wanted.json` says. It is on the medium before more is asked for.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from enum import Enum
from hashlib import file_digest
from pathlib import Path
from typing import Final

import msgspec

from firmware.accord.messages import Offer
from firmware.process.logs import get_logger
from firmware.process.medium import flush
from firmware.sync import offer_file
from firmware.sync.offer_file import OfferFile, OfferFileError
from firmware.sync.whole_file import read_bounded, write_whole

log = get_logger()

WANTED: Final = "wanted.json"
PART: Final = "bundle.part"
#: kassad looks in by its group, root reads the bundle.
FOLDER_MODE: Final = 0o750
FILE_MODE: Final = 0o640
_MAX_BYTES: Final = 16 * 1024


class OfferState(Enum):
    """How it goes with an offer: words of docs/archive/protocol.md."""

    NONE = ""
    FETCHING = "fetching"
    THERE = "there"
    NO_ROOM = "no_room"
    DAMAGED = "damaged"


class DamagedError(Exception):
    """All of it came, and it is another file."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """What is fetched; `state` says why it does not go on, if it does not."""

    offer: Offer
    state: OfferState = OfferState.FETCHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the archive is told: version, how it goes, how many bytes are here."""

    version: str = ""
    state: OfferState = OfferState.NONE
    bytes: int = 0


class OfferFolder:
    """The folder. One thread changes it; any may ask how it stands."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @property
    def have(self) -> int:
        """How many bytes of the part are here."""
        try:
            return (self.folder / PART).stat().st_size
        except FileNotFoundError:
            return 0

    def wanted(self) -> Wanted | None:
        """What is fetched, or was; None: nothing, or nobody can say what.

        Raises:
            OSError: it cannot be read.
        """
        try:
            content = read_bounded(self.folder / WANTED, _MAX_BYTES)
            return msgspec.json.decode(content, type=Wanted)
        except FileNotFoundError:
            return None
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
            log.warning("offer", detail=str(error))
            return None

    def want(self, offer: Offer) -> None:
        """Fetch this from now on; what came of another bundle is thrown away.

        Raises:
            OSError: the folder cannot be written.
        """
        wanted = self.wanted()
        if wanted is not None and wanted.offer == offer:
            return
        before = None if wanted is None else wanted.offer
        if before is None or (before.sha256, before.size) != (offer.sha256, offer.size):
            self.clear()
        self.folder.mkdir(mode=FOLDER_MODE, parents=True, exist_ok=True)
        self._write(Wanted(offer=offer))

    def mark(self, state: OfferState) -> None:
        """Say how it goes, where that is new.

        Raises:
            OSError: the folder cannot be written.
        """
        wanted = self.wanted()
        if wanted is not None and wanted.state is not state:
            self._write(Wanted(offer=wanted.offer, state=state))

    def append(self, piece: bytes) -> None:
        """Put a piece behind the others; on the medium when this returns.

        Raises:
            OSError: some of it may be there all the same.
        """
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
        descriptor = os.open(self.folder / PART, flags, FILE_MODE)
        with os.fdopen(descriptor, "ab") as file:
            os.fchmod(file.fileno(), FILE_MODE)
            file.write(piece)
            file.flush()
            os.fsync(file.fileno())

    def is_there(self, offer: Offer) -> bool:
        """Whether all of it is here and kassad was told.

        Raises:
            OSError: it cannot be read.
        """
        try:
            said = offer_file.read(self.folder)
            size = (self.folder / offer_file.BUNDLE_NAME).stat().st_size
        except FileNotFoundError:
            return False
        except OfferFileError as error:
            log.warning("offer", detail=str(error))
            return False
        return said == _file_of(offer) and size == offer.size

    def finish(self, offer: Offer) -> None:
        """All bytes are here: give them their name if they are what was said, and tell kassad.

        Raises:
            DamagedError: they are not, and were thrown away.
            OSError: it is tried again.
        """
        part, bundle = self.folder / PART, self.folder / offer_file.BUNDLE_NAME
        if not bundle.exists():
            part.replace(bundle)
        # A cut behind the renaming leaves a bundle nobody has compared: it is no offer yet.
        with bundle.open("rb") as file:
            size = os.fstat(file.fileno()).st_size
            found = file_digest(file, "sha256").hexdigest()
            os.fsync(file.fileno())
        if (found, size) != (offer.sha256, offer.size):
            self._throw_away()
            raise DamagedError(f"{offer.version}: {size} bytes with SHA-256 {found}")
        offer_file.write(self.folder, _file_of(offer))

    @property
    def is_whole_unsaid(self) -> bool:
        """Whether a bundle has its name already."""
        return (self.folder / offer_file.BUNDLE_NAME).exists()

    def clear(self) -> None:
        """Nothing is wanted, nothing is here.

        Raises:
            OSError: something of it still is.
        """
        if not self.folder.is_dir():
            return
        self._throw_away()
        (self.folder / WANTED).unlink(missing_ok=True)
        flush(self.folder)

    def standing(self) -> Standing:
        """How it stands, as far as it can be read."""
        with suppress(OSError):
            wanted = self.wanted()
            if wanted is not None and self.is_there(wanted.offer):
                offer = wanted.offer
                return Standing(version=offer.version, state=OfferState.THERE, bytes=offer.size)
            if wanted is not None:
                return Standing(version=wanted.offer.version, state=wanted.state, bytes=self.have)
        return Standing()

    def _throw_away(self) -> None:
        # Whoever reads the offer finds its bundle: that one goes last.
        (self.folder / offer_file.NAME).unlink(missing_ok=True)
        flush(self.folder)
        for name in (offer_file.BUNDLE_NAME, PART):
            (self.folder / name).unlink(missing_ok=True)
        flush(self.folder)

    def _write(self, wanted: Wanted) -> None:
        write_whole(self.folder / WANTED, msgspec.json.encode(wanted), FILE_MODE)


def _file_of(offer: Offer) -> OfferFile:
    return OfferFile(
        version=offer.version, size=offer.size, sha256=offer.sha256, notes_de=offer.notes_de
    )
