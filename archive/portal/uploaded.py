"""What became of what was put in: the verdict of a package or DEP7, and the files themselves."""

import re
from collections.abc import Callable, Iterator
from typing import BinaryIO, Final
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response, StreamingResponse
from starlette.routing import BaseRoute

from archive.blobs.port import BlobError, Stored
from archive.packages.papers import MEDIA_TYPE, Paper, Papers
from archive.packages.shelf import Package, Shelf
from archive.portal.guard import page
from archive.portal.page import render
from archive.portal.place import TENANT_PATH, TILL_PATH, MissingError, Place, Sources
from firmware.process.logs import get_logger
from firmware.store.errors import StoreError, StoreFault

log = get_logger()

_PIECE: Final = 256 * 1024
_STRANGE: Final = re.compile(r"[^A-Za-z0-9._-]+")


class Results:
    """The pages; lives as long as the app."""

    def __init__(self, sources: Sources) -> None:
        self._shelf = Shelf(sources.world, sources.replicas)
        self._papers = Papers(sources.world)

    def packages(self, sources: Sources, request: Request) -> Response:
        """All packages of a till."""
        place = sources.place(request)
        found = self._shelf.all_of(place.the_till.id)
        sources.note(place, "packages")
        return render(request, "packages.html", packages=found)

    def package(self, sources: Sources, request: Request) -> Response:
        """What is in a package, and what was found."""
        place, found = self._package(sources, request)
        sources.note(place, "package", package=found.external_id)
        return render(request, "package.html", package=found, verdict=found.verdict)

    def package_file(self, sources: Sources, request: Request) -> Response:
        """The ZIP as it came."""
        place, found = self._package(sources, request)
        sources.note(place, "export", form="package", package=found.external_id)
        name = f"{found.external_id}.zip"
        return _file(lambda: self._shelf.open(found), found.stored, name)

    def paper(self, sources: Sources, request: Request) -> Response:
        """What became of a document; of a DEP7 also what was found."""
        place, found = self._paper(sources, request)
        sources.note(place, "document", document=found.id)
        return render(request, "uploaded.html", paper=found, verdict=found.verdict)

    def paper_file(self, sources: Sources, request: Request) -> Response:
        """The document as it came."""
        place, found = self._paper(sources, request)
        sources.note(place, "export", form="document", document=found.id)
        return _file(lambda: self._papers.open(found), found.stored, found.name)

    def _package(self, sources: Sources, request: Request) -> tuple[Place, Package]:
        place = sources.place(request)
        found = self._shelf.find(place.the_till.id, str(request.path_params["package"]))
        if found is None:
            raise MissingError
        return place, found

    def _paper(self, sources: Sources, request: Request) -> tuple[Place, Paper]:
        place = sources.place(request)
        found = self._papers.find(place.tenant_id, str(request.path_params["document"]))
        seen: set[str | None] = {till.id for till in place.tills}
        if not place.is_limited:
            seen.add(None)
        # What is about a till that somebody may not see is not there for him.
        if found is None or found.till_id not in seen:
            raise MissingError
        return place, found


def routes(sources: Sources) -> list[BaseRoute]:
    """The pages of what was put in."""
    desk = Results(sources)
    return [
        page(sources, f"{TILL_PATH}/packages", desk.packages),
        page(sources, f"{TILL_PATH}/packages/{{package}}", desk.package),
        page(sources, f"{TILL_PATH}/packages/{{package}}/file", desk.package_file),
        page(sources, f"{TENANT_PATH}/uploaded/{{document}}", desk.paper),
        page(sources, f"{TENANT_PATH}/documents/{{document}}", desk.paper_file),
    ]


def _file(open_it: Callable[[], BinaryIO], stored: Stored, name: str) -> Response:
    """A file to be kept by the browser, never shown: nobody knows what is in it."""
    try:
        file = open_it()
    except BlobError as error:
        log.error("blob", key=stored.key, detail=str(error))
        raise StoreError(StoreFault.BROKEN, stored.key, str(error)) from error
    plain = _STRANGE.sub("_", name)
    disposition = f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    return StreamingResponse(
        _pieces(file),
        media_type=MEDIA_TYPE,
        headers={
            "Content-Disposition": disposition,
            "Content-Length": str(stored.size),
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )


def _pieces(file: BinaryIO) -> Iterator[bytes]:
    with file:
        while piece := file.read(_PIECE):
            yield piece
