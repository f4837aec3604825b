"""The kit against a whole archive, and against wrong ones."""

from contextlib import closing
from pathlib import Path

import pytest

from archive.client.client import Wire
from archive.conformance.checks import CHECKS
from archive.conformance.kit import Kit, Outcome, run
from archive.index.database import Database
from tests.archive.conformance.standing import FAULTS, Fault, standing
from tests.archive.serving import Place

pytestmark = pytest.mark.whole


def outcomes_at(place: Place, key: str) -> list[Outcome]:
    """All checks."""
    with closing(Wire(place.url)) as wire:
        return list(run(Kit(wire, key), CHECKS))


def test_this_archive_keeps_to_the_protocol(database: Database, tmp_path: Path) -> None:
    """On both kinds of database."""
    with standing(database, tmp_path) as (place, key):
        outcomes = outcomes_at(place, key)
    assert [] == [(one.name, one.fault) for one in outcomes if one.fault]
    assert len(CHECKS) == len(outcomes)
    assert all(one.says for one in outcomes)


@pytest.mark.parametrize("fault", FAULTS.values(), ids=list(FAULTS))
def test_a_wrong_archive_is_found_out(fault: Fault, sqlite: Database, tmp_path: Path) -> None:
    """By the check that is about it."""
    with standing(sqlite, tmp_path, fault) as (place, key):
        outcomes = outcomes_at(place, key)
    assert fault.found_by in [one.name for one in outcomes if one.fault]


def test_without_a_registration_every_check_says_so(sqlite: Database, tmp_path: Path) -> None:
    """A wrong key: nothing else can be asked, and the kit comes to its end."""
    with standing(sqlite, tmp_path) as (place, _):
        outcomes = outcomes_at(place, "1" * 48)
    assert all(one.fault for one in outcomes)
    assert outcomes[0].fault.startswith("201 expected, 403 ")
