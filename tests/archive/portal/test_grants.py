"""archive.portal.grants: links, keys, and a till that is shut out."""

import re
from datetime import timedelta
from typing import Final

import pytest

from archive.accounts import keys, read_links
from archive.accounts.keys import key_sha256
from archive.accounts.tills import TillBook
from tests.archive.keeping import TILL_ID, registered
from tests.archive.portal.entrance import Entrance, field
from tests.archive.portal.ground import OTHER_TILL
from tests.archive.portal.test_access import acts, base, send
from tests.archive.portal.wcag import faults, parsed

DAY: Final = "2026-12-24"


@pytest.fixture
def inside(entrance: Entrance) -> Entrance:
    """Anna has come in."""
    entrance.come_in()
    return entrance


def test_a_link_for_an_auditor(inside: Entrance) -> None:
    """Shown once, opens what was chosen, its last use is told, and it is taken back."""
    said = {f"till-{TILL_ID}": "1", "note": "Finanzamt Graz", "until": DAY}
    text = send(inside, "/links", 200, **said)
    assert [] == faults(text)
    (token,) = re.findall(r"https://archiv\.example\.at/link/([\w-]{43})<", text)
    (link,) = read_links.links_of(inside.world.database, inside.tenant_id)
    assert frozenset({TILL_ID}) == link.order.till_ids
    inside.clock.later(hours=1)
    now = inside.clock.now
    assert read_links.open_link(inside.world.database, token, "de", now) is not None

    page = inside.get(base(inside)).text
    assert [] == faults(page)
    assert token not in page
    assert "21.11.2026, 11:30" in page
    named = field(parsed(page), "link")
    assert send(inside, "/links/revoke", 303, link=named).endswith("link_revoked")
    send(inside, "/links/revoke", 404, link=named)
    assert read_links.open_link(inside.world.database, token, "de", now) is None
    assert ["link-created", "link-opened", "link-revoked"] == acts(inside)


def test_a_link_for_all(inside: Entrance) -> None:
    """Those to come as well."""
    send(inside, "/links", 200, all="1", note="x", until=DAY)
    (link,) = read_links.links_of(inside.world.database, inside.tenant_id)
    assert link.order.till_ids is None


@pytest.mark.parametrize(
    "said",
    [
        {"note": "x", "until": DAY},
        {"all": "1", "until": DAY},
        {"all": "1", "note": "x", "until": "2028-01-01"},
        {"all": "1", "note": "x", "until": "2020-01-01"},
        {"all": "1", "note": "x", "until": "soon"},
        {f"till-{OTHER_TILL}": "1", "note": "x", "until": DAY},
    ],
)
def test_no_link_of_that(inside: Entrance, said: dict[str, str]) -> None:
    """No till, no name, no day; another business's till."""
    registered(inside.world.database, OTHER_TILL, "LINZ-01")
    assert 'role="alert"' in send(inside, "/links", 422, **said)
    assert [] == list(read_links.links_of(inside.world.database, inside.tenant_id))


def test_a_key_on_its_sheet(inside: Entrance) -> None:
    """48 digits in groups with what to press, once; in the list only what is left of it."""
    shop = f"shop-{TILL_ID[-4:]}"
    text = send(inside, "/keys", 200, shop=shop, uses="3", note="Stand 3", until=DAY)
    assert [] == faults(text)
    assert "F 82" in text
    groups = re.findall(r"\b\d{6}\b", text)
    assert 8 == len(groups)
    (key,) = keys.keys_of(inside.world.database, inside.tenant_id)
    assert key_sha256("-".join(groups)) == key.key_sha256
    assert (3, 3) == (key.order.uses, key.uses_left)

    page = inside.get(base(inside)).text
    assert "3 / 3" in page
    assert groups[0] not in page
    named = field(parsed(page), "key")
    assert send(inside, "/keys/revoke", 303, key=named).endswith("key_revoked")
    send(inside, "/keys/revoke", 404, key=named)
    assert ["key-issued", "key-revoked"] == acts(inside)


@pytest.mark.parametrize(
    "said",
    [
        {"uses": "0"},
        {"uses": "1001"},
        {"uses": "many"},
        {"until": "2020-01-01"},
        {"until": ""},
        {"shop": f"shop-{OTHER_TILL[-4:]}"},
        {"shop": ""},
        {"note": "a\nb"},
    ],
)
def test_no_key_of_that(inside: Entrance, said: dict[str, str]) -> None:
    """Uses, day or note that cannot be; another business's shop."""
    other = registered(inside.world.database, OTHER_TILL, "LINZ-01")
    good = {"shop": f"shop-{TILL_ID[-4:]}", "uses": "1", "until": DAY, "note": ""}
    send(inside, "/keys", 422, **{**good, **said})
    for tenant_id in (inside.tenant_id, other.tenant_id):
        assert [] == list(keys.keys_of(inside.world.database, tenant_id))


def test_a_till_is_shut_out_after_a_question(inside: Entrance) -> None:
    """The question says what happens; then it is out, and the question is not there any more."""
    path = f"{base(inside)}/tills/{TILL_ID}"
    asked = inside.get(path)
    assert "verkauft und signiert weiter" in asked.text
    till = TillBook(inside.world.database).till(TILL_ID)
    assert till is not None
    assert till.is_active

    assert send(inside, f"/tills/{TILL_ID}", 303).endswith("till_revoked")
    till = TillBook(inside.world.database).till(TILL_ID)
    assert till is not None
    assert not till.is_active
    assert timedelta(0) <= inside.clock.now - till.revoked_at if till.revoked_at else False
    send(inside, f"/tills/{TILL_ID}", 404)
    assert 404 == inside.get(path).status_code
    assert ["till-revoked"] == acts(inside)
    assert [] == faults(inside.get(base(inside)).text)
