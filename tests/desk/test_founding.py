"""The archive of a demonstration has a business, an owner with a password of its own, and a key."""

from datetime import UTC, datetime
from pathlib import Path

from archive.accounts import tenants, users
from archive.program.assembly import opened
from archive.settings import Settings
from firmware.accord.registration_key import from_text
from firmware.desk.founding import found

NOW = datetime(2026, 11, 20, 9, tzinfo=UTC)
OWNER = "chefin@marktstand.example"


def test_a_new_archive_is_founded_once(tmp_path: Path) -> None:
    """A second start finds the business, makes none, and gives no other password away."""
    with opened(Settings(data=str(tmp_path / "data")), lambda: NOW, makes_it=True) as world:
        founded = found(world, "MARKTSTAND HUBER", OWNER, NOW)
        assert found(world, "MARKTSTAND HUBER", OWNER, NOW) is None
        (tenant,) = tenants.listed(world.database)
        (owner,) = users.everybody(world.database)
    assert founded is not None
    assert (tenant.name, owner.email) == ("MARKTSTAND HUBER", OWNER)
    assert from_text(founded.key)
    assert len(founded.password) == 19


def test_no_two_archives_have_the_same_password(tmp_path: Path) -> None:
    """There is no default one; and neither is in any text about it."""
    passwords = set()
    for name in ("one", "two"):
        with opened(Settings(data=str(tmp_path / name)), lambda: NOW, makes_it=True) as world:
            founded = found(world, "Stand", OWNER, NOW)
        assert founded is not None
        assert founded.password not in repr(founded)
        passwords.add(founded.password)
    assert len(passwords) == 2
