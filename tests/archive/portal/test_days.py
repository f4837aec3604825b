"""archive.portal.days: each day with its Z, its parts, and what is missing named."""

from dataclasses import replace

import pytest

from archive.index.tables import packages
from archive.packages.verdict import PackageFinding, Verdict, of, to_text
from archive.portal.days import DayRow
from archive.portal.packages import Package
from archive.replica.index_days import Closing, DaySums, Gap
from tests.archive.keeping import NOW_UTC, TILL_ID
from tests.archive.portal.ground import Ground

SUMS = DaySums("2026-10-25", 20, 24, 5, 5, 5901, 5901, 0, 0, 0, 0, 0)
Z = Closing(169, 7, "2026-10-25", 1, 21, 9008, 0, True, "")
PACKAGE = Package(
    external_id="GRAZ-01-z7", sha256="0", size=1, received_at=NOW_UTC, source="till", findings=()
)
WHOLE = DayRow(sums=SUMS, rates={}, closings=(Z,), packages={7: PACKAGE}, gaps=())


def _keep(ground: Ground, number: int, verdict: Verdict) -> None:
    row = {
        "till_id": TILL_ID,
        "external_id": f"GRAZ-01-z{number}",
        "sha256": "ab" * 32,
        "size": 1000,
        "blob_key": "k",
        "blob_version": "v",
        "received_at": NOW_UTC.isoformat(timespec="microseconds"),
        "source": "till",
        "verdict": to_text(verdict),
    }
    with ground.world.database.write() as connection:
        connection.execute(packages.insert().values(row))


def test_a_day_is_shown_with_all_its_parts(ground: Ground) -> None:
    """Turnover, rates, means, groups, hours, both Z with their drawers."""
    html = ground.page(f"{ground.path}/days/2026-10-25")

    for text in ("59,01 €", "47,01", "Z 1: Summen stimmen", "Z 2: Summen stimmen", "−14,83"):
        assert text in html
    assert "Das Tagespaket ist noch nicht da" in html
    assert "Keine Belegnummer und keine Journalzeile fehlt" in html
    assert f'href="{ground.path}/days/2026-10-24"' in html


def test_a_package_makes_it_whole(ground: Ground) -> None:
    """Once all packages of its Z are there, and fit."""
    assert "Paket fehlt" in ground.page(f"{ground.path}/days")
    for number in (1, 2):
        _keep(ground, number, of((), [], 199))

    html = ground.page(f"{ground.path}/days/2026-10-25")

    assert "vollständig" in html
    assert "stimmt mit dem Strom überein" in html
    assert f'href="{ground.path}/packages/GRAZ-01-z1"' in html
    assert "ab" * 32 in html


def test_a_package_that_differs_is_told(ground: Ground) -> None:
    """With what was found in it."""
    wrong = PackageFinding(rule="log-differs", place="row 5", detail="<other>", is_error=True)
    _keep(ground, 1, of((), [wrong], 199))

    html = ground.page(f"{ground.path}/days/2026-10-25")

    assert "Paket weicht ab" in html
    assert "log-differs: row 5: &lt;other&gt;" in html


@pytest.mark.parametrize(
    ("row", "word"),
    [
        (WHOLE, "whole"),
        (replace(WHOLE, closings=(), packages={}), "open"),
        (replace(WHOLE, packages={}), "unpacked"),
        (replace(WHOLE, packages={7: replace(PACKAGE, findings=("x",))}), "package"),
        (replace(WHOLE, gaps=(Gap("receipt", 3, 4, "2026-10-25"),)), "gap"),
        (
            replace(WHOLE, closings=(Closing(169, 7, "2026-10-25", 1, 2, 3, 0, True, "total"),)),
            "unequal",
        ),
        (
            replace(WHOLE, closings=(Closing(169, 0, "2026-10-25", 0, 0, 0, 0, False, ""),)),
            "gap",
        ),
    ],
)
def test_the_word_for_a_day(row: DayRow, word: str) -> None:
    """What is worst is said."""
    assert word == row.word
