"""Files a person writes: settings, price lists, answers; and files one program leaves for another.

Whatever stands in them is taken, or refused in the words of its reader.
"""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final

import msgspec

from archive.program import witness
from archive.settings import SettingsError as ArchiveSettingsError
from archive.settings import load as load_archive
from firmware.accord.errors import AccordError
from firmware.accord.registration_key import from_text, to_text
from firmware.app import image_state
from firmware.app.config import ConfigError, load
from firmware.app.image_state import read_word
from firmware.app.life.answers_file import read_answers
from firmware.app.life.checks import CommissionError
from firmware.app.pins import FILE_NAME, PinError, Pins
from firmware.app.sheet import SheetError, decode, plan_sheet
from firmware.app.sheet_csv import read_csv
from firmware.app.sheet_toml import read_toml
from firmware.image.event_commands import boot_words
from firmware.image.events import events_in
from firmware.image.health import read_ends
from firmware.image.settings.kept import NAME as KEPT
from firmware.image.settings.kept import read_kept
from firmware.image.update import autoboot
from firmware.image.update.autoboot import AutobootError
from firmware.image.update.bundle import RefusedError, read_info
from firmware.image.update.memory import Memory, RealDisk
from firmware.store import line
from firmware.store.errors import StoreError
from firmware.sync import answer_file, archive_file, offer_file, rests_file, status_file
from firmware.sync.answer_file import AnswerFileError
from firmware.sync.archive import report
from firmware.sync.archive_file import ArchiveFileError
from firmware.sync.config import SettingsError
from firmware.sync.config import load as load_sync
from firmware.sync.offer_file import OfferFileError
from tests.app.sheets import FIXTURE, NOW, history_of
from tests.till.plain_stall import STALL

HISTORY: Final = history_of(STALL)
#: Every word that root says and the till reads.
WORDS: Final = (
    image_state.ImageFacts,
    image_state.ImageState,
    image_state.SettingsState,
    image_state.DataState,
    image_state.UpdateState,
    image_state.UpdateRequest,
)


@contextmanager
def _file(data: bytes, name: str = "file") -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        path.chmod(0o600)
        yield path


def till_settings(data: bytes) -> None:
    """The settings of kassad, where no technician's file is."""
    with _file(data) as path, suppress(ConfigError):
        load(path)


def sync_settings(data: bytes) -> None:
    """What kassa-sync reads of the same file."""
    with _file(data) as path, suppress(SettingsError):
        load_sync(path)


def archive_settings(data: bytes) -> None:
    """The settings of an archive, and of a witness."""
    with _file(data) as path, suppress(ArchiveSettingsError):
        load_archive(path)
    with _file(data) as path, suppress(ArchiveSettingsError):
        witness.read_settings(path)


def answers(data: bytes) -> None:
    """A technician's answers for a commissioning."""
    with _file(data) as path, suppress(CommissionError):
        read_answers(path)


def sheet_csv(data: bytes) -> None:
    """A price list as a spreadsheet writes it, from a stick: all of it is taken, or nothing."""
    with suppress(SheetError):
        plan_sheet(read_csv(decode(data)), HISTORY, NOW, FIXTURE)


def sheet_toml(data: bytes) -> None:
    """The same as TOML."""
    with suppress(SheetError):
        plan_sheet(read_toml(decode(data)), HISTORY, NOW, FIXTURE)


def typed_key(data: bytes) -> None:
    """The registration key of an archive: what is taken is written the same way again."""
    with suppress(AccordError):
        found = from_text(data.decode("utf-8", "replace"))
        assert found == from_text(to_text(found))


def book_line(data: bytes) -> None:
    """A row of the book as mirrors and archive keep it: what is read is written alike."""
    with suppress(StoreError):
        unit = line.decode(data)
        assert unit == line.decode(line.encode(unit))


def pin_file(data: bytes) -> None:
    """The verifiers of PINs beside the book."""
    with _file(data, FILE_NAME) as path, suppress(PinError):
        Pins(path.parent).clerks()


def post_files(data: bytes) -> None:
    """What kassa-sync leaves for kassad, which does not trust it."""
    readers: tuple[tuple[Callable[[Path], object], type[Exception]], ...] = (
        (answer_file.read, AnswerFileError),
        (status_file.read, ValueError),
        (archive_file.read, ArchiveFileError),
        (report.read, ValueError),
    )
    for read, promised in readers:
        with _file(data) as path, suppress(promised, OSError):
            read(path)
    with _file(data, offer_file.NAME) as path, suppress(OfferFileError, OSError):
        offer_file.read(path.parent)
    with _file(data, rests_file.NAME) as path, suppress(ValueError, OSError):
        rests_file.read(path.parent, "production")


def image_words(data: bytes) -> None:
    """What root says of the image, and the till asks of root."""
    for kind in WORDS:
        with _file(data) as path, suppress(msgspec.DecodeError):
            read_word(path, kind)
    with _file(data, image_state.STATE_NAME) as path:
        boot_words([], path.parent, path)


def update_memory(data: bytes) -> None:
    """What root remembers of an update; what cannot be read is not there."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        memory = Memory(RealDisk(), folder, folder / "autoboot.txt")
        for one in ("pending", "trial-result", "outcome", "versions", "before"):
            (folder / f"{one}.json").write_bytes(data)
        memory.pending()
        memory.trial()
        memory.outcome()
        memory.before()
        memory.versions()
        read_ends(folder / "pending.json")
        (folder / KEPT).write_bytes(data)
        read_kept(folder)
        list(events_in(data))


def autoboot_file(data: bytes) -> None:
    """Which slot starts: what is read is written as one sector, and read alike."""
    with suppress(AutobootError):
        state = autoboot.parse(data)
        assert state == autoboot.parse(autoboot.text(state))


def bundle_info(data: bytes) -> None:
    """What RAUC says of a bundle whose signature is right."""
    with suppress(RefusedError):
        assert read_info(data).notes_de.isprintable()


TARGETS: Final = (
    till_settings,
    sync_settings,
    archive_settings,
    answers,
    sheet_csv,
    sheet_toml,
    typed_key,
    book_line,
    pin_file,
    post_files,
    image_words,
    update_memory,
    autoboot_file,
    bundle_info,
)
