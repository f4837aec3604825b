import pytest
import sqlalchemy as sa

from archive.accounts import users, views
from archive.accounts.errors import AccountError
from archive.accounts.views import Act
from archive.accounts.visitor import Membership, Role
from archive.index.database import Database
from archive.index.tables import users as table
from tests.archive.accounts.ground import NOW, Ground
from tests.archive.accounts.people import EMAIL, make_cheap, new, owner

OPERATOR = Membership(role=Role.OPERATOR, scope="")


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing costs nothing here."""
    make_cheap(monkeypatch)


def test_a_user(database: Database) -> None:
    """Found by the address in any form."""
    tenant = Ground(database).tenant()
    user_id = owner(database, tenant)

    found = users.find(database, f" {EMAIL.upper()} ")
    assert (user_id, EMAIL, "Anna Huber", False) == (
        found.id,
        found.email,
        found.name,
        found.has_totp,
    )
    assert (Membership(role=Role.OWNER, scope=tenant),) == found.memberships
    assert found == users.user(database, user_id)
    assert [found] == list(users.users_of(database, tenant)) == list(users.everybody(database))


@pytest.mark.parametrize("email", ["nobody@example.at", "no address", "", "\0"])
def test_nobody(database: Database, email: str) -> None:
    """And no fault."""
    assert users.find(database, email) is None
    assert users.user(database, email.strip("\0")) is None


def test_an_address_is_of_one_user(database: Database) -> None:
    """However it is typed."""
    owner(database, Ground(database).tenant())

    with pytest.raises(AccountError, match="already"):
        users.create(database, new(EMAIL.upper()), OPERATOR, NOW)
    assert 1 == len(users.everybody(database))


@pytest.mark.parametrize(
    "membership",
    [
        Membership(role=Role.OWNER, scope="no tenant"),
        Membership(role=Role.OWNER, scope=""),
        Membership(role=Role.ACCOUNTANT, scope="\0"),
        Membership(role=Role.AUDITOR, scope=""),
        Membership(role=Role.OPERATOR, scope="x"),
        Membership(role=Role.MANUFACTURER, scope=""),
        Membership(role=Role.MANUFACTURER, scope=" Standlkassa"),
    ],
)
def test_roles_there_are_not(database: Database, membership: Membership) -> None:
    """Nobody is made."""
    with pytest.raises(AccountError):
        users.create(database, new(), membership, NOW)
    assert [] == list(users.everybody(database))


def test_who_reads_a_tenant(database: Database) -> None:
    """Owner and accountant; no maker of that name, no operator."""
    tenant = Ground(database).tenant()
    for number, one in enumerate(
        (
            Membership(role=Role.OWNER, scope=tenant),
            Membership(role=Role.ACCOUNTANT, scope=tenant),
            Membership(role=Role.MANUFACTURER, scope=tenant),
            OPERATOR,
        )
    ):
        users.create(database, new(f"{number}@example.at"), one, NOW)

    assert ["0@example.at", "1@example.at"] == [
        one.email for one in users.users_of(database, tenant)
    ]


def test_the_last_owner_stays(database: Database) -> None:
    """Otherwise nobody could let anybody in any more."""
    tenant = Ground(database).tenant()
    first, second = owner(database, tenant), owner(database, tenant, "b@example.at")
    owns = Membership(role=Role.OWNER, scope=tenant)

    assert users.leave(database, first, owns)
    assert not users.leave(database, first, owns)
    with pytest.raises(AccountError, match="last owner"):
        users.leave(database, second, owns)


def test_an_accountant_may_go(database: Database) -> None:
    """Also the last; joining twice is joining once."""
    tenant = Ground(database).tenant()
    user_id = owner(database, tenant)
    reads = Membership(role=Role.ACCOUNTANT, scope=tenant)
    for _ in range(2):
        with database.write() as connection:
            users.join(connection, user_id, reads)

    assert users.leave(database, user_id, reads)
    assert [Role.OWNER] == [one.role for one in users.user(database, user_id).memberships]


def test_who_took_a_right_away_is_noted(database: Database) -> None:
    """Once; what was refused or nobody's is not."""
    tenant = Ground(database).tenant()
    user_id = owner(database, tenant)
    reads = Membership(role=Role.ACCOUNTANT, scope=tenant)
    with database.write() as connection:
        users.join(connection, user_id, reads)
    act = Act(who="user:x", now=NOW)

    assert users.leave(database, user_id, reads, act)
    assert not users.leave(database, user_id, reads, act)
    with pytest.raises(AccountError, match="last owner"):
        users.leave(database, user_id, Membership(role=Role.OWNER, scope=tenant), act)
    with database.read() as connection:
        (noted,) = views.read(connection, tenant, None, 9)
    assert {"act": "right-ended", "role": "accountant", "email": EMAIL} == noted.what


@pytest.mark.parametrize(("wanted", "spoken"), [("en", "en"), ("tlh", "de"), ("", "de")])
def test_language(database: Database, wanted: str, spoken: str) -> None:
    """One of ours, else German."""
    user_id = users.create(database, new(language=wanted), OPERATOR, NOW)

    with database.read() as connection:
        asked = sa.select(table.c.language).where(table.c.id == user_id)
        assert spoken == connection.scalar(asked)
