"""archive.api.batches: what a till is told, whatever it sends."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path

import msgspec
import pytest
import sqlalchemy as sa

from archive.alarms.ledger import AlarmKind, open_alarms
from archive.index.database import Database
from archive.index.ledger import Ledger
from archive.index.tables import findings, quarantine
from firmware.accord.batch import MAX_LINES, MAX_PACKED_BYTES, pack
from firmware.accord.messages import Problem
from firmware.evidence.merkle import leaf_hash, root_of
from firmware.store.line import decode
from tests.archive import books
from tests.archive.api.ground import Site

Story = Callable[[Site], Coroutine[object, object, None]]
NOBODY = "A" * 43


@pytest.fixture
def run(database: Database, tmp_path: Path) -> Callable[[Story], None]:
    """Tell a story on an archive of either kind."""

    def tell(story: Story) -> None:
        asyncio.run(story(Site(database, tmp_path)))

    return tell


@pytest.fixture
def run_once(sqlite: Database, tmp_path: Path) -> Callable[[Story], None]:
    """Where the kind makes no difference."""

    def tell(story: Story) -> None:
        asyncio.run(story(Site(sqlite, tmp_path)))

    return tell


def root(lines: list[bytes]) -> bytes:
    """The root a till computes itself."""
    return root_of(leaf_hash(bytes.fromhex(decode(line).hash)) for line in lines)


def rows(site: Site, table: sa.Table) -> int:
    """How many there are."""
    with site.world.database.read() as connection:
        return int(connection.scalar(sa.select(sa.func.count()).select_from(table)) or 0)


def alarms(site: Site) -> list[AlarmKind]:
    """Those that are open."""
    with site.world.database.read() as connection:
        return [one.kind for one in open_alarms(connection)]


def test_batch_after_batch(run: Callable[[Story], None]) -> None:
    """Each answer is the signed checkpoint of exactly what came."""
    lines = books.lines(20)

    async def story(site: Site) -> None:
        for at in (0, 1, 2, 9):
            end = {0: 1, 1: 2, 2: 9, 9: 22}[at]
            ack, checkpoint = site.acked(await site.send(lines[at:end]))
            assert (end, root(lines[:end])) == (checkpoint.size, checkpoint.root)
            assert () == ack.alarms
        assert (ack, checkpoint) == site.acked(await site.head())
        kept = [
            line for one in Ledger(site.world.database).chunks(site.till) for line in one.lines()
        ]
        assert lines == kept

    run(story)


def test_the_same_again(run: Callable[[Story], None]) -> None:
    """An answer that was lost: the same batch, or more, is taken once."""
    lines = books.lines(20)

    async def story(site: Site) -> None:
        await site.send(lines[:10])
        for again in (lines[:10], lines[:1], lines[4:10]):
            _, checkpoint = site.acked(await site.send(again))
            assert (10, root(lines[:10])) == (checkpoint.size, checkpoint.root)
        _, checkpoint = site.acked(await site.send(lines[5:15]))
        assert (15, root(lines[:15])) == (checkpoint.size, checkpoint.root)
        chunks = list(Ledger(site.world.database).chunks(site.till))
        assert [(1, 10), (11, 15)] == [(one.first_seq, one.last_seq) for one in chunks]
        assert lines[10:15] == chunks[1].lines()

    run(story)


def test_the_same_at_once(run: Callable[[Story], None]) -> None:
    """A till whose line broke sends again while the first is still being written."""
    lines = books.lines(20)

    async def story(site: Site) -> None:
        answers = await asyncio.gather(*(site.send(lines[:9]) for _ in range(8)), site.send(lines))
        assert {200} == {one.status_code for one in answers}
        _, checkpoint = site.acked(await site.head())
        assert (len(lines), root(lines)) == (checkpoint.size, checkpoint.root)

    run(story)


def test_a_gap(run: Callable[[Story], None]) -> None:
    """The archive says what it wants first, and keeps nothing."""
    lines = books.lines(10)

    async def story(site: Site) -> None:
        assert 1 == site.conflict(await site.send(lines[5:])).next_seq
        await site.send(lines[:4])
        said = site.conflict(await site.send(lines[5:]))
        assert ("gap", 5, "") == (said.type, said.next_seq, said.detail)
        assert 0 == rows(site, quarantine)

    run(story)


def test_a_fork(run: Callable[[Story], None]) -> None:
    """A card that was copied goes another way: kept aside, alarmed, never in the log."""
    lines, other = books.lines(10), books.lines(12, rows_per_receipt=2)

    async def story(site: Site) -> None:
        await site.send(lines)
        for _ in range(2):
            said = site.conflict(await site.send(other))
            assert ("fork", 13, "row 4") == (said.type, said.next_seq, said.detail)
        assert 1 == rows(site, quarantine)
        assert [AlarmKind.FORK] == alarms(site)
        ack, checkpoint = site.acked(await site.head())
        assert root(lines) == checkpoint.root
        assert ("fork: another row 4 came",) == ack.alarms

    run(story)


def test_bad_evidence(run: Callable[[Story], None]) -> None:
    """It is in the log as it came; owner and till are told."""
    lines = books.lines(10)
    lines[6] = lines[6].replace(b'"standard"', b'"storno"')

    async def story(site: Site) -> None:
        ack, checkpoint = site.acked(await site.send(lines))
        assert root(lines) == checkpoint.root
        assert 2 == rows(site, findings)
        assert [AlarmKind.FINDING] == alarms(site)
        assert "row 7: digest" in ack.alarms[0]

    run(story)


def test_the_book_of_another_register(run_once: Callable[[Story], None]) -> None:
    """A till that is registered as one register sends the book of that one."""

    async def story(site: Site) -> None:
        ack, _ = site.acked(await site.send(books.lines(2, register_id="OTHER")))
        assert "register" in ack.alarms[0]

    run_once(story)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"no zstd",
        pack([b"\n"]),
        pack([b"{}\n"]),
        pack([books.lines(1)[0]]),
        pack([books.lines(1)[0] + b"\n"] * 2),
        pack([bytes(5_000_000)]),
        pack([b"\n"] * (MAX_LINES + 1)),
        pack([books.lines(1)[0] + b"\n"]) + b"x",
    ],
)
def test_what_nobody_can_read(run_once: Callable[[Story], None], body: bytes) -> None:
    """It came as it was sent: kept aside and alarmed; a bomb is not unpacked."""

    async def story(site: Site) -> None:
        answer = await site.post(body)
        assert 422 == answer.status_code
        assert "unreadable" == msgspec.json.decode(answer.content, type=Problem).type
        assert 1 == rows(site, quarantine)
        assert [AlarmKind.FINDING] == alarms(site)

    run_once(story)


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"content-digest": None}, 400),
        ({"content-digest": "sha-256=:AAAA:"}, 400),
        ({"content-digest": f"sha-256=:{'A' * 43}=:"}, 400),
        ({"content-encoding": None}, 415),
        ({"content-encoding": "gzip"}, 415),
        ({"content-type": "text/plain"}, 415),
        ({"content-type": "application/x-ndjson; charset=utf-8"}, 200),
        ({"authorization": None}, 401),
        ({"authorization": "Basic AAAA"}, 401),
        ({"authorization": f"Bearer {NOBODY}"}, 401),
        ({"authorization": f"Bearer {'A' * 500}"}, 401),
        ({"content-length": str(MAX_PACKED_BYTES + 1)}, 413),
        ({"content-length": "1"}, 400),
        ({"content-length": "x"}, 411),
    ],
)
def test_what_is_refused_outright(
    run_once: Callable[[Story], None], changes: dict[str, str | None], status: int
) -> None:
    """Damaged on the way, or not for us: the till still has it, and nothing is kept."""

    async def story(site: Site) -> None:
        answer = await site.post(pack([books.lines(1)[0] + b"\n"]), changes=changes)
        assert status == answer.status_code
        assert 0 == rows(site, quarantine)
        _, checkpoint = site.acked(await site.head())
        assert (1 if status == 200 else 0) == checkpoint.size

    run_once(story)


def test_another_till_and_none(run_once: Callable[[Story], None]) -> None:
    """A till learns nothing of others: theirs and those that are not are one and the same."""

    async def story(site: Site) -> None:
        other = site.ground.till(site.tenant, "MARKT-02")
        site.ground.passwords["nobody"] = site.ground.passwords[site.till]
        mine = {"authorization": site.headers(b"")["authorization"]}
        for till in (other, "nobody"):
            answer = await site.post(b"", till=till, changes=mine)
            assert 404 == answer.status_code
        assert 0 == rows(site, quarantine)

    run_once(story)


def test_what_fails_is_later(run_once: Callable[[Story], None]) -> None:
    """A full disk: nothing is acknowledged, nothing lost, and afterwards it goes on."""
    lines = books.lines(300, positions=3)

    async def story(site: Site) -> None:
        _, before = site.acked(await site.send(lines[:50]))
        with site.world.database.write() as connection:
            pages = connection.exec_driver_sql("PRAGMA page_count").scalar_one()
            connection.exec_driver_sql(f"PRAGMA max_page_count = {pages}")
        answer = await site.send(lines[50:])
        assert (503, "5") == (answer.status_code, answer.headers["retry-after"])
        assert before == site.acked(await site.head())[1]
        with site.world.database.write() as connection:
            connection.exec_driver_sql("PRAGMA max_page_count = 1073741823")
        _, after = site.acked(await site.send(lines[50:]))
        assert (len(lines), root(lines)) == (after.size, after.root)

    run_once(story)
