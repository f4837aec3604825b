"""Files that come from outside: exports, containers, notes, the technician's file, packages.

A reader may end well, or raise what it promises.
"""

import io
import tempfile
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Final

import msgspec

from archive.heads.witness_request import read_request
from archive.packages.unzip import Bounds, ZipError, unzip
from firmware.accord.messages import HeadProof
from firmware.app.config import parse
from firmware.app.stick.owner import parse_stick_id
from firmware.evidence.errors import EvidenceError
from firmware.evidence.heads import prove, read_leaf
from firmware.evidence.note import Verifier, read_checkpoint, read_note
from firmware.export import archive_file
from firmware.export.dep_file import read_dep
from firmware.export.errors import ExportError
from firmware.export.key_container import parse_key_container
from firmware.export.package import manifest
from firmware.export.tables import csv_form, history
from firmware.image.settings.examine import examine
from firmware.image.settings.secret import Known
from firmware.image.settings.source import decode
from firmware.rksv import machine_code
from firmware.rksv.dep import DepFormatError
from firmware.rksv.entry import EntryExaminer
from firmware.rksv.errors import RksvError
from firmware.rksv.steady import SteadyExaminer
from firmware.rksv.trust import GroupKeys
from firmware.store import head, seal
from firmware.store.errors import StoreError
from firmware.store.seal import SealKind


def dep(data: bytes) -> None:
    """A DEP7 of anybody's till."""
    with suppress(DepFormatError):
        for group in read_dep(io.BytesIO(data)):
            for _ in group.jws:
                pass


def entry(data: bytes) -> None:
    """One entry of it; a run never takes what one by one is not clean."""
    text = data.decode("utf-8", "surrogateescape")
    EntryExaminer(GroupKeys(), bytes(32)).examine(text)
    SteadyExaminer(GroupKeys(), bytes(32)).examine([text])


def key_container(data: bytes) -> None:
    """A verifier's keys."""
    with suppress(ExportError):
        parse_key_container(data)


def manifest_file(data: bytes) -> None:
    """The manifest on a stick."""
    with suppress(manifest.ManifestError):
        manifest.from_bytes(data)


def stick_id(data: bytes) -> None:
    """The file that makes a stick the owner's: a state, whatever it holds."""
    parse_stick_id(data)


def csv_file(data: bytes) -> None:
    """A table of an export."""
    with suppress(csv_form.CsvError):
        for _ in csv_form.read(history.TABLE, io.BytesIO(data), "fuzz"):
            pass


def head_file(data: bytes) -> None:
    """A head that somebody kept."""
    with suppress(StoreError):
        head.from_bytes(data, "fuzz")


def seal_text(data: bytes) -> None:
    """A seal."""
    text = data.decode("latin-1")
    with suppress(StoreError):
        seal.read(text, SealKind.EXPORT)
    seal.is_signed_by(text, data)


def code(data: bytes) -> None:
    """What a scanner reads from a slip, in either form."""
    text = data.decode("utf-8", "replace")
    for read in (machine_code.parse, machine_code.jws_from_qr, machine_code.jws_from_ocr):
        with suppress(RksvError):
            read(text)


def zip_file(data: bytes) -> None:
    """A package from a till, or from somebody's browser: nothing of it lies outside its folder."""
    with tempfile.TemporaryDirectory() as name:
        base = Path(name)
        (base / "out").mkdir()
        (base / "z.zip").write_bytes(data)
        with suppress(ZipError):
            unzip(base / "z.zip", base / "out", Bounds(all_bytes=1_000_000))
        assert {"out", "z.zip"} == {one.name for one in base.iterdir()}


def note(data: bytes) -> None:
    """A checkpoint, from whoever keeps a log."""
    text = data.decode("utf-8", "surrogateescape")
    key = Verifier(name="kassa.example.at", public=bytes(32))
    with suppress(EvidenceError):
        said = read_note(text)
        said.is_signed_by(key)
        said.is_signed_by(Verifier(name="zeuge", public=bytes(32), is_witness=True))
        read_checkpoint(said)


def head_proof(data: bytes) -> None:
    """What an archive proves, as a till is sent it and as it lies in an export."""
    key = Verifier(name="kassa.example.at", public=bytes(32))
    with suppress(msgspec.MsgspecError, EvidenceError, UnicodeDecodeError, RecursionError):
        said = msgspec.json.decode(data, type=HeadProof)
        read_leaf(said.leaf)
        prove(said.leaf, said.index, said.path, said.checkpoint, key)
    with suppress(ExportError):
        archive_file.from_bytes(data)


def settings_file(data: bytes) -> None:
    """The technician's file: everything wrong with it, or what the till itself takes."""
    found = examine(decode(data), Known(), date(2026, 11, 20))
    assert (found.config is None) == bool(found.findings)
    assert found.config is None or found.config == parse(found.text.replace("\r\n", "\n"))


def witness_request(data: bytes) -> None:
    """What anybody may ask a witness: what is read is written the same way again."""
    with suppress(EvidenceError):
        asked = read_request(data)
        assert asked == read_request(asked.to_bytes())


TARGETS: Final = (
    dep,
    entry,
    key_container,
    manifest_file,
    stick_id,
    csv_file,
    head_file,
    seal_text,
    code,
    zip_file,
    note,
    head_proof,
    settings_file,
    witness_request,
)
