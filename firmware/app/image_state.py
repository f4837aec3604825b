"""What root says of the image below the till, and what the till asks of root: files in memory.

On a till from an image `kassa-image` writes them, kassad reads them; anywhere else (a checkout, a
till somebody installed by hand) there are none, and every one of them reads as None.
"""

import os
import tempfile
from enum import Enum
from pathlib import Path
from typing import Final, TypeVar

import msgspec

FACTS: Final = Path("/usr/lib/standlkassa/image.json")
RUN: Final = Path("/run/standlkassa-image")
STATE_NAME: Final = "state.json"
#: Which slot it started, in the start file system's own words.
START_NAME: Final = "start"
SETTINGS_NAME: Final = "settings.json"
#: The technician's file where it is good, but could not be kept on the data partition.
SETTINGS_IN_MEMORY: Final = "kassa.toml"
DATA_NAME: Final = "data.json"
UPDATE_STATUS: Final = Path("/run/standlkassa-update/status.json")
UPDATE_REQUEST_NAME: Final = "update-request.json"
#: kassad of a new system examines itself on a copy: settings, copy, version, what worked before.
EXAMINE: Final = "--examine"
#: What kassad tells systemd of itself, read by root while an update is not proved.
SELLS: Final = "sells"
BARRED: Final = "barred"
#: Nobody writes as much.
_MAX_BYTES: Final = 64 * 1024

Word = TypeVar("Word", bound=msgspec.Struct)


class ImageFacts(msgspec.Struct, frozen=True, kw_only=True):
    """What image this is, as it was built."""

    version: str
    commit: str
    built_utc: str
    compatible: str


class ImageState(msgspec.Struct, frozen=True, kw_only=True):
    """The slot the machine runs from; `root_hash` names every byte of the system (dm-verity).

    `is_trial`: this boot is the trial of an update, and nobody has confirmed it yet. The others are
    about the last update that came to an end: `update_id` names it, `confirmed_from` is the version
    it took the place of; or `fell_back_from` is the one that was given up, `fell_back_because` a
    value of `FallBack`. `waiting_version` is written and tried at the next restart. `is_unproven`:
    the slot was confirmed, its till has never stood for minutes, and there is a way back.
    """

    slot: str
    version: str
    root_hash: str
    is_trial: bool = False
    update_id: str = ""
    confirmed_from: str = ""
    fell_back_from: str = ""
    fell_back_because: str = ""
    waiting_version: str = ""
    is_unproven: bool = False


class FallBack(Enum):
    """Why an update was given up; from `BOOK` on: what its own trial found."""

    INTERRUPTED = "interrupted"
    """The power went while it was written."""
    NOT_CONFIRMED = "not_confirmed"
    """It did not start, or not in time, or the power went in its trial."""
    DAMAGED = "damaged"
    """It sold, and could not be read any more."""
    NEVER_STOOD = "never_stood"
    """Its trial ended well, and then its till ended again and again before it ever stood."""
    BOOK = "book"
    ROOM = "room"
    SETTINGS = "settings"
    CLOCK = "clock"
    DISPLAY = "display"
    KEYPAD = "keypad"
    CARD = "card"
    PRINTER = "printer"
    SALE = "sale"


class Mistake(msgspec.Struct, frozen=True, kw_only=True):
    """One mistake of the settings file: where, at which key, and a German sentence."""

    place: str
    sentence: str
    key: str = ""


class Panel(msgspec.Struct, frozen=True, kw_only=True):
    """The panel on which mistakes are shown: as far as the file names one that can be."""

    bus: str
    port: int | str
    address: int
    chip: str


class SettingsState(msgspec.Struct, frozen=True, kw_only=True):
    """What became of the file on the boot partition; `panel` None is the one of every till.

    Not taken, the till goes on with what was taken before, if there is anything.
    """

    is_taken: bool
    mistakes: list[Mistake] = []
    panel: Panel | None = None


class DataFault(Enum):
    """What is wrong with the partition that everything the till writes lies on."""

    CORRUPT = "corrupt"
    MISSING = "missing"
    FULL = "full"


class DataState(msgspec.Struct, frozen=True, kw_only=True):
    """What root found when it mounted the data partition; no file: nothing is wrong."""

    fault: DataFault
    detail: str = ""


class UpdatePhase(Enum):
    """How far root is with a bundle."""

    INSPECTING = "inspecting"
    INSPECTED = "inspected"
    REFUSED = "refused"
    INSTALLING = "installing"
    INSTALLED = "installed"
    FAILED = "failed"


class UpdateReason(Enum):
    """Why a bundle was refused, or could not be installed."""

    WRONG_KEY = "wrong_key"
    DAMAGED = "damaged"
    WRONG_MACHINE = "wrong_machine"
    OLDER = "older"
    SAME = "same"
    NO_ROOM = "no_room"
    NOT_A_BUNDLE = "not_a_bundle"
    DISK = "disk"
    BUSY = "busy"


class UpdateState(msgspec.Struct, frozen=True, kw_only=True):
    """Root's answer to a request, rewritten as it works; `percent` while it installs."""

    phase: UpdatePhase
    asked_utc: str
    percent: int = 0
    version: str = ""
    notes_de: str = ""
    reason: UpdateReason | None = None


class UpdateAct(Enum):
    """What root is asked for."""

    INSPECT = "inspect"
    INSTALL = "install"


class Before(msgspec.Struct, frozen=True, kw_only=True):
    """What worked when the update was asked for: its trial must not find less.

    Display and keypad did: somebody read one and typed on the other. `book_version` is the form of
    the book that the old program writes; 0: it did not say.
    """

    has_card: bool = True
    has_printer: bool = True
    book_version: int = 0


class Verdict(msgspec.Struct, frozen=True, kw_only=True):
    """What an examination says with its last line; `because` is empty when all is well."""

    because: str = ""
    detail: str = ""


class UpdateRequest(msgspec.Struct, frozen=True, kw_only=True):
    """What kassad asks of root; `asked_utc` (ISO 8601) names the request in its answers."""

    act: UpdateAct
    bundle: str
    asked_utc: str
    before: Before = Before()


def word_of(raw: bytes, kind: type[Word]) -> Word:
    """The word that some bytes are.

    Raises:
        msgspec.DecodeError: they are another, no UTF-8, or nested without end.
    """
    try:
        return msgspec.json.decode(raw, type=kind)
    except (UnicodeDecodeError, RecursionError) as error:
        raise msgspec.DecodeError(str(error)) from error


def read_word(path: Path, kind: type[Word]) -> Word | None:
    """The word in a file; None where there is none.

    Raises:
        msgspec.DecodeError: the file says something else.
        OSError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return word_of(file.read(_MAX_BYTES), kind)
    except FileNotFoundError:
        return None


def write_word(path: Path, word: msgspec.Struct) -> None:
    """Put a word in its place, whole or not at all; whoever may enter the folder may read it.

    Raises:
        OSError: it cannot be written.
    """
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as part:
        try:
            part.write(msgspec.json.encode(word) + b"\n")
            os.fchmod(part.fileno(), 0o644)
            part.flush()
            Path(part.name).rename(path)
        except BaseException:
            Path(part.name).unlink()
            raise
