"""archive.portal.account: one's own password, second factor and sessions."""

import re

import pyotp

from archive.accounts import users
from tests.archive.portal.entrance import EMAIL, PASSWORD, Entrance
from tests.archive.portal.wcag import faults

NEW = "ein ganz anderer Satz"


def test_the_account_shows_who_one_is(entrance: Entrance) -> None:
    """Name, address, role, sessions."""
    entrance.come_in()
    text = entrance.get("/account").text

    assert "Anna Huber" in text
    assert EMAIL in text
    assert "Inhaber" in text
    assert [] == faults(text)


def test_another_password(entrance: Entrance) -> None:
    """Only with the present one; other sessions end, this one stays."""
    entrance.come_in()
    elsewhere = entrance.client.cookies.jar
    cookies = {one.name: one.value or "" for one in elsewhere}
    entrance.client.cookies.clear()
    entrance.come_in()
    csrf = entrance.csrf()

    wrong = entrance.send("/account/password", csrf, current="x", password=NEW, again=NEW)
    assert 422 == wrong.status_code
    assert "jetzige Passwort stimmt nicht" in wrong.text
    for password, again in ((NEW, "x"), ("kurz", "kurz"), (EMAIL, EMAIL)):
        answer = entrance.send(
            "/account/password", csrf, current=PASSWORD, password=password, again=again
        )
        assert 422 == answer.status_code
    done = entrance.send("/account/password", csrf, current=PASSWORD, password=NEW, again=NEW)
    assert 200 == done.status_code
    assert "geändert" in done.text
    assert 200 == entrance.get("/account").status_code
    entrance.client.cookies.clear()
    for name, value in cookies.items():
        entrance.client.cookies.set(name, value)
    assert 303 == entrance.get("/account").status_code
    entrance.client.cookies.clear()
    assert 401 == entrance.come_in().status_code
    assert 303 == entrance.come_in(NEW).status_code


def test_a_second_factor_is_set_up_and_removed(entrance: Entrance) -> None:
    """A QR code, a code of it, codes for recovery said once; the password each time."""
    entrance.come_in()
    csrf = entrance.csrf()

    assert 422 == entrance.send("/account/totp", csrf, current="x").status_code
    shown = entrance.send("/account/totp", csrf, current=PASSWORD)
    assert [] == faults(shown.text)
    assert "<svg" in shown.text
    found = re.search(r"((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})", shown.text)
    assert found is not None
    secret = found[1].replace(" ", "")
    assert 422 == entrance.send("/account/totp/confirm", csrf, code="000000").status_code
    shown = entrance.send("/account/totp", csrf, current=PASSWORD)
    found = re.search(r"((?:[A-Z2-7]{4} ){7}[A-Z2-7]{4})", shown.text)
    assert found is not None
    secret = found[1].replace(" ", "")
    code = pyotp.TOTP(secret).at(entrance.clock.now)
    codes = entrance.send("/account/totp/confirm", csrf, code=code)
    assert 200 == codes.status_code
    assert 10 == len(re.findall(r"<li>[A-Z2-7]{4}(?:-[A-Z2-7]{4}){3}</li>", codes.text))
    assert [] == faults(codes.text)
    assert "eingerichtet" in entrance.get("/account").text
    renewed = entrance.send("/account/totp/codes", csrf, current=PASSWORD)
    assert 200 == renewed.status_code
    assert renewed.text != codes.text
    assert 422 == entrance.send("/account/totp/remove", csrf, current="x").status_code
    assert 303 == entrance.send("/account/totp/remove", csrf, current=PASSWORD).status_code
    user = users.find(entrance.world.database, EMAIL)
    assert user is not None
    assert not user.has_totp


def test_all_other_sessions_end(entrance: Entrance) -> None:
    """The one the button was pressed in stays."""
    entrance.come_in()
    kept = {one.name: one.value or "" for one in entrance.client.cookies.jar}
    entrance.client.cookies.clear()
    entrance.come_in()

    assert 303 == entrance.send("/account/sessions", csrf=entrance.csrf()).status_code
    assert 200 == entrance.get("/account").status_code
    entrance.client.cookies.clear()
    for name, value in kept.items():
        entrance.client.cookies.set(name, value)
    assert 303 == entrance.get("/account").status_code


def test_nobody_has_no_account(entrance: Entrance) -> None:
    """Every form of it leads to the sign-in."""
    for path in ("password", "totp", "totp/confirm", "totp/codes", "totp/remove", "sessions"):
        answer = entrance.send(f"/account/{path}", current=PASSWORD)
        assert 303 == answer.status_code
        assert answer.headers["location"].startswith("/sign-in")
