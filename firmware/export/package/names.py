"""How files and folders of an export are called; the names people and auditors know.

    Registrierkasse/<Kassen-ID>/2026-11-21_174512_abholung/dep-export__<Kassen-ID>__<von>__<bis>.json

Every name is ASCII without what FAT forbids, sorts by time, and is never used twice.
"""

from datetime import date, datetime
from typing import Final

from firmware.till.exports.requests import ExportKind
from firmware.till.texts import VIENNA

#: The folder at the top of a stick.
ROOT: Final = "Registrierkasse"
#: The file at the top of a stick that makes it the owner's.
STICK_ID: Final = "KASSA-STICK.id"
MANIFEST: Final = "MANIFEST.json"
SEAL: Final = "MANIFEST.jws"
HEAD: Final = "KASSENSTAND.json"
VIEWER: Final = "BETRACHTER.html"
README: Final = "LIESMICH.txt"
#: How the name of every DEP begins.
DEP_BEGIN: Final = "dep-export__"
#: In the export of kind COPY.
COPY: Final = "sicherung/book.sqlite"
#: Papers that describe the till, in exports that somebody asks for to look at it.
PAPERS: Final = "unterlagen/"
PART_SUFFIX: Final = ".part"


def folder_name(kind: ExportKind, made_at_utc: datetime) -> str:
    """The folder of one export."""
    return f"{made_at_utc.astimezone(VIENNA):%Y-%m-%d_%H%M%S}_{kind.value}"


def dep_name(register_id: str, first: date, last: date) -> str:
    """The DEP7 file: whose, from which day, up to which."""
    return f"{DEP_BEGIN}{register_id}__{first}__{last}.json"
