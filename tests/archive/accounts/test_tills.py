import pytest
from sqlalchemy.engine import Connection

from archive.accounts import tills as module
from archive.accounts import views
from archive.accounts.tills import TillBook
from tests.archive.accounts.ground import Clock, Ground


def test_a_till_is_known_by_its_password(ground: Ground, clock: Clock) -> None:
    """Whose it is, and for how long its evidence is kept, comes with it."""
    tenant = ground.tenant()
    till_id = ground.till(tenant)

    till = TillBook(ground.database, clock).authenticate(till_id, ground.passwords[till_id])

    assert till is not None
    assert (till_id, tenant, "MARKT-01", 7, 1) == (
        till.id,
        till.tenant_id,
        till.register_id,
        till.retention_years,
        till.shop_number,
    )
    assert till.is_active


def test_the_first_use_is_marked_once(ground: Ground, clock: Clock) -> None:
    """From then on the registration key is burnt; later uses change nothing."""
    till_id = ground.till(ground.tenant())
    book = TillBook(ground.database, clock)
    first = clock.now

    assert book.till(till_id).first_used_at is None
    assert first == book.authenticate(till_id, ground.passwords[till_id]).first_used_at
    clock.later(days=1)
    assert first == book.authenticate(till_id, ground.passwords[till_id]).first_used_at


def test_another_password_opens_nothing(ground: Ground, clock: Clock) -> None:
    """Neither a foreign till's, nor an empty, a huge or an impossible one."""
    tenant = ground.tenant()
    mine, other = ground.till(tenant), ground.till(tenant, "MARKT-02")
    book = TillBook(ground.database, clock)

    for password in (ground.passwords[other], "", "x" * 10**6, "\0", "\udcff", "ä"):
        assert book.authenticate(mine, password) is None
    assert book.till(mine).first_used_at is None


def test_no_till_of_this_id(ground: Ground, clock: Clock) -> None:
    """Whatever a path can hold: nobody."""
    till_id = ground.till(ground.tenant())
    book = TillBook(ground.database, clock)

    for said in ("", "\0", "\udcff", "ü", till_id.upper(), "x" * 10_000, f"{till_id} "):
        assert book.authenticate(said, ground.passwords[till_id]) is None
        assert book.till(said) is None


def test_a_foreign_till_is_told_from_nobody(ground: Ground, clock: Clock) -> None:
    """Who speaks is known by the password alone."""
    tenant = ground.tenant()
    till_id = ground.till(tenant)
    book = TillBook(ground.database, clock)

    assert till_id == book.speaker(ground.passwords[till_id]).id
    assert book.speaker("nobody's") is None
    assert book.speaker("") is None


def test_a_revoked_till_is_out_at_once(ground: Ground, clock: Clock) -> None:
    """A book made before the revocation, by another process, says so too."""
    till_id = ground.till(ground.tenant())
    book, other = TillBook(ground.database, clock), TillBook(ground.database, clock)
    password = ground.passwords[till_id]
    assert book.authenticate(till_id, password) is not None

    assert other.revoke(till_id)

    assert book.authenticate(till_id, password) is None
    assert book.speaker(password) is None
    assert clock.now == book.till(till_id).revoked_at
    assert not book.till(till_id).is_active
    assert ["revoked"] == [one.event for one in book.history(till_id)]
    assert not other.revoke(till_id)
    assert not other.revoke("no such till")


def test_two_revoked_tills(ground: Ground, clock: Clock) -> None:
    """Neither keeps a password that anybody could have."""
    tenant = ground.tenant()
    book = TillBook(ground.database, clock)
    tills = [ground.till(tenant, f"MARKT-0{number}") for number in (1, 2)]

    assert [True, True] == [book.revoke(till_id) for till_id in tills]
    assert book.speaker(f"revoked {tills[0]}") is None


def test_tills_of_a_tenant(ground: Ground, clock: Clock) -> None:
    """In the order of their registers; none of another's."""
    huber, gruber = ground.tenant(), ground.tenant("Gruber")
    second, first = ground.till(huber, "MARKT-02"), ground.till(huber, "MARKT-01")
    foreign = ground.till(gruber)
    book = TillBook(ground.database, clock)

    assert [first, second] == [till.id for till in book.tills_of(huber)]
    assert [foreign] == [till.id for till in book.tills_of(gruber)]
    assert [] == list(book.tills_of("nobody"))
    assert {first, second, foreign} == {till.id for till in book.all()}


def test_a_password_given_out_in_between_is_the_only_one(
    ground: Ground, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The till whose lost answer was repeated is not burnt by the password it replaced."""
    till_id = ground.till(ground.tenant())
    book = TillBook(ground.database, clock)
    right = module._row

    def replaced(connection: Connection, wanted: str) -> object:
        row = right(connection, wanted)
        monkeypatch.setattr(module, "_row", right)
        with ground.database.write() as writing:
            writing.execute(
                module.tills.update()
                .where(module.tills.c.id == wanted)
                .values(password_sha256="another")
            )
        return row

    monkeypatch.setattr(module, "_row", replaced)

    assert book.authenticate(till_id, ground.passwords[till_id]) is None
    assert book.till(till_id).first_used_at is None


def test_compares_in_constant_time() -> None:
    """No digest of a password is compared by `==`; with and without a till the same is done."""
    source = module.TillBook._known.__code__

    assert "is_same" in source.co_names
    assert "sha256_of" in source.co_names
    assert "password_sha256" not in module._row.__code__.co_names


def test_who_revoked_a_till_is_noted(ground: Ground, clock: Clock) -> None:
    """Once, in the log of its tenant."""
    tenant = ground.tenant()
    till_id = ground.till(tenant)
    book = TillBook(ground.database, clock)

    assert book.revoke(till_id, "user:x")
    assert not book.revoke(till_id, "user:x")
    with ground.database.read() as connection:
        (noted,) = views.read(connection, tenant, None, 9)
    assert ("user:x", {"act": "till-revoked", "till": till_id}) == (noted.who, noted.what)
