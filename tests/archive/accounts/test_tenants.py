from concurrent.futures import ThreadPoolExecutor

import pytest

from archive.accounts import tenants, views
from archive.accounts.errors import AccountError
from archive.accounts.tenants import Country
from archive.index.database import Database
from tests.archive.accounts.ground import NOW


def test_austria_seven_germany_ten(database: Database) -> None:
    """§ 132 Abs 1 BAO, § 147 Abs 3 AO."""
    made = [tenants.create(database, f"{one.value}", one, NOW) for one in Country]

    found = tenants.listed(database)
    assert made == [one.id for one in found]
    assert [("AT", 7, False), ("DE", 10, False)] == [
        (one.country, one.retention_years, one.is_held) for one in found
    ]
    assert found[0] == tenants.tenant(database, made[0])
    assert tenants.tenant(database, "\0") is None
    assert tenants.tenant(database, "nobody") is None


def test_shops_are_counted_up(database: Database) -> None:
    """Seed G011: each number once within its tenant, eight opened at once as well."""
    huber = tenants.create(database, "Huber", Country.AT, NOW)
    gruber = tenants.create(database, "Gruber", Country.AT, NOW)
    with ThreadPoolExecutor(8) as pool:
        opened = list(
            pool.map(lambda at: tenants.create_shop(database, huber, f"{at}", "").number, range(8))
        )

    assert list(range(1, 9)) == sorted(opened)
    assert 1 == tenants.create_shop(database, gruber, "Graz", "Hauptplatz").number
    [shop] = tenants.shops_of(database, gruber)
    assert ("Graz", "Hauptplatz", gruber) == (shop.name, shop.address, shop.tenant_id)


@pytest.mark.parametrize("tenant_id", ["nobody", "\0", ""])
def test_no_such_tenant(database: Database, tenant_id: str) -> None:
    """No shop of nobody."""
    with pytest.raises(AccountError, match="no such tenant"):
        tenants.create_shop(database, tenant_id, "Graz", "")


def test_held(database: Database) -> None:
    """Who holds it and lets it go stands in the log."""
    huber = tenants.create(database, "Huber", Country.AT, NOW)
    for is_held in (True, False):
        tenants.hold(database, huber, "operator", NOW, is_held=is_held)
        assert is_held == tenants.tenant(database, huber).is_held

    with database.read() as connection:
        said = [one.what["act"] for one in views.read(connection, huber, None, 9)]
    assert ["hold-ended", "hold"] == said
    with pytest.raises(AccountError, match="no such tenant"):
        tenants.hold(database, "nobody", "operator", NOW, is_held=True)


def test_kept_longer(database: Database) -> None:
    """Never shorter, and not without end."""
    huber = tenants.create(database, "Huber", Country.AT, NOW)
    tenants.keep_longer(database, huber, 12, "operator", NOW)

    for years in (12, 7):
        with pytest.raises(AccountError, match="only ever lengthened"):
            tenants.keep_longer(database, huber, years, "operator", NOW)
    assert 12 == tenants.tenant(database, huber).retention_years
    tenants.keep_longer(database, huber, 1000, "operator", NOW)
    assert 100 == tenants.tenant(database, huber).retention_years
