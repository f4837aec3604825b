"""firmware.export.audit.kind: who leaves a file out of the list leaves a gap in it."""

from pathlib import Path

import pytest
from msgspec import structs

from firmware.export.audit.finding import Findings
from firmware.export.audit.kind import examine_kind
from firmware.export.audit.listing import Listing, read_listing
from firmware.export.package.manifest import to_bytes
from firmware.export.package.names import MANIFEST, SEAL
from tests.export.audit.conftest import Exports
from tests.export.audit.world import audit, dep_of, rules


def told(listing: Listing, **changes: object) -> list[str]:
    """What is found in a list that says something else."""
    found = Findings("x")
    manifest = structs.replace(listing.manifest, **changes)
    examine_kind(Listing(folder=listing.folder, manifest=manifest, sha256=""), found)
    assert {"kind"} >= {one.rule.value for one in found.kept}
    return [one.detail for one in found.kept]


def without(listing: Listing, name: str) -> list[str]:
    """What is found when this file is in no list."""
    files = tuple(one for one in listing.manifest.files if one.name != name)
    assert len(files) == len(listing.manifest.files) - 1
    return told(listing, files=files)


def test_each_kind_has_its_files(made: Exports) -> None:
    """As the till wrote them."""
    for folder in (made.whole, made.receipts_only, made.journal_only, *made.parts):
        assert [] == told(read_listing(folder))


@pytest.mark.parametrize(
    "name",
    [
        "dep",
        "journal/journal.csv",
        "journal/ereignisse.json",
        "csv/belege__GRAZ-01__BON.csv",
        "csv/zahlungen__GRAZ-01__BON.csv",
        "csv/tagesabschluesse.csv",
    ],
)
def test_what_is_left_out_is_named(made: Exports, name: str) -> None:
    """What nobody can look into speaks against nobody."""
    listing = read_listing(made.whole)
    (detail,) = without(listing, dep_of(made.whole) if name == "dep" else name)
    assert ("DEP7" if name == "dep" else name) in detail
    assert "kind abholung" in detail


def test_kinds_of_fewer_files(made: Exports) -> None:
    """A DEP7 alone, a journal alone; a copy has the book."""
    listing = read_listing(made.receipts_only)
    assert ["names no DEP7, as an export of kind dep7 does"] == without(
        listing, dep_of(made.receipts_only)
    )
    assert 1 == len(without(read_listing(made.journal_only), "journal/journal.csv"))
    (detail,) = told(read_listing(made.whole), kind="sicherung")
    assert "sicherung/book.sqlite" in detail


def test_another_kind(made: Exports) -> None:
    """Nobody gets round it with a word."""
    (detail,) = told(read_listing(made.whole), kind="anything")
    assert "'anything', which this program does not know" in detail


def test_a_second_dep(made: Exports) -> None:
    """Which of them should count."""
    listing = read_listing(made.whole)
    (dep,) = (one for one in listing.manifest.files if one.name.startswith("dep-export"))
    other = structs.replace(dep, name=f"{dep.name}.2")
    (detail,) = told(listing, files=(*listing.manifest.files, other))
    assert "names 2 DEP7" in detail


def test_it_is_asked_of_every_folder(whole: Path) -> None:
    """Files and list without the DEP7."""
    (whole / dep_of(whole)).unlink()
    manifest = read_listing(whole).manifest
    kept = tuple(one for one in manifest.files if not one.name.startswith("dep-export"))
    (whole / MANIFEST).write_bytes(to_bytes(structs.replace(manifest, files=kept)))
    (whole / SEAL).unlink()
    assert {"kind"} == rules(audit(whole))
