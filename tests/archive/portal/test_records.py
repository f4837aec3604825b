"""archive.portal.records: the first page, tills, alarms, views, documents."""

from dataclasses import replace

from archive.accounts import views
from archive.accounts.visitor import Membership, Role
from archive.alarms.ledger import AlarmKind, clear_alarm, raise_alarm
from archive.index.tables import documents, findings
from tests.archive.keeping import NOW_UTC
from tests.archive.portal.ground import Ground


def test_the_first_page(ground: Ground) -> None:
    """To the only business; to a choice of several; to nothing, in words."""
    assert ground.tenant_path == ground.client.get("/").headers["location"]
    both = tuple(
        Membership(role=Role.OWNER, scope=one.tenant_id) for one in (ground.own, ground.other)
    )
    ground.door.visitor = replace(ground.visitor, memberships=both)
    html = ground.page("/")
    assert f'href="/t/{ground.other.tenant_id}"' in html
    ground.door.visitor = replace(ground.visitor, memberships=())
    assert "keinem Betrieb Zugang" in ground.page("/")


def test_a_till_shows_what_was_found(ground: Ground) -> None:
    """Findings by their rule in words, alarms, what became of it."""
    row = {"till_id": ground.own.id, "seq": 5, "rule": "chain", "detail": "x", "found_at": "2026"}
    with ground.world.database.write() as connection:
        connection.execute(findings.insert().values(row))
        raise_alarm(connection, ground.own.id, AlarmKind.FINDING, "more", NOW_UTC)

    html = ground.page(f"{ground.path}/state")

    assert "Verkettung mit dem Beleg davor stimmt nicht" in html
    assert "Aufzeichnung nicht in Ordnung" in html


def test_alarms_stay_listed_when_they_are_over(ground: Ground) -> None:
    """Open, then with the time it was well again."""
    assert "Kein Alarm" in ground.page(f"{ground.tenant_path}/alarms")
    with ground.world.database.write() as connection:
        raise_alarm(connection, ground.own.id, AlarmKind.DISK, "x", NOW_UTC)
    assert "offen" in ground.page(f"{ground.tenant_path}/alarms")
    with ground.world.database.write() as connection:
        clear_alarm(connection, ground.own.id, AlarmKind.DISK, NOW_UTC)

    html = ground.page(f"{ground.tenant_path}/alarms")

    assert "offen" not in html
    assert "21.11.2026, 19:00" in html


def test_views_are_listed_by_the_page(ground: Ground) -> None:
    """The newest first; the first page of a log that is longer leads on."""
    with ground.world.database.write() as connection:
        for number in range(105):
            views.note(
                connection,
                ground.own.tenant_id,
                "x",
                {"page": "receipt", "number": number},
                NOW_UTC,
            )
    html = ground.page(f"{ground.tenant_path}/views")

    assert "Belegnummer 104" in html
    assert "?before=6" in html
    assert "Belegnummer 0" in ground.page(f"{ground.tenant_path}/views?before=6")


def test_documents_are_those_of_the_business(ground: Ground) -> None:
    """Not another's, not of a till one may not see."""
    row = {
        "media_type": "application/pdf",
        "sha256": "0",
        "size": 2048,
        "blob_key": "k",
        "blob_version": "v",
        "uploaded_by": "user:anna",
        "uploaded_at": NOW_UTC.isoformat(timespec="microseconds"),
    }
    own, other = ground.own, ground.other
    with ground.world.database.write() as connection:
        for name, tenant, till in (
            ("own.pdf", own.tenant_id, None),
            ("hers.pdf", own.tenant_id, other.id),
            ("other.pdf", other.tenant_id, None),
        ):
            named = {"id": name, "name": name, "tenant_id": tenant, "till_id": till}
            connection.execute(documents.insert().values({**row, **named}))

    html = ground.page(f"{ground.tenant_path}/documents")

    assert "own.pdf" in html
    assert "2,0 KiB" in html
    assert "hers.pdf" not in html
    assert "other.pdf" not in html

    # A link to one till: what is of no till may be the DEP of another.
    ground.come(Role.AUDITOR)
    assert "own.pdf" in ground.page(f"{ground.tenant_path}/documents")
    ground.door.visitor = replace(ground.door.visitor, till_ids=frozenset({own.id}))
    assert "own.pdf" not in ground.page(f"{ground.tenant_path}/documents")


def test_an_auditor_sees_his_own_views(ground: Ground) -> None:
    """Who else has a link, to which tills, and the addresses of people are the owner's."""
    with ground.world.database.write() as connection:
        said = {"page": "receipt", "number": 98_765_432}
        views.note(connection, ground.own.tenant_id, "user:eva@example.at", said, NOW_UTC)
    html = ground.page(f"{ground.tenant_path}/views")
    assert "eva@example.at" in html
    assert "98765432" in html
    ground.come(Role.AUDITOR)
    ground.page(f"{ground.path}/days")

    html = ground.page(f"{ground.tenant_path}/views")

    assert "eva@example.at" not in html
    assert "98765432" not in html
    assert ground.visitor.who in html
