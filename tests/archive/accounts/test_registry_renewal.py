from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.accounts import registry
from archive.accounts.registry import (
    RENEWAL_WITHIN,
    Admitted,
    ClockRefused,
    KeyRefused,
    register,
    renew,
)
from archive.accounts.tills import TillBook
from firmware.accord.messages import PasswordRenewal
from tests.archive.accounts.devices import Device, issued
from tests.archive.accounts.ground import Clock, Ground


def test_a_password_anew(ground: Ground, clock: Clock) -> None:
    """Signed by the device; the one before is out, and the registration key stays burnt."""
    key, device = issued(ground, ground.tenant()), Device()
    first = register(ground.database, device.asks(key), clock.now)
    assert isinstance(first, Admitted)
    book = TillBook(ground.database, clock)
    book.authenticate(first.till_id, first.password)

    found = renew(
        ground.database, first.till_id, device.renews(first.till_id, clock.now), clock.now
    )

    assert isinstance(found, Admitted)
    assert book.authenticate(first.till_id, first.password) is None
    assert book.authenticate(first.till_id, found.password) is not None
    assert KeyRefused() == register(ground.database, device.asks(key), clock.now)
    assert ["registered", "renewed"] == [one.event for one in book.history(first.till_id)]


def test_a_renewal_is_good_once(ground: Ground, clock: Clock) -> None:
    """Caught on the way and sent again, or an older one sent late, it does nothing."""
    device = Device()
    first = register(ground.database, device.asks(issued(ground, ground.tenant())), clock.now)
    assert isinstance(first, Admitted)
    earlier = device.renews(first.till_id, clock.now - timedelta(seconds=1))
    caught = device.renews(first.till_id, clock.now)
    found = renew(ground.database, first.till_id, caught, clock.now)
    assert isinstance(found, Admitted)

    for again in (caught, earlier):
        assert ClockRefused() == renew(ground.database, first.till_id, again, clock.now)
    book = TillBook(ground.database)
    assert book.authenticate(first.till_id, found.password) is not None


def test_one_renewal_twice_at_once(ground: Ground, clock: Clock) -> None:
    """One of the two is answered with a password."""
    device = Device()
    first = register(ground.database, device.asks(issued(ground, ground.tenant())), clock.now)
    assert isinstance(first, Admitted)
    caught = device.renews(first.till_id, clock.now)
    with ThreadPoolExecutor(4) as pool:
        found = list(
            pool.map(lambda _: renew(ground.database, first.till_id, caught, clock.now), range(4))
        )

    assert 1 == sum(isinstance(one, Admitted) for one in found)


@pytest.mark.parametrize("sign", [-1, 1])
def test_a_renewal_of_another_time(ground: Ground, clock: Clock, sign: int) -> None:
    """Signed long ago, or by a clock that is ahead."""
    device = Device()
    first = register(ground.database, device.asks(issued(ground, ground.tenant())), clock.now)
    assert isinstance(first, Admitted)
    at = clock.now + sign * RENEWAL_WITHIN

    for off in (at, at + sign * timedelta(seconds=1)):
        found = renew(ground.database, first.till_id, device.renews(first.till_id, off), clock.now)
        assert isinstance(found, Admitted if off == at else ClockRefused)


def test_renewals_that_are_none(ground: Ground, clock: Clock) -> None:
    """Another device's signature, for another till, over another time: as if no such till."""
    shop = ground.tenant()
    device, other = Device(), Device("MARKT-02")
    first, second = (
        register(ground.database, one.asks(issued(ground, shop)), clock.now)
        for one in (device, other)
    )
    assert isinstance(first, Admitted)
    assert isinstance(second, Admitted)
    mine = device.renews(first.till_id, clock.now)
    later = PasswordRenewal(at_utc="2026-11-21T09:30:01+00:00", signature=mine.signature)

    for till_id, asked in (
        (first.till_id, other.renews(first.till_id, clock.now)),
        (first.till_id, device.renews(second.till_id, clock.now)),
        (second.till_id, mine),
        (str(uuid4()), mine),
        ("\0", mine),
        ("\udcff", mine),
        (first.till_id, later),
    ):
        assert renew(ground.database, till_id, asked, clock.now) is None


@given(st.text(max_size=90) | st.datetimes().map(str), st.text(max_size=90), st.binary(max_size=40))
def test_any_renewal(at_utc: str, signature: str, key: bytes) -> None:
    """Nothing that is no signature is taken for one, and no time breaks anything."""
    moment = registry._moment(at_utc)

    assert moment is None or timedelta(0) == moment.utcoffset()
    assert not registry._is_signed(b64encode(key).decode(), signature, at_utc)
