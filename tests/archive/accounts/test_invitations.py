from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from archive.accounts import invitations, sessions, users, views
from archive.accounts.attempts import TooMany
from archive.accounts.errors import AccountError
from archive.accounts.invitations import INVITED_FOR, RESET_FOR, Reset
from archive.accounts.sign_in import Credentials, Refused, SignedIn, sign_in
from archive.accounts.views import Act
from archive.accounts.visitor import Membership, Role
from archive.index.database import Database
from archive.index.tables import invitations as table
from tests.archive.accounts.ground import Clock, Ground
from tests.archive.accounts.people import EMAIL, PASSWORD, make_cheap, new, owner

OTHER = "Kaiserschmarrn mit Zwetschkenröster"


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hashing costs nothing here."""
    make_cheap(monkeypatch)


def reads(tenant: str) -> Membership:
    """An accountant's role."""
    return Membership(role=Role.ACCOUNTANT, scope=tenant)


def can_sign_in(database: Database, password: str, clock: Clock, email: str = EMAIL) -> bool:
    """Whether the password opens the account."""
    outcome = sign_in(database, Credentials(email=email, password=password), clock.now)
    assert isinstance(outcome, SignedIn | Refused)
    return isinstance(outcome, SignedIn)


def link(database: Database, clock: Clock, email: str = EMAIL) -> str:
    """The token of a link for a forgotten password."""
    found = invitations.forgotten(database, email, "192.0.2.7", clock.now)
    assert isinstance(found, Reset)
    return found.token


def test_invited(ground: Ground, clock: Clock) -> None:
    """The account is the one invited, whatever address is typed."""
    tenant = ground.tenant()
    token = invitations.invite(ground.database, EMAIL, reads(tenant), clock.now)
    found = invitations.look(ground.database, token, clock.now)
    assert (EMAIL, reads(tenant), False) == (found.email, found.membership, found.is_user)

    user_id = invitations.accept(ground.database, token, new("evil@example.at"), clock.now)

    user = users.user(ground.database, str(user_id))
    assert (EMAIL, (reads(tenant),)) == (user.email, user.memberships)
    assert can_sign_in(ground.database, PASSWORD, clock)
    assert users.find(ground.database, "evil@example.at") is None


def test_good_once(ground: Ground, clock: Clock) -> None:
    """Of four at once one comes in; later nobody."""
    token = invitations.invite(ground.database, EMAIL, reads(ground.tenant()), clock.now)

    def come(_: int) -> str | None:
        try:
            return invitations.accept(ground.database, token, new(), clock.now)
        except AccountError:
            return None

    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(come, range(4)))

    assert 3 == found.count(None)
    assert invitations.look(ground.database, token, clock.now) is None
    assert invitations.accept(ground.database, token, new(), clock.now) is None


def test_good_for_a_week(ground: Ground, clock: Clock) -> None:
    """And not a moment longer."""
    token = invitations.invite(ground.database, EMAIL, reads(ground.tenant()), clock.now)
    clock.now += INVITED_FOR

    assert invitations.look(ground.database, token, clock.now) is None
    assert invitations.accept(ground.database, token, new(), clock.now) is None


def test_a_bad_password_does_not_use_it_up(ground: Ground, clock: Clock) -> None:
    """She types another."""
    token = invitations.invite(ground.database, EMAIL, reads(ground.tenant()), clock.now)
    with pytest.raises(AccountError):
        invitations.accept(ground.database, token, new(password="short"), clock.now)

    assert invitations.accept(ground.database, token, new(), clock.now) is not None


def test_who_is_a_user_keeps_the_password(ground: Ground, clock: Clock) -> None:
    """Whoever made the invitation cannot take an account over by it."""
    owner(ground.database, ground.tenant())
    other = ground.tenant("Gruber")
    token = invitations.invite(ground.database, EMAIL, reads(other), clock.now)
    assert invitations.look(ground.database, token, clock.now).is_user

    invitations.accept(ground.database, token, new(password=OTHER), clock.now)

    assert reads(other) in users.find(ground.database, EMAIL).memberships
    assert can_sign_in(ground.database, PASSWORD, clock)
    assert not can_sign_in(ground.database, OTHER, clock)


def test_nobody_is_invited_to_nothing(ground: Ground, clock: Clock) -> None:
    """No tenant, no address, a role that comes by a link."""
    tenant = ground.tenant()
    auditor = Membership(role=Role.AUDITOR, scope=tenant)

    for email, one in ((EMAIL, reads("nobody")), ("x", reads(tenant)), (EMAIL, auditor)):
        with pytest.raises(AccountError):
            invitations.invite(ground.database, email, one, clock.now)


def test_forgotten(ground: Ground, clock: Clock) -> None:
    """A new password; all sessions end, and the link is used up."""
    user_id = owner(ground.database, ground.tenant())
    with ground.database.write() as connection:
        session = sessions.open_for_user(connection, user_id, "de", clock.now)
    older, token = link(ground.database, clock), link(ground.database, clock)

    assert invitations.reset(ground.database, token, OTHER, clock.now)

    assert can_sign_in(ground.database, OTHER, clock)
    assert not can_sign_in(ground.database, PASSWORD, clock)
    assert sessions.visitor(ground.database, session.token, clock.now) is None
    for used in (token, older):
        assert not invitations.reset(ground.database, used, PASSWORD, clock.now)


def test_forgotten_for_an_hour(ground: Ground, clock: Clock) -> None:
    """Then the link opens nothing."""
    owner(ground.database, ground.tenant())
    token = link(ground.database, clock)
    clock.now += RESET_FOR

    assert not invitations.reset(ground.database, token, OTHER, clock.now)


def test_a_weak_password_leaves_the_link_good(ground: Ground, clock: Clock) -> None:
    """She types another."""
    owner(ground.database, ground.tenant())
    token = link(ground.database, clock)
    with pytest.raises(AccountError):
        invitations.reset(ground.database, token, "short", clock.now)

    assert invitations.reset(ground.database, token, OTHER, clock.now)


def test_links_of_one_kind_are_not_of_the_other(ground: Ground, clock: Clock) -> None:
    """An invitation sets nobody's password, and a forgotten password gives no role."""
    owner(ground.database, ground.tenant())
    invited = invitations.invite(ground.database, EMAIL, reads(ground.tenant("G")), clock.now)

    assert not invitations.reset(ground.database, invited, OTHER, clock.now)
    assert (
        invitations.accept(ground.database, link(ground.database, clock), new(), clock.now) is None
    )


def test_whether_there_is_a_user_changes_nothing(ground: Ground, clock: Clock) -> None:
    """The same is written; only whether a letter goes out differs, and that is not the page's."""
    owner(ground.database, ground.tenant())
    statements: list[list[str]] = []
    for email in (EMAIL, "nobody@example.at"):
        asked: list[str] = []

        def listen(*said: object, asked: list[str] = asked) -> None:
            asked.append(str(said[2]))

        sa.event.listen(ground.database.engine, "before_cursor_execute", listen)
        found = invitations.forgotten(ground.database, email, "192.0.2.7", clock.now)
        sa.event.remove(ground.database.engine, "before_cursor_execute", listen)
        assert isinstance(found, Reset)
        assert (email == EMAIL) == found.is_user
        statements.append(asked)

    assert statements[0] == statements[1]
    token = link(ground.database, clock, "stranger@example.at")
    assert not invitations.reset(ground.database, token, OTHER, clock.now)


def test_nobodys_mailbox_is_filled(ground: Ground, clock: Clock) -> None:
    """Three letters an hour, from wherever they are asked for."""
    owner(ground.database, ground.tenant())
    found = [
        invitations.forgotten(ground.database, EMAIL, f"10.0.0.{at}", clock.now) for at in range(4)
    ]

    assert [False] * 3 + [True] == [isinstance(one, TooMany) for one in found]
    assert invitations.forgotten(ground.database, "no address", "", clock.now) is None


def test_changed(ground: Ground, clock: Clock) -> None:
    """The session it was done in stays, all others end."""
    user_id = owner(ground.database, ground.tenant())
    with ground.database.write() as connection:
        here, there = (
            sessions.open_for_user(connection, user_id, "de", clock.now) for _ in range(2)
        )
    session = sessions.visitor(ground.database, here.token, clock.now).session

    invitations.change_password(ground.database, user_id, OTHER, session)

    assert can_sign_in(ground.database, OTHER, clock)
    assert sessions.visitor(ground.database, here.token, clock.now) is not None
    assert sessions.visitor(ground.database, there.token, clock.now) is None
    for who, password in ((user_id, "short"), ("nobody", OTHER)):
        with pytest.raises(AccountError):
            invitations.change_password(ground.database, who, password, session)


def test_asked_for_by_strangers(ground: Ground, clock: Clock) -> None:
    """What they asked for has gone after its hour: the table does not grow for ever."""
    for number in range(3):
        invitations.forgotten(ground.database, f"x{number}@example.at", "192.0.2.7", clock.now)
    clock.later(hours=2)
    invitations.forgotten(ground.database, EMAIL, "192.0.2.7", clock.now)

    with ground.database.read() as connection:
        assert 1 == connection.scalar(sa.select(sa.func.count()).select_from(table))


def test_no_link_outlives_the_password(ground: Ground, clock: Clock) -> None:
    """Whoever read her mail and asked for a link before she changed it has nothing by it."""
    user_id = owner(ground.database, ground.tenant())
    asked = invitations.forgotten(ground.database, EMAIL, "192.0.2.7", clock.now)

    invitations.change_password(ground.database, user_id, OTHER, "")

    assert not invitations.reset(ground.database, asked.token, "a password of a thief", clock.now)
    assert can_sign_in(ground.database, OTHER, clock)


@pytest.mark.parametrize("token", ["", "\0", "\udcff", "x" * 43, "x" * 1_000_000])
def test_tokens_that_are_none(database: Database, clock: Clock, token: str) -> None:
    """Open nothing."""
    assert invitations.look(database, token, clock.now) is None
    assert not invitations.reset(database, token, OTHER, clock.now)
    assert invitations.accept(database, token, new(), clock.now) is None


def test_only_digests_are_kept(ground: Ground, clock: Clock) -> None:
    """Who reads the database has no link."""
    token = invitations.invite(ground.database, EMAIL, reads(ground.tenant()), clock.now)

    with ground.database.read() as connection:
        assert token not in str(connection.execute(sa.select(table)).all())


def test_who_waits_and_who_is_taken_back(ground: Ground, clock: Clock) -> None:
    """Only of the tenant, only while it is good; each act stands in the log of views."""
    own, other = ground.tenant(), ground.tenant()
    reads = Membership(role=Role.ACCOUNTANT, scope=own)
    token = invitations.invite(ground.database, EMAIL, reads, clock.now, "user:x")
    act = Act(who="user:x", now=clock.now)

    (one,) = invitations.waiting(ground.database, own, clock.now)
    assert (EMAIL, Role.ACCOUNTANT) == (one.email, one.role)
    assert [] == list(invitations.waiting(ground.database, other, clock.now))
    assert [] == list(invitations.waiting(ground.database, own, one.expires_at))
    assert not invitations.withdraw(ground.database, other, one.token_sha256, act)
    assert invitations.withdraw(ground.database, own, one.token_sha256, act)
    assert not invitations.withdraw(ground.database, own, one.token_sha256, act)
    assert invitations.look(ground.database, token, clock.now) is None
    with ground.database.read() as connection:
        noted = [seen.what["act"] for seen in views.read(connection, own, None, 9)]
    assert ["invitation-withdrawn", "invited"] == noted
