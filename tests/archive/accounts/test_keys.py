from datetime import timedelta

import pytest
import sqlalchemy as sa

from archive.accounts import keys, views
from archive.accounts.errors import AccountError
from archive.accounts.keys import LONGEST, MOST_USES, KeyOrder
from archive.index.tables import keys as table
from firmware.accord.registration_key import from_text
from tests.archive.accounts.ground import NOW, Clock, Ground


def order(shop: str, uses: int = 1, days: float = 14, note: str = "") -> KeyOrder:
    """A key for tills of a shop."""
    return KeyOrder(shop_id=shop, uses=uses, note=note, expires_at=NOW + timedelta(days=days))


def test_128_bits_said_once(ground: Ground, clock: Clock) -> None:
    """Only the digest is kept, and the log says who made it."""
    tenant = ground.tenant()
    made = {keys.issue(ground.database, order(tenant), "operator", clock.now) for _ in range(20)}

    assert 20 == len({from_text(text) for text in made})
    assert {16} == {len(from_text(text)) for text in made}
    with ground.database.read() as connection:
        kept = str(connection.execute(sa.select(table)).all())
        seen = views.read(connection, tenant, None, 1)[0]
    assert not [text for text in made if text in kept or text.replace("-", "") in kept]
    assert ("operator", "key-issued") == (seen.who, seen.what["act"])


def test_keys_of_a_tenant(ground: Ground, clock: Clock) -> None:
    """The newest first; none of another's."""
    huber, gruber = ground.tenant(), ground.tenant("Gruber")
    first = keys.issue(ground.database, order(huber, uses=3, note=" Stand 3 "), "o", clock.now)
    second = keys.issue(ground.database, order(huber), "o", clock.later(hours=1))

    listed = keys.keys_of(ground.database, huber)
    assert [keys.key_sha256(second), keys.key_sha256(first)] == [one.key_sha256 for one in listed]
    assert order(huber, uses=3, note="Stand 3") == listed[1].order
    assert (3, NOW, None) == (listed[1].uses_left, listed[1].created_at, listed[1].revoked_at)
    assert [] == list(keys.keys_of(ground.database, gruber))


def test_taken_back_by_its_own_tenant(ground: Ground, clock: Clock) -> None:
    """Once."""
    huber, gruber = ground.tenant(), ground.tenant("Gruber")
    named = keys.key_sha256(keys.issue(ground.database, order(huber), "o", clock.now))

    assert not keys.revoke(ground.database, gruber, named, "o", clock.now)
    assert keys.revoke(ground.database, huber, named, "o", clock.now)
    assert not keys.revoke(ground.database, huber, named, "o", clock.now)
    assert clock.now == keys.keys_of(ground.database, huber)[0].revoked_at


def test_keys_nobody_may_make(ground: Ground, clock: Clock) -> None:
    """For no till, for too many, without an end, for no shop."""
    shop = ground.tenant()
    longest = LONGEST / timedelta(days=1)

    for wrong in (
        order(shop, uses=0),
        order(shop, uses=MOST_USES + 1),
        order(shop, days=0),
        order(shop, days=longest + 1),
        order("no shop"),
        order("\0"),
        order(shop, note="a\nb"),
    ):
        with pytest.raises(AccountError):
            keys.issue(ground.database, wrong, "o", clock.now)
    assert [] == list(keys.keys_of(ground.database, shop))


@pytest.mark.parametrize("text", ["", "1", "\0", "\udcff", "٣" * 48, "0" * 48, "1" * 1_000_000])
def test_what_is_no_key(text: str) -> None:
    """Is kept as no key, whatever it is."""
    assert keys.key_sha256("") == keys.key_sha256(text)
