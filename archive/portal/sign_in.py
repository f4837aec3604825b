"""Coming in: sign-in, forgotten password, invitation, an auditor's link, and going out again."""

from typing import Final

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute

from archive.accounts import invitations, read_links, sessions
from archive.accounts import sign_in as door
from archive.accounts.attempts import TooMany
from archive.accounts.errors import AccountError
from archive.accounts.passwords import MIN_SIGNS, BusyError
from archive.accounts.session_cookie import cookie_of
from archive.accounts.sessions import Opened
from archive.accounts.sign_in import CodeWanted, Credentials, SignedIn
from archive.accounts.users import NewUser
from archive.accounts.visitor import visitor_of
from archive.portal import letters
from archive.portal.guard import Fields, local_path, page, post
from archive.portal.letters import Link
from archive.portal.page import render
from archive.portal.place import MissingError, Sources
from archive.portal.texts import LANGUAGE_COOKIE, LANGUAGES, words_of

_YEAR_S: Final = 365 * 86_400
#: A token of ours is never longer.
_LONGEST_TOKEN: Final = 200


def routes(sources: Sources) -> list[BaseRoute]:
    """The ways in and out."""
    return [
        page(sources, "/sign-in", ask),
        post(sources, "/sign-in", enter),
        post(sources, "/sign-out", leave),
        post(sources, "/language", speak),
        page(sources, "/forgotten", ask_forgotten),
        post(sources, "/forgotten", forgotten),
        page(sources, "/password/{token}", ask_reset),
        post(sources, "/password/{token}", reset),
        page(sources, "/invitation/{token}", ask_invited),
        post(sources, "/invitation/{token}", invited),
        page(sources, "/link/{token}", ask_link),
        post(sources, "/link/{token}", open_link),
    ]


def ask(_sources: Sources, request: Request) -> Response:
    """The form; who is in already goes on."""
    wanted = local_path(request.query_params.get("next", "/"))
    if visitor_of(request) is not None:
        return RedirectResponse(wanted, status_code=303)
    return render(request, "sign_in.html", wanted=wanted, email="", fault="")


def enter(sources: Sources, request: Request, said: Fields) -> Response:
    """Let somebody in, or say why not; which of the three was wrong is not said."""
    wanted = local_path(said.get("next", "/"))
    email = said.get("email", "")
    cookie = cookie_of(sources.world.settings)
    credentials = Credentials(
        email=email,
        password=said.get("password", ""),
        code=said.get("code", ""),
        address=_address(request),
        previous=cookie.token(request.headers),
    )
    now = sources.world.now_utc()
    outcome = door.sign_in(sources.world.database, credentials, now)
    match outcome:
        case SignedIn():
            answer = RedirectResponse(
                wanted if outcome.codes_left is None else "/account", status_code=303
            )
            cookie.put(answer, outcome.session, now)
            return answer
        case CodeWanted():
            fault, status = "code", 200
        case TooMany():
            return _wait(request, outcome)
        case _:
            fault, status = "refused", 401
    return render(
        request, "sign_in.html", status_code=status, wanted=wanted, email=email, fault=fault
    )


def leave(sources: Sources, request: Request, _said: Fields) -> Response:
    """End the session."""
    cookie = cookie_of(sources.world.settings)
    sessions.close(sources.world.database, cookie.token(request.headers))
    answer = RedirectResponse("/sign-in", status_code=303)
    cookie.clear(answer)
    return answer


def speak(sources: Sources, request: Request, said: Fields) -> Response:
    """Another language, here and in the account."""
    language = said.get("language", "")
    answer = RedirectResponse(local_path(said.get("next", "/")), status_code=303)
    if language not in LANGUAGES:
        return answer
    visitor = visitor_of(request)
    if visitor is not None:
        sessions.set_language(sources.world.database, visitor, language)
    answer.set_cookie(
        LANGUAGE_COOKIE,
        language,
        max_age=_YEAR_S,
        secure=cookie_of(sources.world.settings).is_secure,
        httponly=True,
        samesite="lax",
    )
    return answer


def ask_forgotten(sources: Sources, request: Request) -> Response:
    """The form; without mail it says whom to ask."""
    return render(
        request,
        "forgotten.html",
        can_send=letters.can_send(sources.world.settings),
        contact=sources.world.settings.archive.contact,
        is_sent=False,
    )


def forgotten(sources: Sources, request: Request, said: Fields) -> Response:
    """A letter, if there is such a user; the answer is the same if not."""
    world, settings = sources.world, sources.world.settings
    now = world.now_utc()
    found = invitations.forgotten(world.database, said.get("email", ""), _address(request), now)
    if isinstance(found, TooMany):
        return _wait(request, found)
    answer = render(
        request,
        "forgotten.html",
        can_send=letters.can_send(settings),
        contact=settings.archive.contact,
        is_sent=True,
    )
    if found is not None and found.is_user and letters.can_send(settings):
        path = f"{letters.base(settings)}/password/{found.token}"
        link = Link(email=found.email, path=path, token=found.token)
        words = words_of(request)
        answer.background = BackgroundTask(letters.send, settings, "reset", link, words, now)
    return answer


def ask_reset(sources: Sources, request: Request) -> Response:
    """The form behind a link for a forgotten password."""
    found = invitations.look(sources.world.database, _token(request), sources.world.now_utc())
    if found is None or found.membership is not None:
        return render(request, "link_gone.html", status_code=404)
    return _new_password(request, found.email, "")


def reset(sources: Sources, request: Request, said: Fields) -> Response:
    """Set it anew."""
    world, token = sources.world, _token(request)
    found = invitations.look(world.database, token, world.now_utc())
    if found is None or found.membership is not None:
        return render(request, "link_gone.html", status_code=404)
    fault = password_fault(said)
    if not fault:
        try:
            done = invitations.reset(world.database, token, said["password"], world.now_utc())
        except AccountError:
            fault = "weak"
        except BusyError:
            return _wait(request, TooMany(retry_after_s=10))
        else:
            template = "password_set.html" if done else "link_gone.html"
            return render(request, template, status_code=200 if done else 404)
    return _new_password(request, found.email, fault)


def ask_invited(sources: Sources, request: Request) -> Response:
    """What an invitation opens, and the form for who is no user yet."""
    return _invited(sources, request, "", "")


def invited(sources: Sources, request: Request, said: Fields) -> Response:
    """Become a user, or one with another role."""
    world, token = sources.world, _token(request)
    found = invitations.look(world.database, token, world.now_utc())
    if found is None or found.membership is None:
        return render(request, "link_gone.html", status_code=404)
    name = said.get("name", "")
    fault = "" if found.is_user else password_fault(said)
    if not fault and not found.is_user and not name.strip():
        fault = "name"
    if fault:
        return _invited(sources, request, name, fault)
    language = words_of(request).language
    new = NewUser(
        email=found.email, name=name, password=said.get("password", ""), language=language
    )
    try:
        user_id = invitations.accept(world.database, token, new, world.now_utc())
    except AccountError:
        return _invited(sources, request, name, "weak")
    except BusyError:
        return _wait(request, TooMany(retry_after_s=10))
    if user_id is None:
        return render(request, "link_gone.html", status_code=404)
    return render(request, "invited_done.html")


def ask_link(_sources: Sources, request: Request) -> Response:
    """An auditor's link: opened by a press, not by whatever looks at it on its way."""
    return render(request, "link.html")


def open_link(sources: Sources, request: Request, _said: Fields) -> Response:
    """In with the link."""
    world = sources.world
    now, words = world.now_utc(), words_of(request)
    opened = read_links.open_link(world.database, _token(request), words.language, now)
    if opened is None:
        return render(request, "link_gone.html", status_code=404)
    # Its cookie is written over: nobody could sign that one out any more.
    before = cookie_of(world.settings).token(request.headers)
    sessions.close(world.database, before)
    return _entered(sources, opened)


def password_fault(said: Fields) -> str:
    """What is wrong with a new password typed twice, as far as it can be seen here."""
    password = said.get("password", "")
    if password != said.get("again", ""):
        return "again"
    return "short" if len(password) < MIN_SIGNS else ""


def _entered(sources: Sources, opened: Opened) -> Response:
    answer = RedirectResponse("/", status_code=303)
    cookie_of(sources.world.settings).put(answer, opened, sources.world.now_utc())
    return answer


def _invited(sources: Sources, request: Request, name: str, fault: str) -> Response:
    found = invitations.look(sources.world.database, _token(request), sources.world.now_utc())
    if found is None or found.membership is None:
        return render(request, "link_gone.html", status_code=404)
    return render(
        request,
        "invitation.html",
        status_code=422 if fault else 200,
        found=found,
        name=name,
        fault=fault,
        least=MIN_SIGNS,
    )


def _new_password(request: Request, email: str, fault: str) -> Response:
    status = 422 if fault else 200
    return render(
        request, "password.html", status_code=status, email=email, fault=fault, least=MIN_SIGNS
    )


def _wait(request: Request, too_many: TooMany) -> Response:
    minutes = -(-too_many.retry_after_s // 60)
    answer = render(request, "wait.html", status_code=429, minutes=minutes)
    answer.headers["Retry-After"] = str(too_many.retry_after_s)
    return answer


def _address(request: Request) -> str:
    return "" if request.client is None else request.client.host


def _token(request: Request) -> str:
    token = str(request.path_params["token"])
    if len(token) > _LONGEST_TOKEN or not token.isascii():
        raise MissingError
    return token
