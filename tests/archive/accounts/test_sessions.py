import pytest
import sqlalchemy as sa

from archive.accounts import sessions, users
from archive.accounts.sessions import ABSOLUTE, IDLE, Opened
from archive.accounts.visitor import Membership, Role
from archive.index.database import Database
from archive.index.tables import sessions as table
from tests.archive.accounts.ground import Clock, Ground
from tests.archive.accounts.people import make_cheap, owner


@pytest.fixture
def tenant(database: Database) -> str:
    """Anna's tenant."""
    return Ground(database).tenant()


@pytest.fixture
def anna(database: Database, tenant: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """A user."""
    make_cheap(monkeypatch)
    return owner(database, tenant)


def opened(database: Database, user_id: str, clock: Clock) -> Opened:
    """A session of a user."""
    with database.write() as connection:
        return sessions.open_for_user(connection, user_id, "de", clock.now)


def test_only_the_digest_is_kept(database: Database, anna: str, clock: Clock) -> None:
    """Who reads the database signs in as nobody."""
    session = opened(database, anna, clock)

    with database.read() as connection:
        [row] = connection.execute(sa.select(table)).all()
    assert session.token not in str(row)
    assert sessions.visitor(database, row.token_sha256, clock.now) is None
    assert 43 == len(session.token)
    assert session.csrf != session.token


def test_who_rests_is_out(database: Database, anna: str, clock: Clock) -> None:
    """After two hours without a page; a page in between begins them anew."""
    token = opened(database, anna, clock).token
    for _ in range(3):
        clock.now += IDLE * 0.9
        assert sessions.visitor(database, token, clock.now) is not None

    clock.now += IDLE
    assert sessions.visitor(database, token, clock.now) is None


def test_nobody_stays_for_ever(database: Database, anna: str, clock: Clock) -> None:
    """Twelve hours, however busy."""
    session = opened(database, anna, clock)
    begun = clock.now
    assert begun + ABSOLUTE == session.expires_at
    while clock.now < begun + ABSOLUTE:
        assert sessions.visitor(database, session.token, clock.now) is not None
        clock.later(hours=1)

    assert sessions.visitor(database, session.token, clock.now) is None


def test_a_page_a_second_is_not_a_write_a_second(
    database: Database, anna: str, clock: Clock
) -> None:
    """That somebody is there is written down once a minute."""
    token = opened(database, anna, clock).token
    written: list[str] = []
    sa.event.listen(
        database.engine,
        "before_cursor_execute",
        lambda *said: written.append(said[2]) if said[2].startswith("UPDATE") else None,
    )
    for _ in range(120):
        clock.later(seconds=1)
        assert sessions.visitor(database, token, clock.now) is not None

    assert 2 == len(written)


def test_rights_are_those_of_now(database: Database, anna: str, tenant: str, clock: Clock) -> None:
    """A role taken away is gone in sessions that are open."""
    token = opened(database, anna, clock).token
    other = Ground(database).tenant("Gruber")
    with database.write() as connection:
        users.join(connection, anna, Membership(role=Role.ACCOUNTANT, scope=other))
    assert {tenant, other} == set(sessions.visitor(database, token, clock.now).tenant_ids)

    users.leave(database, anna, Membership(role=Role.ACCOUNTANT, scope=other))
    assert (tenant,) == sessions.visitor(database, token, clock.now).tenant_ids


def test_closed(database: Database, anna: str, clock: Clock) -> None:
    """One, or all but one."""
    tokens = [opened(database, anna, clock).token for _ in range(3)]

    def are_open() -> list[bool]:
        return [sessions.visitor(database, one, clock.now) is not None for one in tokens]

    sessions.close(database, tokens[0])
    sessions.close(database, "nobody's")
    sessions.close(database, "")
    assert [False, True, True] == are_open()
    mine = sessions.visitor(database, tokens[2], clock.now).session
    with database.write() as connection:
        sessions.close_all(connection, anna, but=mine)
    assert [False, False, True] == are_open()


def test_those_that_ended_are_swept_away(database: Database, anna: str, clock: Clock) -> None:
    """With the next that is opened."""
    opened(database, anna, clock)
    clock.now += IDLE
    opened(database, anna, clock)

    with database.read() as connection:
        assert 1 == connection.scalar(sa.select(sa.func.count()).select_from(table))


@pytest.mark.parametrize("token", ["", "x", "\0", "\udcff", "x" * 1_000_000])
def test_tokens_that_are_none(database: Database, anna: str, clock: Clock, token: str) -> None:
    """Nobody."""
    opened(database, anna, clock)

    assert sessions.visitor(database, token, clock.now) is None


def test_language(database: Database, anna: str, clock: Clock) -> None:
    """Of this session and of those to come; another than ours changes nothing."""
    token = opened(database, anna, clock).token
    for language, spoken in (("en", "en"), ("tlh", "en")):
        visitor = sessions.visitor(database, token, clock.now)
        sessions.set_language(database, visitor, language)
        assert spoken == sessions.visitor(database, token, clock.now).language
