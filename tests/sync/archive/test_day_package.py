"""Day packages: what is in them, that each is always the same, and that the audit takes them."""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from firmware.export.audit.folder import AuditOptions
from firmware.export.audit.listing import Signer
from firmware.export.audit.report import audit_folders, folders_below
from firmware.rksv.rules import Severity
from firmware.rksv.verify import VerifyOptions
from firmware.store.errors import StoreError
from firmware.store.reader import Reader
from firmware.sync.archive.day_package import EXIT_FAULT, make, order_of
from tests.store.tampering import damage
from tests.sync.archive.days import THIRD, two_days, z_rows


@pytest.fixture(scope="module")
def book(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two days and a morning."""
    return two_days(tmp_path_factory.mktemp("days"))


def manifest(path: Path) -> dict[str, object]:
    """The list of a package."""
    with zipfile.ZipFile(path) as packed:
        (name,) = [one for one in packed.namelist() if one.endswith("MANIFEST.json")]
        said: dict[str, object] = json.loads(packed.read(name))
        return said


def test_two_periods_follow_each_other(book: Path, tmp_path: Path) -> None:
    """Every row and every receipt is in exactly one of them, up to the last Z."""
    first, second = z_rows(book)
    for number, z_seq in ((1, first), (2, second)):
        make(book, z_seq, tmp_path / f"{number}.zip")
    one, two = manifest(tmp_path / "1.zip"), manifest(tmp_path / "2.zip")
    assert {"first": 1, "last": first} == one["journal"]
    assert {"first": first + 1, "last": second} == two["journal"]
    assert {"first": 1, "last": 3} == one["receipts"]
    assert {"first": 4, "last": 7} == two["receipts"]
    assert ([], []) == (one["findings"], two["findings"])


def test_the_audit_takes_it(book: Path, tmp_path: Path) -> None:
    """`kassa verify`, and with that the archive, find nothing against either of them."""
    for z_seq in z_rows(book):
        make(book, z_seq, tmp_path / "package.zip")
        with zipfile.ZipFile(tmp_path / "package.zip") as packed:
            packed.extractall(tmp_path / "out")
        (tmp_path / "package.zip").unlink()
    with Reader.open_read_only(book) as reader:
        signers = tuple(Signer(serial=one.serial, der=one.der) for one in reader.certificates())
    law = VerifyOptions(now_utc=THIRD)
    options = AuditOptions(law=law, certificates=signers, processes=1)
    paths = folders_below(tmp_path / "out")
    report = audit_folders(paths, options)
    assert 2 == len(paths)
    assert [] == [one for one in report.findings if one.severity is Severity.ERROR]


def test_the_same_bytes_each_time(book: Path, tmp_path: Path) -> None:
    """Whenever it is made, and whatever was sold since: parts that are there already still fit."""
    (_, z_seq) = z_rows(book)
    shorter = two_days(tmp_path / "again")
    make(book, z_seq, tmp_path / "a.zip")
    make(book, z_seq, tmp_path / "b.zip")
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert manifest(tmp_path / "a.zip")["receipts"] == manifest_of(shorter, tmp_path)["receipts"]


def manifest_of(path: Path, folder: Path) -> dict[str, object]:
    """Of the same two days lived once more: other signatures, the same span."""
    make(path, z_rows(path)[1], folder / "c.zip")
    return manifest(folder / "c.zip")


def test_nothing_else_stays(book: Path, tmp_path: Path) -> None:
    """What an earlier try left is gone, and so is what it was made of."""
    out = tmp_path / "package.zip"
    (tmp_path / "package.zip.d").mkdir()
    (tmp_path / "package.zip.part").write_bytes(b"half")
    make(book, z_rows(book)[0], out)
    assert [out] == [*tmp_path.iterdir()]


def test_no_pictures(book: Path, tmp_path: Path) -> None:
    """What the archive can draw itself is not sent; what describes the tables is."""
    make(book, z_rows(book)[0], tmp_path / "package.zip")
    with zipfile.ZipFile(tmp_path / "package.zip") as packed:
        names = [one.rpartition("/")[2] for one in packed.namelist()]
    assert not {one for one in names if one.endswith((".pdf", ".html"))}
    assert {"journal.csv", "index.xml", "tagesabschluesse.csv", "LIESMICH.txt"} <= set(names)
    assert 1 == len([one for one in names if one.startswith("dep-export__")])


@pytest.mark.parametrize(
    "cells",
    [
        {"at_utc": "gestern"},
        {"at_utc": "9999-12-31T23:30:00.000000+00:00"},
        {"content": "[1"},
        {"uuid": '"'},
    ],
)
@pytest.mark.parametrize("behind", [0, 1, 3])
def test_a_damaged_row_keeps_no_package_from_being(
    book: Path, tmp_path: Path, cells: dict[str, str], behind: int
) -> None:
    """§ 131 BAO: the Z before, the first row, or one among the others: all that is left is sent."""
    first, second = z_rows(book)
    damaged = Path(shutil.copy(book, tmp_path / "damaged.sqlite"))
    damage(damaged, first + behind, **cells)
    make(damaged, second, tmp_path / "package.zip")
    said = manifest(tmp_path / "package.zip")
    assert {"first": first + 1, "last": second} == said["journal"]
    with zipfile.ZipFile(tmp_path / "package.zip") as packed:
        (name,) = [one for one in packed.namelist() if one.endswith("ereignisse.json")]
        rows = [one["nr"] for one in json.loads(packed.read(name))["ereignisse"]]
    assert [*range(first + 1, second + 1)] == rows


def test_there_is_no_z_at_this_row(book: Path) -> None:
    """It names the row."""
    with Reader.open_read_only(book) as reader, pytest.raises(StoreError, match="row 5"):
        order_of(reader, 5)


def test_the_program(book: Path, tmp_path: Path) -> None:
    """As kassa-sync starts it: nothing to say when it is well, one line when it is not."""
    program = [sys.executable, "-P", "-m", "firmware.sync.archive.day_package", str(book)]
    out = tmp_path / "package.zip"
    good = subprocess.run(
        [*program, str(z_rows(book)[0]), str(out)], capture_output=True, check=False
    )
    assert (0, b"", b"") == (good.returncode, good.stdout, good.stderr)
    assert zipfile.is_zipfile(out)
    bad = subprocess.run([*program, "5", str(out)], capture_output=True, check=False)
    assert EXIT_FAULT == bad.returncode
    assert b"row 5" in bad.stderr
