from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from archive.accounts.tills import Till
from archive.accounts.visitor import STATE, Membership, Role, Visitor, visitor_of
from firmware.accord.messages import TillMaster
from tests.archive.accounts.ground import NOW

TENANTS = ("t1", "t2", "t3", "")


def _visitor(*memberships: tuple[Role, str], till_ids: frozenset[str] | None = None) -> Visitor:
    return Visitor(
        who="user:a@example.at",
        name="A",
        language="de",
        csrf="c",
        session="s",
        user_id="u",
        memberships=tuple(Membership(role=role, scope=scope) for role, scope in memberships),
        till_ids=till_ids,
    )


def _till(tenant_id: str = "t1", till_id: str = "k1", manufacturer: str = "Standlkassa") -> Till:
    return Till(
        id=till_id,
        tenant_id=tenant_id,
        shop_id="s",
        shop_number=1,
        shop_name="",
        register_id="MARKT-01",
        installation_id="",
        device_key="",
        master=TillMaster(software="", model="", manufacturer=manufacturer),
        registered_at=NOW,
        first_used_at=None,
        revoked_at=NOW + timedelta(days=1),
        retention_years=7,
        is_held=False,
    )


def test_owner_and_accountant_read_their_tenant() -> None:
    """And no other; only the owner manages."""
    owner, accountant = _visitor((Role.OWNER, "t1")), _visitor((Role.ACCOUNTANT, "t1"))

    for one in (owner, accountant):
        assert one.may_see(_till())
        assert not one.may_see(_till("t2"))
        assert ("t1",) == one.tenant_ids


def test_an_auditor_sees_the_tills_chosen() -> None:
    """The other tills of the tenant are as if they were not."""
    auditor = _visitor((Role.AUDITOR, "t1"), till_ids=frozenset({"k1"}))

    assert auditor.may_see(_till())
    assert not auditor.may_see(_till(till_id="k2"))
    assert not auditor.may_see_health(_till(till_id="k2"))
    assert not auditor.may_see(_till("t2"))
    assert _visitor((Role.AUDITOR, "t1")).may_see(_till(till_id="k2"))


def test_a_manufacturer_sees_the_health_of_its_own() -> None:
    """Of its own name, wherever they stand; no receipt of any."""
    maker = _visitor((Role.MANUFACTURER, "Standlkassa"))

    assert maker.may_see_health(_till())
    assert maker.may_see_health(_till("t2"))
    assert not maker.may_see_health(_till(manufacturer="standlkassa"))
    assert not maker.may_see(_till())
    assert () == maker.tenant_ids


def test_a_manufacturer_called_as_a_tenant() -> None:
    """A name that is some tenant's id opens nothing of the tenant."""
    maker = _visitor((Role.MANUFACTURER, "t1"))

    assert maker.role_in("t1") is None
    assert not maker.may_see(_till())


def test_the_operator_sees_no_receipt() -> None:
    """He makes tenants and keys, and sees whether tills live."""
    operator = _visitor((Role.OPERATOR, ""))

    assert operator.is_operator
    assert operator.may_see_health(_till())
    assert not operator.may_see(_till())
    assert not operator.may_see(_till(""))


def test_the_role_that_may_most() -> None:
    """Who is owner and accountant is the owner."""
    both = _visitor((Role.ACCOUNTANT, "t1"), (Role.OWNER, "t1"), (Role.ACCOUNTANT, "t2"))

    assert Role.OWNER is both.role_in("t1")
    assert Role.ACCOUNTANT is both.role_in("t2")
    assert ("t1", "t2") == both.tenant_ids


_MEMBERSHIPS = st.lists(
    st.tuples(st.sampled_from(list(Role)), st.sampled_from([*TENANTS, "Standlkassa"])), max_size=4
)


@given(_MEMBERSHIPS, st.sampled_from(TENANTS), st.none() | st.frozensets(st.just("k1")))
def test_tenants_are_apart(
    memberships: list[tuple[Role, str]], tenant_id: str, till_ids: frozenset[str] | None
) -> None:
    """No receipt is seen without a reading role in that very tenant."""
    one = _visitor(*memberships, till_ids=till_ids)
    reading = {Role.OWNER, Role.ACCOUNTANT, Role.AUDITOR}
    is_reader = any(role in reading and scope == tenant_id for role, scope in memberships)
    is_chosen = till_ids is None or "k1" in till_ids

    assert (is_reader and is_chosen) == one.may_see(_till(tenant_id))
    assert is_reader == (tenant_id in one.tenant_ids)


def test_the_visitor_of_a_request() -> None:
    """What is in its place and is no visitor is none."""
    visitor = _visitor((Role.OWNER, "t1"))

    assert visitor == visitor_of(Request({"type": "http", "state": {STATE: visitor}}))
    assert visitor_of(Request({"type": "http", "state": {STATE: "owner"}})) is None
    assert visitor_of(Request({"type": "http", "state": {}})) is None
    assert visitor_of(Request({"type": "http"})) is None
