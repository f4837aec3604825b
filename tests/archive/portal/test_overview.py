"""archive.portal.overview: today, this week, how the tills are, what needs attention."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from starlette.applications import Starlette

from archive.alarms.ledger import AlarmKind, raise_alarm
from archive.portal.routes import routes
from archive.replica import index_days, index_file
from archive.replica.replica import Replicas
from firmware.store.reader import Reader
from firmware.till.texts import money
from tests.archive.keeping import NOW_UTC
from tests.archive.portal.ground import Ground


def test_turnover_of_today_and_of_the_week(ground: Ground, book_path: Path) -> None:
    """The week begins on Monday; a day is the Austrian one."""
    assert "0,00 €" in ground.page(ground.tenant_path)
    sunday = datetime(2026, 10, 25, 22, 30, tzinfo=UTC)
    world = replace(ground.world, now_utc=lambda: sunday)
    ground.door.app = Starlette(routes=routes(world, Replicas(world)))

    html = ground.page(ground.tenant_path)
    with Reader.open_read_only(book_path) as book, index_file.opened(book) as index:
        week = index_days.days(index, "2026-10-19", "2026-10-25")
    own = sum(one.turnover_cents for one in week)

    assert 2 == len(week)
    assert "So, 25.10.2026" in html
    assert "59,01 €" in html
    assert f"{money(own)} €" in html


def test_alarms_stand_first(ground: Ground) -> None:
    """What is wrong, since when, of which till."""
    assert "Das braucht Aufmerksamkeit" not in ground.page(ground.tenant_path)
    with ground.world.database.write() as connection:
        raise_alarm(connection, ground.own.id, AlarmKind.CARD, "x", NOW_UTC)
        raise_alarm(connection, ground.other.id, AlarmKind.FORK, "x", NOW_UTC)

    html = ground.page(ground.tenant_path)

    assert "Signaturkarte tauschen" in html
    assert "Zwei Fassungen" not in html
