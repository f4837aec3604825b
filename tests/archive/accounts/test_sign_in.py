from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pyotp
import pytest
import sqlalchemy as sa

from archive.accounts import passwords, second_factor, sessions
from archive.accounts.attempts import TooMany
from archive.accounts.sign_in import (
    BY_ACCOUNT,
    BY_ADDRESS,
    BY_BOTH,
    SECOND_FACTOR,
    CodeWanted,
    Credentials,
    Refused,
    SignedIn,
    is_password,
    sign_in,
    sign_out,
)
from archive.index.tables import users
from tests.archive.accounts.ground import Clock, Ground
from tests.archive.accounts.people import CHEAP, EMAIL, PASSWORD, make_cheap, owner


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing costs nothing here."""
    make_cheap(monkeypatch)


def said(**more: str) -> Credentials:
    """What Anna types."""
    typed = {"email": EMAIL, "password": PASSWORD, "address": "192.0.2.7", **more}
    return Credentials(**typed)


def enrolled(ground: Ground, user_id: str, clock: Clock) -> tuple[pyotp.TOTP, list[str]]:
    """Her authenticator, and the codes for when it is lost; the clock is past the code used."""
    secret = second_factor.begin(ground.database, user_id, "archive").secret
    authenticator = pyotp.TOTP(secret)
    codes = second_factor.confirm(ground.database, user_id, authenticator.at(clock.now), clock.now)
    clock.later(minutes=5)
    return authenticator, list(codes or ())


def test_in_and_out(ground: Ground, clock: Clock) -> None:
    """The token opens a session of hers, until she signs out."""
    user_id = owner(ground.database, ground.tenant())

    outcome = sign_in(ground.database, said(), clock.now)

    assert isinstance(outcome, SignedIn)
    token = outcome.session.token
    visitor = sessions.visitor(ground.database, token, clock.now)
    assert visitor is not None
    assert (user_id, f"user:{EMAIL}") == (visitor.user_id, visitor.who)
    sign_out(ground.database, token)
    assert sessions.visitor(ground.database, token, clock.now) is None


@pytest.mark.parametrize("email", [" Huber@Example.AT ", "HUBER@EXAMPLE.AT"])
def test_the_address_in_any_form(ground: Ground, clock: Clock, email: str) -> None:
    """Capitals and spaces are of no account."""
    owner(ground.database, ground.tenant())

    assert isinstance(sign_in(ground.database, said(email=email), clock.now), SignedIn)


@pytest.mark.parametrize(
    "wrong",
    [
        {"password": "Apfelstrudel"},
        {"password": ""},
        {"password": PASSWORD + "\0"},
        {"password": "\udcff"},
        {"password": "x" * 10_000_000},
        {"email": "nobody@example.at"},
        {"email": ""},
        {"email": "\0@example.at"},
        {"email": "\udcff@example.at"},
        {"email": "x" * 1_000_000 + "@example.at"},
        {"email": "' OR 1=1 --"},
    ],
)
def test_one_answer_to_all_that_is_wrong(
    ground: Ground, clock: Clock, wrong: dict[str, str]
) -> None:
    """Whether there is such a user is not said."""
    owner(ground.database, ground.tenant())

    assert Refused() == sign_in(ground.database, said(**wrong), clock.now)


@pytest.mark.parametrize("email", [EMAIL, "nobody@example.at", "no address"])
def test_the_same_work_for_all(
    ground: Ground, clock: Clock, monkeypatch: pytest.MonkeyPatch, email: str
) -> None:
    """One password is hashed, for a user and for nobody; asked of the database as often."""
    owner(ground.database, ground.tenant())
    verified: list[str] = []
    asked: list[str] = []
    right = passwords.is_right

    def counted(kept: str, password: str) -> bool:
        verified.append(kept)
        return right(kept, password)

    monkeypatch.setattr(passwords, "is_right", counted)
    reading = ground.database._reading
    sa.event.listen(reading, "before_cursor_execute", lambda *a: asked.append(a[2]))

    assert Refused() == sign_in(ground.database, said(email=email, password="no"), clock.now)
    assert 1 == len(verified)
    assert 1 == len([one for one in asked if "FROM users" in one])


def test_one_address_is_stopped(ground: Ground, clock: Clock) -> None:
    """After eight wrong passwords the right one waits; another address does not."""
    owner(ground.database, ground.tenant())
    for _ in range(BY_BOTH.most):
        assert Refused() == sign_in(ground.database, said(password="no"), clock.now)

    stopped = sign_in(ground.database, said(), clock.now)
    assert TooMany(retry_after_s=900) == stopped
    other = sign_in(ground.database, said(address="198.51.100.1"), clock.now)
    assert isinstance(other, SignedIn)
    clock.later(minutes=15, seconds=1)
    assert isinstance(sign_in(ground.database, said(), clock.now), SignedIn)


def test_a_stranger_is_stopped_as_a_user_is(ground: Ground, clock: Clock) -> None:
    """The lock tells nothing either: accounts that are none are locked alike."""
    nobody = said(email="nobody@example.at")
    for _ in range(BY_BOTH.most):
        assert Refused() == sign_in(ground.database, nobody, clock.now)

    assert TooMany(retry_after_s=900) == sign_in(ground.database, nobody, clock.now)


def test_many_addresses_against_one_account(ground: Ground, clock: Clock) -> None:
    """They share the account's sixty."""
    owner(ground.database, ground.tenant())
    for number in range(BY_ACCOUNT.most):
        from_there = said(password="no", address=f"10.0.0.{number}")
        assert Refused() == sign_in(ground.database, from_there, clock.now)

    outcome = sign_in(ground.database, said(address="10.1.0.1"), clock.now)
    assert isinstance(outcome, TooMany)


def test_one_address_against_many_accounts(ground: Ground, clock: Clock) -> None:
    """They share the address's sixty; a /64 of IPv6 is one address."""
    for number in range(BY_ADDRESS.most):
        other = said(email=f"a{number}@example.at", address=f"2001:db8::{number + 1:x}")
        assert Refused() == sign_in(ground.database, other, clock.now)

    more = said(address="2001:db8::ffff:1")
    assert isinstance(sign_in(ground.database, more, clock.now), TooMany)
    assert Refused() == sign_in(ground.database, said(address="2001:db8:0:1::1"), clock.now)


def test_the_right_password_counts_from_zero_again(ground: Ground, clock: Clock) -> None:
    """Who mistypes now and then is never stopped."""
    owner(ground.database, ground.tenant())
    for _ in range(3):
        for _ in range(BY_BOTH.most - 1):
            sign_in(ground.database, said(password="no"), clock.now)
        assert isinstance(sign_in(ground.database, said(), clock.now), SignedIn)


def test_twenty_at_once_are_twenty(ground: Ground, clock: Clock) -> None:
    """Tries beside each other do not slip through between looking and counting."""
    owner(ground.database, ground.tenant())
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(
            pool.map(lambda _: sign_in(ground.database, said(password="no"), clock.now), range(20))
        )

    assert BY_BOTH.most == sum(one == Refused() for one in outcomes)


def test_a_session_is_never_the_one_before(ground: Ground, clock: Clock) -> None:
    """Whoever fixed a token in her browser holds nothing: it ends when she signs in."""
    owner(ground.database, ground.tenant())
    first = sign_in(ground.database, said(), clock.now)
    assert isinstance(first, SignedIn)

    second = sign_in(ground.database, said(previous=first.session.token), clock.now)
    third = sign_in(ground.database, said(previous="fixed by another"), clock.now)

    assert isinstance(second, SignedIn)
    assert isinstance(third, SignedIn)
    tokens = [one.session.token for one in (first, second, third)]
    assert 3 == len(set(tokens))
    open_now = [sessions.visitor(ground.database, one, clock.now) is not None for one in tokens]
    assert [False, True, True] == open_now
    assert sessions.visitor(ground.database, "fixed by another", clock.now) is None


def test_the_second_factor_is_asked_for(ground: Ground, clock: Clock) -> None:
    """Only after the right password, and no session before."""
    authenticator, _ = enrolled(ground, owner(ground.database, ground.tenant()), clock)

    assert CodeWanted() == sign_in(ground.database, said(), clock.now)
    assert Refused() == sign_in(ground.database, said(password="no"), clock.now)
    assert Refused() == sign_in(ground.database, said(code="12345"), clock.now)
    code = authenticator.at(clock.now)
    assert isinstance(sign_in(ground.database, said(code=code), clock.now), SignedIn)


def test_a_code_is_good_once(ground: Ground, clock: Clock) -> None:
    """Who looked over her shoulder comes too late, in the next step as well."""
    authenticator, _ = enrolled(ground, owner(ground.database, ground.tenant()), clock)
    code = authenticator.at(clock.now)
    assert isinstance(sign_in(ground.database, said(code=code), clock.now), SignedIn)

    assert Refused() == sign_in(ground.database, said(code=code), clock.now)
    earlier = authenticator.at(clock.now - timedelta(seconds=30))
    assert Refused() == sign_in(ground.database, said(code=earlier), clock.now)
    clock.later(seconds=30)
    assert Refused() == sign_in(ground.database, said(code=code), clock.now)


def test_one_code_twice_at_once(ground: Ground, clock: Clock) -> None:
    """One of the two is in."""
    authenticator, _ = enrolled(ground, owner(ground.database, ground.tenant()), clock)
    code = said(code=authenticator.at(clock.now))
    with ThreadPoolExecutor(4) as pool:
        outcomes = list(pool.map(lambda _: sign_in(ground.database, code, clock.now), range(4)))

    assert 1 == sum(isinstance(one, SignedIn) for one in outcomes)


def test_codes_cannot_be_tried_through(ground: Ground, clock: Clock) -> None:
    """Who has her password still has ten tries an hour, from wherever."""
    enrolled(ground, owner(ground.database, ground.tenant()), clock)
    outcomes = [
        sign_in(ground.database, said(code=f"{number:06}", address=f"10.0.0.{number}"), clock.now)
        for number in range(SECOND_FACTOR.most + 1)
    ]

    assert {Refused()} == set(outcomes[:-1])
    assert isinstance(outcomes[-1], TooMany)


def test_recovery_codes(ground: Ground, clock: Clock) -> None:
    """Ten of them, each once, typed in any way; how many are left is told."""
    _, codes = enrolled(ground, owner(ground.database, ground.tenant()), clock)
    typed = codes[0].lower().replace("-", " ")

    outcome = sign_in(ground.database, said(code=typed), clock.now)

    assert isinstance(outcome, SignedIn)
    assert 9 == outcome.codes_left
    assert Refused() == sign_in(ground.database, said(code=codes[0]), clock.now)
    assert isinstance(sign_in(ground.database, said(code=codes[1]), clock.now), SignedIn)


def test_an_old_hash_is_made_anew(
    ground: Ground, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the next sign-in, when the parameters were raised."""
    user_id = owner(ground.database, ground.tenant())
    stronger = type(CHEAP)(time_cost=2, memory_cost=16, parallelism=1)
    monkeypatch.setattr(passwords, "_HASHER", stronger)

    assert isinstance(sign_in(ground.database, said(), clock.now), SignedIn)

    with ground.database.read() as connection:
        kept = connection.scalar(sa.select(users.c.password_hash).where(users.c.id == user_id))
    assert "m=16,t=2,p=1" in str(kept)
    assert isinstance(sign_in(ground.database, said(), clock.now), SignedIn)


def test_too_many_at_once_are_asked_to_wait(
    ground: Ground, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Memory for hashing is bounded: the flood waits, the process lives."""

    def busy(_kept: str, _password: str) -> bool:
        raise passwords.BusyError

    user_id = owner(ground.database, ground.tenant())
    monkeypatch.setattr(passwords, "is_right", busy)

    assert TooMany(retry_after_s=10) == sign_in(ground.database, said(), clock.now)
    assert TooMany(retry_after_s=10) == is_password(ground.database, user_id, PASSWORD, clock.now)


def test_the_password_once_more(ground: Ground, clock: Clock) -> None:
    """Before something grave it is asked for again, and counted."""
    user_id = owner(ground.database, ground.tenant())

    assert is_password(ground.database, user_id, PASSWORD, clock.now) is True
    for _ in range(BY_BOTH.most):
        assert is_password(ground.database, user_id, "no", clock.now) is False
    assert isinstance(is_password(ground.database, user_id, PASSWORD, clock.now), TooMany)
    assert is_password(ground.database, "nobody", PASSWORD, clock.now) is False


def test_a_password_changed_in_between(
    ground: Ground, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who was hashing while it was changed does not come in by the old one."""
    user_id = owner(ground.database, ground.tenant())
    right = passwords.is_right

    def changed(kept: str, password: str) -> bool:
        with ground.database.write() as connection:
            connection.execute(
                users.update().where(users.c.id == user_id).values(password_hash="another")
            )
        return right(kept, password)

    monkeypatch.setattr(passwords, "is_right", changed)

    assert Refused() == sign_in(ground.database, said(), clock.now)
