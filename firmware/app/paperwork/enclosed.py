"""The papers that describe the till, as files of an export: an auditor finds them where he looks.

Description (E131) and process documentation are written anew from what the till is at this moment,
the handbook is the one the image brought along. Whatever is wrong with a paper, the data leave.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from shutil import copyfileobj
from typing import BinaryIO, Final

from firmware.app.config import Config
from firmware.app.config_stall import ConfigError
from firmware.app.life.checks import CommissionError
from firmware.app.paperwork.gather import facts_of
from firmware.export.package import names
from firmware.export.package.part import Part, Sight, Write
from firmware.export.papers.document import Kind
from firmware.export.papers.facts import FACTS_FILE, Facts, to_bytes
from firmware.process.logs import get_logger
from firmware.store.errors import StoreError
from firmware.store.reader import Reader
from firmware.till.exports.requests import ExportKind
from firmware.till.stall.fault import StallError
from firmware.till.texts import VIENNA

log = get_logger()

#: Where the image has its documents; elsewhere there are none.
DOCUMENTS: Final = Path("/usr/share/doc/standlkassa")
HANDBOOK: Final = "handbuch.html"
#: What is asked for by a person who wants to know all; the owner's stick is filled at every Z.
KINDS: Final = frozenset({ExportKind.INSPECTION, ExportKind.COPY})
PAPERS: Final = (Kind.E131, Kind.PROCESS)


def enclosed(
    book: Reader,
    kind: ExportKind,
    config: Config,
    now_utc: datetime,
    documents: Path = DOCUMENTS,
) -> tuple[Part, ...]:
    """The papers of an export of this kind: none of other kinds, or of a till nobody knows."""
    if kind not in KINDS:
        return ()
    return (*_described(book, config, now_utc), *_handbook(documents / HANDBOOK))


def _described(book: Reader, config: Config, now_utc: datetime) -> tuple[Part, ...]:
    try:
        facts = facts_of(book, config, now_utc)
    except (CommissionError, ConfigError, StallError, StoreError) as error:
        log.error("exported without the papers of the till", detail=str(error))
        return ()
    said = Part(name=names.PAPERS + FACTS_FILE, write=_written(lambda: to_bytes(facts)))
    return (*(_paper(one, facts, now_utc) for one in PAPERS), said)


def _handbook(path: Path) -> tuple[Part, ...]:
    if not path.is_file():
        return ()
    return (Part(name=names.PAPERS + HANDBOOK, write=_copied(path)),)


def _paper(kind: Kind, facts: Facts, now_utc: datetime) -> Part:
    def pdf() -> bytes:
        # A third of a second to import, which no till should wait for when it starts.
        from firmware.export.papers.catalogue import WRITERS, imprint  # noqa: PLC0415
        from firmware.export.papers.layout import as_pdf  # noqa: PLC0415

        printed = imprint(facts, f"{now_utc.astimezone(VIENNA):%d.%m.%Y %H:%M}")
        return as_pdf(WRITERS[kind](facts), printed, now_utc)

    name = f"{names.PAPERS}{kind.file_stem}__{facts.register.register_id}.pdf"
    return Part(name=name, write=_written(pdf))


def _written(content: Callable[[], bytes]) -> Write:
    def write(sight: Sight, out: BinaryIO) -> None:
        sight.moved(0)
        out.write(content())

    return write


def _copied(path: Path) -> Write:
    def write(sight: Sight, out: BinaryIO) -> None:
        sight.moved(0)
        with path.open("rb") as file:
            copyfileobj(file, out)

    return write
