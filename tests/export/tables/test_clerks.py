"""Names of clerks: as they were called then, not as they are called now."""

from firmware.export.tables.clerks import Clerks
from firmware.store.canonical import Json
from tests.store.till import Till


def _change(
    key: str,
    new: dict[str, Json] | None,
    old: dict[str, Json] | None = None,
    day: str | None = None,
) -> dict[str, Json]:
    return {
        "type": "clerk",
        "key": key,
        "old": old,
        "new": new,
        "source": "keys",
        "valid_from": day,
    }


def test_names_change_with_their_rows(small_till: Till) -> None:
    """New, called otherwise from a day on, gone."""
    first = small_till.book.last_journal().seq + 1
    anna, eva = {"name": "Anna"}, {"name": "Eva"}
    contents = (
        _change("1", anna),
        _change("1", eva, anna, "2026-11-22"),
        {**_change("3", {"name": "Birne"}), "type": "article"},
        _change("1", None, eva),
    )
    small_till.book.append([small_till.entry("STAMM", **content) for content in contents])
    clerks = Clerks(small_till.book, first + 3)

    assert "" == clerks.name(1, first - 1, "2026-11-20 09:00:00")
    assert "Anna" == clerks.name(1, first, "2026-11-20 09:00:00")
    assert "Anna" == clerks.name(1, first + 2, "2026-11-21 23:59:59")
    assert "Eva" == clerks.name(1, first + 2, "2026-11-22 00:00:00")
    assert "" == clerks.name(3, first + 2, "2026-11-22 00:00:00")
    assert "" == clerks.name(1, first + 3, "2026-11-22 00:00:01")


def test_nobody_has_no_name(small_till: Till) -> None:
    """No key was pressed; or the time of the row is none."""
    small_till.book.append([small_till.entry("STAMM", **_change("1", {"name": "Anna"}))])
    clerks = Clerks(small_till.book, small_till.book.last_journal().seq)
    assert "" == clerks.name(None, 99, "2026-11-20 09:00:00")
    assert "" == clerks.name(1, 99, "")
    assert "Anna" == clerks.name(1, 99, "2026-11-20 09:00:00")


def test_a_change_that_cannot_be_read_gives_no_name(small_till: Till) -> None:
    """Its own line of the journal says so; the others keep their names."""
    contents = (_change("1", {"name": "Anna"}), {"type": "x"}, _change("one", {"name": "Eva"}))
    small_till.book.append([small_till.entry("STAMM", **content) for content in contents])
    clerks = Clerks(small_till.book, small_till.book.last_journal().seq)
    assert "Anna" == clerks.name(1, 99, "2026-11-20 09:00:00")
