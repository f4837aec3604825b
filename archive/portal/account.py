"""A user's own account: password, second factor, sessions. Each change asks for the password."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from archive.accounts import invitations, second_factor, sessions, users
from archive.accounts import sign_in as door
from archive.accounts.attempts import TooMany
from archive.accounts.errors import AccountError
from archive.accounts.passwords import MIN_SIGNS, BusyError
from archive.accounts.second_factor import Enrolment
from archive.accounts.users import User
from archive.accounts.visitor import Visitor
from archive.index.tables import sessions as session_rows
from archive.paper.html import svg
from archive.portal.guard import Fields, page, post
from archive.portal.page import render
from archive.portal.place import MissingError, Sources
from archive.portal.sign_in import password_fault
from archive.portal.texts import words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSession:
    """A session of the user; `is_this` is the one the page is seen in."""

    created_at: str
    used_at: str
    is_this: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class _Self:
    """Who asks, as a user."""

    visitor: Visitor
    user: User


def routes(sources: Sources) -> list[BaseRoute]:
    """The account and what changes it."""
    return [
        page(sources, "/account", account),
        post(sources, "/account/password", change_password),
        post(sources, "/account/totp", begin_totp),
        post(sources, "/account/totp/confirm", confirm_totp),
        post(sources, "/account/totp/codes", renew_codes),
        post(sources, "/account/totp/remove", remove_totp),
        post(sources, "/account/sessions", end_sessions),
    ]


def account(sources: Sources, request: Request) -> Response:
    """What there is of oneself."""
    return _shown(sources, request, _self(sources, request))


def change_password(sources: Sources, request: Request, said: Fields) -> Response:
    """Another password; all other sessions end."""
    own = _self(sources, request)
    fault = password_fault(said) or _wrong(sources, own, said)
    if not fault:
        try:
            invitations.change_password(
                sources.world.database, own.user.id, said["password"], own.visitor.session
            )
        except AccountError:
            fault = "weak"
        except BusyError:
            fault = "busy"
    if fault:
        return _shown(sources, request, own, fault=f"password_{fault}")
    return _shown(sources, request, own, done="password")


def begin_totp(sources: Sources, request: Request, said: Fields) -> Response:
    """Show a new secret as a QR code; a code of it puts it in force."""
    own = _self(sources, request)
    if fault := _wrong(sources, own, said):
        return _shown(sources, request, own, fault=f"totp_{fault}")
    archive = sources.world.settings.archive.name
    enrolment = second_factor.begin(sources.world.database, own.user.id, archive)
    return _enrolling(request, enrolment)


def confirm_totp(sources: Sources, request: Request, said: Fields) -> Response:
    """The secret counts from now on; the codes for who loses the device are said once."""
    own = _self(sources, request)
    world = sources.world
    codes = second_factor.confirm(
        world.database, own.user.id, said.get("code", ""), world.now_utc()
    )
    if codes is None:
        return _shown(sources, request, own, fault="totp_code")
    return render(request, "totp_codes.html", codes=codes)


def renew_codes(sources: Sources, request: Request, said: Fields) -> Response:
    """Other codes for recovery."""
    own = _self(sources, request)
    if fault := _wrong(sources, own, said):
        return _shown(sources, request, own, fault=f"totp_{fault}")
    if not own.user.has_totp:
        raise MissingError
    codes = second_factor.renew_codes(sources.world.database, own.user.id)
    return render(request, "totp_codes.html", codes=codes)


def remove_totp(sources: Sources, request: Request, said: Fields) -> Response:
    """By password alone again."""
    own = _self(sources, request)
    if fault := _wrong(sources, own, said):
        return _shown(sources, request, own, fault=f"totp_{fault}")
    second_factor.remove(sources.world.database, own.user.id)
    return RedirectResponse("/account", status_code=303)


def end_sessions(sources: Sources, request: Request, _said: Fields) -> Response:
    """End all other sessions."""
    own = _self(sources, request)
    with sources.world.database.write() as connection:
        sessions.close_all(connection, own.user.id, but=own.visitor.session)
    return RedirectResponse("/account", status_code=303)


def _self(sources: Sources, request: Request) -> _Self:
    visitor = sources.visitor(request)
    user = None
    if visitor.user_id is not None:
        user = users.user(sources.world.database, visitor.user_id)
    if user is None:
        raise MissingError
    return _Self(visitor=visitor, user=user)


def _wrong(sources: Sources, own: _Self, said: Fields) -> str:
    """Why the password typed does not do; empty: it is right."""
    world = sources.world
    is_right = door.is_password(
        world.database, own.user.id, said.get("current", ""), world.now_utc()
    )
    if isinstance(is_right, TooMany):
        return "busy"
    return "" if is_right else "wrong"


def _shown(
    sources: Sources, request: Request, own: _Self, *, fault: str = "", done: str = ""
) -> Response:
    return render(
        request,
        "account.html",
        status_code=422 if fault else 200,
        user=own.user,
        open_sessions=_sessions(sources, own),
        least=MIN_SIGNS,
        fault=fault,
        done=done,
    )


def _enrolling(request: Request, enrolment: Enrolment) -> Response:
    words = words_of(request)
    secret = enrolment.secret
    grouped = " ".join(secret[at : at + 4] for at in range(0, len(secret), 4))
    picture = svg(enrolment.uri, words("totp.picture"))
    return render(request, "totp.html", picture=picture, secret=grouped)


def _sessions(sources: Sources, own: _Self) -> Sequence[OpenSession]:
    asked = (
        sa.select(session_rows.c.created_at, session_rows.c.used_at, session_rows.c.token_sha256)
        .where(session_rows.c.user_id == own.user.id)
        .order_by(session_rows.c.used_at.desc())
    )
    with sources.world.database.read() as connection:
        return [
            OpenSession(created_at=row[0], used_at=row[1], is_this=row[2] == own.visitor.session)
            for row in connection.execute(asked)
        ]
