"""archive.portal.routes: every page there is, for who may see it and for who may not."""

from dataclasses import replace
from typing import Final

import pytest

from archive.accounts import views
from archive.accounts.visitor import Membership, Role
from archive.portal.routes import PAGES
from tests.archive.portal.ground import Ground

DAY: Final = "2026-10-25"
FIRST_RECEIPT: Final = 2


def _paths(tenant: str, till: str) -> list[str]:
    """Every page of a business and one of its tills."""
    values = {"tenant": tenant, "till": till, "day": DAY, "number": FIRST_RECEIPT}
    return [path.replace(":int}", "}").format(**values) for path, _ in PAGES]


@pytest.mark.parametrize("language", ["de", "en"])
def test_every_page_is_shown(ground: Ground, language: str) -> None:
    """In both languages, under headers that let it ask nobody else."""
    ground.come(Role.OWNER, language)

    for path in _paths(ground.own.tenant_id, ground.own.id):
        answer = ground.client.get(path)
        assert (path, 200) == (path, answer.status_code), answer.text[:500]
        assert f'<html lang="{language}">' in answer.text
        assert answer.headers["content-security-policy"].startswith("default-src 'none'")
        assert "no-store" == answer.headers["cache-control"]


@pytest.mark.parametrize("role", [Role.OWNER, Role.ACCOUNTANT, Role.AUDITOR])
def test_what_is_anothers_is_not_there(ground: Ground, role: Role) -> None:
    """A business, a till of another, one's own path with another's till: 404, and all alike."""
    ground.come(role)
    own, other = ground.own, ground.other
    nowhere = "0192f0c1-0000-7000-8000-00000000dead"
    pairs = (
        (other.tenant_id, other.id),
        (other.tenant_id, own.id),
        ("nobody", own.id),
    )
    answers = {
        ground.client.get(path).text.replace(path, "")
        for tenant, till in pairs
        for path in _paths(tenant, till)
        if ground.client.get(path).status_code == 404 or pytest.fail(path)
    }
    till_paths = [
        path
        for till in (other.id, nowhere)
        for path in _paths(own.tenant_id, till)
        if "/k/" in path
    ]

    assert 1 == len(answers)
    assert {404} == {ground.client.get(path).status_code for path in till_paths}


def test_who_did_not_sign_in_is_led_there(ground: Ground) -> None:
    """For every page, also those that are not; and back from there."""
    ground.door.visitor = None

    for path in (*_paths(ground.own.tenant_id, ground.own.id), *_paths("x", "y"), "/", "/account"):
        answer = ground.client.get(path)
        assert 303 == answer.status_code
        assert answer.headers["location"].startswith("/sign-in?next=%2F")


def test_an_auditor_sees_the_chosen_tills_alone(ground: Ground) -> None:
    """A link for other tills opens this one nowhere."""
    ground.come(Role.AUDITOR)
    ground.door.visitor = replace(ground.visitor, user_id=None, till_ids=frozenset({"another"}))

    paths = [path for path in _paths(ground.own.tenant_id, ground.own.id) if "/k/" in path]
    assert {404} == {ground.client.get(path).status_code for path in paths}
    assert ground.own.register_id not in ground.page(f"{ground.tenant_path}/tills")
    assert ground.own.register_id not in ground.page(ground.tenant_path)


@pytest.mark.parametrize("role", [Role.MANUFACTURER, Role.OPERATOR])
def test_maker_and_operator_see_health_alone(ground: Ground, role: Role) -> None:
    """No page of a business opens; the state of the tills does."""
    scope = "Standlkassa" if role is Role.MANUFACTURER else ""
    ground.door.visitor = replace(ground.visitor, memberships=(Membership(role=role, scope=scope),))

    paths = _paths(ground.own.tenant_id, ground.own.id)
    assert {404} == {ground.client.get(path).status_code for path in paths}
    fleet = ground.page("/fleet")
    assert ground.own.register_id in fleet
    assert "Äpfel" not in fleet
    assert "/fleet" == ground.client.get("/").headers["location"]


def test_an_owner_has_no_fleet(ground: Ground) -> None:
    """The state of others' tills is not there for one's own role."""
    assert 404 == ground.client.get("/fleet").status_code


def test_every_page_of_evidence_notes_its_view(ground: Ground) -> None:
    """Who, which page, which till; a page that is not there notes nothing."""
    for path in _paths(ground.own.tenant_id, ground.own.id):
        ground.page(path)
    ground.page(f"{ground.path}/receipts/999", 404)

    with ground.world.database.read() as connection:
        seen = views.read(connection, ground.own.tenant_id, None, 100)
        assert views.first_break(connection, ground.own.tenant_id) is None
    assert len(PAGES) == len(seen)
    assert {"user:anna@example.at"} == {one.who for one in seen}
    receipt = next(one.what for one in seen if one.what["page"] == "receipt")
    assert {"page": "receipt", "till": ground.own.id, "number": FIRST_RECEIPT} == receipt


def test_nothing_is_posted_to_evidence(ground: Ground) -> None:
    """Strictly reading: no page of a business takes anything."""
    for path in _paths(ground.own.tenant_id, ground.own.id):
        for method in ("POST", "PUT", "PATCH", "DELETE"):
            assert 405 == ground.client.request(method, path).status_code


@pytest.mark.parametrize(
    "path",
    [
        "/receipts/0",
        "/receipts/99999999999999999999999",
        "/receipts/-1",
        "/days/2026-13-01",
        "/days/0001-01-01",
        "/days/x",
        "/nothing",
    ],
)
def test_what_is_not_there_is_missing(ground: Ground, path: str) -> None:
    """Numbers beyond all books, days that are none."""
    assert 404 == ground.client.get(ground.path + path).status_code


@pytest.mark.parametrize(
    "query",
    [
        "number=x",
        "amount=1.2.3",
        "from=2026-99-99&to=0000-00-00",
        "before=99999999999999999999&after=-1",
        "kind=nothing&means=gold&clerk=9999999999999999999",
        "text=%00%22%2A%27--",
        "day=9999-12-31&time=25:61",
        "seq=abc&business=maybe&thing=x&action=y",
        "text=" + "a" * 5000,
    ],
)
def test_nonsense_in_a_query_is_answered(ground: Ground, query: str) -> None:
    """Each field that cannot be is named; no page fails."""
    for path in _paths(ground.own.tenant_id, ground.own.id):
        assert (path, 200) == (path, ground.client.get(f"{path}?{query}").status_code)
