from datetime import timedelta

import pytest

from archive.accounts import read_links, sessions, views
from archive.accounts.errors import AccountError
from archive.accounts.read_links import LONGEST, LinkOrder
from archive.accounts.secret import sha256_of
from archive.accounts.tills import TillBook
from archive.accounts.visitor import Role
from archive.index.database import Database
from tests.archive.accounts.ground import NOW, Clock, Ground

WHO = "user:huber@example.at"


def order(
    tenant: str, till_ids: frozenset[str] | None = None, days: float = 30, note: str = "Finanzamt"
) -> LinkOrder:
    """A link for an auditor."""
    ends = NOW + timedelta(days=days)
    return LinkOrder(tenant_id=tenant, till_ids=till_ids, note=note, expires_at=ends)


def test_what_a_link_shows(ground: Ground, clock: Clock) -> None:
    """The tills chosen, of this tenant, in the auditor's name."""
    huber, gruber = ground.tenant(), ground.tenant("Gruber")
    chosen, other = ground.till(huber), ground.till(huber, "MARKT-02")
    foreign = ground.till(gruber)
    token = read_links.create(ground.database, order(huber, frozenset({chosen})), WHO, clock.now)

    opened = read_links.open_link(ground.database, token, "en", clock.now)

    visitor = sessions.visitor(ground.database, opened.token, clock.now)
    book = TillBook(ground.database)
    assert [True, False, False] == [
        visitor.may_see(book.till(one)) for one in (chosen, other, foreign)
    ]
    assert (Role.AUDITOR, "Finanzamt", "en", None) == (
        visitor.role_in(huber),
        visitor.name,
        visitor.language,
        visitor.user_id,
    )


def test_all_tills(ground: Ground, clock: Clock) -> None:
    """Those to come as well."""
    tenant = ground.tenant()
    token = read_links.create(ground.database, order(tenant), WHO, clock.now)
    later = ground.till(tenant)

    opened = read_links.open_link(ground.database, token, "tlh", clock.now)
    visitor = sessions.visitor(ground.database, opened.token, clock.now)
    assert visitor.may_see(TillBook(ground.database).till(later))
    assert "de" == visitor.language


def test_it_ends(ground: Ground, clock: Clock) -> None:
    """On its day, for sessions that are open too."""
    token = read_links.create(ground.database, order(ground.tenant(), days=1 / 24), WHO, clock.now)
    opened = read_links.open_link(ground.database, token, "de", clock.now)
    assert clock.now + timedelta(hours=1) == opened.expires_at
    clock.later(hours=1)

    assert read_links.open_link(ground.database, token, "de", clock.now) is None
    assert sessions.visitor(ground.database, opened.token, clock.now) is None


def test_taken_back(ground: Ground, clock: Clock) -> None:
    """By its own tenant alone; who reads by it is out at once."""
    huber, gruber = ground.tenant(), ground.tenant("Gruber")
    token = read_links.create(ground.database, order(huber), WHO, clock.now)
    opened = read_links.open_link(ground.database, token, "de", clock.now)
    [link] = read_links.links_of(ground.database, huber)

    assert not read_links.revoke(ground.database, gruber, link.token_sha256, WHO, clock.now)
    assert sessions.visitor(ground.database, opened.token, clock.now) is not None
    assert read_links.revoke(ground.database, huber, link.token_sha256, WHO, clock.now)
    assert sessions.visitor(ground.database, opened.token, clock.now) is None
    assert read_links.open_link(ground.database, token, "de", clock.now) is None
    assert not read_links.revoke(ground.database, huber, link.token_sha256, WHO, clock.now)
    assert [] == list(read_links.links_of(ground.database, gruber))
    assert clock.now == read_links.links_of(ground.database, huber)[0].revoked_at


def test_all_of_it_is_in_the_log(ground: Ground, clock: Clock) -> None:
    """Made, opened, taken back: by whom; the token is nowhere."""
    tenant = ground.tenant()
    token = read_links.create(ground.database, order(tenant), WHO, clock.now)
    read_links.open_link(ground.database, token, "de", clock.now)
    read_links.revoke(ground.database, tenant, sha256_of(token), WHO, clock.now)

    with ground.database.read() as connection:
        seen = views.read(connection, tenant, None, 9)
    assert ["link-revoked", "link-opened", "link-created"] == [one.what["act"] for one in seen]
    assert [WHO, f"link:{sha256_of(token)[:16]} Finanzamt", WHO] == [one.who for one in seen]
    assert token not in str(seen)


@pytest.mark.parametrize("token", ["", "\0", "\udcff", "x" * 43, "x" * 1_000_000])
def test_links_that_are_none(database: Database, clock: Clock, token: str) -> None:
    """Open nothing."""
    assert read_links.open_link(database, token, "de", clock.now) is None


def test_links_nobody_may_make(ground: Ground, clock: Clock) -> None:
    """Of no till, of another's, without an end, without a name."""
    huber, gruber = ground.tenant(), ground.tenant("Gruber")
    mine, foreign = ground.till(huber), ground.till(gruber)
    longest = LONGEST / timedelta(days=1)

    for wrong in (
        order(huber, frozenset()),
        order(huber, frozenset({foreign})),
        order(huber, frozenset({mine, foreign})),
        order(huber, days=longest + 1),
        order(huber, days=0),
        order(huber, note=" "),
        order(huber, note="a\0b"),
    ):
        with pytest.raises(AccountError):
            read_links.create(ground.database, wrong, WHO, clock.now)
    assert [] == list(read_links.links_of(ground.database, huber))


def test_when_a_link_was_last_used(ground: Ground, clock: Clock) -> None:
    """Of the tenant alone; one that nobody opened has no time."""
    huber, gruber = ground.tenant(), ground.tenant("Gruber")
    ground.till(huber)
    token = read_links.create(ground.database, order(huber), WHO, clock.now)
    read_links.create(ground.database, order(huber), WHO, clock.now)
    read_links.open_link(ground.database, token, "de", clock.later(hours=1))

    assert {sha256_of(token): clock.now} == read_links.last_uses(ground.database, huber)
    assert {} == read_links.last_uses(ground.database, gruber)
