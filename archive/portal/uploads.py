"""Putting files in by hand: a stick's ZIP, a DEP7 of any till, a document.

A ZIP is examined and kept exactly as if the till had sent it. Without a script a form sends small
files whole; with one (`upload.js`) a file goes in parts, which go on where a line was cut, and a
bar says how far it is. Nothing here changes a receipt.
"""

import os
import re
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import mkstemp
from typing import Annotated, BinaryIO, Final

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import BaseRoute, Route

from archive.alarms.packages import BY_HAND
from archive.blobs.key import copied
from archive.blobs.port import BlobError
from archive.packages.examine import examine_dep
from archive.packages.papers import FullError, Papers, Sheet
from archive.packages.parts import (
    PART_BYTES,
    Parts,
    PartsError,
    TooManyPartsError,
    Whole,
)
from archive.packages.shelf import MAX_BYTES, PackageExistsError, Parcel, QuotaError, Shelf
from archive.portal.forms import UnreadableFormError, reading
from archive.portal.guard import guarded, page
from archive.portal.page import render
from archive.portal.place import TENANT_PATH, MissingError, Place, Sources
from archive.portal.texts import words_of
from firmware.process.logs import get_logger

log = get_logger()

UPLOAD_PATH: Final = f"{TENANT_PATH}/upload"
#: A form without a script sends no more than this (`archive.api.frame`).
FORM_BYTES: Final = 15 * 1024 * 1024
PARTS_MAX: Final = 1_000
DOCUMENT_BYTES: Final = 64 * 1024 * 1024
_NAME: Final = re.compile(r"[0-9a-f]{32}")
#: What can be put in.
PACKAGE, DEP, DOCUMENT = "package", "dep7", "document"
_KINDS: Final = (PACKAGE, DEP, DOCUMENT)


class Claim(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """All parts are there: what the file is, and what is to become of it."""

    kind: str
    name: str
    parts: Annotated[int, msgspec.Meta(ge=1, le=PARTS_MAX)]
    till: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """A file that came whole, and what whoever brought it says of it."""

    kind: str
    name: str
    till_id: str
    file: Whole


class RefusedError(Exception):
    """It is not taken; `word` is a key below `upload.fault.`."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


class Uploads:
    """The pages; lives as long as the app."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._shelf = Shelf(sources.world, sources.replicas)
        self._papers = Papers(sources.world)
        self._parts = Parts(sources.world.database)

    def shown(self, sources: Sources, request: Request) -> Response:
        """The form."""
        return self._page(request, _place(sources, request))

    def _page(self, request: Request, place: Place, fault: str = "", status: int = 200) -> Response:
        return render(
            request,
            "upload.html",
            status_code=status,
            fault=fault,
            tills=place.tills,
            kinds=_KINDS,
            part_bytes=PART_BYTES,
            most_bytes=MAX_BYTES,
            form_bytes=FORM_BYTES,
        )

    async def posted(self, request: Request) -> Response:
        """A small file, whole, by a form."""
        if (refusal := await self._refusal(request)) is not None:
            return refusal
        try:
            async with reading(request, max_files=1, max_fields=8) as form:
                said = {name: text for name, text in form.items() if isinstance(text, str)}
                file = form.get("file")
                brought = None
                if isinstance(file, UploadFile) and file.filename:
                    whole = await run_in_threadpool(self._copied, file.file)
                    brought = Brought(
                        kind=said.get("kind", ""),
                        name=file.filename,
                        till_id=said.get("till", ""),
                        file=whole,
                    )
        except UnreadableFormError:
            return await run_in_threadpool(render, request, "missing.html", status_code=400)
        try:
            endpoint = partial(self._form_taken, brought)
            return await run_in_threadpool(guarded(self._sources, endpoint), request)
        finally:
            if brought is not None:
                await run_in_threadpool(brought.file.path.unlink, missing_ok=True)

    async def part(self, request: Request) -> Response:
        """A part of a larger file, by the script."""
        if (refusal := await self._refusal(request)) is not None:
            return refusal
        body = await request.body()
        number, name = int(request.path_params["part"]), str(request.path_params["name"])
        if not 1 <= number <= PARTS_MAX or _NAME.fullmatch(name) is None:
            return Response(status_code=404)
        if not 0 < len(body) <= PART_BYTES:
            return Response(status_code=413)

        def put(sources: Sources, request: Request) -> Response:
            place = _place(sources, request)
            now = sources.world.now_utc()
            try:
                self._parts.put(_owner(place), name, number, body, now)
            except TooManyPartsError:
                return Response(status_code=429)
            return Response(status_code=204)

        return await run_in_threadpool(guarded(self._sources, put), request)

    async def complete(self, request: Request) -> Response:
        """All parts are there: put them together and take the file."""
        if (refusal := await self._refusal(request)) is not None:
            return refusal
        body, name = await request.body(), str(request.path_params["name"])
        endpoint = partial(self._parts_taken, name, body)
        return await run_in_threadpool(guarded(self._sources, endpoint), request)

    def there(self, sources: Sources, request: Request) -> Response:
        """Which parts are there already."""
        place, name = _place(sources, request), str(request.path_params["name"])
        found = self._parts.there(_owner(place), name)
        return Response(msgspec.json.encode(found), media_type="application/json")

    async def _refusal(self, request: Request) -> Response | None:
        """The answer to who may put nothing in, before megabytes of it are held in memory."""

        def looked(sources: Sources, request: Request) -> Response:
            _place(sources, request)
            return Response(status_code=204)

        answer = await run_in_threadpool(guarded(self._sources, looked), request)
        return None if answer.status_code == 204 else answer

    def _form_taken(self, brought: Brought | None, sources: Sources, request: Request) -> Response:
        place = _place(sources, request)
        if brought is None:
            return self._page(request, place, "none", 422)
        try:
            path = self._taken(place, brought)
        except RefusedError as error:
            return self._page(request, place, error.word, 422)
        return RedirectResponse(path, status_code=303)

    def _parts_taken(self, name: str, body: bytes, sources: Sources, request: Request) -> Response:
        """The answer is for the script: where to go on, or the words of what is wrong."""
        # First who asks: a stranger learns nothing, not even that the form is wrong.
        place = _place(sources, request)
        try:
            claim = msgspec.json.decode(body, type=Claim)
        except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError):
            return Response(status_code=400)
        owner, scratch = _owner(place), self._shelf.scratch()
        try:
            whole = self._parts.whole(owner, name, claim.parts, scratch)
            try:
                brought = Brought(kind=claim.kind, name=claim.name, till_id=claim.till, file=whole)
                path = self._taken(place, brought)
            finally:
                whole.path.unlink(missing_ok=True)
        except PartsError:
            return _said(fault=words_of(request)("upload.fault.parts"), status=409)
        except RefusedError as error:
            return _said(fault=words_of(request)(f"upload.fault.{error.word}"), status=422)
        self._parts.drop(owner, name)
        return _said(go=path)

    def _taken(self, place: Place, brought: Brought) -> str:
        """Keep the file; where its result is shown.

        Raises:
            RefusedError: it is not taken.
        """
        file = brought.file
        what = {"file": brought.name[:200], "sha256": file.sha256, "kind": brought.kind}
        if not file.size:
            raise RefusedError("empty")
        try:
            if brought.kind == PACKAGE:
                path = self._package(place, brought)
            elif brought.kind in (DEP, DOCUMENT):
                path = self._paper(place, brought)
            else:
                raise RefusedError("kind")
        except (QuotaError, FullError) as error:
            raise RefusedError("quota") from error
        except BlobError as error:
            log.warning("upload", detail=str(error))
            raise RefusedError("later") from error
        self._sources.note(place, "upload", **what)
        return path

    def _package(self, place: Place, brought: Brought) -> str:
        till = next((one for one in place.tills if one.id == brought.till_id), None)
        if till is None:
            raise RefusedError("till")
        file = brought.file
        name = f"{BY_HAND}{file.sha256[:24]}"
        parcel = Parcel(
            external_id=name,
            path=file.path,
            sha256=file.sha256,
            size=file.size,
            source=place.visitor.who,
        )
        try:
            self._shelf.take(till, parcel)
        except PackageExistsError as error:
            raise RefusedError("quota") from error
        return f"{place.path_of(till)}/packages/{name}"

    def _paper(self, place: Place, brought: Brought) -> str:
        file = brought.file
        if file.size > DOCUMENT_BYTES:
            raise RefusedError("large")
        now = self._sources.world.now_utc()
        verdict = examine_dep(file.path, now) if brought.kind == DEP else None
        found = self._papers.put(
            Sheet(
                tenant_id=place.tenant_id,
                name=brought.name,
                path=file.path,
                sha256=file.sha256,
                size=file.size,
                who=place.visitor.who,
                till_id=_till_of(place, brought.till_id),
                verdict=verdict,
            )
        )
        return f"{place.path}/uploaded/{found.id}"

    def _copied(self, source: BinaryIO) -> Whole:
        descriptor, name = mkstemp(dir=self._shelf.scratch())
        with os.fdopen(descriptor, "wb") as out:
            digest, size = copied(source, out.write)
        return Whole(path=Path(name), sha256=digest, size=size)


def routes(sources: Sources) -> list[BaseRoute]:
    """The pages of putting in."""
    desk = Uploads(sources)
    return [
        page(sources, UPLOAD_PATH, desk.shown),
        Route(UPLOAD_PATH, desk.posted, methods=["POST"]),
        page(sources, f"{UPLOAD_PATH}/parts/{{name}}", desk.there),
        Route(f"{UPLOAD_PATH}/parts/{{name}}/{{part:int}}", desk.part, methods=["POST"]),
        Route(f"{UPLOAD_PATH}/complete/{{name}}", desk.complete, methods=["POST"]),
    ]


def _place(sources: Sources, request: Request) -> Place:
    """Where somebody stands who may put something in.

    Raises:
        StrangerError, MissingError: nobody does.
    """
    place = sources.place(request)
    if not place.is_writer:
        raise MissingError
    return place


def _till_of(place: Place, till_id: str) -> str | None:
    """The till a document is about; none where it is not one of those seen."""
    return next((one.id for one in place.tills if one.id == till_id), None)


def _owner(place: Place) -> str:
    return f"user/{place.visitor.who}/{place.tenant_id}"


def _said(*, status: int = 200, **members: str) -> Response:
    return Response(msgspec.json.encode(members), status, media_type="application/json")
