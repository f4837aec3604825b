"""archive.exports.auditor: the whole export as one ZIP."""

import io
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest

from archive.exports import auditor
from archive.exports.auditor import Whole
from archive.exports.enclosed import Enclosed, Vouched
from archive.packages.unzip import unzip
from firmware.export.package.fault import CancelledError
from firmware.export.package.part import Sight
from firmware.store.head import Head
from tests.export.audit.world import audit, rules


def whole(all_of_it: tuple[Head, Sight]) -> Whole:
    """All of it, with a proof beside it."""
    head, sight = all_of_it
    return Whole(
        head=head,
        sight=sight,
        vouched=Vouched(beside=(Enclosed(name="zeile.json", content=b"{}\n"),)),
        tell=lambda _per_mille: None,
        check=lambda: None,
    )


def test_verified_offline(all_of_it: tuple[Head, Sight], tmp_path: Path) -> None:
    """As from the till's own stick, but for the seal, which only the card can make."""
    out = tmp_path / "export.zip"
    scratch, laid_out = tmp_path / "scratch", tmp_path / "out"
    scratch.mkdir()
    laid_out.mkdir()
    told: list[int] = []
    with out.open("wb") as file:
        name = auditor.write(replace(whole(all_of_it), tell=told.append), file, scratch)
    assert [] == list(scratch.iterdir())
    assert told == sorted(told)
    unzip(out, laid_out)
    assert [name] == [one.name for one in laid_out.iterdir()]
    assert name.endswith("_pruefung")
    folder = laid_out / name
    report = audit(folder)
    assert report.is_whole, report.verdict
    assert set() == rules(report)
    assert (folder / "BETRACHTER.html").exists()
    assert b"{}\n" == (folder / "ARCHIV" / "zeile.json").read_bytes()
    assert (folder / "index.xml").exists()


def test_given_up(all_of_it: tuple[Head, Sight], tmp_path: Path) -> None:
    """Who gives up leaves nothing behind."""

    def stop() -> None:
        raise CancelledError

    with pytest.raises(CancelledError):
        auditor.write(replace(whole(all_of_it), check=stop), io.BytesIO(), tmp_path)
    assert [] == list(tmp_path.iterdir())


def test_given_up_while_packed(
    all_of_it: tuple[Head, Sight], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when all of it is written already."""
    calls: list[str] = []

    def stop(*_: object) -> None:
        calls.append("")
        raise CancelledError

    monkeypatch.setattr(zipfile.ZipFile, "open", stop)
    with pytest.raises(CancelledError):
        auditor.write(whole(all_of_it), io.BytesIO(), tmp_path)
    assert [""] == calls
    assert [] == list(tmp_path.iterdir())
