"""The first words of an archive: a tenant, a shop, a registration key and an owner's invitation.

They are said once, at the very first start, and are no passwords: each is good for one use, and
only for a week.
"""

from datetime import timedelta
from typing import Final

from archive.accounts import invitations, keys, tenants
from archive.accounts.keys import KeyOrder
from archive.accounts.mail_address import mail_address
from archive.accounts.tenants import Country
from archive.accounts.visitor import Membership, Role
from archive.program.addresses import INVITATION
from archive.world import World

_WHO: Final = "first start"
_GOOD_FOR: Final = timedelta(days=7)


def first_words(world: World, address: str, owner: str) -> list[str]:
    """The lines of the first start; none where there is a tenant already.

    Args:
        world: of the archive.
        address: where it is reached, with a slash behind.
        owner: mail address of the first owner; empty: `owner@<name of the archive>`.

    Raises:
        AccountError: the mail address is none.
    """
    database, now = world.database, world.now_utc()
    if tenants.listed(database):
        return []
    # Looked at before anything is made: the next start is then still the first.
    email = mail_address(owner or f"owner@{world.settings.archive.name}")
    tenant_id = tenants.create(database, "Mein Betrieb", Country.AT, now)
    owns = Membership(role=Role.OWNER, scope=tenant_id)
    runs = Membership(role=Role.OPERATOR, scope="")
    shop = tenants.create_shop(database, tenant_id, "Mein Stand", "")
    order = KeyOrder(shop_id=shop.id, uses=1, note="", expires_at=now + _GOOD_FOR)
    key = keys.issue(database, order, _WHO, now)
    links = [invitations.invite(database, email, one, now) for one in (owns, runs)]
    return [
        f"first key    {key}",
        f"owner        {address}{INVITATION}/{links[0]}",
        f"operator     {address}{INVITATION}/{links[1]}",
        f"account      {email}",
        "             (good once, for a week; not shown again)",
    ]
