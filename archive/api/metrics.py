"""/metrics: figures for Prometheus; only this machine or whoever has the token may ask.

What is counted in requests is of this process, what is read from the database is of the archive:
take its maximum over processes, not the sum. No name of a shop, till or person is in a figure.
"""

import hmac
from collections.abc import Iterable, Iterator
from datetime import datetime
from ipaddress import ip_address
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.registry import Collector
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from archive.alarms.deliver import MAX_TRIES
from archive.alarms.ledger import AlarmKind
from archive.api.problem import problem
from archive.index.tables import alarms, deliveries, head_notes, till_status, tills
from archive.world import World
from firmware.store.canonical import utc_of

_SECONDS: Final = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.5, 1.0, 2.5, 10.0)
_TILLS: Final = "/v1/tills/"
_OF_TILLS: Final = ("batches", "head", "status", "packages", "proof", "offers")
_ROOMS: Final = ("v1", "heads", "metrics", "healthz", "readyz", "static")


class Figures:
    """The counters of one process, in a registry of its own."""

    def __init__(self, world: World) -> None:
        self.registry: Final = CollectorRegistry()
        self._requests = Counter(
            "kassa_archive_requests",
            "Requests answered",
            ("room", "status"),
            registry=self.registry,
        )
        self._seconds = Histogram(
            "kassa_archive_request_seconds",
            "Time from the first byte of a request to the last of its answer",
            ("room",),
            buckets=_SECONDS,
            registry=self.registry,
        )
        self.registry.register(_Standing(world))

    def answered(self, path: str, status: int, seconds: float) -> None:
        """One request is over; status 0: its client went away before."""
        room = room_of(path)
        self._requests.labels(room, f"{status // 100}xx").inc()
        self._seconds.labels(room).observe(seconds)


def room_of(path: str) -> str:
    """The part of the archive that a path is of: few words, whatever is asked for."""
    if path.startswith(_TILLS):
        what = path[len(_TILLS) :].partition("/")[2].partition("/")[0]
        return what if what in _OF_TILLS else "tills"
    first = path[1:].partition("/")[0]
    return first if first in _ROOMS else "pages"


def routes(world: World, figures: Figures) -> list[Route]:
    """The page of figures."""
    token_file = world.settings.watch.token_file
    token = Path(token_file).read_text("utf-8").strip() if token_file else ""
    is_behind_proxy = world.settings.archive.is_behind_proxy

    def show(request: Request) -> Response:
        # Behind a proxy everybody would come from this machine.
        is_here = not is_behind_proxy and _is_this_machine(request)
        if not (is_here or _has(request, token)):
            return problem(404)
        return Response(generate_latest(figures.registry), media_type=CONTENT_TYPE_LATEST)

    return [Route("/metrics", show, methods=["GET"], name="metrics")]


def _has(request: Request, token: str) -> bool:
    said = request.headers.get("authorization", "").removeprefix("Bearer ")
    return bool(token) and hmac.compare_digest(said.encode(), token.encode())


def _is_this_machine(request: Request) -> bool:
    try:
        return request.client is not None and ip_address(request.client.host).is_loopback
    except ValueError:
        return False


class _Standing(Collector):
    """What the database says at the moment of asking."""

    def __init__(self, world: World) -> None:
        self._world = world

    def collect(self) -> Iterator[GaugeMetricFamily]:
        """All gauges, in one look."""
        now = self._world.now_utc()
        with self._world.database.read() as connection:
            yield _gauge("tills", "Tills that may send", connection.scalar(_count_tills()))
            heard = connection.execute(sa.select(till_status.c.heard_at)).scalars()
            yield _gauge("tills_heard_15m", "Tills heard in 15 minutes", _recent(heard, now))
            yield _by_kind(connection.execute(_count_alarms()))
            waiting = connection.scalar(_count_waiting(is_given_up=False))
            yield _gauge("deliveries_waiting", "News of alarms not told yet", waiting)
            lost = connection.scalar(_count_waiting(is_given_up=True))
            yield _gauge("deliveries_given_up", "News of alarms never told", lost)
            at = connection.scalar(sa.select(sa.func.max(head_notes.c.at)))
            age = (now - utc_of(at, "metrics")).total_seconds() if at else -1
            yield _gauge("head_age_seconds", "Age of the newest head; -1 without one", age)

    def describe(self) -> Iterable[GaugeMetricFamily]:
        """Nothing: registering must not ask the database."""
        return ()


def _gauge(name: str, words: str, value: float | None) -> GaugeMetricFamily:
    return GaugeMetricFamily(f"kassa_archive_{name}", words, value=value or 0)


def _by_kind(rows: Iterable["sa.Row[str, int]"]) -> GaugeMetricFamily:
    counted: dict[str, int] = {kind: count for kind, count in rows}  # noqa: C416 - rows, not pairs
    family = GaugeMetricFamily("kassa_archive_alarms", "Alarms that are open", labels=("kind",))
    for kind in AlarmKind:
        family.add_metric((kind.value,), counted.get(kind.value, 0))
    return family


def _recent(heard: Iterable[str], now: datetime) -> int:
    return sum((now - utc_of(one, "metrics")).total_seconds() <= 900 for one in heard)


def _count_tills() -> "sa.Select[int]":
    return sa.select(sa.func.count()).select_from(tills).where(tills.c.revoked_at.is_(None))


def _count_alarms() -> "sa.Select[str, int]":
    return (
        sa.select(alarms.c.kind, sa.func.count())
        .where(alarms.c.cleared_at.is_(None))
        .group_by(alarms.c.kind)
    )


def _count_waiting(*, is_given_up: bool) -> "sa.Select[int]":
    tries = deliveries.c.tries >= MAX_TRIES if is_given_up else deliveries.c.tries < MAX_TRIES
    return (
        sa.select(sa.func.count())
        .select_from(deliveries)
        .where(deliveries.c.done_at.is_(None), tries)
    )
