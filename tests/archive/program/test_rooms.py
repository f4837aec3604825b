"""Every route of the whole app, asked by everybody whom it is none of the business of."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.routing import Route
from starlette.testclient import TestClient

from archive.accounts import read_links, sessions, tenants, users
from archive.accounts.read_links import LinkOrder
from archive.accounts.secret import sha256_of
from archive.accounts.session_cookie import cookie_of
from archive.accounts.tenants import Country
from archive.accounts.users import NewUser
from archive.accounts.visitor import Membership, Role
from archive.api.frame import Frame
from archive.api.metrics import Figures
from archive.api.pace import Buckets, Pace
from archive.index.database import Database, folder_url
from archive.index.migrate import upgrade
from archive.index.tables import tills
from archive.program.rooms import app_of, routes_of
from archive.world import World
from firmware.rksv.receipt import ReceiptKind
from tests.archive.books import Maker
from tests.archive.keeping import NOW_UTC, keep, world_of

pytestmark = pytest.mark.whole


#: Stands in every name and row of the tenant nobody else may see.
MARK: Final = "GEHEIMNIS"
#: What the other tenant sold, and how rows and pages write it. Long enough that no random number of
#: a request, a session or a tenant holds it by chance: a sum of four digits did.
_SOLD_CENTS: Final = 98_765_432
_SOLD_AS: Final = ("98765432", "987654,32", "987.654,32")
_MINE, _THEIRS = "0192f0c1-0000-7000-8000-00000000000b", "0192f0c1-0000-7000-8000-00000000000a"
#: Filled in where a path wants more than tenant and till.
_REST: Final = {
    "sha256": "0" * 64,
    "day": "2026-11-02",
    "number": "1",
    "size": "1",
    "part": "1",
    "id": "x",
    "job": "x",
    "table": "receipts",
    "name": "x.zip",
    "package": "x",
    "document": "x",
    "token": "A" * 26,
    "path": "0/000",
    "rest": "k/x",
}


@dataclass(slots=True)
class Ground:
    """Two tenants: `a` is theirs, `b` is of whoever asks."""

    world: World
    a: str
    b: str
    visitors: dict[str, dict[str, str]] = field(default_factory=dict)


def _tenant(database: Database, name: str, till_id: str, register_id: str) -> str:
    tenant_id = tenants.create(database, name, Country.AT, NOW_UTC)
    shop = tenants.create_shop(database, tenant_id, f"{name} Stand", "")
    with database.write() as connection:
        connection.execute(
            tills.insert().values(
                id=till_id,
                tenant_id=tenant_id,
                shop_id=shop.id,
                register_id=register_id,
                installation_id=till_id,
                device_key="",
                password_sha256=sha256_of(f"password of {till_id}"),
                master='{"software":"1","model":"K"}',
                key_sha256="",
                registered_at=NOW_UTC.isoformat(timespec="microseconds"),
            )
        )
    maker = Maker(register_id)
    rows = [*maker.begin(), maker.receipt(ReceiptKind.STARTBELEG), maker.receipt(cents=_SOLD_CENTS)]
    keep(database, [*rows, maker.row("NOTIZ", {"text": name})], till_id)
    return tenant_id


def _session(world: World, tenant_id: str, role: Role) -> dict[str, str]:
    scope = "" if role is Role.OPERATOR else tenant_id
    new = NewUser(email=f"{role}@{tenant_id}.at", name="Jemand", password="lang und geheim genug")
    user_id = users.create(world.database, new, Membership(role=role, scope=scope), world.now_utc())
    with world.database.write() as connection:
        opened = sessions.open_for_user(connection, user_id, "de", world.now_utc())
    return _cookie(world, opened.token)


def _cookie(world: World, token: str) -> dict[str, str]:
    visitor = sessions.visitor(world.database, token, world.now_utc())
    assert visitor is not None
    name = cookie_of(world.settings).name
    return {"Cookie": f"{name}={token}", "X-CSRF-Token": visitor.csrf}


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """Made once: passwords take their time."""
    folder: Path = tmp_path_factory.mktemp("rooms")
    database = Database(folder_url(folder))
    upgrade(database)
    world = world_of(database, folder)
    a = _tenant(database, f"{MARK} A", _THEIRS, f"{MARK}-A1")
    b = _tenant(database, "Meiner", _MINE, "MEINE-B1")
    found = Ground(world=world, a=a, b=b)
    order = LinkOrder(
        tenant_id=b, till_ids=None, note="Prüfer", expires_at=NOW_UTC + timedelta(days=9)
    )
    opened = read_links.open_link(
        database, read_links.create(database, order, "test", NOW_UTC), "de", NOW_UTC
    )
    assert opened is not None
    found.visitors = {
        "nobody": {},
        "a made-up session": {"Cookie": f"{cookie_of(world.settings).name}={'x' * 43}"},
        "owner of another": _session(world, b, Role.OWNER),
        "accountant of another": _session(world, b, Role.ACCOUNTANT),
        "auditor of another": _cookie(world, opened.token),
        "till of another": {"Authorization": f"Bearer password of {_MINE}"},
        "made-up password": {"Authorization": "Bearer guessed"},
    }
    yield found
    database.close()


@pytest.fixture(scope="module")
def client(ground: Ground) -> Iterator[TestClient]:
    """Whoever asks."""
    app = app_of(ground.world)
    assert isinstance(app, Frame)
    # One address asks all of it.
    app._buckets = Buckets(Pace(burst=1_000_000, per_s=1.0))
    with TestClient(app, base_url="https://testserver", follow_redirects=False) as asking:
        yield asking


def paths(ground: Ground, path: str) -> list[str]:
    """A route's path with what is theirs in it: all of it, or smuggled in behind what is ours."""
    whole = {**_REST, "tenant": ground.a, "till": _THEIRS}
    smuggled = {**whole, "tenant": ground.b}
    mixed = {**whole, "till": _MINE}
    filled = [filled_in(path, one) for one in (whole, smuggled, mixed)]
    # Under our own tenant and without a till it is ours.
    return [one for one in dict.fromkeys(filled) if ground.a in one or _THEIRS in one]


def filled_in(path: str, values: Mapping[str, str]) -> str:
    """A path with values for its names."""
    return re.sub(r"\{(\w+)(?::\w+)?\}", lambda name: values[name[1]], path)


def asked(
    client: TestClient, method: str, path: str, visitor: Mapping[str, str]
) -> tuple[int, str]:
    """Status and everything that came back."""
    headers = {"Origin": "https://testserver", **visitor}
    answer = client.request(method, path, headers=headers)
    return answer.status_code, answer.text + str(dict(answer.headers))


def routes(ground: Ground) -> list[Route]:
    """All of them."""
    found = routes_of(ground.world, Figures(ground.world))
    assert all(isinstance(one, Route) for one in found)
    return [one for one in found if isinstance(one, Route)]


def test_nobody_sees_what_is_anothers(ground: Ground, client: TestClient) -> None:
    """Every route × every stranger × every way to name it: 404, to machines 401, or the sign-in."""
    wrong: list[str] = []
    count = 0
    for route in routes(ground):
        for path in paths(ground, route.path):
            for name, visitor in ground.visitors.items():
                for method in route.methods or ():
                    status, said = asked(client, method, path, visitor)
                    count += 1
                    if not _is_refused(status, said, path) or tells(said):
                        wrong.append(f"{name}: {method} {path}: {status} {said[:200]}")
    assert [] == wrong
    assert count > 300


def tells(said: str) -> bool:
    """Whether something of theirs stands in an answer."""
    return any(mark in said for mark in (MARK, *_SOLD_AS))


def _is_refused(status: int, said: str, path: str) -> bool:
    if path.startswith("/v1/"):
        # A renewal proves itself by its body, and there is none here.
        return status in (401, 404) or (path.endswith("/password") and status in (400, 415))
    is_to_sign_in = status == 303 and "'location': '/sign-in" in said
    return status in (403, 404) or is_to_sign_in


def test_whom_it_is_of_sees_it(ground: Ground, client: TestClient) -> None:
    """The same paths, asked by the owner: the test above could fail."""
    owner = _session(ground.world, ground.a, Role.OWNER)
    seen = [
        asked(
            client,
            "GET",
            filled_in(route.path, {**_REST, "tenant": ground.a, "till": _THEIRS}),
            owner,
        )
        for route in routes(ground)
        if "{tenant}" in route.path and "GET" in (route.methods or ())
    ]
    assert sum(status == 200 and MARK in said for status, said in seen) >= 10
    assert any(amount in said for amount in _SOLD_AS for _, said in seen)
    password = {"Authorization": f"Bearer password of {_THEIRS}"}
    assert 200 == asked(client, "GET", f"/v1/tills/{_THEIRS}/head", password)[0]


def test_pages_of_everybody_show_nobody(ground: Ground, client: TestClient) -> None:
    """What names neither tenant nor till says nothing of another's."""
    for route in routes(ground):
        if "{tenant}" in route.path or "{till}" in route.path:
            continue
        for visitor in ground.visitors.values():
            for method in route.methods or ():
                status, said = asked(client, method, filled_in(route.path, _REST), visitor)
                assert status < 500, (method, route.path)
                assert not tells(said), (method, route.path)


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(names=st.dictionaries(st.sampled_from(sorted(_REST)), st.text(min_size=1, max_size=40)))
def test_whatever_is_put_into_a_path(
    names: dict[str, str], ground: Ground, client: TestClient
) -> None:
    """No fault of ours, and nothing of another's, whatever the parts of a path are called."""
    values = {**_REST, **names, "tenant": ground.a, "till": _THEIRS}
    visitor = ground.visitors["owner of another"]
    for route in routes(ground)[:: 1 + len(str(names)) % 3]:
        path = re.sub(r"\{(\w+)(?::\w+)?\}", lambda name: _quoted(values[name[1]]), route.path)
        status, said = asked(client, "GET", path, visitor)
        assert status < 500, path
        assert not tells(said), path


def _quoted(text: str) -> str:
    return "".join(f"%{byte:02X}" for byte in text.encode("utf-8", "surrogatepass"))


def test_a_head_is_as_its_get(ground: Ground, client: TestClient) -> None:
    """HEAD says no more and no less of what is there."""
    for path in ("/healthz", "/readyz", "/sign-in", f"/t/{ground.a}", "/heads/keys"):
        get, head = client.get(path), client.head(path)
        assert get.status_code == head.status_code, path
        assert b"" == head.content
