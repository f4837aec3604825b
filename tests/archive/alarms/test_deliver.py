"""The outbox: each news to each target, until it is taken, once."""

from datetime import datetime, timedelta
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from archive.alarms import webhook
from archive.alarms.deliver import MAX_TRIES, Deliveries
from archive.alarms.ledger import AlarmKind, clear_alarm, raise_alarm
from archive.index.database import Database
from archive.index.tables import deliveries, targets
from archive.settings import AlarmsSection, MailSection, Settings
from archive.world import World
from firmware.store.canonical import utc_text
from tests.archive.alarms.receivers import Hook, Mailbox, certificate, smtp, webhooks
from tests.archive.fleet import NOW, TENANT, TILL, add_target, add_tenant, add_till, world_with

URL = "https://kassa.example.at/"
SECRET_DETAIL = "row 12: receipt 7: Äpfel 2,50"


def outbox_of(world: World) -> Deliveries:
    """One that takes no time."""
    return Deliveries(world, URL, lambda: 0.0)


def world_towards(database: Database, folder: Path, box: Mailbox | None = None) -> World:
    """A world that mails to this box and may post to this machine."""
    add_tenant(database)
    add_till(database)
    mail = MailSection()
    if box is not None:
        mail = MailSection(host="localhost", port=box.port, sender="a@example.at", security="none")
    roots = str(certificate(folder / "hook").certificate)
    alarms = AlarmsSection(may_reach_private=True, webhook_roots=roots)
    return world_with(database, folder, Settings(data=str(folder), mail=mail, alarms=alarms))


def raised(database: Database) -> None:
    """A fork."""
    with database.write() as connection:
        raise_alarm(connection, TILL, AlarmKind.FORK, SECRET_DETAIL, NOW)


def faults(database: Database) -> list[tuple[int, str | None, bool]]:
    """Tries, fault and whether it is done, of every delivery."""
    asked = sa.select(deliveries.c.tries, deliveries.c.fault, deliveries.c.done_at)
    with database.read() as connection:
        return [(tries, fault, at is not None) for tries, fault, at in connection.execute(asked)]


def test_a_mail_and_a_webhook_of_one_alarm(database: Database, tmp_path: Path) -> None:
    """Raised and cleared, to both, once; in the target's language; nothing of the receipt."""
    with smtp(tmp_path, is_plain=True) as box, webhooks(tmp_path / "hook") as hook:
        world = world_towards(database, tmp_path, box)
        add_target(database, "mailto:huber@example.at", language="en")
        add_target(database, hook.url)
        raised(database)
        outbox = outbox_of(world)
        outbox.run(NOW)
        outbox.run(NOW + timedelta(hours=1))
        with database.write() as connection:
            clear_alarm(connection, TILL, AlarmKind.FORK, NOW + timedelta(hours=1))
        outbox.run(NOW + timedelta(hours=1))
        outbox.run(NOW + timedelta(hours=2))
    subjects = ["Standlkassa alarm", "Standlkassa: well again"]
    assert [f"{one}: Naschmarkt, till GRAZ-01" for one in subjects] == [
        mail["Subject"] for mail in box.mails
    ]
    said = [msgspec.json.decode(body) for _, body in hook.posts]
    assert ["raised", "cleared"] == [one["news"] for one in said]
    assert f"{URL}t/{TENANT}/k/{TILL}" == said[0]["url"]
    everything = str([mail.as_string() for mail in box.mails]) + str(hook.posts)
    assert "2,50" not in everything
    assert [(1, None, True)] * 4 == faults(database)


def test_what_is_not_taken_is_tried_again_later(sqlite: Database, tmp_path: Path) -> None:
    """After a pause that grows; the fault stands in the row until it is taken."""
    with webhooks(tmp_path / "hook") as hook:
        world = world_towards(sqlite, tmp_path)
        add_target(sqlite, hook.url)
        raised(sqlite)
        outbox = outbox_of(world)
        hook.answers = [500, 503]
        outbox.run(NOW)
        assert [(1, "answered 503", False)] == faults(sqlite)
        outbox.run(NOW + timedelta(seconds=59))
        assert 1 == len(hook.posts)
        outbox.run(NOW + timedelta(seconds=60))
        outbox.run(NOW + timedelta(seconds=179))
        assert [(2, "answered 500", False)] == faults(sqlite)
        outbox.run(NOW + timedelta(seconds=180))
    assert [(3, None, True)] == faults(sqlite)
    assert 1 == len({body for _, body in hook.posts})


def test_one_target_that_fails_holds_nobody_up(sqlite: Database, tmp_path: Path) -> None:
    """No mail server in the settings: the webhook hears of it all the same."""
    with webhooks(tmp_path / "hook") as hook:
        world = world_towards(sqlite, tmp_path)
        add_target(sqlite, "mailto:huber@example.at")
        add_target(sqlite, hook.url)
        raised(sqlite)
        outbox_of(world).run(NOW)
    assert 1 == len(hook.posts)
    expected = {(1, "no [mail] host in the settings", False), (1, None, True)}
    assert expected == set(faults(sqlite))


def test_after_many_tries_it_is_given_up(sqlite: Database, tmp_path: Path) -> None:
    """Some days; the row keeps the last fault."""
    world = world_towards(sqlite, tmp_path)
    add_target(sqlite, "mailto:huber@example.at")
    raised(sqlite)
    outbox = outbox_of(world)
    for day in range(MAX_TRIES + 5):
        outbox.run(NOW + timedelta(days=day))
    ((tries, fault, is_done),) = faults(sqlite)
    assert (MAX_TRIES, False) == (tries, is_done)
    assert fault == "no [mail] host in the settings"


def test_a_death_between_yes_and_note_repeats_the_same(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The lease runs out, and the receiver knows it by its id."""
    with webhooks(tmp_path / "hook") as hook:
        world = world_towards(sqlite, tmp_path)
        add_target(sqlite, hook.url)
        raised(sqlite)
        dying = outbox_of(world)

        def dies(*_: object) -> None:
            raise SystemExit

        monkeypatch.setattr(dying, "_note", dies)
        with pytest.raises(SystemExit):
            dying.run(NOW)
        living = outbox_of(world)
        living.run(NOW + timedelta(minutes=4))
        assert 1 == len(hook.posts)
        living.run(NOW + timedelta(minutes=5))
    assert twice(hook)
    assert [(2, None, True)] == faults(sqlite)


def twice(hook: Hook) -> bool:
    """Whether the same was posted two times."""
    return 2 == len(hook.posts) and hook.posts[0][1] == hook.posts[1][1]


def test_two_processes_send_one(sqlite: Database, tmp_path: Path) -> None:
    """Both saw the same row due: one leases it."""
    with webhooks(tmp_path / "hook") as hook:
        world = world_towards(sqlite, tmp_path)
        add_target(sqlite, hook.url)
        raised(sqlite)
        one, other = outbox_of(world), outbox_of(world)
        (due,) = one._due(NOW)
        assert one._lease(due, NOW)
        assert not other._lease(due, NOW)
        other.run(NOW)
    assert [] == hook.posts


def test_a_lease_begins_when_it_is_taken(
    sqlite: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """However long the round took till then; and a webhook is signed for the time it is posted."""
    world = world_towards(sqlite, tmp_path)
    add_target(sqlite, "https://one.example.at/")
    add_target(sqlite, "https://two.example.at/")
    raised(sqlite)
    clock_s, signed, leased = [0.0], list[datetime](), list[str]()

    def slow(*_: object, now: datetime, **__: object) -> None:
        signed.append(now)
        open_until = sa.select(deliveries.c.next_at).where(
            deliveries.c.done_at.is_(None), deliveries.c.tries == 1
        )
        with sqlite.read() as connection:
            leased.extend(connection.scalars(open_until))
        clock_s[0] += 15.0

    monkeypatch.setattr(webhook, "post", slow)
    Deliveries(world, URL, lambda: clock_s[0]).run(NOW)
    begun = [NOW, NOW + timedelta(seconds=15)]
    assert begun == signed
    assert [utc_text(one + timedelta(minutes=5), "test") for one in begun] == leased


def test_who_is_slow_does_not_delay_others(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One business with many targets that never answer, and one that waits for its news."""
    world = world_towards(database, tmp_path)
    other = "0192f0c1-0000-7000-8000-0000000000aa"
    add_tenant(database, other)
    with database.write() as connection:
        for number in range(30):
            row = {"id": f"slow-{number:02}", "tenant_id": TENANT, "secret": "s", "language": "de"}
            address = f"https://slow-{number}.example.at/"
            connection.execute(targets.insert().values({**row, "address": address}))
    raised(database)
    add_till(database, other, other)
    with database.write() as connection:
        row = {"id": "other", "tenant_id": other, "secret": "s", "language": "de"}
        address = "https://other.example.at/"
        connection.execute(targets.insert().values({**row, "address": address}))
        raise_alarm(connection, other, AlarmKind.FORK, "x", NOW)
    clock_s, told = [0.0], list[str]()

    def slow(url: str, *_: object, **__: object) -> None:
        told.append(url)
        clock_s[0] += 15.0

    monkeypatch.setattr(webhook, "post", slow)
    Deliveries(world, URL, lambda: clock_s[0]).run(NOW)
    assert [f"https://{one}.example.at/" for one in ("slow-0", "other", "slow-1")] == told
