"""The first words of an archive, said once."""

from pathlib import Path

import pytest

from archive.accounts import invitations, keys, tenants
from archive.accounts.errors import AccountError
from archive.index.database import Database
from archive.program.welcome import first_words
from firmware.accord.registration_key import from_text
from tests.archive.keeping import NOW_UTC, world_of

ADDRESS = "https://kassa.example.at/"


def test_the_first_start_says_what_opens_the_archive(database: Database, tmp_path: Path) -> None:
    """A key that can be typed, two links that are open, the account they make."""
    lines = first_words(world_of(database, tmp_path), ADDRESS, "Huber@Example.at")
    said = dict(line.split(maxsplit=1) for line in lines[:4])
    assert 16 == len(from_text(lines[0].split()[-1]))
    (tenant,) = tenants.listed(database)
    (key,) = keys.keys_of(database, tenant.id)
    assert keys.key_sha256(lines[0].split()[-1]) == key.key_sha256
    for word in ("owner", "operator"):
        assert said[word].startswith(f"{ADDRESS}invitation/")
        token = said[word].rpartition("/")[2]
        found = invitations.look(database, token, NOW_UTC)
        assert found is not None
        assert "huber@example.at" == found.email
    assert "huber@example.at" == said["account"]


def test_the_second_start_says_nothing(database: Database, tmp_path: Path) -> None:
    """Nor makes anything."""
    world = world_of(database, tmp_path)
    first_words(world, ADDRESS, "")
    assert [] == first_words(world, ADDRESS, "")
    assert 1 == len(tenants.listed(database))


def test_without_a_name_the_owner_is_called_after_the_archive(
    sqlite: Database, tmp_path: Path
) -> None:
    """It is only the name of the account."""
    assert "account      owner@standlkassa.local" in first_words(
        world_of(sqlite, tmp_path), ADDRESS, ""
    )


def test_what_is_no_mail_address_is_told_before_anything_is_made(
    sqlite: Database, tmp_path: Path
) -> None:
    """The next start is still the first."""
    with pytest.raises(AccountError):
        first_words(world_of(sqlite, tmp_path), ADDRESS, "nobody")
    assert [] == list(tenants.listed(sqlite))
