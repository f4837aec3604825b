"""firmware.export.package.readme: LIESMICH.txt."""

import pytest

from firmware.export.package.contents import parts_of
from firmware.export.package.readme import readme
from firmware.till.exports.requests import ExportKind
from tests.export.package.conftest import Sold


@pytest.mark.parametrize("kind", list(ExportKind))
def test_every_file_is_explained(sold: Sold, kind: ExportKind) -> None:
    """Each name with a line below it, and how to check; lines as Windows ends them."""
    sight = sold.order().sight
    names = [one.name for one in parts_of(kind, sight)]
    raw = readme(kind, sight, [*names, "KASSENSTAND.json"])
    lines = raw.decode("utf-8-sig").split("\r\n")
    assert raw.startswith(b"\xef\xbb\xbf")
    assert all("\n" not in line for line in lines)
    for name in names:
        assert lines[lines.index(name) + 1].strip(), name
    text = "\n".join(lines)
    for words in ("GRAZ-01", "Obst Huber", "Belege     1 bis 4", "kassa verify", "sha256sum"):
        assert words in text


@pytest.mark.parametrize("kind", list(ExportKind))
def test_the_first_thing_said_is_how_to_look(sold: Sold, kind: ExportKind) -> None:
    """Whoever opens one file only opens this one, and reads its beginning."""
    sight = sold.order().sight
    names = [one.name for one in parts_of(kind, sight)]
    lines = readme(kind, sight, names).decode("utf-8-sig").split("\r\n")
    (viewer,) = (at for at, line in enumerate(lines) if line.startswith("Zum Ansehen"))
    assert viewer < lines.index(names[0])
    without = readme(kind, sight, []).decode("utf-8-sig")
    assert "Zum Ansehen" not in without


def test_no_two_files_are_the_same(sold: Sold) -> None:
    """What distinguishes them is said, but of the forms of one thing."""
    sight = sold.order().sight
    names = [one.name for one in parts_of(ExportKind.INSPECTION, sight)]
    lines = readme(ExportKind.INSPECTION, sight, names).decode("utf-8-sig").split("\r\n")
    meanings = [lines[lines.index(name) + 1] for name in names]
    assert len(names) == len(set(meanings))


def test_no_receipts(sold: Sold) -> None:
    """Said in a word."""
    text = readme(ExportKind.OWNER, sold.order().sight, []).decode("utf-8-sig")
    assert "Zeitraum   20.11.2026 bis 22.11.2026" in text
