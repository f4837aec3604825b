"""The page behind the QR code on the till's display (§ 132a BAO: the receipt to be read out).

Whoever has the link has the receipt, and nobody else: 128 bits cannot be guessed, an unknown token
and one whose receipt is still on its way look the same, and nothing is written down of who came.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from threading import BoundedSemaphore
from typing import Final
from urllib.parse import urlsplit

import sqlalchemy as sa
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.convertors import Convertor, register_url_convertor
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, Response
from starlette.routing import Route

from archive.handout.texts import Words, words_for
from archive.index.tables import chunks, findings, links
from archive.paper.html import to_html
from archive.paper.picture import TooTallError, to_pdf, to_png
from archive.paper.slip import Slip, SlipError, slip_of
from archive.replica.replica import Replicas
from archive.world import World
from firmware.accord.link import is_token, token_sha256
from firmware.store.canonical import utc_of
from firmware.till.texts import VIENNA

_FOLDER: Final = Path(__file__).parent
#: Where receipts are when no address of their own is set: beside everything else.
DEFAULT_PATH: Final = "/B/"
CSS_PATH: Final = "/handout.css"
ICON_PATH: Final = "/handout.svg"
#: A phone asks again after so many seconds; then it stays with its reader.
PAUSES_S: Final = (1, 1, 2, 2, 3, 3, 3, 5, 5, 5, 10, 10, 10, 15, 15, 30, 30)
_HEADERS: Final = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}
_STRANGE: Final = re.compile(r"[^A-Za-z0-9-]+")
#: So many pictures and PDFs are made at once in a process; a page costs next to nothing.
MADE_AT_ONCE: Final = 4
_RETRY_S: Final = "2"
_TRIES: Final = re.compile(r"[0-9]{1,3}")


class _TokenConvertor(Convertor[str]):
    """What has the form of a token; everything else is no address of ours."""

    regex = "[A-Z2-7]{26}"

    def convert(self, value: str) -> str:
        return value

    def to_string(self, value: str) -> str:
        return value


register_url_convertor("token", _TokenConvertor())


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a token's receipt is."""

    till_id: str
    number: int
    seq: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A receipt with what the archive knows of it; times are Austrian."""

    slip: Slip
    kept_at: str
    is_doubted: bool


def path_of(links_base: str) -> str:
    """The path before a token, of the base of links; `/B/` of none."""
    return urlsplit(links_base).path.upper() if links_base else DEFAULT_PATH


def routes(world: World, replicas: Replicas) -> list[Route]:
    """The receipt, its picture, its PDF, and how they look."""
    handout = Handout(world, replicas)
    path = path_of(world.settings.archive.links)
    return [
        Route(path + "{token:token}", handout.page),
        Route(path + "{token:token}.PDF", handout.pdf),
        Route(path + "{token:token}.PNG", handout.picture),
        Route(CSS_PATH, _static),
        Route(ICON_PATH, _static),
    ]


class Handout:
    """Looks receipts up and shows them; reads only."""

    def __init__(self, world: World, replicas: Replicas) -> None:
        self._database = world.database
        self._replicas = replicas
        self._turns = BoundedSemaphore(MADE_AT_ONCE)
        self._templates = Environment(
            loader=FileSystemLoader(_FOLDER / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
        )

    def page(self, request: Request) -> Response:
        """The receipt, or a page that waits for it."""
        words = words_for(request.headers.get("accept-language", ""))
        token = request.path_params["token"]
        place = self._place(token)
        if place is None:
            return self._waiting(words, request.query_params.get("w", ""))
        try:
            found = self._found(place)
        except SlipError:
            return self._html("unreadable.html", words, status=200)
        if found is None:
            return self._waiting(words, request.query_params.get("w", ""))
        is_signed = found.slip.receipt.is_signed
        said = words.kept if is_signed else words.unsigned
        said = words.doubted if found.is_doubted else said
        return self._html(
            "receipt.html",
            words,
            token=token,
            slip=found.slip,
            paper=to_html(found.slip.document, words.code),
            verdict=said.format(at=found.kept_at),
            is_doubted=found.is_doubted,
        )

    def pdf(self, request: Request) -> Response:
        """The receipt as PDF."""
        return self._file(request, "application/pdf", "pdf", _pdf)

    def picture(self, request: Request) -> Response:
        """The receipt as PNG."""
        return self._file(request, "image/png", "png", lambda slip: to_png(slip.document))

    def _file(
        self, request: Request, media_type: str, suffix: str, make: Callable[[Slip], bytes]
    ) -> Response:
        place = self._place(request.path_params["token"])
        try:
            found = None if place is None else self._found(place)
        except SlipError:
            found = None
        if found is None:
            return Response(status_code=404, headers=_HEADERS)
        if not self._turns.acquire(blocking=False):
            return Response(status_code=503, headers={**_HEADERS, "Retry-After": _RETRY_S})
        try:
            content = make(found.slip)
        except TooTallError:
            return Response(status_code=404, headers=_HEADERS)
        finally:
            self._turns.release()
        # As its till says: whatever it wants to be called in a header of ours.
        register = _STRANGE.sub("_", found.slip.view.register_id)
        name = f"beleg-{register}-{found.slip.view.number}.{suffix}"
        headers = {**_HEADERS, "Content-Disposition": f'attachment; filename="{name}"'}
        return Response(content, media_type=media_type, headers=headers)

    def _place(self, token: str) -> Place | None:
        if not is_token(token):
            return None
        asked = sa.select(links.c.till_id, links.c.number, links.c.seq)
        with self._database.read() as connection:
            row = connection.execute(
                asked.where(links.c.token_sha256 == token_sha256(token))
            ).one_or_none()
        return None if row is None else Place(till_id=row[0], number=row[1], seq=row[2])

    def _found(self, place: Place) -> Found | None:
        with self._replicas.open(place.till_id) as book:
            slip = slip_of(book, place.number)
            seq = book.receipt_seq(place.number)
        if slip is None or seq is None:
            return None
        with self._database.read() as connection:
            received = connection.scalar(
                sa.select(chunks.c.received_at)
                .where(chunks.c.till_id == place.till_id, chunks.c.first_seq <= seq)
                .order_by(chunks.c.first_seq.desc())
                .limit(1)
            )
            doubts = connection.scalar(
                sa.select(sa.func.count())
                .select_from(findings)
                .where(findings.c.till_id == place.till_id, findings.c.seq == seq)
            )
        at = utc_of(received or "", f"chunk of row {seq}").astimezone(VIENNA)
        return Found(slip=slip, kept_at=f"{at:%d.%m.%Y %H:%M}", is_doubted=bool(doubts))

    def _waiting(self, words: Words, tries: str) -> Response:
        tried = int(tries) if _TRIES.fullmatch(tries) else 0
        pause_s = PAUSES_S[tried] if tried < len(PAUSES_S) else 0
        return self._html("waiting.html", words, status=404, pause_s=pause_s, tries=tried + 1)

    def _html(
        self, template: str, words: Words, *, status: int = 200, **values: object
    ) -> HTMLResponse:
        text = self._templates.get_template(template).render(
            words=words, css=CSS_PATH, icon=ICON_PATH, **values
        )
        return HTMLResponse(text, status_code=status, headers=_HEADERS)


def _pdf(slip: Slip) -> bytes:
    return to_pdf(slip.document, f"Beleg {slip.view.number}, {slip.company}")


def _static(request: Request) -> Response:
    headers = {"Cache-Control": "public, max-age=3600", "X-Content-Type-Options": "nosniff"}
    # Not `request.url`: that is made of the Host a client says.
    return FileResponse(_FOLDER / "static" / Path(request.scope["path"]).name, headers=headers)
