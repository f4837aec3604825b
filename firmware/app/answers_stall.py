"""Answers about the stall: its history, and files in the folders of the data folder.

What is put into `import` waits there to be read; what is written goes into `export`. The stick
brings files to the one and fetches them from the other.
"""

from pathlib import Path
from typing import assert_never

from firmware.app.issue import local_day
from firmware.app.sheet import MAX_BYTES, Sheet, SheetError, decode, plan_sheet
from firmware.app.sheet_csv import read_csv, write_csv
from firmware.app.sheet_toml import read_toml, write_toml
from firmware.app.stall import Stall
from firmware.export.atomic import atomic_file
from firmware.export.errors import WriteError
from firmware.process.logs import get_logger
from firmware.till.requests import Failed, Found, Stored
from firmware.till.stall.masterdata import Source, State, fold
from firmware.till.stall.plan import Way
from firmware.till.stall.requests import (
    BadSheet,
    FindHistory,
    FoundHistory,
    FoundSheets,
    ListSheets,
    PlannedSheet,
    PlanSheet,
    StallWanted,
    WriteSheets,
)
from hal.clock.port import Clock

log = get_logger()

IMPORT_FOLDER = "import"
EXPORT_FOLDER = "export"
#: More files than this in the folder are not shown; a cashier scrolls through them.
MAX_FILES = 50
_READERS = {".csv": read_csv, ".toml": read_toml}


def read_sheet(path: Path) -> Sheet:
    """What the file `path` says.

    Raises:
        SheetError: it cannot be taken; names line and column.
        OSError: it cannot be read.
    """
    reader = _READERS.get(path.suffix.lower(), read_csv)
    with path.open("rb") as file:
        return reader(decode(file.read(MAX_BYTES + 1)))


def write_sheets(state: State, folder: Path, name: str) -> tuple[Path, Path]:
    """`state` as `name`.toml (all of it) and `name`.csv (a table) in `folder`.

    Raises:
        WriteError: it cannot be written.
    """
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteError(folder, error.strerror or str(error)) from error
    paths = (folder / f"{name}.toml", folder / f"{name}.csv")
    for path, text in zip(paths, (write_toml(state), write_csv(state)), strict=True):
        with atomic_file(path) as file:
            file.write(text.encode())
    return paths


class StallAnswers:
    """Answers what dialogues want to know of the stall."""

    def __init__(self, stall: Stall, folder: Path, clock: Clock) -> None:
        self._stall = stall
        self._folder = folder
        self._clock = clock

    def answer(self, wanted: StallWanted) -> Found:
        """What is wanted, or Failed with the reason.

        Raises:
            StoreError: the book cannot be read.
            StallError: a row of the book cannot be read.
        """
        match wanted:
            case FindHistory():
                return FoundHistory(changes=self._stall.history)
            case ListSheets():
                return FoundSheets(names=self._names())
            case PlanSheet():
                return self._planned(wanted)
            case WriteSheets():
                return self._written()
            case _:
                assert_never(wanted)

    def _names(self) -> tuple[str, ...]:
        folder = self._folder / IMPORT_FOLDER
        try:
            names = sorted(
                path.name
                for path in folder.iterdir()
                if path.suffix.lower() in _READERS and path.is_file()
            )
        except OSError:
            return ()
        return tuple(names[:MAX_FILES])

    def _planned(self, wanted: PlanSheet) -> Found:
        path = self._folder / IMPORT_FOLDER / Path(wanted.name).name
        way = Way(
            today=local_day(self._clock.now()), source=Source.FILE, valid_from=wanted.valid_from
        )
        try:
            sheet = read_sheet(path)
            changes = plan_sheet(sheet, self._stall.history, way, self._stall.fixture)
        except SheetError as error:
            log.warning("import refused", file=path.name, detail=str(error))
            return _bad(error)
        except OSError as error:
            log.warning("import cannot be read", file=path.name, detail=str(error))
            return Failed(words="Nicht lesbar")
        return PlannedSheet(changes=changes)

    def _written(self) -> Stored | Failed:
        day = local_day(self._clock.now())
        try:
            write_sheets(
                fold(self._stall.history, day),
                self._folder / EXPORT_FOLDER,
                f"stammdaten-{day.isoformat()}",
            )
        except WriteError as error:
            log.warning("export of master data", detail=str(error))
            return Failed(words="Nicht gesichert")
        return Stored()


def _bad(error: SheetError) -> BadSheet:
    return BadSheet(
        line=error.spot.line,
        column=error.spot.column,
        words=error.error.fault.german,
        text=error.error.text or "",
    )
