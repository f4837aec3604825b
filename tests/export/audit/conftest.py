"""Exports of one till: one of everything, and three that go on from each other."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from firmware.rksv.trust import KeyStore
from firmware.till.exports.requests import ExportKind
from tests.export.audit.world import After, Sold, new_till


@dataclass(frozen=True, slots=True, kw_only=True)
class Exports:
    """Folders of one till; `parts` go on from each other, `whole` holds them all."""

    whole: Path
    parts: tuple[Path, Path, Path]
    receipts_only: Path
    journal_only: Path
    anchors: tuple[str, ...]
    keys: KeyStore


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Exports:
    """Three days, each with its Z and an export of what is new; at last one of everything."""
    folder = tmp_path_factory.mktemp("audit")
    parts: list[Path] = []
    slips: list[str] = []
    with new_till(folder / "till") as sold:
        sold.stand.on_slip = lambda slip: slips.extend(
            line for line in slip.text if line.startswith("Journal ")
        )
        sold.sell()
        parts.append(sold.export(folder / "stick"))
        for _ in range(2):
            head = sold.head
            sold.sell()
            parts.append(sold.export(folder / "stick", After(head=head)))
        first, second, third = parts
        return Exports(
            whole=sold.export(folder / "other"),
            parts=(first, second, third),
            receipts_only=sold.export(folder / "other", kind=ExportKind.DEP7),
            journal_only=sold.export(folder / "other", kind=ExportKind.JOURNAL),
            anchors=tuple(slips),
            keys=sold.keys(),
        )


@pytest.fixture
def whole(made: Exports, tmp_path: Path) -> Path:
    """A copy of the export of everything, for hands that change it."""
    return Path(shutil.copytree(made.whole, tmp_path / "whole"))


@pytest.fixture
def parts(made: Exports, tmp_path: Path) -> list[Path]:
    """Copies of the three that go on from each other, in order."""
    return [Path(shutil.copytree(one, tmp_path / "stick" / one.name)) for one in made.parts]


@pytest.fixture
def sold(tmp_path: Path) -> Iterator[Sold]:
    """A till that is on, for stories of its own."""
    with new_till(tmp_path / "till") as till:
        yield till
