"""archive.portal.sign_in: in and out by the forms, as a browser sends them."""

import pytest

from archive.accounts import invitations, read_links, second_factor, sessions, totp, users
from archive.accounts.read_links import LinkOrder
from archive.accounts.visitor import Membership, Role
from tests.archive.portal.entrance import EMAIL, PASSWORD, Entrance
from tests.archive.portal.wcag import faults


def test_in_and_out(entrance: Entrance) -> None:
    """To the page that was wanted, with a cookie no script reads; out again, and it is over."""
    wanted = f"/t/{entrance.tenant_id}/tills?x=1"
    led = entrance.get(wanted).headers["location"]
    assert 'value="/t/' in entrance.get(led).text

    answer = entrance.come_in(next=wanted)

    assert (303, wanted) == (answer.status_code, answer.headers["location"])
    cookie = answer.headers["set-cookie"].lower()
    assert "httponly" in cookie
    assert "secure" in cookie
    assert 200 == entrance.get(wanted).status_code
    assert "/" == entrance.get("/sign-in").headers["location"]
    assert 303 == entrance.send("/sign-out", csrf=entrance.csrf()).status_code
    assert entrance.get(wanted).headers["location"].startswith("/sign-in")


@pytest.mark.parametrize(
    "fields",
    [
        {"email": EMAIL, "password": "falsch, aber lang genug"},
        {"email": "nobody@example.at", "password": PASSWORD},
        {"email": "<script>", "password": ""},
        {},
    ],
)
def test_a_wrong_word_stays_outside(entrance: Entrance, fields: dict[str, str]) -> None:
    """One answer, whatever was wrong."""
    answer = entrance.send("/sign-in", **fields)

    assert 401 == answer.status_code
    assert "set-cookie" not in answer.headers
    assert "stimmen nicht" in answer.text
    assert [] == faults(answer.text)


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example", "/\\evil", "javascript:x", "/a\nb", "x"]
)
def test_nobody_is_led_elsewhere(entrance: Entrance, wanted: str) -> None:
    """Behind the sign-in only pages of ours are gone on to."""
    assert "/" == entrance.come_in(next=wanted).headers["location"]


def test_a_second_factor_is_asked_for(entrance: Entrance) -> None:
    """The password alone is not enough, and the page says what is missing."""
    user = users.find(entrance.world.database, EMAIL)
    assert user is not None
    enrolment = second_factor.begin(entrance.world.database, user.id, "x")
    code = totp.pyotp.TOTP(enrolment.secret)
    now = entrance.clock.now
    assert second_factor.confirm(entrance.world.database, user.id, code.at(now), now) is not None
    entrance.clock.later(minutes=1)

    asked = entrance.come_in()
    assert "Code aus der App" in asked.text
    assert "set-cookie" not in asked.headers
    assert PASSWORD not in asked.text
    assert 401 == entrance.come_in(code="000000").status_code
    assert 303 == entrance.come_in(code=code.at(entrance.clock.now)).status_code


def test_too_many_tries_wait(entrance: Entrance) -> None:
    """After some wrong ones even the right one waits."""
    statuses = [entrance.come_in("falsch, aber lang").status_code for _ in range(9)]

    assert 429 == statuses[-1]
    answer = entrance.come_in()
    assert 429 == answer.status_code
    assert int(answer.headers["retry-after"]) > 0


def test_forms_of_others_are_refused(entrance: Entrance) -> None:
    """CSRF: without our origin, and with a session without its token, nothing is done."""
    assert 403 == entrance.client.post("/sign-in", data={"email": EMAIL}).status_code
    entrance.come_in()

    assert 403 == entrance.send("/sign-out").status_code
    assert 403 == entrance.send("/sign-out", csrf="wrong").status_code
    assert 200 == entrance.get("/account").status_code


def test_without_mail_a_forgotten_password_says_whom_to_ask(entrance: Entrance) -> None:
    """No form that would lead nowhere."""
    text = entrance.get("/forgotten").text

    assert "versendet keine E-Mails" in text
    assert '<form method="post" action="/forgotten"' not in text


def test_a_forgotten_password_is_set_anew(entrance: Entrance) -> None:
    """Once, by the link; what does not do is said, and the link stays good."""
    found = invitations.forgotten(entrance.world.database, EMAIL, "", entrance.clock.now)
    assert isinstance(found, invitations.Reset)
    path = f"/password/{found.token}"
    new = "ein anderer langer Satz"

    assert EMAIL in entrance.get(path).text
    assert 422 == entrance.send(path, password=new, again="x").status_code
    assert 422 == entrance.send(path, password="kurz", again="kurz").status_code
    assert 422 == entrance.send(path, password="a" * 20, again="a" * 20).status_code
    assert 200 == entrance.send(path, password=new, again=new).status_code
    assert 404 == entrance.send(path, password=new, again=new).status_code
    assert 404 == entrance.get(path).status_code
    assert 401 == entrance.come_in().status_code
    assert 303 == entrance.come_in(new).status_code


def test_an_invitation_makes_a_user(entrance: Entrance) -> None:
    """Name and password are asked for; then it is used up."""
    membership = Membership(role=Role.ACCOUNTANT, scope=entrance.tenant_id)
    database, now = entrance.world.database, entrance.clock.now
    token = invitations.invite(database, "beate@example.at", membership, now)
    path, password = f"/invitation/{token}", "Beate rechnet genau nach"

    assert "beate@example.at" in entrance.get(path).text
    assert [] == faults(entrance.get(path).text)
    assert 422 == entrance.send(path, password=password, again=password).status_code
    answer = entrance.send(path, name="Beate", password=password, again=password)
    assert 200 == answer.status_code
    assert 404 == entrance.get(path).status_code
    signed_in = entrance.send("/sign-in", email="beate@example.at", password=password)
    assert 303 == signed_in.status_code
    assert "Obst Huber" in entrance.client.get("/", follow_redirects=True).text


def test_who_is_a_user_accepts_without_a_password(entrance: Entrance) -> None:
    """An invitation never sets the password of an account that is there."""
    membership = Membership(role=Role.OPERATOR, scope="")
    database, now = entrance.world.database, entrance.clock.now
    path = f"/invitation/{invitations.invite(database, EMAIL, membership, now)}"

    assert 'type="password"' not in entrance.get(path).text
    assert 200 == entrance.send(path, password="x", again="x").status_code
    assert 303 == entrance.come_in().status_code


def test_an_auditors_link_is_opened_by_a_press(entrance: Entrance) -> None:
    """Looking at it opens nothing: whatever checks links on their way does not use it."""
    order = LinkOrder(
        tenant_id=entrance.tenant_id,
        till_ids=None,
        note="Betriebsprüfung",
        expires_at=entrance.clock.now.replace(year=2027, month=1),
    )
    database, now = entrance.world.database, entrance.clock.now
    token = read_links.create(database, order, "user:anna", now)
    path = f"/link/{token}"

    assert "set-cookie" not in entrance.get(path).headers
    assert 303 == entrance.send(path).status_code
    page = entrance.client.get("/", follow_redirects=True).text
    assert "Betriebsprüfung" in page
    assert 404 == entrance.get("/account").status_code


def test_the_session_before_a_link_ends(entrance: Entrance) -> None:
    """The cookie holds one session: that of a user would live on with nobody to end it."""
    entrance.come_in()
    database, now = entrance.world.database, entrance.clock.now
    ((_, before),) = entrance.client.cookies.items()
    order = LinkOrder(
        tenant_id=entrance.tenant_id,
        till_ids=None,
        note="Betriebsprüfung",
        expires_at=now.replace(year=2027, month=1),
    )
    token = read_links.create(database, order, "user:anna", now)

    assert 303 == entrance.send(f"/link/{token}", entrance.csrf()).status_code

    assert None is sessions.visitor(database, before, now)
    assert 404 == entrance.get("/account").status_code


@pytest.mark.parametrize("page", ["password", "invitation", "link"])
@pytest.mark.parametrize("token", ["nothing", "a" * 300, "%00", "ä"])
def test_a_token_that_is_none_opens_nothing(entrance: Entrance, page: str, token: str) -> None:
    """It is gone, or was never."""
    assert 404 == entrance.send(f"/{page}/{token}", password="x").status_code


def test_the_language_is_chosen(entrance: Entrance) -> None:
    """As the browser asks, as the reader chose; in the account as well."""
    english = {"Accept-Language": "fr, en;q=0.9, de;q=0.1"}
    assert 'lang="en"' in entrance.client.get("/sign-in", headers=english).text
    assert 'lang="de"' in entrance.get("/sign-in").text

    answer = entrance.send("/language", language="en", next="/sign-in")
    assert "/sign-in" == answer.headers["location"]
    assert '<html lang="en">' in entrance.get("/sign-in").text
    entrance.send("/language", language="xx", next="//evil")
    assert '<html lang="en">' in entrance.get("/sign-in").text

    entrance.come_in()
    entrance.send("/language", csrf=entrance.csrf(), language="de", next="/account")
    entrance.client.cookies.delete("portal_language")
    assert '<html lang="de">' in entrance.get("/account").text
