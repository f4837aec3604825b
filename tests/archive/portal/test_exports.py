"""archive.portal.exports: what a visitor takes along."""

import time
from dataclasses import replace
from typing import Final

import pytest
from starlette.applications import Starlette

from archive.accounts import views
from archive.accounts.visitor import Role
from archive.exports.forms import KEYS
from archive.portal import exports
from archive.portal.exports import ZIP
from archive.portal.routes import routes
from archive.replica.lines import lines
from archive.replica.replica import Replicas
from tests.archive.portal.ground import Ground

DEADLINE_S: Final = 120.0
#: A browser comes again after seconds. Who asks without a pause takes the processor from the child,
#: which is kinder than the one that answers.
PAUSE_S: Final = 0.02


def take(ground: Ground, form: str, status: int = 200, **days: str) -> bytes:
    """Ask for a form; its bytes."""
    said = {"form": form, "csrf": ground.visitor.csrf, **days}
    answer = ground.client.post(f"{ground.path}/exports", data=said)
    assert status == answer.status_code, answer.text[:400]
    return answer.content


def job(ground: Ground, form: str) -> str:
    """Ask for what becomes a job; the path of its page."""
    said = {"form": form, "csrf": ground.visitor.csrf}
    answer = ground.client.post(f"{ground.path}/exports", data=said)
    assert 303 == answer.status_code
    return answer.headers["location"]


def finished(ground: Ground, path: str) -> str:
    """Its page when it is done."""
    until_s = time.monotonic() + DEADLINE_S
    while time.monotonic() < until_s:
        answer = ground.client.get(path)
        assert 200 == answer.status_code
        if "refresh" not in answer.headers:
            return answer.text
        time.sleep(PAUSE_S)
    raise AssertionError("the job did not end")


@pytest.mark.parametrize("language", ["de", "en"])
def test_the_page(ground: Ground, language: str) -> None:
    """Every form can be chosen, in both languages; a period that was clicked stands in it."""
    ground.come(Role.OWNER, language)
    text = ground.page(f"{ground.path}/exports?from=2026-10-25&to=2026-10-26")
    for key in (*KEYS, ZIP):
        assert f'value="{key}"' in text
    assert 'value="2026-10-25"' in text


@pytest.mark.parametrize("form", KEYS)
def test_every_form(ground: Ground, form: str) -> None:
    """A file under its name, by a browser that is told to keep it."""
    said = {"form": form, "csrf": ground.visitor.csrf}
    answer = ground.client.post(f"{ground.path}/exports", data=said)
    assert 200 == answer.status_code, answer.text[:400]
    assert answer.headers["content-disposition"].startswith("attachment; filename=")
    assert ground.own.register_id in answer.headers["content-disposition"]
    assert answer.content
    scratch = ground.world.settings.folder / "tmp"
    assert [] == [one for one in scratch.iterdir() if one.is_file()]


def test_as_a_job(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """What takes long has a page that says how far it is; the file is the same."""
    wanted = take(ground, "journal")
    monkeypatch.setattr(exports, "AT_ONCE_ROWS", 0)
    path = job(ground, "journal")
    text = finished(ground, path)
    assert f"{path}/file" in text
    assert wanted == ground.client.get(f"{path}/file").content
    assert wanted == ground.client.get(f"{path}/file").content


def test_of_another(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """A job is whose it is: not even who may see the till fetches another's."""
    monkeypatch.setattr(exports, "AT_ONCE_ROWS", 0)
    path = job(ground, "journal")
    finished(ground, path)
    ground.door.visitor = replace(ground.visitor, who="user:eva@example.at")
    ground.page(path, 404)
    ground.page(f"{path}/file", 404)
    ground.come(Role.OWNER)
    ground.page(path.rpartition("/")[0] + "/" + "0" * 32, 404)


def test_a_job_that_fails(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """It says so, and there is no file."""
    monkeypatch.setattr(exports, "AT_ONCE_ROWS", 0)

    def fail(*_: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(exports.child, "run", fail)
    path = job(ground, "journal")
    assert "nicht fertig" in finished(ground, path)
    ground.page(f"{path}/file", 404)


@pytest.mark.parametrize(
    "said",
    [
        {"form": "nonsense"},
        {},
        {"form": "journal", "from": "yesterday"},
        {"form": "journal", "from": "2026-10-26", "to": "2026-10-25"},
        {"form": "dep7", "from": "2031-01-01", "to": "2031-01-02"},
    ],
)
def test_not_to_be_read(ground: Ground, said: dict[str, str]) -> None:
    """It is said on the page, not guessed."""
    answer = ground.client.post(f"{ground.path}/exports", data=said)
    assert 422 == answer.status_code
    assert 'role="alert"' in answer.text


def test_some_days(ground: Ground) -> None:
    """Only what lies within them."""
    day = take(ground, "receipts", 200, **{"from": "2026-10-25", "to": "2026-10-25"})
    assert len(day) < len(take(ground, "receipts"))


def test_raw_lines(ground: Ground) -> None:
    """Each exactly as it came."""
    answer = ground.client.get(f"{ground.path}/exports/lines")
    wanted = b"".join(line + b"\n" for _, line in lines(ground.world.database, ground.own.id))
    assert wanted == answer.content


def test_all_of_it_is_noted(ground: Ground) -> None:
    """Who took what along, for ever."""
    take(ground, "dep7", 200, **{"from": "2026-10-25"})
    ground.client.get(f"{ground.path}/exports/lines")
    with ground.world.database.read() as connection:
        seen = views.read(connection, ground.own.tenant_id, None, 2)
    assert ["lines", "dep7"] == [one.what["form"] for one in seen]
    assert {"page", "form", "from", "to", "till"} == set(seen[1].what)
    assert ground.visitor.who == seen[0].who


def test_foreign_tills(ground: Ground) -> None:
    """Of another business there is nothing, by whatever path."""
    base = f"{ground.tenant_path}/k/{ground.other.id}/exports"
    for path in ("", "/lines", "/tables/journal", "/jobs/" + "0" * 32):
        ground.page(base + path, 404)
    answer = ground.client.post(base, data={"form": "journal"})
    assert 404 == answer.status_code
    ground.door.visitor = None
    assert 303 == ground.client.get(f"{ground.path}/exports/lines").status_code


def test_enough_at_once(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """While others are being made it says so, and keeps no thread of other pages waiting."""
    monkeypatch.setattr(exports, "AT_ONCE", 0)
    ground.door.app = Starlette(routes=routes(ground.world, Replicas(ground.world)))
    assert "laufen schon" in take(ground, "journal", 429).decode()
