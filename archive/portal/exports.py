"""Exports: a period of a till's book as table, DEP, report, workbook, or all for an auditor.

What is small is made while the browser waits; what is not becomes a job with a page of its own,
which says how far it is until the file can be fetched.
"""

import os
import tempfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from threading import BoundedSemaphore
from typing import BinaryIO, Final

from starlette.background import BackgroundTask
from starlette.requests import Request
from starlette.responses import FileResponse, RedirectResponse, Response, StreamingResponse
from starlette.routing import BaseRoute

from archive.exports import auditor, child
from archive.exports.child import ChildError, Task
from archive.exports.enclosed import Vouched, vouched
from archive.exports.forms import KEYS, PAPERS, TABLES, form_of
from archive.exports.jobs import BusyError, Jobs, JobState, Status
from archive.exports.sight import rows_of, seen
from archive.packages.shelf import SCRATCH
from archive.portal.asked import Asked
from archive.portal.export_table import table_page
from archive.portal.guard import Fields, page, post
from archive.portal.page import render
from archive.portal.place import TILL_PATH, MissingError, Place, Sources
from archive.portal.shown import today
from archive.replica.lines import lines
from firmware.export.errors import EmptyPeriodError, ExportError
from firmware.export.package.outline import Days, first_day
from firmware.export.package.part import Sight
from firmware.process.logs import get_logger
from firmware.rksv.errors import RksvError
from firmware.store.errors import StoreError, StoreFault
from firmware.till.exports.requests import ExportKind
from firmware.till.stall.fault import StallError

log = get_logger()

ZIP: Final = child.ZIP
#: As many rows as are read while a browser waits.
AT_ONCE_ROWS: Final = 20_000
#: The whole export reads them many times.
AT_ONCE_ZIP_ROWS: Final = 1_000
#: So many are made in a process while their browsers wait: other pages need its threads, too.
AT_ONCE: Final = 4
_PIECE_BYTES: Final = 256 * 1024
_REFRESH_S: Final = "2"
Tell = Callable[[int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A form of some days."""

    key: str
    days: Days

    @property
    def words(self) -> dict[str, str]:
        """As the log of views keeps it, and the address of a job's begin."""
        ends = {"from": self.days.first, "to": self.days.last}
        return {name: "" if day is None else day.isoformat() for name, day in ends.items()}


class Exports:
    """The pages; lives as long as the app."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._scratch = sources.world.settings.folder / SCRATCH
        self._jobs = Jobs(self._scratch)
        self._turns = BoundedSemaphore(AT_ONCE)

    def shown(self, sources: Sources, request: Request) -> Response:
        """What there is to choose."""
        place = sources.place(request)
        asked = Asked(request)
        days = Days(first=asked.day("from"), last=asked.day("to"))
        return self._page(request, place, days, fault="")

    def made(self, sources: Sources, request: Request, said: Fields) -> Response:
        """A form of a period: the file itself, or the page of its job."""
        place = sources.place(request)
        try:
            wanted = _wanted(said)
        except ValueError:
            return self._page(request, place, Days(), fault="period", status=422)
        try:
            return self._answer(place, wanted)
        except EmptyPeriodError:
            return self._page(request, place, wanted.days, fault="empty", status=422)
        except BusyError:
            return self._page(request, place, wanted.days, fault="busy", status=429)
        except (ExportError, RksvError, StallError) as error:
            raise StoreError(StoreFault.BROKEN, "export", str(error)) from error

    def job(self, sources: Sources, request: Request) -> Response:
        """How far a job is."""
        place, number, status = self._job(sources, request)
        answer = render(
            request, "export_job.html", job=status, path=f"{place.till_path}/exports/jobs/{number}"
        )
        if status.state is JobState.RUNNING:
            # Without a script: the browser asks again by itself.
            answer.headers["Refresh"] = _REFRESH_S
        return answer

    def fetched(self, sources: Sources, request: Request) -> Response:
        """What a job has made."""
        _, number, status = self._job(sources, request)
        path = self._jobs.file(number)
        if status.state is not JobState.DONE or not path.exists():
            raise MissingError
        return FileResponse(path, media_type=status.media_type, filename=status.name)

    def raw(self, sources: Sources, request: Request) -> Response:
        """Every line of the log exactly as it came, also what no book takes."""
        place = sources.place(request)
        till = place.the_till
        sources.note(place, "export", form="lines")
        found = lines(sources.world.database, till.id)
        name = f"journal__{till.register_id}.ndjson"
        return StreamingResponse(
            _pieces(line for _, line in found),
            media_type="application/x-ndjson",
            headers={"Content-Disposition": f'attachment; filename="{name}"'},
        )

    def _answer(self, place: Place, wanted: Wanted) -> Response:
        till = place.the_till
        task, rows, (name, media_type) = self._task(till.id, wanted)
        self._sources.note(place, "export", form=wanted.key, **wanted.words)
        most = AT_ONCE_ZIP_ROWS if wanted.key == ZIP else AT_ONCE_ROWS
        if rows <= most:
            if not self._turns.acquire(blocking=False):
                raise BusyError(f"{AT_ONCE} exports are being made")
            try:
                return self._at_once(till.id, task, (name, media_type))
            finally:
                self._turns.release()
        asked = Status(
            owner=place.visitor.who,
            about=till.id,
            what=wanted.key,
            name=name,
            media_type=media_type,
        )
        number = self._jobs.start(asked, partial(self._by_child, till.id, task))
        return RedirectResponse(f"{place.till_path}/exports/jobs/{number}", status_code=303)

    def _at_once(self, till_id: str, task: Task, named: tuple[str, str]) -> Response:
        self._scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
        descriptor, name_here = tempfile.mkstemp(dir=self._scratch)
        path = Path(name_here)
        try:
            with os.fdopen(descriptor, "wb") as out, self._sources.replicas.open(till_id) as book:
                child.write(book, task, (out, self._scratch), lambda _per_mille: None)
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        gone = BackgroundTask(path.unlink, missing_ok=True)
        name, media_type = named
        return FileResponse(path, media_type=media_type, filename=name, background=gone)

    def _named(self, wanted: Wanted, sight: Sight) -> tuple[str, str]:
        if wanted.key == ZIP:
            days = f"{sight.first_day}__{sight.last_day}"
            kind = ExportKind.INSPECTION.value
            return f"{kind}__{sight.register_id}__{days}.zip", auditor.MEDIA_TYPE
        form = form_of(wanted.key, sight)
        return form.name, form.media_type

    def _by_child(self, till_id: str, task: Task, out: BinaryIO, tell: Tell) -> None:
        try:
            child.run(task, out, tell)
        except ChildError:
            # It cannot put away a book whose pages are damaged; the next try has a new one.
            self._sources.replicas.drop_damaged(till_id)
            raise

    def _task(self, till_id: str, wanted: Wanted) -> tuple[Task, int, tuple[str, str]]:
        """What is to be written, of how many rows, under which name and of which type.

        Raises:
            EmptyPeriodError: nothing lies within the days.
            StoreError: the book cannot be read.
        """
        world, replicas, days = self._sources.world, self._sources.replicas, wanted.days
        now = world.now_utc()
        with replicas.open(till_id) as book:
            _, sight = seen(book, days, now, lambda _count: None)
            rows, named = rows_of(sight), self._named(wanted, sight)
        said = vouched(world, till_id, sight.journal) if wanted.key == ZIP else Vouched()
        task = Task(
            book=str(replicas.path(till_id)),
            form=wanted.key,
            first=days.first,
            last=days.last,
            now_utc=now,
            archive=said.file,
            beside=said.beside,
        )
        return task, rows, named

    def _job(self, sources: Sources, request: Request) -> tuple[Place, str, Status]:
        place = sources.place(request)
        number = str(request.path_params["job"])
        status = self._jobs.status(number)
        whose = (place.visitor.who, place.the_till.id)
        if status is None or (status.owner, status.about) != whose:
            raise MissingError
        return place, number, status

    def _page(
        self, request: Request, place: Place, days: Days, *, fault: str, status: int = 200
    ) -> Response:
        now = today(self._sources.world.now_utc())
        with self._sources.replicas.open(place.the_till.id) as book:
            try:
                begun: date | None = first_day(book)
            except EmptyPeriodError:
                begun = None
        return render(
            request,
            "exports.html",
            status_code=status,
            tables=tuple(TABLES),
            papers=tuple(PAPERS),
            days=days,
            begun=begun,
            now=now,
            periods=tuple(_periods(now)),
            fault=fault,
        )


def routes(sources: Sources) -> list[BaseRoute]:
    """The pages of exports."""
    desk = Exports(sources)
    base = f"{TILL_PATH}/exports"
    return [
        page(sources, base, desk.shown),
        post(sources, base, desk.made),
        page(sources, f"{base}/lines", desk.raw),
        page(sources, f"{base}/jobs/{{job}}", desk.job),
        page(sources, f"{base}/jobs/{{job}}/file", desk.fetched),
        page(sources, f"{base}/tables/{{table}}", table_page),
    ]


def _wanted(said: Fields) -> Wanted:
    """What a form asks for.

    Raises:
        ValueError: no such form, no day, or a period that ends before it begins.
    """
    key = said.get("form", "")
    if key not in KEYS and key != ZIP:
        raise ValueError(key)
    first, last = (_day(said.get(name, "")) for name in ("from", "to"))
    if first is not None and last is not None and last < first:
        raise ValueError(last)
    return Wanted(key=key, days=Days(first=first, last=last))


def _day(text: str) -> date | None:
    return date.fromisoformat(text.strip()) if text.strip() else None


def _periods(now: date) -> Iterator[tuple[str, date, date]]:
    """What is asked for most: key of the text, first and last day."""
    month = now.replace(day=1)
    before = month - timedelta(days=1)
    year = now.replace(month=1, day=1)
    yield "month", month, now
    yield "month_before", before.replace(day=1), before
    yield "year", year, now
    yield "year_before", year.replace(year=year.year - 1), year - timedelta(days=1)


def _pieces(found: Iterable[bytes]) -> Iterator[bytes]:
    """Lines in pieces that are worth sending."""
    waiting = bytearray()
    for line in found:
        waiting += line + b"\n"
        if len(waiting) >= _PIECE_BYTES:
            yield bytes(waiting)
            waiting.clear()
    yield bytes(waiting)
