"""Every bit of an export counts: whichever is turned, the audit says at which file or field."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firmware.export.package.names import MANIFEST, SEAL
from tests.export.audit.conftest import Exports
from tests.export.audit.world import audit, list_anew, rules

#: Of journal.csv what the hashes are over, as headings say it.
HASHED = ("seq", "at_utc", "uuid", "clerk", "kind", "content", "hash")


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A stretch of a file that means one thing."""

    file: str
    name: str
    begin: int
    end: int


def fields_of(folder: Path) -> Iterator[Field]:
    """Every field of every file: cells of tables, members of lists, lines of texts."""
    for path in sorted(one for one in folder.rglob("*") if one.is_file()):
        file, text = path.relative_to(folder).as_posix(), path.read_bytes()
        separators = {".csv": b";\r\n", ".json": b",\n{}[]:", ".jws": b"."}.get(path.suffix, b"\n")
        begin = 0
        for end in range(len(text) + 1):
            if end == len(text) or text[end : end + 1] in [bytes([one]) for one in separators]:
                if end > begin:
                    yield Field(file=file, name=f"{file} {begin}", begin=begin, end=end)
                begin = end + 1


def turned(folder: Path, field: Field, place: int, bit: int) -> str:
    """The verdict when one bit is another one; afterwards it is as it was."""
    path = folder / field.file
    text = path.read_bytes()
    at = field.begin + place % (field.end - field.begin)
    path.write_bytes(text[:at] + bytes([text[at] ^ (1 << bit)]) + text[at + 1 :])
    try:
        report = audit(folder)
    finally:
        path.write_bytes(text)
    assert not report.is_whole, f"{field.name}, byte {at}, bit {bit}"
    return " ".join(f"{one.place} {one.detail}" for one in report.findings)


@pytest.fixture(scope="session")
def small(made: Exports, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A part of few rows, for thousands of audits."""
    return Path(shutil.copytree(made.parts[1], tmp_path_factory.mktemp("bits") / "small"))


@pytest.fixture(scope="session")
def fields(small: Path) -> list[Field]:
    """All of them."""
    return list(fields_of(small))


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(choice=st.randoms(use_true_random=False))
def test_a_turned_bit_is_named(small: Path, fields: list[Field], choice: object) -> None:
    """The place is the file, where nothing tells more."""
    field = choice.choice(fields)  # type: ignore[attr-defined]
    told = turned(small, field, choice.randrange(10**6), choice.randrange(8))  # type: ignore[attr-defined]
    assert field.file in told or field.file in (MANIFEST, SEAL)


@pytest.mark.heavy
def test_every_field_is_named(small: Path, fields: list[Field]) -> None:
    """One bit of each field of each file."""
    for number, field in enumerate(fields):
        told = turned(small, field, number, number % 8)
        assert field.file in told or field.file in (MANIFEST, SEAL), field.name


@pytest.mark.heavy
def test_every_bit_of_list_and_seal(small: Path, fields: list[Field]) -> None:
    """What vouches for all the others."""
    for field in fields:
        if field.file in (MANIFEST, SEAL):
            for place in range(field.end - field.begin):
                for bit in range(8):
                    turned(small, field, place, bit)


def _cells(folder: Path) -> Iterator[tuple[int, int, bytes]]:
    """Of a row in the middle of journal.csv: where each hashed cell begins, and what it is."""
    text = (folder / "journal/journal.csv").read_bytes()
    heading, *rows = text.split(b"\r\n")
    names = heading.removeprefix(b"\xef\xbb\xbf").decode().split(";")
    row = next(one for one in rows[20:] if one.count(b";") == len(names) - 1)
    begin = text.index(row)
    for name, cell in zip(names, row.split(b";"), strict=True):
        if name in HASHED and cell:
            yield begin, len(cell), cell
        begin += len(cell) + 1


def test_with_a_list_that_fits_the_chain_tells(made: Exports, tmp_path: Path) -> None:
    """Who makes the list anew, without a seal: each text a hash is over breaks the chain."""
    folder = Path(shutil.copytree(made.whole, tmp_path / "whole"))
    path = folder / "journal/journal.csv"
    text = path.read_bytes()
    cells = list(_cells(folder))
    assert len(cells) >= 5
    for begin, length, cell in cells:
        at = begin + length - 1
        path.write_bytes(text[:at] + bytes([text[at] ^ 1]) + text[at + 1 :])
        list_anew(folder)
        broken = rules(audit(folder))
        assert {"journal-chain", "journal-gap", "journal-form"} & broken, cell


def test_with_a_list_that_fits_the_receipts_tell(made: Exports, tmp_path: Path) -> None:
    """Each field of a signed text is under a signature."""
    folder = Path(shutil.copytree(made.whole, tmp_path / "whole"))
    path = next(folder.glob("dep-export*"))
    document = json.loads(path.read_bytes())
    receipts = document["Belege-Gruppe"][0]["Belege-kompakt"]
    original = receipts[3]
    for at in range(0, len(original), 7):
        receipts[3] = original[:at] + ("A" if original[at] != "A" else "B") + original[at + 1 :]
        path.write_text(json.dumps(document), "utf-8")
        list_anew(folder)
        report = audit(folder)
        assert {"dep", "witness"} & rules(report), at
