"""The archive's side put together from the settings."""

import random
from pathlib import Path
from typing import Final

from firmware import VERSION
from firmware.sync.archive.client import BYTES_A_SECOND, Client
from firmware.sync.archive.deeds import Deeds, Till
from firmware.sync.archive.image import STATE_NAME, ImageFiles
from firmware.sync.archive.keep import Keep
from firmware.sync.archive.memory import Memory
from firmware.sync.archive.offer import PIECE_BYTES, Fetching, Ground, OfferRounds, free_bytes
from firmware.sync.archive.offer_folder import OfferFolder
from firmware.sync.archive.parcels import MAKING_S, PART_BYTES, ParcelRounds, Parcels
from firmware.sync.archive.side import BESIDE_DEADLINE_S, ArchiveRounds, Clocks, Side
from firmware.sync.archive.wire import Trust, Wire
from firmware.sync.config import ArchiveSection, Settings
from firmware.sync.supervision import Supervision, Worker

PACKAGE: Final = "standlkassa"

_random = random.SystemRandom()


def workers_of(
    settings: Settings, section: ArchiveSection, watch: Supervision
) -> tuple[Worker, ...]:
    """The threads that send rows, bring day packages there, and fetch what is offered."""
    side = side_of(settings, section, watch)
    parcels = parcels_of(settings, section, side)
    fetching = fetching_of(settings, section, side, watch)
    part_s = section.deadline_s + PART_BYTES / BYTES_A_SECOND
    piece_s = section.deadline_s + PIECE_BYTES / BYTES_A_SECOND
    return (
        ArchiveRounds(side, watch, section.deadline_s + BESIDE_DEADLINE_S),
        ParcelRounds(parcels, watch, MAKING_S + part_s + BESIDE_DEADLINE_S),
        OfferRounds(fetching, watch, piece_s + BESIDE_DEADLINE_S),
    )


def fetching_of(
    settings: Settings,
    section: ArchiveSection,
    side: Side,
    watch: Supervision,
    image: ImageFiles | None = None,
) -> Fetching:
    """What fetches updates, with a connection of its own."""
    folder = settings.paths.offer_folder
    ground = Ground(
        book=settings.paths.book,
        image=image or image_files(settings),
        free_bytes=lambda: free_bytes(folder),
        monotonic_s=watch.monotonic_s,
    )
    client = client_of(section, VERSION)
    return Fetching(ground, OfferFolder(folder), client, lambda: side.offering)


def image_files(settings: Settings) -> ImageFiles:
    """Where root says which image runs."""
    return ImageFiles(state=Path(settings.paths.image) / STATE_NAME)


def parcels_of(settings: Settings, section: ArchiveSection, side: Side) -> Parcels:
    """Day packages, with a connection of their own."""
    keep = Keep(settings.paths.archive_folder)
    client = client_of(section, VERSION)
    return Parcels(settings.paths.book, keep, client, lambda: side.standing)


def side_of(settings: Settings, section: ArchiveSection, watch: Supervision) -> Side:
    """The side of this till, with everything it speaks through."""
    till = Till(
        paths=settings.paths,
        version=VERSION,
        company=settings.company.name,
        heartbeat_s=section.heartbeat_s,
        now_utc=watch.now_utc,
        image=image_files(settings),
    )
    memory = Memory(Keep(settings.paths.archive_folder), settings.paths.book)
    deeds = Deeds(till, client_of(section, till.version), memory)
    clocks = Clocks(monotonic_s=watch.monotonic_s, chance=_random.random)
    return Side(till, deeds, memory, clocks)


def client_of(section: ArchiveSection, program_version: str) -> Client:
    """A client with a connection of its own."""
    trust = Trust(
        ca_file=section.ca_file,
        fingerprint=section.fingerprint.replace(":", "").lower(),
    )
    wire = Wire(section.url, trust)
    return Client(wire, section.deadline_s, f"{PACKAGE}/{program_version}")
