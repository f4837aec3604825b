"""Pages: templates with every text escaped, under headers that let a page ask nobody but us."""

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from archive.accounts.visitor import visitor_of
from archive.portal import nav
from archive.portal.place import STATE
from archive.portal.shown import Shown, receipt_number
from archive.portal.texts import words_of

STATIC: Final = "/static/portal"
POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_FOLDER: Final = Path(__file__).parent
_FILES: Final = {
    "portal.css": "text/css",
    "portal.js": "text/javascript",
    "portal.svg": "image/svg+xml",
    "upload.js": "text/javascript",
}
_HEADERS: Final = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow",
}


def render(
    request: Request, template: str, *, status_code: int = 200, **values: object
) -> HTMLResponse:
    """The page of a template; it has `t`, `shown`, `visitor`, `place`, `nav` and `values`."""
    words = words_of(request)
    place = getattr(request.state, STATE, None)
    text = (
        environment()
        .get_template(template)
        .render(
            t=words,
            shown=Shown(words),
            visitor=visitor_of(request),
            place=place,
            nav=nav.of(place, request.url.path),
            here=request.url.path,
            receipt_number=receipt_number,
            static=_static_path,
            **values,
        )
    )
    return HTMLResponse(text, status_code=status_code, headers=_HEADERS)


@cache
def environment() -> Environment:
    """The templates of the portal."""
    return Environment(
        loader=FileSystemLoader(_FOLDER / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def routes() -> list[Route]:
    """Style, script and sign."""
    return [Route(f"{STATIC}/{{name}}", _static, methods=["GET"])]


@cache
def _static_path(name: str) -> str:
    """The path of a file with what tells a browser that it is another one than before."""
    digest = sha256((_FOLDER / "static" / name).read_bytes()).hexdigest()
    return f"{STATIC}/{name}?{digest[:12]}"


def _static(request: Request) -> Response:
    name = request.path_params["name"]
    if name not in _FILES:
        return Response(status_code=404)
    headers = {"Cache-Control": "public, max-age=86400", "X-Content-Type-Options": "nosniff"}
    return FileResponse(_FOLDER / "static" / name, media_type=_FILES[name], headers=headers)
