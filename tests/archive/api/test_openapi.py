"""The OpenAPI document is about exactly this app; and the app keeps to it, whatever it is sent."""

import re
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    status_code_conformance,
)
from starlette.routing import Route
from starlette.testclient import TestClient

from archive.api.metrics import Figures
from archive.api.openapi import OPERATIONS, PATH, Operation, document
from archive.client.client import Till, Wire, content_digest
from archive.conformance.kit import Kit
from archive.index.database import Database, folder_url
from archive.index.migrate import upgrade
from archive.program.rooms import app_of, routes_of
from archive.settings import ArchiveSection
from tests.archive.conformance.standing import standing
from tests.archive.keeping import world_of
from tests.archive.serving import Place

for media in ("application/x-ndjson", "application/zip"):
    schemathesis.serializer(media)(lambda _context, value: value)

#: Not its own check of schemas, which takes tuples (`prefixItems`) for a mistake.
CHECKS = (
    schemathesis.checks.not_a_server_error,
    status_code_conformance,
    content_type_conformance,
)


def test_every_route_of_machines_is_described(sqlite: Database, tmp_path: Path) -> None:
    """None is missing, none is made up."""
    world = world_of(sqlite, tmp_path)
    there = {
        (method, re.sub(r":\w+}", "}", route.path))
        for route in routes_of(world, Figures(world))
        if isinstance(route, Route) and route.path.startswith("/v1/")
        for method in route.methods or ()
        if method != "HEAD"
    }
    assert there == {(one.method, one.path) for one in OPERATIONS}


def test_the_document_is_whole() -> None:
    """Every reference leads to a schema; every operation says 4xx, and who may ask."""
    said = document(ArchiveSection(url="https://kassa.example.at/"))
    text = str(said)
    named = set(re.findall(r"#/components/schemas/(\w+)", text))
    components = said["components"]
    assert isinstance(components, dict)
    assert set() == named - set(components["schemas"])
    assert [{"url": "https://kassa.example.at"}] == said["servers"]
    names = re.findall(r"'operationId': '([^']+)'", text)
    assert len(OPERATIONS) == len(set(names))


def test_anybody_may_read_it(sqlite: Database, tmp_path: Path) -> None:
    """Without a password."""
    with TestClient(app_of(world_of(sqlite, tmp_path))) as client:
        answer = client.get(PATH)
    assert (200, "3.1.0") == (answer.status_code, answer.json()["openapi"])


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Place, Till]]:
    """A server with a till."""
    folder = tmp_path_factory.mktemp("openapi")
    database = Database(folder_url(folder))
    upgrade(database)
    with standing(database, folder) as (at, key):
        wire = Wire(at.url)
        kit = Kit(wire, key)
        kit.register()
        yield at, kit.till
        wire.close()
    database.close()


@pytest.fixture(scope="module")
def schema(place: tuple[Place, Till]) -> schemathesis.schemas.BaseSchema:
    """The document as the server gives it."""
    return schemathesis.openapi.from_url(f"{place[0].url}v1/openapi.json")


@pytest.mark.parametrize("operation", OPERATIONS, ids=lambda one: f"{one.method} {one.path}")
def test_whatever_is_sent_is_answered_as_described(
    operation: Operation, schema: schemathesis.schemas.BaseSchema, place: tuple[Place, Till]
) -> None:
    """By the till itself, with a good digest: no fault of ours, no answer that is not described."""
    _, till = place

    @settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))
    @given(case=schema[operation.path][operation.method].as_strategy())
    def ask(case: schemathesis.Case) -> None:
        if case.path_parameters and "till" in case.path_parameters:
            case.path_parameters["till"] = till.id
        headers = {}
        if operation.path.startswith("/v1/tills"):
            headers["Authorization"] = f"Bearer {till.password}"
        body = case.as_transport_kwargs().get("data")
        if isinstance(body, bytes):
            headers["Content-Digest"] = content_digest(body)
        answer = case.call(headers=headers)
        case.validate_response(answer, checks=CHECKS)
        message = operation.good.get(answer.status_code)
        if message is not None:
            msgspec.json.decode(answer.content, type=message, strict=True)

    ask()


def test_a_stranger_learns_nothing(place: tuple[Place, Till]) -> None:
    """Every operation about a till, without a password and with a wrong one: 401."""
    at, till = place
    for one in OPERATIONS:
        if one.is_open:
            continue
        path = one.path.replace("{till}", till.id).replace("{id}", "x").replace("{part}", "1")
        for headers in ({}, {"Authorization": "Bearer guessed"}):
            answer = at.ask(one.method, path, b"" if one.body else None, headers)
            assert (401, "unauthorized") == (answer.status, answer.json["type"]), one
