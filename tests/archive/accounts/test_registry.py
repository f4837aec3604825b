import multiprocessing
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from multiprocessing.queues import SimpleQueue
from multiprocessing.synchronize import Barrier

import pytest
import sqlalchemy as sa

from archive.accounts import attempts, heard, keys
from archive.accounts.attempts import Limit, Try
from archive.accounts.registry import (
    RENEWAL_WITHIN,
    Admitted,
    KeyRefused,
    Registering,
    RegisterTaken,
    register,
    renew,
)
from archive.accounts.tills import TillBook
from archive.index.database import Database
from archive.index.guards import INGEST_ROLE, PORTAL_ROLE, grants
from archive.index.migrate import upgrade
from firmware.accord.messages import TillStatus
from firmware.accord.registration_key import to_text
from tests.archive.accounts.devices import Device, issued
from tests.archive.accounts.ground import NOW, Clock, Ground
from tests.archive.postgres import Postgres


def left(ground: Ground, tenant: str) -> list[int]:
    """How many uses each key still has."""
    return [one.uses_left for one in keys.keys_of(ground.database, tenant)]


def test_a_till_comes_in(ground: Ground, clock: Clock) -> None:
    """Seed A036: it is given a password, and by it is known."""
    shop = ground.tenant()
    device = Device()

    found = register(ground.database, device.asks(issued(ground, shop)), clock.now)

    assert isinstance(found, Admitted)
    till = TillBook(ground.database, clock).authenticate(found.till_id, found.password)
    assert till is not None
    assert (shop, "MARKT-01", device.installation_id, "Pi 5") == (
        till.tenant_id,
        till.register_id,
        till.installation_id,
        till.master.model,
    )
    assert [0] == left(ground, shop)
    assert 43 == len(found.password)


def test_a_lost_answer_is_repeated_until_the_first_use(ground: Ground, clock: Clock) -> None:
    """Each time with another password, of which only the last counts; then the key is burnt."""
    key, device = issued(ground, ground.tenant()), Device()
    book = TillBook(ground.database, clock)
    first, second = (register(ground.database, device.asks(key), clock.now) for _ in range(2))
    assert isinstance(first, Admitted)
    assert isinstance(second, Admitted)

    assert first.till_id == second.till_id
    assert book.authenticate(first.till_id, first.password) is None
    assert book.authenticate(second.till_id, second.password) is not None
    assert KeyRefused() == register(ground.database, device.asks(key), clock.now)
    assert book.authenticate(second.till_id, second.password) is not None


def test_a_key_is_for_one_till(ground: Ground, clock: Clock) -> None:
    """Seed A028: no other installation comes in by it, neither before nor after its first use."""
    shop = ground.tenant()
    key, device = issued(ground, shop), Device()
    register(ground.database, device.asks(key), clock.now)

    same_register, other, other_key = Device(), Device("MARKT-02"), Device()
    other_key.installation_id = device.installation_id
    for one in (same_register, other, other_key):
        assert KeyRefused() == register(ground.database, one.asks(key), clock.now)
    assert 1 == len(TillBook(ground.database).tills_of(shop))


def test_keys_that_are_none(ground: Ground, clock: Clock) -> None:
    """Wrong, mistyped, ended, taken back: one answer."""
    shop = ground.tenant()
    ended, back = issued(ground, shop, days=1), issued(ground, shop)
    [named] = [
        one.key_sha256
        for one in keys.keys_of(ground.database, shop)
        if one.order.expires_at > NOW + timedelta(days=2)
    ]
    assert keys.revoke(ground.database, shop, named, "operator", clock.now)
    clock.later(days=1)

    for key in (ended, back, to_text(b"\1" * 16), ended[:-1] + "0", "", "\0", "ü" * 100):
        assert KeyRefused() == register(ground.database, Device().asks(key), clock.now)
    assert [] == list(TillBook(ground.database).all())


def test_the_key_in_any_form(ground: Ground, clock: Clock) -> None:
    """With and without hyphens: it is the number that counts."""
    key = issued(ground, ground.tenant()).replace("-", "")

    assert isinstance(register(ground.database, Device().asks(key), clock.now), Admitted)


def test_a_master_key_counts_tills_not_questions(ground: Ground, clock: Clock) -> None:
    """Seed A037: three tills, however often each of them asks."""
    shop = ground.tenant()
    key = issued(ground, shop, uses=3)
    devices = [Device(f"MARKT-0{number}") for number in range(1, 5)]

    for device in devices[:3]:
        for _ in range(3):
            found = register(ground.database, device.asks(key), clock.now)
            assert isinstance(found, Admitted)
    assert KeyRefused() == register(ground.database, devices[3].asks(key), clock.now)
    assert [0] == left(ground, shop)
    assert 3 == len(TillBook(ground.database).tills_of(shop))


def test_an_image_made_twice(ground: Ground, clock: Clock) -> None:
    """Two tills of one register by a master key: the first stays, the second is told why."""
    shop = ground.tenant()
    key, first, second = issued(ground, shop, uses=3), Device(), Device()
    admitted = register(ground.database, first.asks(key), clock.now)

    assert RegisterTaken() == register(ground.database, second.asks(key), clock.now)

    assert isinstance(admitted, Admitted)
    assert [2] == left(ground, shop)
    book = TillBook(ground.database)
    assert book.authenticate(admitted.till_id, admitted.password) is not None


def test_other_hardware_goes_on_under_the_same_till(ground: Ground, clock: Clock) -> None:
    """The log is that of the register; the installation before is out at once."""
    shop = ground.tenant()
    old, new = Device(), Device()
    before = register(ground.database, old.asks(issued(ground, shop)), clock.now)
    assert isinstance(before, Admitted)
    book = TillBook(ground.database, clock)
    assert book.authenticate(before.till_id, before.password) is not None

    after = register(ground.database, new.asks(issued(ground, shop)), clock.now)

    assert isinstance(after, Admitted)
    assert before.till_id == after.till_id
    assert book.authenticate(before.till_id, before.password) is None
    till = book.authenticate(after.till_id, after.password)
    assert till is not None
    assert new.installation_id == till.installation_id
    assert ["registered", "replaced"] == [one.event for one in book.history(till.id)]
    assert renew(ground.database, till.id, old.renews(till.id, clock.now), clock.now) is None


def test_a_revoked_till_comes_back_by_a_new_key_only(ground: Ground, clock: Clock) -> None:
    """Its old key is burnt, used or not."""
    shop = ground.tenant()
    key, device = issued(ground, shop), Device()
    first = register(ground.database, device.asks(key), clock.now)
    assert isinstance(first, Admitted)
    book = TillBook(ground.database, clock)
    book.revoke(first.till_id)

    assert KeyRefused() == register(ground.database, device.asks(key), clock.now)
    assert (
        renew(ground.database, first.till_id, device.renews(first.till_id, clock.now), clock.now)
        is None
    )
    again = register(ground.database, device.asks(issued(ground, shop)), clock.now)
    assert isinstance(again, Admitted)
    assert first.till_id == again.till_id
    assert book.till(first.till_id).is_active


def test_tenants_may_have_registers_of_one_name(ground: Ground, clock: Clock) -> None:
    """A Kassen-ID is unique within its business only."""
    found = [
        register(ground.database, Device().asks(issued(ground, shop)), clock.now)
        for shop in (ground.tenant(), ground.tenant("Gruber"))
    ]

    assert 2 == len({one.till_id for one in found if isinstance(one, Admitted)})


def test_eight_threads_one_key(ground: Ground, clock: Clock) -> None:
    """One till, whoever was first."""
    shop = ground.tenant()
    key = issued(ground, shop)

    def come(number: int) -> Registering:
        return register(ground.database, Device(f"MARKT-0{number}").asks(key), clock.now)

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(come, range(8)))

    assert 1 == sum(isinstance(one, Admitted) for one in found)
    assert 1 == len(TillBook(ground.database).tills_of(shop))


def test_eight_threads_one_register(ground: Ground, clock: Clock) -> None:
    """By a master key: one till, the rest is told that the register is taken."""
    shop = ground.tenant()
    key = issued(ground, shop, uses=8)
    with ThreadPoolExecutor(8) as pool:
        found = list(
            pool.map(lambda _: register(ground.database, Device().asks(key), clock.now), range(8))
        )

    assert 1 == sum(isinstance(one, Admitted) for one in found)
    assert 7 == sum(one == RegisterTaken() for one in found)
    assert [7] == left(ground, shop)


def test_eight_keys_one_register(ground: Ground, clock: Clock) -> None:
    """Each is good, and takes the place of the one before: one till, the last password counts."""
    shop = ground.tenant()
    given = [issued(ground, shop) for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        found = list(
            pool.map(lambda key: register(ground.database, Device().asks(key), clock.now), given)
        )

    admitted = [one for one in found if isinstance(one, Admitted)]
    assert 8 == len(admitted)
    [till] = TillBook(ground.database).tills_of(shop)
    book = TillBook(ground.database, clock)
    good = [one for one in admitted if book.authenticate(till.id, one.password) is not None]
    assert 1 == len(good)


def test_the_role_of_ingest_takes_tills_in(postgres: Postgres, clock: Clock) -> None:
    """It needs no more than it was granted, and cannot make a key itself."""
    name = postgres.fresh()
    owning = Database(postgres.url(name))
    upgrade(owning)
    ground = Ground(owning)
    shop = ground.tenant()
    key, device = issued(ground, shop), Device()
    for role in (INGEST_ROLE, PORTAL_ROLE):
        postgres.sql(
            name,
            f"DO $$ BEGIN CREATE ROLE {role} LOGIN; EXCEPTION WHEN duplicate_object THEN END $$",
        )
    with owning.write() as connection:
        for statement in grants():
            connection.exec_driver_sql(statement)
    ingest = Database(postgres.url(name, INGEST_ROLE))

    tries = [Try(limit=Limit(name="x", most=1, span=RENEWAL_WITHIN), who="")]
    assert attempts.take(ingest, tries, clock.now) is None
    found = register(ingest, device.asks(key), clock.now)
    assert isinstance(found, Admitted)
    assert TillBook(ingest, clock).authenticate(found.till_id, found.password) is not None
    renewed = renew(ingest, found.till_id, device.renews(found.till_id, clock.now), clock.now)
    assert isinstance(renewed, Admitted)
    heard.told(ingest, found.till_id, TillStatus(at_utc=""), clock.now)
    with pytest.raises(sa.exc.ProgrammingError, match="permission denied"):
        issued(Ground(ingest), shop)
    for database in (ingest, owning):
        database.close()
    postgres.drop(name)


def _come(url: str, key: str, number: int, ready: Barrier, results: SimpleQueue[bool]) -> None:
    """In a process of its own."""
    database = Database(url)
    ready.wait()
    found = register(database, Device(f"MARKT-0{number}").asks(key), NOW)
    results.put(isinstance(found, Admitted))
    database.close()


def test_two_processes_one_key(ground: Ground) -> None:
    """They share nothing but the database: one till."""
    shop = ground.tenant()
    key = issued(ground, shop)
    spawn = multiprocessing.get_context("spawn")
    ready, results = spawn.Barrier(2), spawn.SimpleQueue()
    url = ground.database.url.render_as_string(hide_password=False)
    processes = [
        spawn.Process(target=_come, args=(url, key, number, ready, results)) for number in (1, 2)
    ]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)

    assert [0, 0] == [process.exitcode for process in processes]
    assert [False, True] == sorted(results.get() for _ in processes)
    assert 1 == len(TillBook(ground.database).tills_of(shop))
