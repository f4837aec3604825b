"""Files and folders are called as auditors know them, and sort by time."""

from datetime import UTC, date, datetime

from firmware.export.package import names
from firmware.export.package.manifest import is_plain_name
from firmware.till.exports.requests import ExportKind


def test_a_folder_says_when_and_what() -> None:
    """Austrian time, the date first, the kind last."""
    made = datetime(2026, 11, 21, 16, 45, 12, tzinfo=UTC)
    assert "2026-11-21_174512_abholung" == names.folder_name(ExportKind.OWNER, made)


def test_the_dep_has_the_name_of_the_seed() -> None:
    """dep-export, register, from, to, with two lines between."""
    expected = "dep-export__MARKT-01__2026-01-02__2026-11-21.json"
    assert expected == names.dep_name("MARKT-01", date(2026, 1, 2), date(2026, 11, 21))


def test_every_name_is_plain() -> None:
    """What we name ourselves passes our own rule of names."""
    made = datetime(2026, 11, 21, 16, 45, 12, tzinfo=UTC)
    fixed = (names.MANIFEST, names.SEAL, names.HEAD, names.VIEWER)
    folders = (names.folder_name(kind, made) for kind in ExportKind)
    assert all(is_plain_name(one) for one in (*fixed, *folders))
