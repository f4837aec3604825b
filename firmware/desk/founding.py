"""An archive for the demonstration: a business, a stall, an owner, a key; then it serves.

Runs in a process of its own. Owner's password and registration key are made at random and said
once, on standard output, to the desk that started it.
"""

import secrets
import sys
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from archive.accounts import keys, tenants, users
from archive.accounts.keys import KeyOrder
from archive.accounts.tenants import Country
from archive.accounts.users import NewUser
from archive.accounts.visitor import Membership, Role
from archive.program import main as program
from archive.program.assembly import opened
from archive.program.output import now_utc
from archive.settings import load
from archive.world import World

OWNER_NAME: Final = "Die Chefin"
_STALL: Final = "Stand am Hauptplatz"
_WHO: Final = "demonstration"
_GOOD_FOR: Final = timedelta(days=7)
#: No sign that could be taken for another one: it is copied by eye.
_SIGNS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 4, 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Founded:
    """What is said once."""

    key: str
    password: str

    def __repr__(self) -> str:
        return "Founded()"


def found(world: World, business: str, email: str, now: datetime) -> Founded | None:
    """Make business and owner; None where the archive has one from an earlier demonstration.

    Raises:
        AccountError: the business or the address cannot be called that.
    """
    database = world.database
    if tenants.listed(database):
        return None
    tenant_id = tenants.create(database, business, Country.AT, now)
    shop = tenants.create_shop(database, tenant_id, _STALL, "")
    password = _password()
    owner = NewUser(email=email, name=OWNER_NAME, password=password)
    users.create(database, owner, Membership(role=Role.OWNER, scope=tenant_id), now)
    order = KeyOrder(shop_id=shop.id, uses=1, note="", expires_at=now + _GOOD_FOR)
    return Founded(key=keys.issue(database, order, _WHO, now), password=password)


def main() -> None:
    """Found and serve; the arguments: the archive's settings, the business, its owner's address."""
    config, business, email = Path(sys.argv[1]), *sys.argv[2:4]
    with opened(load(config), now_utc, makes_it=True) as world:
        founded = found(world, business, email, now_utc())
    if founded is not None:
        sys.stdout.write(f"key {founded.key}\npassword {founded.password}\n")
    sys.stdout.flush()
    program.main(["serve", "--config", str(config)])


def _password() -> str:
    groups = ("".join(secrets.choice(_SIGNS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    return "-".join(groups)


if __name__ == "__main__":
    main()
