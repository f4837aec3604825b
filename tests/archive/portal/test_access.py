"""archive.portal.access: the owner's page, and that it is nobody else's."""

import re
from contextlib import suppress
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from archive.accounts import invitations, users, views
from archive.accounts.users import NewUser
from archive.accounts.visitor import Membership, Role
from archive.index.database import Database
from archive.portal.access import PATH, end_of
from archive.settings import MailSection
from tests.archive.alarms.receivers import smtp
from tests.archive.keeping import registered
from tests.archive.portal.entrance import EMAIL, PASSWORD, Entrance, entrance_of, field
from tests.archive.portal.ground import OTHER_TILL, Ground
from tests.archive.portal.wcag import faults, parsed

#: Where a form of the page is sent, below it.
FORMS: Final = (
    *("/invitations", "/invitations/withdraw", "/rights/end"),
    *("/links", "/links/revoke", "/keys", "/keys/revoke"),
    *("/targets", "/targets/remove", "/targets/test"),
)


@pytest.fixture
def inside(entrance: Entrance) -> Entrance:
    """Anna has come in."""
    entrance.come_in()
    return entrance


def base(entrance: Entrance) -> str:
    """The path of the page."""
    return PATH.replace("{tenant}", entrance.tenant_id)


def send(entrance: Entrance, below: str, status: int, **said: str) -> str:
    """Send a form from the page; what came of it."""
    csrf = entrance.csrf(base(entrance))
    answer = entrance.send(f"{base(entrance)}{below}", csrf, **said)
    assert status == answer.status_code, answer.text[:600]
    return answer.text if status != 303 else answer.headers["location"]


def acts(entrance: Entrance) -> list[object]:
    """What the log of views says was done, the newest last."""
    with entrance.world.database.read() as connection:
        seen = views.read(connection, entrance.tenant_id, None, 100)
    return [one.what["act"] for one in reversed(seen) if "act" in one.what]


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page_is_for_everybody_who_owns(ground: Ground, language: str) -> None:
    """By the rules of WCAG, and with a way to it."""
    ground.come(Role.OWNER, language)
    path = f"{ground.tenant_path}/access"

    assert [] == faults(ground.page(path))
    assert [] == faults(ground.page(f"{path}/tills/{ground.own.id}"))
    assert f'href="{path}"' in ground.page(ground.tenant_path)


@pytest.mark.parametrize("role", [Role.ACCOUNTANT, Role.AUDITOR, Role.OPERATOR, Role.MANUFACTURER])
def test_for_others_it_is_not_there(ground: Ground, role: Role) -> None:
    """No page, no form, no way to it; nor for the owner of another business."""
    ground.come(role)
    path = f"{ground.tenant_path}/access"
    for below in ("", f"/tills/{ground.own.id}"):
        ground.page(path + below, 404)
    for below in (*FORMS, f"/tills/{ground.own.id}"):
        assert 404 == ground.client.post(path + below, data={}).status_code
    assert path not in ground.client.get(ground.tenant_path).text
    ground.come(Role.OWNER)
    foreign = f"/t/{ground.other.tenant_id}/access"
    for below in (*FORMS, f"/tills/{ground.other.id}"):
        assert 404 == ground.client.post(foreign + below, data={}).status_code
    ground.page(foreign, 404)
    ground.page(f"{path}/tills/{ground.other.id}", 404)
    assert 404 == ground.client.post(f"{path}/tills/{ground.other.id}").status_code


def test_only_from_a_form_of_ours(inside: Entrance) -> None:
    """Without the token of the session nothing is done; a form is never looked at."""
    for below in (*FORMS, "/tills/x"):
        assert 403 == inside.send(base(inside) + below, "wrong", email="eva@example.at").status_code
        assert 403 == inside.send(base(inside) + below, email="eva@example.at").status_code
    for below in FORMS:
        assert inside.get(base(inside) + below).status_code in (404, 405)
    assert [] == acts(inside)


def test_without_mail_the_link_is_shown_once(inside: Entrance) -> None:
    """To copy; then it waits, and can be taken back."""
    text = send(inside, "/invitations", 200, email="eva@example.at", role="accountant")

    assert [] == faults(text)
    (token,) = re.findall(r"https://archiv\.example\.at/invitation/([\w-]{43})<", text)
    page = inside.get(base(inside)).text
    assert "eva@example.at" in page
    assert token not in page
    named = field(parsed(page), "invitation")
    assert send(inside, "/invitations/withdraw", 303, invitation=named).endswith("done=withdrawn")
    send(inside, "/invitations/withdraw", 404, invitation=named)
    now = inside.clock.now
    assert invitations.look(inside.world.database, token, now) is None
    assert ["invited", "invitation-withdrawn"] == acts(inside)


def test_a_letter_is_sent(sqlite: Database, tmp_path: Path) -> None:
    """Where there is mail, the link goes to the address and is not shown."""
    with smtp(tmp_path, is_plain=True) as box:
        section = MailSection(
            host="localhost", port=box.port, sender="a@example.at", security="none"
        )
        entrance = entrance_of(sqlite, tmp_path, section)
        with entrance.client:
            entrance.come_in()
            answer = send(entrance, "/invitations", 303, email="eva@example.at", role="owner")
            box.refusals.append("550 no")
            shown = send(entrance, "/invitations", 200, email="otto@example.at", role="owner")
    (mail,) = box.mails
    assert "eva@example.at" == mail["To"]
    assert "/invitation/" in mail.get_content()
    assert answer.endswith("done=invited")
    assert "/invitation/" in shown


@pytest.mark.parametrize(
    "said",
    [
        {"email": "eva", "role": "owner"},
        {"email": "eva@example.at", "role": "operator"},
        {"email": "eva@example.at", "role": "auditor"},
        {},
    ],
)
def test_who_cannot_be_invited(inside: Entrance, said: dict[str, str]) -> None:
    """No address; a role that no owner gives."""
    assert 'role="alert"' in send(inside, "/invitations", 422, **said)
    assert [] == acts(inside)


def test_not_without_end(inside: Entrance) -> None:
    """So many letters an hour, and tests."""
    csrf = inside.csrf(base(inside))
    for _ in range(20):
        said = {"email": "eva@example.at", "role": "owner"}
        assert 200 == inside.send(f"{base(inside)}/invitations", csrf, **said).status_code
    assert "Zu viele" in send(inside, "/invitations", 422, email="e@example.at", role="owner")
    for _ in range(20):
        assert 404 == inside.send(f"{base(inside)}/targets/test", csrf, target="x").status_code
    send(inside, "/targets/test", 422, target="x")


def test_rights_end_but_not_the_last_owners(inside: Entrance) -> None:
    """An accountant's goes at once; who gives up an own right is led away."""
    database, now = inside.world.database, inside.clock.now
    owns = Membership(role=Role.OWNER, scope=inside.tenant_id)
    reads = Membership(role=Role.ACCOUNTANT, scope=inside.tenant_id)
    new = NewUser(email="eva@example.at", name="Eva", password=PASSWORD)
    eva = users.create(database, new, reads, now)
    anna = users.find(database, EMAIL)
    assert anna is not None

    assert "bleibt" in send(inside, "/rights/end", 422, user=anna.id, role="owner")
    send(inside, "/rights/end", 404, user=eva, role="operator")
    assert send(inside, "/rights/end", 303, user=eva, role="accountant").endswith("done=ended")
    send(inside, "/rights/end", 404, user=eva, role="accountant")
    with database.write() as connection:
        users.join(connection, eva, owns)
    assert "/" == send(inside, "/rights/end", 303, user=anna.id, role="owner")
    assert 404 == inside.get(base(inside)).status_code
    assert ["right-ended", "right-ended"] == acts(inside)


def test_of_another_business_nothing_is_said(inside: Entrance) -> None:
    """Roles elsewhere stay unsaid, and cannot be ended from here."""
    other = registered(inside.world.database, OTHER_TILL, "LINZ-01").tenant_id
    foreign = Membership(role=Role.OWNER, scope=other)
    new = NewUser(email="eva@example.at", name="Eva", password=PASSWORD)
    eva = users.create(inside.world.database, new, foreign, inside.clock.now)

    assert "eva@example.at" not in inside.get(base(inside)).text
    send(inside, "/rights/end", 404, user=eva, role="owner")
    found = users.user(inside.world.database, eva)
    assert found is not None
    assert (foreign,) == found.memberships


def test_targets(inside: Entrance) -> None:
    """Added, tried out, removed; a webhook's secret is said once."""
    assert send(inside, "/targets", 303, address="anna@example.at").endswith("target_added")
    send(inside, "/targets", 422, address="anna@example.at")
    send(inside, "/targets", 422, address="http://example.at/")
    once = send(inside, "/targets", 200, address="https://hook.example.at/x")
    assert [] == faults(once)
    (secret,) = re.findall(r">([\w-]{43})</textarea>", once)
    page = inside.get(base(inside)).text
    assert [] == faults(page)
    assert secret not in page
    named = field(parsed(page), "target")
    assert "kam nicht an" in send(inside, "/targets/test", 422, target=named)
    assert send(inside, "/targets/remove", 303, target=named).endswith("target_removed")
    send(inside, "/targets/remove", 404, target=named)
    wanted = ["target-added", "target-added", "target-tested", "target-removed"]
    assert wanted == acts(inside)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    below=st.sampled_from(FORMS),
    said=st.dictionaries(
        st.sampled_from(
            [
                "email",
                "role",
                "user",
                "address",
                "target",
                "invitation",
                "link",
                "key",
                "shop",
                "uses",
                "note",
                "until",
                "all",
            ]
        ),
        st.text(max_size=40),
    ),
)
def test_whatever_is_sent_is_answered(ground: Ground, below: str, said: dict[str, str]) -> None:
    """No text in any field of any form makes a page fail."""
    ground.come(Role.OWNER)
    answer = ground.client.post(f"{ground.tenant_path}/access{below}", data=said)
    assert answer.status_code in (200, 303, 404, 422)


@given(st.text(max_size=20))
def test_a_day_or_no_day(text: str) -> None:
    """Nothing else is raised, whatever is typed."""
    with suppress(ValueError):
        assert end_of(text).tzinfo is not None


def test_the_last_day_is_included() -> None:
    """To its last second in Austria, in summer as in winter."""
    assert "2026-11-21T22:59:59+00:00" == end_of("2026-11-21").isoformat()
    assert "2026-07-21T21:59:59+00:00" == end_of(" 2026-07-21 ").isoformat()
    for text in ("9999-12-31", "0001-01-01", "x", ""):
        with pytest.raises(ValueError, match=r"."):
            end_of(text)
