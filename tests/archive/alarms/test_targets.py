"""archive.alarms.targets: where a tenant's alarms go."""

from pathlib import Path

import msgspec
import pytest

from archive.accounts import views
from archive.accounts.errors import AccountError
from archive.accounts.views import Act
from archive.alarms import targets
from archive.alarms.deliver import Deliveries
from archive.alarms.ledger import AlarmKind, raise_alarm
from archive.alarms.webhook import SIGNATURE
from archive.index.database import Database
from archive.settings import AlarmsSection, MailSection, Settings
from tests.archive.alarms.receivers import certificate, smtp, webhooks
from tests.archive.fleet import NOW, TENANT, TILL, add_tenant, add_till, world_with

ACT = Act(who="user:anna@example.at", now=NOW)


@pytest.fixture
def database(database: Database) -> Database:
    """With a tenant and its till."""
    add_tenant(database)
    add_till(database)
    return database


def test_added_listed_removed(database: Database) -> None:
    """Each act is noted; a webhook's path, which may be its secret, is not."""
    first = targets.add(database, TENANT, " Anna@Example.at ", "de", ACT)
    second = targets.add(database, TENANT, "https://hook.example.at/a/secret", "en", ACT)

    assert first.secret != second.secret
    assert [second.target, first.target] == list(targets.targets_of(database, TENANT))
    assert (True, "anna@example.at") == (first.target.is_mail, first.target.plain)
    with database.write() as connection:
        raise_alarm(connection, TILL, AlarmKind.FORK, "x", NOW)
    assert targets.remove(database, TENANT, first.target.id, ACT)
    assert not targets.remove(database, TENANT, first.target.id, ACT)
    assert not targets.remove(database, "another", second.target.id, ACT)
    assert [second.target] == list(targets.targets_of(database, TENANT))
    with database.read() as connection:
        noted = views.read(connection, TENANT, None, 10)
    assert ["target-removed", "target-added", "target-added"] == [one.what["act"] for one in noted]
    assert "https://hook.example.at/…" == noted[1].what["address"]


@pytest.mark.parametrize(
    "address",
    [
        "",
        "anna",
        "http://example.at/",
        "https://",
        "https://a:b@example.at/",
        "https://example.at:99999/",
        "https://example.at/ä",
        "https://example.at/a b",
        "https://example.at/\r\nX: y",
        "https://[::1/",
        "https://example.at/" + "a" * 500,
        "file:///etc/passwd",
    ],
)
def test_what_is_no_address(database: Database, address: str) -> None:
    """Nothing is kept of it."""
    with pytest.raises(AccountError):
        targets.add(database, TENANT, address, "de", ACT)
    assert [] == list(targets.targets_of(database, TENANT))


def test_each_once_and_not_without_end(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same address a second time, or one more than there may be."""
    targets.add(database, TENANT, "anna@example.at", "de", ACT)
    with pytest.raises(AccountError, match="each once"):
        targets.add(database, TENANT, "anna@example.at", "de", ACT)
    monkeypatch.setattr(targets, "MOST", 1)
    with pytest.raises(AccountError, match="at most 1"):
        targets.add(database, TENANT, "eva@example.at", "de", ACT)


def test_a_test_arrives(database: Database, tmp_path: Path) -> None:
    """By mail, and signed at a webhook; what keeps it away is told."""
    with smtp(tmp_path, is_plain=True) as box, webhooks(tmp_path / "hook") as hook:
        roots = str(certificate(tmp_path / "hook").certificate)
        section = MailSection(
            host="localhost", port=box.port, sender="a@example.at", security="none"
        )
        alarms = AlarmsSection(may_reach_private=True, webhook_roots=roots)
        settings = Settings(data=str(tmp_path), mail=section, alarms=alarms)
        by_mail = targets.add(database, TENANT, "anna@example.at", "de", ACT).target
        by_hook = targets.add(database, TENANT, hook.url, "en", ACT).target

        assert "" == targets.try_out(database, TENANT, by_mail.id, settings, ACT)
        assert "" == targets.try_out(database, TENANT, by_hook.id, settings, ACT)
        plain = Settings(data=str(tmp_path))
        assert "mail" in targets.try_out(database, TENANT, by_mail.id, plain, ACT)
        assert "" != targets.try_out(database, TENANT, by_hook.id, plain, ACT)
        with pytest.raises(AccountError, match="no such target"):
            targets.try_out(database, "another", by_hook.id, settings, ACT)

    (letter,) = box.mails
    assert "Standlkassa: Probe der Alarme" == letter["Subject"]
    ((headers, body),) = hook.posts
    assert "test" == msgspec.json.decode(body)["news"]
    assert headers[SIGNATURE].startswith("t=")


def test_what_did_not_arrive_is_told(database: Database, tmp_path: Path) -> None:
    """The fault of the newest news stands beside the address."""
    targets.add(database, TENANT, "anna@example.at", "de", ACT)
    with database.write() as connection:
        raise_alarm(connection, TILL, AlarmKind.FORK, "x", NOW)
    world = world_with(database, tmp_path, Settings(data=str(tmp_path)))
    Deliveries(world, "https://kassa.example.at/").run(NOW)

    (one,) = targets.targets_of(database, TENANT)
    assert "mail" in one.fault
