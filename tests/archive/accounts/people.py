"""People who can sign in, cheaply: hashing as in earnest would make every test slow."""

from typing import Final

import pytest
from argon2 import PasswordHasher, Type

from archive.accounts import passwords, users
from archive.accounts.users import NewUser
from archive.accounts.visitor import Membership, Role
from archive.index.database import Database
from tests.archive.accounts.ground import NOW

EMAIL: Final = "huber@example.at"
PASSWORD: Final = "Apfelstrudel mit Schlag"
CHEAP: Final = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1, type=Type.ID)


def make_cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same argon2id with next to no memory."""
    monkeypatch.setattr(passwords, "_HASHER", CHEAP)
    monkeypatch.setattr(passwords, "NOBODY", CHEAP.hash("nobody"))


def new(email: str = EMAIL, password: str = PASSWORD, language: str = "de") -> NewUser:
    """Somebody."""
    return NewUser(email=email, name="Anna Huber", password=password, language=language)


def owner(database: Database, tenant_id: str, email: str = EMAIL) -> str:
    """The owner of a tenant; the id."""
    membership = Membership(role=Role.OWNER, scope=tenant_id)
    return users.create(database, new(email), membership, NOW)
