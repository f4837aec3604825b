"""archive.portal.health: one word for a till, from what it says and what was found."""

from dataclasses import replace
from datetime import timedelta

import msgspec
import pytest

from archive.accounts import heard
from archive.blobs.port import Stored
from archive.index.tables import offers, till_status
from archive.portal.health import CLOCK_S, SILENT_S, Health, of_tills, status_of
from archive.portal.place import Sources
from archive.replica.replica import Replicas
from firmware.accord.messages import TillStatus
from tests.archive.keeping import NOW_UTC
from tests.archive.portal.ground import Ground


@pytest.fixture
def well(ground: Ground) -> Health:
    """The till, heard just now."""
    status = TillStatus(at_utc="x", disk_free_bytes=25, disk_total_bytes=100)
    row = {
        "till_id": ground.own.id,
        "heard_at": (NOW_UTC - timedelta(seconds=5)).isoformat(timespec="microseconds"),
        "clock_offset_s": 3,
        "status": msgspec.json.encode(status).decode(),
    }
    with ground.world.database.write() as connection:
        connection.execute(till_status.insert().values(row))
    soon = replace(ground.world, now_utc=lambda: NOW_UTC + timedelta(seconds=5))
    (found,) = of_tills(Sources.of(soon, Replicas(soon)), [ground.own])
    return found


def test_what_is_known_of_a_till(well: Health) -> None:
    """Heard, rows, disk, clock."""
    assert ("well", 5, 199, 75, False) == (
        well.word,
        well.silent_s,
        well.rows,
        well.disk_used,
        well.is_clock_off,
    )


def test_rows_are_a_sign_of_life(ground: Ground, well: Health) -> None:
    """Seen on the desk: sales of a minute ago under "last heard" three minutes ago."""
    assert well.received_at is not None
    later = well.received_at + timedelta(minutes=4)
    with ground.world.database.write() as connection:
        told = well.received_at - timedelta(minutes=4)
        connection.execute(
            till_status.update().values(heard_at=told.isoformat(timespec="microseconds"))
        )
    sources = Sources.of(replace(ground.world, now_utc=lambda: later), Replicas(ground.world))
    (found,) = of_tills(sources, [ground.own])

    assert (well.received_at, 240) == (found.heard_at, found.silent_s)


def test_the_word_is_what_is_worst(well: Health) -> None:
    """Revoked, never heard, wrong, silent, still sending, well."""
    busy = TillStatus(at_utc="x", pending=3)
    assert "pending" == replace(well, status=busy).word
    assert "silent" == replace(well, status=busy, silent_s=SILENT_S + 1).word
    assert "alarm" == replace(well, silent_s=SILENT_S + 1, findings=1).word
    assert "alarm" == replace(well, open_alarms=1).word
    assert "new" == replace(well, heard_at=None).word
    assert "revoked" == replace(well, till=replace(well.till, revoked_at=NOW_UTC)).word
    assert replace(well, clock_offset_s=-CLOCK_S - 1).is_clock_off
    assert replace(well, status=None).disk_used is None


def test_what_it_is_offered(ground: Ground, well: Health) -> None:
    """While it runs something older; how far it is, only of this version."""
    stored = Stored(key="k", version="v", sha256="0" * 64, size=200)
    values = {"version": "1.3", "compatible": "kind", "size": 200, "sha256": "0" * 64}
    values |= {"notes_de": "x", "blob_key": "k", "blob_version": "v", "share": 100}
    at = NOW_UTC.isoformat(timespec="microseconds")
    with ground.world.database.write() as connection:
        connection.execute(offers.insert().values(**values, made_at=at))
    sources = Sources.of(ground.world, Replicas(ground.world))

    def told(**members: object) -> Health:
        status = TillStatus(at_utc="x", compatible="kind", **{"image": "1.2", **members})
        heard.told(ground.world.database, ground.own.id, status, NOW_UTC)
        return of_tills(sources, [ground.own])[0]

    assert (None, "", 0) == (well.offered, well.offer_state, well.fetched)
    found = told(offer="1.3", offer_state="fetching", offer_bytes=50)
    assert found.offered is not None
    assert (stored, NOW_UTC) == (found.offered.stored, found.offered.made_at)
    assert ("fetching", 25) == (found.offer_state, found.fetched)
    assert 100 == told(offer="1.3", offer_state="there", offer_bytes=999).fetched
    assert ("", 0) == (told(offer="1.2.9", offer_state="there").offer_state, told().fetched)
    assert told(image="1.3").offered is None


def test_a_status_that_cannot_be_read_is_none() -> None:
    """A newer till may say more; nonsense says nothing."""
    assert status_of("[]") is None
    assert status_of('{"at_utc":"x","more":1}') == TillStatus(at_utc="x")
