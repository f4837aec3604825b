"""An export is a whole folder, read back, or none."""

import json
import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

import pytest

from firmware.export.package import folder as module
from firmware.export.package import manifest as manifests
from firmware.export.package.examination import Found
from firmware.export.package.fault import CancelledError, MediumError, MediumFault
from firmware.export.package.folder import Order, write_folder
from firmware.export.package.manifest import Manifest
from firmware.export.package.meter import Meter
from firmware.export.package.part import Part, Sight
from firmware.export.verification import verify_file
from firmware.rksv.verify import VerifyOptions
from firmware.store.errors import StoreError, StoreFault
from firmware.store.head import from_bytes
from firmware.till.exports.requests import ExportKind
from tests.export.package.conftest import MADE_UTC, Sold, means

NAME = "2026-11-22_130000_abholung"


def exports(root: Path) -> list[str]:
    """What lies in the register's folder."""
    base = root / "Registrierkasse" / "GRAZ-01"
    return sorted(one.name for one in base.iterdir()) if base.exists() else []


def manifest_of(folder: Path) -> Manifest:
    return manifests.from_bytes((folder / "MANIFEST.json").read_bytes())


def test_everything_is_named_with_its_digest(sold: Sold, tmp_path: Path) -> None:
    """The list holds each file but itself, and the files are as it says."""
    written = write_folder(tmp_path, sold.order(), means(tmp_path))
    folder = tmp_path / "Registrierkasse" / "GRAZ-01" / NAME
    assert folder == written.folder
    manifest = manifest_of(folder)
    assert manifest == written.manifest
    there = {
        one.relative_to(folder).as_posix(): sha256(one.read_bytes()).hexdigest()
        for one in folder.rglob("*")
        if one.is_file()
    }
    del there["MANIFEST.json"]
    assert there == {one.name: one.sha256 for one in manifest.files}
    assert {"KASSENSTAND.json", "LIESMICH.txt"} < there.keys()
    assert (1, 4) == (manifest.receipts.first, manifest.receipts.last)
    assert () == manifest.findings
    head = from_bytes((folder / "KASSENSTAND.json").read_bytes(), "head")
    assert head == manifest.head


def test_the_dep_is_whole(sold: Sold, tmp_path: Path) -> None:
    """§ 7 Abs 5 RKSV: every receipt, valid, under the name auditors know."""
    written = write_folder(tmp_path, sold.order(ExportKind.DEP7), means(tmp_path))
    dep = written.folder / "dep-export__GRAZ-01__2026-11-20__2026-11-22.json"
    report = verify_file(dep, None, VerifyOptions(now_utc=MADE_UTC))
    assert (True, 4) == (report.is_valid, report.receipts)


def test_the_seal_is_of_the_list(sold: Sold, tmp_path: Path) -> None:
    """Whoever seals gets the digest of the list; who cannot leaves none."""
    asked: list[str] = []

    def seal(digest: str) -> str:
        asked.append(digest)
        return "a.b.c"

    written = write_folder(tmp_path, sold.order(), replace(means(tmp_path), seal=seal))
    assert asked == [written.manifest_sha256]
    text = (written.folder / "MANIFEST.json").read_bytes()
    assert sha256(text).hexdigest() == written.manifest_sha256
    assert (True, b"a.b.c") == (written.is_sealed, (written.folder / "MANIFEST.jws").read_bytes())
    unsealed = write_folder(
        tmp_path, sold.order(), replace(means(tmp_path), seal=lambda _digest: None)
    )
    assert not unsealed.is_sealed
    assert not (unsealed.folder / "MANIFEST.jws").exists()


def test_whoever_has_the_stick_may_read_it(sold: Sold, tmp_path: Path) -> None:
    """The unit lets the till make private files; a stick with ext4 would keep that on any PC."""
    before = os.umask(0o027)
    try:
        written = write_folder(tmp_path, sold.order(), means(tmp_path))
    finally:
        os.umask(before)
    top = tmp_path / "Registrierkasse"
    assert written.folder in top.rglob("*")
    assert {(True, 0o755), (False, 0o644)} == {
        (one.is_dir(), stat.S_IMODE(one.stat().st_mode)) for one in (top, *top.rglob("*"))
    }


def test_names_are_never_used_twice(sold: Sold, tmp_path: Path) -> None:
    """In one second, in other letters, also where only a half has the name."""
    base = tmp_path / "Registrierkasse" / "GRAZ-01"
    base.mkdir(parents=True)
    (base / NAME.upper()).mkdir()
    (base / f"{NAME}-2").write_text("a file")
    (base / f"{NAME}-3.part").write_text("somebody's file")
    names = [write_folder(tmp_path, sold.order(), means(tmp_path)).folder.name for _ in range(2)]
    assert [f"{NAME}-4", f"{NAME}-5"] == names


def test_what_an_old_one_left_is_removed(sold: Sold, tmp_path: Path) -> None:
    """Only that: nothing else on somebody's stick is ours."""
    base = tmp_path / "Registrierkasse" / "GRAZ-01"
    ours = base / "2026-11-01_100000_pruefung-2.part"
    (ours / "csv").mkdir(parents=True)
    (ours / "csv" / "a.csv.part").write_text("half")
    strange = ("fotos.part", "2026-11-01_100000_pruefung", "2026-11-01_100000_anders.part")
    for name in strange:
        (base / name).mkdir()
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    (base / "2026-11-01_100000_dep7.part").symlink_to(elsewhere)
    write_folder(tmp_path, sold.order(), means(tmp_path))
    assert {*strange, NAME, "2026-11-01_100000_dep7.part"} == {*exports(tmp_path)}
    assert elsewhere.exists()


@pytest.mark.parametrize("name", ["Registrierkasse", "Registrierkasse/GRAZ-01"])
def test_a_file_in_the_way(sold: Sold, tmp_path: Path, name: str) -> None:
    """Something of that name that is no folder: said, and left alone."""
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("mine")
    with pytest.raises(MediumError) as caught:
        write_folder(tmp_path, sold.order(), means(tmp_path))
    assert MediumFault.TAKEN is caught.value.fault
    assert "mine" == (tmp_path / name).read_text()


def test_a_link_leads_nowhere(sold: Sold, tmp_path: Path) -> None:
    """A stick does not say where else we write."""
    (tmp_path / "home").mkdir()
    (tmp_path / "Registrierkasse").symlink_to(tmp_path / "home")
    with pytest.raises(MediumError) as caught:
        write_folder(tmp_path, sold.order(), means(tmp_path))
    assert MediumFault.TAKEN is caught.value.fault
    assert [] == list((tmp_path / "home").iterdir())


def test_two_at_a_time(sold: Sold, tmp_path: Path) -> None:
    """The half of a running export is not swept away by another one."""
    seen: list[MediumFault] = []

    def meddle(_sight: Sight, _dep: Path | None) -> tuple[Found, ...]:
        with pytest.raises(MediumError) as caught:
            write_folder(tmp_path, sold.order(), means(tmp_path))
        seen.append(caught.value.fault)
        return ()

    write_folder(tmp_path, sold.order(), replace(means(tmp_path), examine=meddle))
    assert [MediumFault.BUSY] == seen
    assert [NAME] == exports(tmp_path)


def test_no_room_is_seen_before(sold: Sold, tmp_path: Path) -> None:
    """Nothing is begun that cannot end."""
    with pytest.raises(MediumError, match="MiB") as caught:
        write_folder(tmp_path, sold.order(), replace(means(tmp_path), free_bytes=lambda: 1000))
    assert MediumFault.FULL is caught.value.fault
    assert [] == exports(tmp_path)


def test_findings_stand_in_the_list(sold: Sold, tmp_path: Path) -> None:
    """A book that is not whole is exported all the same, and says so."""
    found = (Found(detail="receipt 2: altered", words="Beleg verändert: 2"),)
    with_findings = replace(means(tmp_path), examine=lambda *_: found)
    written = write_folder(tmp_path, sold.order(), with_findings)
    assert found == written.findings
    assert ("receipt 2: altered",) == manifest_of(written.folder).findings


def broken(sight: Sight, out: BinaryIO) -> None:
    """A writer that meets a damaged row half way."""
    out.write(b"half")
    raise StoreError(StoreFault.BROKEN, "receipt 3", "no JSON")


def with_part(order: Order, name: str, write: Callable[[Sight, BinaryIO], None]) -> Order:
    return replace(order, parts=(Part(name=name, write=write),))


def test_a_file_that_cannot_be_is_a_finding(sold: Sold, tmp_path: Path) -> None:
    """What else the book holds still leaves; of the broken file nothing is left."""
    order = with_part(sold.order(), "csv/belege.csv", broken)
    written = write_folder(tmp_path, order, means(tmp_path))
    assert ["csv/belege.csv cannot be written: receipt 3: broken: no JSON"] == [
        one.detail for one in written.findings
    ]
    assert [] == list((written.folder / "csv").iterdir())


def test_a_book_that_is_gone_ends_it(sold: Sold, tmp_path: Path) -> None:
    """Where nothing can be read any more nothing is written."""

    def locked(sight: Sight, out: BinaryIO) -> None:
        raise StoreError(StoreFault.CLOSED, "book", "gone")

    with pytest.raises(StoreError):
        write_folder(tmp_path, with_part(sold.order(), "a.csv", locked), means(tmp_path))
    assert [] == exports(tmp_path)


def test_it_is_given_up_on_demand(sold: Sold, tmp_path: Path) -> None:
    """Whoever shuts down waits for no stick; nothing is left."""
    checks = 0

    def check() -> None:
        nonlocal checks
        checks += 1
        if checks > 3:
            raise CancelledError("the till goes down")

    meter = Meter(lambda: 0.0, lambda *_: None, check)
    with pytest.raises(CancelledError):
        write_folder(tmp_path, sold.order(), means(tmp_path, meter))
    assert [] == exports(tmp_path)


def test_how_far_it_is_only_grows(sold: Sold, tmp_path: Path) -> None:
    """From nothing to nearly all; the rest is the folder's name."""
    told: list[int] = []
    clock = iter(range(100_000))
    meter = Meter(lambda: float(next(clock)), lambda part, _left: told.append(part), lambda: None)
    write_folder(tmp_path, sold.order(), means(tmp_path, meter))
    assert sorted(told) == told
    assert 990 < told[-1] < 1000


@contextmanager
def forgetting(monkeypatch: pytest.MonkeyPatch, name: str) -> Iterator[None]:
    """A medium that loses a file after it was read back once."""
    whole = module.write_checked

    def write(path: Path, *given: object) -> object:
        written = whole(path, *given)  # type: ignore[arg-type]
        if path.name == name:
            path.write_bytes(b"")
        return written

    with monkeypatch.context() as patch:
        patch.setattr(module, "write_checked", write)
        yield


def test_what_is_lost_later_is_found_out(
    sold: Sold, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stick that says it is larger than it is loses the first file for the last."""
    with forgetting(monkeypatch, "KASSENSTAND.json"), pytest.raises(MediumError) as caught:
        write_folder(tmp_path, sold.order(), means(tmp_path))
    assert MediumFault.DAMAGED is caught.value.fault
    assert [f"{NAME}.part"] == exports(tmp_path)
    assert NAME == write_folder(tmp_path, sold.order(), means(tmp_path)).folder.name


def test_the_list_is_one_object(sold: Sold, tmp_path: Path) -> None:
    """Anybody's program reads it."""
    written = write_folder(tmp_path, sold.order(), means(tmp_path))
    said = json.loads((written.folder / "MANIFEST.json").read_text("utf-8"))
    assert ("abholung", "GRAZ-01") == (said["kind"], said["register_id"])
