import pyotp
import pytest
import sqlalchemy as sa

from archive.accounts import second_factor, users
from archive.accounts.second_factor import Passed
from archive.index.database import Database
from archive.index.tables import users as rows
from tests.archive.accounts.ground import Clock, Ground
from tests.archive.accounts.people import make_cheap, owner


@pytest.fixture
def anna(database: Database, monkeypatch: pytest.MonkeyPatch) -> str:
    """A user without a second factor."""
    make_cheap(monkeypatch)
    return owner(database, Ground(database).tenant())


def passed(database: Database, user_id: str, code: str, clock: Clock) -> Passed | None:
    """Use a code up."""
    with database.write() as connection:
        return second_factor.passed(connection, database.sealing_key, user_id, code, clock.now)


def test_in_force_only_after_a_code(database: Database, anna: str, clock: Clock) -> None:
    """A secret that was shown and not scanned locks nobody out."""
    shown = second_factor.begin(database, anna, "archive")
    right = pyotp.TOTP(shown.secret).at(clock.now)

    assert not users.user(database, anna).has_totp
    assert second_factor.confirm(database, anna, "000000", clock.now) is None
    assert passed(database, anna, right, clock) is None
    assert not users.user(database, anna).has_totp
    assert 10 == len(second_factor.confirm(database, anna, right, clock.now))
    assert users.user(database, anna).has_totp
    assert passed(database, anna, right, clock) is None
    assert second_factor.confirm(database, anna, right, clock.now) is None


def test_the_newest_secret_shown_counts(database: Database, anna: str, clock: Clock) -> None:
    """A page that was left open confirms nothing; a secret in force stays until then."""
    first = second_factor.begin(database, anna, "archive").secret
    second = second_factor.begin(database, anna, "archive").secret

    assert second_factor.confirm(database, anna, pyotp.TOTP(first).at(clock.now), clock.now) is None
    assert second_factor.confirm(database, anna, pyotp.TOTP(second).at(clock.now), clock.now)
    second_factor.begin(database, anna, "archive")
    clock.later(minutes=1)
    assert Passed() == passed(database, anna, pyotp.TOTP(second).at(clock.now), clock)


def test_other_recovery_codes(database: Database, anna: str, clock: Clock) -> None:
    """Those before are void; each counts down."""
    shown = second_factor.begin(database, anna, "archive")
    code = pyotp.TOTP(shown.secret).at(clock.now)
    before = second_factor.confirm(database, anna, code, clock.now)
    after = second_factor.renew_codes(database, anna)

    assert passed(database, anna, before[0], clock) is None
    assert Passed(codes_left=9) == passed(database, anna, after[0], clock)
    assert Passed(codes_left=8) == passed(database, anna, after[9], clock)
    assert passed(database, anna, after[0], clock) is None
    assert passed(database, anna, "", clock) is None


def test_removed(database: Database, anna: str, clock: Clock) -> None:
    """Codes of either kind are nothing then."""
    shown = second_factor.begin(database, anna, "archive")
    code = pyotp.TOTP(shown.secret).at(clock.now)
    codes = second_factor.confirm(database, anna, code, clock.now)
    second_factor.remove(database, anna)
    clock.later(minutes=1)

    assert not users.user(database, anna).has_totp
    assert passed(database, anna, codes[0], clock) is None
    assert passed(database, anna, pyotp.TOTP(shown.secret).at(clock.now), clock) is None


def test_codes_are_their_users(database: Database, anna: str, clock: Clock) -> None:
    """Another's code opens nothing."""
    other = owner(database, Ground(database).tenant("Gruber"), "gruber@example.at")
    shown = second_factor.begin(database, other, "archive")
    code = pyotp.TOTP(shown.secret).at(clock.now)
    codes = second_factor.confirm(database, other, code, clock.now)

    assert passed(database, anna, codes[0], clock) is None
    assert "gruber%40example.at" in shown.uri


def test_a_copy_of_the_database_makes_no_codes(database: Database, anna: str, clock: Clock) -> None:
    """Shown or in force, the secret stands nowhere in it; by another key no code is right."""
    secret = second_factor.begin(database, anna, "archive").secret
    code = pyotp.TOTP(secret).at(clock.now)
    shown = _kept(database)
    codes = second_factor.confirm(database, anna, code, clock.now)

    assert secret not in shown
    assert secret not in _kept(database)
    clock.later(minutes=1)
    database.sealing_key = b"another key of 32 bytes, restored"[:32]
    assert passed(database, anna, pyotp.TOTP(secret).at(clock.now), clock) is None
    assert Passed(codes_left=9) == passed(database, anna, codes[0], clock)


def _kept(database: Database) -> str:
    with database.read() as connection:
        return repr(connection.execute(sa.select(rows)).all())
