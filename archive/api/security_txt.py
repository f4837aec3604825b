"""/.well-known/security.txt (RFC 9116): whom to tell of a hole, where the settings say it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from archive.settings import ArchiveSection
from archive.world import World

PATH: Final = "/.well-known/security.txt"
#: RFC 9116 wants less than a year; whoever reads it later asks again.
_GOOD_FOR: Final = timedelta(days=180)
#: What a Contact may be: one URI, and nothing that begins another line.
_URI: Final = re.compile(r"(?:mailto:|tel:|https://)[!-~]+")
_MAIL: Final = re.compile(r"[!-~]+@[!-~]+")


def routes(world: World) -> list[Route]:
    """The one route; none where nobody is named."""
    section = world.settings.archive
    contact = contact_of(section)
    return [] if contact is None else [_route(section, contact, world.now_utc)]


def contact_of(section: ArchiveSection) -> str | None:
    """The setting as the URI it must be; None where it is none (a telephone number in words)."""
    if _URI.fullmatch(section.contact):
        return section.contact
    return f"mailto:{section.contact}" if _MAIL.fullmatch(section.contact) else None


def text_of(section: ArchiveSection, contact: str, now_utc: datetime) -> str:
    """The file's text, good for half a year from the day it is asked for."""
    day = now_utc.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = [f"Contact: {contact}", f"Expires: {day + _GOOD_FOR:%Y-%m-%dT%H:%M:%SZ}"]
    lines.append("Preferred-Languages: de, en")
    if section.url.startswith("https://"):
        lines.append(f"Canonical: {section.url.rstrip('/')}{PATH}")
    return "\n".join(lines) + "\n"


def _route(section: ArchiveSection, contact: str, now_utc: Callable[[], datetime]) -> Route:
    async def told(_request: Request) -> Response:
        return PlainTextResponse(text_of(section, contact, now_utc()))

    return Route(PATH, told, methods=["GET"], name="security.txt")
