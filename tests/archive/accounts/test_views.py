from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from archive.accounts import views
from archive.index.database import Database
from archive.index.tables import views as table
from firmware.evidence.merkle import Frontier, root_of
from firmware.store.canonical import Json
from firmware.store.errors import StoreError
from tests.archive.accounts.ground import NOW


def _note(database: Database, tenant: str = "t1", **what: Json) -> int:
    with database.write() as connection:
        return views.note(connection, tenant, "user:a@example.at", what, NOW)


def test_a_view_is_a_row_behind_the_last(database: Database) -> None:
    """Numbered within its tenant, newest first when read."""
    assert [1, 2] == [_note(database, page="days"), _note(database, page="receipt", number=7)]
    assert 1 == _note(database, "t2", page="days")

    with database.read() as connection:
        found = views.read(connection, "t1", None, 10)
        older = views.read(connection, "t1", 2, 10)

    assert [2, 1] == [view.seq for view in found]
    assert {"page": "receipt", "number": 7} == found[0].what
    assert ("user:a@example.at", NOW) == (found[0].who, found[0].at)
    assert [1] == [view.seq for view in older]


def test_the_head_is_over_all_rows(database: Database) -> None:
    """As anybody would make it of the leaves."""
    for number in range(1, 12):
        _note(database, number=number)
    _note(database, "t2", number=1)

    with database.read() as connection:
        first, second = views.heads(connection)
        leaves = views.leaves(connection, "t1", 0, 100)
        some = views.leaves(connection, "t1", 3, 4)

    assert ("t1", 11, root_of(leaves)) == (first.tenant_id, first.size, first.root)
    assert ("t2", 1) == (second.tenant_id, second.size)
    assert list(leaves[3:7]) == list(some)
    assert Frontier().grown(leaves).root() == first.root


def test_no_views_no_heads(database: Database) -> None:
    """An archive nobody looked at."""
    with database.read() as connection:
        assert [] == list(views.heads(connection))
        assert views.first_break(connection, "t1") is None


def test_views_are_only_added_to(database: Database) -> None:
    """The database itself refuses to change or take one away."""
    _note(database)

    for statement in (table.update().values(who="nobody"), table.delete()):
        with pytest.raises(sa.exc.DatabaseError, match="only added to"), database.write() as one:
            one.execute(statement)


def test_eight_at_once_lose_no_view(database: Database) -> None:
    """Each finds its own place, and the chain holds."""
    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(lambda number: _note(database, number=number), range(40)))

    assert list(range(1, 41)) == sorted(taken)
    with database.read() as connection:
        assert views.first_break(connection, "t1") is None


@pytest.mark.parametrize(
    "altered",
    [{"who": "user:b@example.at"}, {"what": "{}"}, {"at": "x"}, {"seq": 9}, {"frontier": b""}],
)
def test_an_altered_row_shows(sqlite: Database, altered: dict[str, object]) -> None:
    """Whoever gets past the triggers is found by the hashes."""
    for number in range(3):
        _note(sqlite, number=number)
    with sqlite.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER views_no_update")
        connection.execute(table.update().where(table.c.seq == 2).values(**altered))

    with sqlite.read() as connection:
        assert 2 == views.first_break(connection, "t1")


def test_a_row_taken_away_shows(sqlite: Database) -> None:
    """The rest does not close the gap."""
    for number in range(3):
        _note(sqlite, number=number)
    with sqlite.write() as connection:
        connection.exec_driver_sql("DROP TRIGGER views_no_delete")
        connection.execute(table.delete().where(table.c.seq == 1))

    with sqlite.read() as connection:
        assert 1 == views.first_break(connection, "t1")


def test_what_has_no_one_text_is_refused(sqlite: Database) -> None:
    """Half a sign cannot be hashed; nothing was written."""
    with pytest.raises(StoreError, match="no Unicode"):
        _note(sqlite, search="\udcff")

    with sqlite.read() as connection:
        assert [] == list(views.heads(connection))


_CELL = st.fixed_dictionaries(
    {
        "tenant_id": st.text(max_size=5),
        "seq": st.integers(0, 99),
        "at": st.text(max_size=5),
        "who": st.text(max_size=5),
        "what": st.text(max_size=5),
    }
)


@given(_CELL, _CELL, st.text(max_size=3), st.text(max_size=3))
def test_rows_of_one_hash_are_one_row(
    left: dict[str, object], right: dict[str, object], before: str, after: str
) -> None:
    """No two rows run together to the same hash."""
    is_same = views.row_hash(left, before) == views.row_hash(right, after)

    assert is_same == ((left, before) == (right, after))


def test_time_is_part_of_the_row(database: Database) -> None:
    """It is kept to the microsecond."""
    late = NOW + timedelta(microseconds=1)
    with database.write() as connection:
        views.note(connection, "t1", "user:a", {}, late)

    with database.read() as connection:
        assert late == views.read(connection, "t1", None, 1)[0].at
