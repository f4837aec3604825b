"""Whatever somebody with the disk in hand changes is found, except what no book can find."""

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firmware.rksv.vat import Buckets
from firmware.store import integrity, schema
from firmware.store.book import Book
from firmware.store.errors import StoreError, StoreFault
from firmware.store.integrity import FULL, QUICK, Part, check
from firmware.store.reader import Reader
from tests.store.till import Till

SALE = Buckets(normal=100, besonders=-20)
UNCHECKED = "PRAGMA ignore_check_constraints = ON"
TABLES = ("journal", "identity", "certificates", "receipts", "intent")

APPEND_BY_HAND = (
    "INSERT INTO journal SELECT max(seq) + 1, at_utc, uuid, clerk, kind, content, hash FROM journal"
)

Tamper = Callable[..., None]


@pytest.fixture
def used(till: Till) -> Till:
    """A till with sales, an outage, journal rows behind the last receipt and a waiting intent."""
    for number in range(6):
        till.issue(buckets=SALE, is_signed=number != 3, entries=[till.entry(line=number)])
    till.book.append([till.entry(text="Käse"), till.entry(text="Brot")])
    till.book.put_intent(till.intend(buckets=SALE))
    return till


def found(book: Reader) -> set[Part]:
    """Parts with a problem; the quick check finds the same where all rows are recent ones."""
    quick, full = check(book, QUICK), check(book, FULL)
    assert {problem.part for problem in quick} == {problem.part for problem in full}
    return {problem.part for problem in full}


@pytest.mark.parametrize("scope", list(integrity.Scope))
def test_whole_book_has_no_problem(used: Till, scope: integrity.Scope) -> None:
    """A book as the till writes it is whole, for a reader as well."""
    assert check(used.book, scope) == ()
    with Reader.open_read_only(used.book.path) as reader:
        assert check(reader, scope) == ()


def test_empty_book_has_no_problem(book: Book) -> None:
    """A book before commissioning is whole."""
    assert set() == found(book)


@pytest.mark.parametrize("table", TABLES)
def test_every_altered_cell_is_found(used: Till, tamper: Tamper, table: str) -> None:
    """One character of any text, one bit of any number, in any column of any row."""
    columns = used.book.file.rows(f"SELECT name, type, pk FROM pragma_table_info('{table}')")
    key = next(name for name, _, pk in columns if pk)
    keys = [value for (value,) in used.book.file.rows(f"SELECT {key} FROM {table}")]
    altered = 0
    for column, kind, pk in columns:
        if pk:
            continue
        for value in keys:
            (before,) = used.book.file.row(
                f"SELECT quote({column}) FROM {table} WHERE {key} = ?", (value,)
            )
            change = {
                "INTEGER": f"coalesce({column}, 0) + 1",
                "TEXT": f"substr({column}, 1, length({column}) - 1) || "
                f"char(unicode(substr({column}, -1)) + 1)",
                "BLOB": f"CAST(substr({column}, 1, length({column}) - 1) AS BLOB)",
            }[kind]
            if column in {"is_signed", "is_zero"}:
                change = f"1 - {column}"
            if (table, column) == ("identity", "id"):
                continue
            where = f"WHERE {key} = '{value}'"
            tamper(f"UPDATE {table} SET {column} = {change} {where}")
            assert check(used.book, FULL), f"{table}.{column} of {value}"
            tamper(f"UPDATE {table} SET {column} = {before} {where}")
            altered += 1
    assert check(used.book, FULL) == ()
    assert altered >= len(columns) - 1


@given(chance=st.randoms(use_true_random=False))
@settings(
    max_examples=60,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_any_altered_byte_is_found(used: Till, tamper: Tamper, chance: object) -> None:
    """Any byte of any text or blob set to any other value is found, UTF-8 or not."""
    table = chance.choice(TABLES)  # type: ignore[attr-defined]
    columns = used.book.file.rows(
        f"SELECT name, type FROM pragma_table_info('{table}') WHERE type <> 'INTEGER'"
    )
    column, kind = chance.choice(columns)  # type: ignore[attr-defined]
    key = "serial" if table == "certificates" else "rowid"
    if column == key:
        column, kind = "der", "BLOB"
    rows = used.book.file.rows(f"SELECT {key}, CAST({column} AS BLOB) FROM {table}")
    row, cell = chance.choice(rows)  # type: ignore[attr-defined]
    position = chance.randrange(len(cell))  # type: ignore[attr-defined]
    flip = chance.randrange(1, 256)  # type: ignore[attr-defined]
    changed = cell[:position] + bytes([cell[position] ^ flip]) + cell[position + 1 :]
    update = f"UPDATE {table} SET {column} = CAST(x'%s' AS {kind}) WHERE {key} = '{row}'"
    # A byte of 0 ends a text for SQLite's length(): its constraints must not help to find it.
    tamper(UNCHECKED, update % changed.hex())
    with Reader.open_read_only(used.book.path) as reader:
        problems = check(reader, FULL)
    tamper(UNCHECKED, update % cell.hex())
    assert problems, f"{table}.{column} of {row} at {position}"


@pytest.mark.parametrize(
    ("statement", "part"),
    [
        ("DELETE FROM journal WHERE seq = 8", Part.JOURNAL),
        ("DELETE FROM journal WHERE seq = 1", Part.JOURNAL),
        (APPEND_BY_HAND, Part.JOURNAL),
        ("DELETE FROM receipts WHERE number = 4", Part.RECEIPT),
        ("DELETE FROM receipts WHERE number = 7", Part.RECEIPT),
        ("DELETE FROM identity", Part.IDENTITY),
        ("DELETE FROM certificates", Part.CERTIFICATE),
        ("UPDATE intent SET number = 9", Part.INTENT),
    ],
)
def test_removed_and_appended_rows_are_found(
    used: Till, tamper: Tamper, statement: str, part: Part
) -> None:
    """A row taken away anywhere, or put in by hand, is found in its part."""
    tamper(UNCHECKED, statement)
    assert part in {problem.part for problem in check(used.book, FULL)}


def test_swapped_rows_are_found(used: Till, tamper: Tamper) -> None:
    """Two journal rows that change places, with their contents and hashes, are found."""
    tamper(
        "UPDATE journal SET seq = 1008 WHERE seq = 8",
        "UPDATE journal SET seq = 8 WHERE seq = 9",
        "UPDATE journal SET seq = 9 WHERE seq = 1008",
    )
    assert Part.JOURNAL in found(used.book)


def test_journal_cut_off_is_found_by_the_receipts(used: Till, tamper: Tamper) -> None:
    """A journal that loses its end lacks the rows of the last receipts."""
    tamper("DELETE FROM journal WHERE seq >= (SELECT max(journal_seq) FROM receipts)")
    problems = check(used.book, QUICK)
    assert "receipt 7" in {problem.place for problem in problems}


def test_receipts_cut_off_are_found_by_the_journal(used: Till, tamper: Tamper) -> None:
    """Receipts that lose their end leave their rows in the journal."""
    tamper("DELETE FROM receipts WHERE number >= 6", "DELETE FROM intent")
    (problem,) = check(used.book, QUICK)
    assert (problem.part, problem.place) == (Part.RECEIPT, "receipts")
    assert Part.RECEIPT in found(used.book)


def test_what_no_book_can_find(used: Till, tamper: Tamper) -> None:
    """Journal rows behind the last receipt can vanish unseen; the archive is for that."""
    tamper(
        "DELETE FROM journal WHERE seq > "
        "(SELECT seq FROM journal WHERE kind <> 'key' ORDER BY seq DESC LIMIT 1)"
    )
    assert check(used.book, FULL) == ()


def test_forged_signature_of_the_last_receipt_is_found(used: Till, tamper: Tamper) -> None:
    """The link the next receipt hashes is verified with the certificate in the book."""
    tamper("UPDATE receipts SET jws = substr(jws, 1, length(jws) - 4) || 'AAAA' WHERE number = 7")
    details = [problem.detail for problem in check(used.book, QUICK)]
    assert "its signature is not valid" in details


def test_damaged_certificate_is_found(used: Till, tamper: Tamper) -> None:
    """A byte turned in it is a problem to be told, never an error that ends the boot."""
    tamper(f"UPDATE certificates SET der = x'{used.card.damaged.hex()}'")
    details = [problem.detail for problem in check(used.book, QUICK)]
    assert "its certificate holds no key that can be read" in details
    assert "is not as it was written" in details


def test_missing_triggers_are_found(used: Till) -> None:
    """A guard taken away, changed or added shows, and the rows are still examined."""
    connection = used.book.file.connection()
    connection.execute("DROP TRIGGER journal_no_delete")
    connection.execute("DROP TRIGGER receipts_no_update")
    connection.execute(
        "CREATE TRIGGER receipts_no_update BEFORE UPDATE ON receipts BEGIN SELECT 1; END"
    )
    connection.execute("CREATE TABLE extra (x)")
    connection.execute("UPDATE receipts SET content = '{}' WHERE number = 3")
    problems = check(used.book, QUICK)
    schema_places = {problem.place for problem in problems if problem.part is Part.SCHEMA}
    expected = {
        "trigger journal_no_delete",
        "trigger receipts_no_update",
        "foreign table extra",
    }
    assert expected == schema_places
    assert "receipt 3" in {problem.place for problem in problems}


def test_missing_table_ends_the_check(used: Till) -> None:
    """Without its tables nothing more can be asked, and nothing is raised."""
    connection = used.book.file.connection()
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("DROP TABLE intent")
    places = {problem.place for problem in check(used.book, FULL)}
    assert "table intent" in places


def test_damaged_page_is_found(used: Till, path: Path) -> None:
    """A page overwritten on the disk is SQLite's to find; the check raises nothing."""
    used.book.close()
    image = bytearray(path.read_bytes())
    image[-4096:] = b"\xa5" * 4096
    path.write_bytes(image)
    with Reader.open_read_only(path) as reader:
        assert Part.FILE in {problem.part for problem in check(reader, QUICK)}


def test_orphan_is_found(used: Till) -> None:
    """A receipt that names a certificate that is not there is found by the full check."""
    connection = used.book.file.connection()
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("DROP TRIGGER certificates_no_delete")
    connection.execute("DELETE FROM certificates")
    connection.execute(schema.OBJECTS["certificates_no_delete"])
    details = {problem.detail for problem in check(used.book, FULL)}
    assert "names a row of certificates that is not there" in details


def test_answer_is_bounded(used: Till, tamper: Tamper, monkeypatch: pytest.MonkeyPatch) -> None:
    """However much is wrong, the first problems are told, and that there are more."""
    monkeypatch.setattr(integrity, "PROBLEMS_MAX", 3)
    tamper("UPDATE journal SET clerk = 99")
    problems = check(used.book, FULL)
    assert [problem.part for problem in problems] == [Part.JOURNAL] * 3 + [Part.MORE]


def test_quick_check_reads_only_the_end(
    used: Till, tamper: Tamper, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was altered long ago is the full check's to find."""
    monkeypatch.setattr(integrity, "QUICK_JOURNAL_ROWS", 5)
    monkeypatch.setattr(integrity, "QUICK_RECEIPTS", 2)
    assert check(used.book, QUICK) == ()
    tamper("UPDATE journal SET clerk = 99 WHERE seq = 4")
    tamper("UPDATE receipts SET content = '{}' WHERE number = 3")
    assert check(used.book, QUICK) == ()
    assert {Part.JOURNAL, Part.RECEIPT} == {problem.part for problem in check(used.book, FULL)}


def test_closed_book_is_an_error_not_a_problem(used: Till) -> None:
    """Where nothing can be said, nothing is said."""
    used.book.close()
    with pytest.raises(StoreError) as refused:
        check(used.book, QUICK)
    assert StoreFault.CLOSED is refused.value.fault
