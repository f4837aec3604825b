"""Everything an archive and the way to it can do wrong: the till goes on, and nothing is silent."""

from collections.abc import Callable

import pytest

from firmware.evidence.note import Checkpoint, Signer
from firmware.store.book import Book
from firmware.sync.archive.pace import DOUBT_REST_S
from tests.sync.archive.fake import FakeArchive, FakeTill, Heard, Reply, Trick, problem
from tests.sync.archive.stall import Stall


def once(reply: Reply, count: int = 1) -> list[Trick]:
    """The next `count` requests are answered so."""
    return [lambda _: reply] * count


GARBAGE = Reply(status=0, raw=b"\x16\x03\x01 no http at all\r\n\r\n")


@pytest.mark.parametrize(
    "reply",
    [
        problem(500, "fault"),
        problem(400, "malformed"),
        problem(422, "unreadable"),
        problem(503, "unavailable"),
        Reply(status=301, headers=(("Location", "https://elsewhere.example/"),)),
        Reply(status=307, headers=(("Location", "/v1/elsewhere"),)),
        Reply(status=200, body=b""),
        Reply(status=200, body=b"[" * 10_000),
        Reply(status=200, body=b"{}"),
        Reply(status=200, body=b"x" * 300_000),
        Reply(status=200, body=b"{}", headers=(("Content-Encoding", "gzip"),)),
        Reply(status=200, body=b"{}", headers=(("Content-Digest", "sha-256=:AAAA:"),)),
        Reply(status=409, body=b"{}"),
        Reply(status=0, raw=b" "),
        GARBAGE,
    ],
    ids=lambda one: f"{one.status}-{(one.raw or one.body)[:6]!r}",
)
def test_an_answer_that_does_not_count(stall: Stall, reply: Reply) -> None:
    """Tried again, each time later; when the archive is well, everything is there once."""
    stall.register()
    stall.sell(2)
    stall.hurry()
    stall.archive.tricks += once(reply, 4)
    stall.after(1)
    assert ("offline", 2) == (stall.status.state, stall.status.pending)
    stall.after(120)
    assert ("ok", "", 0) == (stall.status.state, stall.status.alarm, stall.status.pending)
    assert stall.rows == len(stall.archive.till.hashes)


def test_a_redirect_is_not_followed(stall: Stall) -> None:
    """Whoever sends the till elsewhere gets no password there."""
    stall.register()
    stall.archive.tricks += once(Reply(status=307, headers=(("Location", "/v1/elsewhere"),)))
    stall.hurry()
    stall.after(30)
    assert [] == [one for one in stall.archive.heard if one.path == "/v1/elsewhere"]


def test_a_lost_answer_doubles_nothing(stall: Stall) -> None:
    """The archive has the rows; sent again they are the same rows."""
    stall.register()
    archive = stall.archive

    def lose(heard: Heard) -> Reply:
        archive.honest(heard)
        return Reply(status=0, raw=b" ")

    for _ in range(5):
        stall.sell()
        archive.tricks.append(lose)
        stall.hurry()
        stall.after(20)
    assert stall.rows == len(archive.till.hashes)
    assert "ok" == stall.status.state


def test_later_as_the_archive_wishes(stall: Stall) -> None:
    """Retry-After counts, also where somebody waits."""
    stall.register()
    stall.archive.tricks += once(problem(429, "too-many", ("Retry-After", "90")))
    stall.sell()
    stall.hurry()
    stall.turns()
    count = len(stall.archive.heard)
    stall.hurry()
    stall.after(85)
    assert count == len(stall.archive.heard)
    stall.after(10)
    assert stall.rows == len(stall.archive.till.hashes)


@pytest.mark.parametrize(("after", "longest_s"), [("99999", 302), ("0", 5), ("soon", 5)])
def test_but_not_as_long_as_anybody_wishes(stall: Stall, after: str, longest_s: float) -> None:
    """Five minutes at most; what is no number is no wish."""
    stall.register()
    stall.archive.tricks += once(problem(503, "unavailable", ("Retry-After", after)))
    stall.sell()
    stall.hurry()
    stall.after(longest_s)
    stall.after(15)
    assert stall.rows == len(stall.archive.till.hashes)


def test_a_batch_that_is_too_large_is_halved(stall: Stall) -> None:
    """Until it is taken; later they grow again."""
    stall.register()
    archive = stall.archive
    stall.sell(20)

    def small(heard: Heard) -> Reply | None:
        archive.tricks.append(small)
        is_large = heard.path.endswith("/batches") and len(heard.body) > 2500
        return problem(413, "too-large") if is_large else None

    archive.tricks.append(small)
    stall.hurry()
    stall.after(60)
    assert stall.rows == len(archive.till.hashes)


def test_the_archive_wants_an_earlier_row(stall: Stall) -> None:
    """A gap: the head is asked for, and what is missing follows."""
    stall.register()
    stall.archive.tricks.append(lambda _: stall.archive.conflict(stall.archive.till, "gap"))
    stall.sell()
    stall.hurry()
    stall.after(60)
    assert stall.rows == len(stall.archive.till.hashes)
    assert ["", "ok"] == [stall.status.alarm, stall.status.state]


def test_half_an_hour_without_a_net(stall: Stall) -> None:
    """Pauses grow to five minutes, no longer; afterwards everything goes."""
    stall.register()
    stall.archive.tricks += once(Reply(status=0, raw=b" "), 500)
    stall.sell(3)
    stall.after(1800)
    tries = 500 - len(stall.archive.tricks)
    assert 8 < tries < 60
    stall.archive.tricks.clear()
    stall.after(300)
    assert stall.rows == len(stall.archive.till.hashes)


Wrong = Callable[[FakeArchive, FakeTill], str]


def _other_key(archive: FakeArchive, till: FakeTill) -> str:
    good_key = archive.signer
    archive.signer = FakeArchive().signer
    note = archive.checkpoint(till)
    archive.signer = good_key
    return note


def _other_origin(archive: FakeArchive, till: FakeTill) -> str:
    return Checkpoint(origin="archive.test/till/x", size=1, root=bytes(32)).signed(archive.signer)


def _no_note(_archive: FakeArchive, _till: FakeTill) -> str:
    return "all is well"


@pytest.mark.parametrize(
    ("wrong", "alarm"),
    [(_other_key, "signature"), (_other_origin, "origin"), (_no_note, "signature")],
)
def test_somebody_else_answers(stall: Stall, wrong: Wrong, alarm: str) -> None:
    """Nothing of it counts, it is kept aside, and it is tried again."""
    stall.register()
    archive = stall.archive
    ack = b'{"checkpoint":%s,"time_utc":"2026-11-20T09:00:00Z"}'

    def lie(_heard: Heard) -> Reply:
        text = wrong(archive, archive.till).encode().replace(b"\n", b"\\n")
        return Reply(status=200, body=ack % (b'"' + text + b'"'))

    archive.tricks.append(lie)
    stall.hurry()
    stall.turns()
    assert (alarm, "offline") == (stall.status.alarm, stall.status.state)
    assert 1 == len([*(stall.paths.archive_folder / "doubts").iterdir()])
    stall.sell()
    stall.after(60)
    assert ("", "ok", 0) == (stall.status.alarm, stall.status.state, stall.status.pending)


def stops(stall: Stall, alarm: str) -> None:
    """The alarm is there, and for five minutes nothing goes out, whatever is sold."""
    stall.hurry()
    stall.after(1)
    status = stall.status
    assert (alarm, 0) == (status.alarm, status.confirmed)
    assert status.words
    count = len(stall.archive.heard)
    stall.sell()
    stall.after(DOUBT_REST_S - 20)
    assert count == len(stall.archive.heard)
    stall.after(30)
    asked = stall.archive.heard[count:]
    assert {"status"} == {one.path.rpartition("/")[2] for one in asked}
    assert alarm == stall.status.alarm
    assert alarm == stall.archive.till.statuses[-1].doubt


def test_the_archive_was_set_back(stall: Stall) -> None:
    """Rollback: fewer rows than it once confirmed, known also after a restart."""
    stall.register()
    stall.restart()
    till = stall.archive.till
    gone = till.hashes.pop()
    stops(stall, "rollback")
    till.hashes.append(gone)
    stall.after(DOUBT_REST_S + 10)
    assert ("", "ok", 0) == (stall.status.alarm, stall.status.state, stall.status.pending)
    stall.after(700)
    assert "" == till.statuses[-1].doubt


def test_the_archive_has_other_rows(stall: Stall) -> None:
    """One bit of one row: another root."""
    stall.register()
    till = stall.archive.till
    stall.sell()
    stall.hurry()
    stall.turns()
    till.hashes[1] = f"{int(till.hashes[1], 16) ^ 1:064x}"
    stops(stall, "root")


def test_the_archive_has_more_rows(stall: Stall) -> None:
    """A copy of the till lives elsewhere, or the book was set back."""
    stall.register()
    stall.archive.till.hashes.append("0" * 64)
    stops(stall, "ahead")


def test_a_fork(stall: Stall) -> None:
    """The archive has another row under this number already: a cloned card."""
    stall.register()
    stall.sell()
    archive = stall.archive

    def forked(heard: Heard) -> Reply | None:
        if not heard.path.endswith("/batches"):
            archive.tricks.append(forked)
            return None
        archive.till.hashes.append("1" * 64)
        return archive.conflict(archive.till, "fork")

    archive.tricks.append(forked)
    stops(stall, "fork")
    assert [*(stall.paths.archive_folder / "doubts").glob("fork-*")]


def test_the_book_is_another_one(stall: Stall) -> None:
    """As long as it once was, but not the same: told apart from what the archive may have done."""
    stall.register()
    stall.sell(3)
    stall.hurry()
    stall.turns()
    rows = stall.rows
    stall.book.close()
    for one in stall.paths.book.parent.iterdir():
        one.unlink()
    stall.book = Book.create(stall.paths.book)
    stall.till = type(stall.till)(stall.book, stall.till.card)
    stall.till.commission()
    stall.sell(rows)
    stops(stall, "book")


def test_what_the_archive_found_is_told(stall: Stall) -> None:
    """It keeps bad evidence, and the till says that it does."""
    stall.register()
    stall.archive.alarms = ("row 4: the signature is wrong",)
    stall.sell()
    stall.hurry()
    stall.turns()
    assert ("findings", "row 4: the signature is wrong", "ok") == (
        stall.status.alarm,
        stall.status.words,
        stall.status.state,
    )


def test_words_that_cannot_be_printed(stall: Stall) -> None:
    """What an archive says goes to display and paper."""
    stall.register()
    stall.archive.alarms = ("row \x1b[2J" + "x" * 500,)
    stall.hurry()
    stall.turns()
    assert "findings" == stall.status.alarm
    assert stall.status.words.isprintable()


def test_a_proof_is_fetched_checked_and_kept(stall: Stall) -> None:
    """It stands in the status for the exports; another process has it again."""
    stall.register()
    proof = stall.archive.publish(stall.archive.till)
    stall.hurry()
    stall.turns()
    assert proof.leaf.split("\n")[0] in stall.status.proof
    kept = stall.status.proof
    stall.restart()
    stall.turns()
    assert kept == stall.status.proof
    assert 1 == len(stall.archive.paths("/proof"))


def test_a_proof_that_proves_nothing(stall: Stall) -> None:
    """Another leaf than the checkpoint's: said, not kept, and rows go on."""
    stall.register()
    archive = stall.archive
    proof = archive.publish(archive.till)
    stranger = Signer("archive.test", FakeArchive().signer._key)
    root = Checkpoint(origin="archive.test/heads", size=1, root=bytes(32)).signed(stranger)
    archive.proven[archive.till.id] = type(proof)(
        leaf=proof.leaf, index=0, path=(), checkpoint=root
    )
    stall.hurry()
    stall.turns()
    assert ("proof", "") == (stall.status.alarm, stall.status.proof)
    stall.sell()
    stall.hurry()
    stall.turns()
    assert stall.rows == len(archive.till.hashes)
    assert ("proof", 1) == (stall.status.alarm, len(archive.paths("/proof")))
    archive.publish(archive.till)
    stall.hurry()
    stall.turns()
    assert ("", True) == (stall.status.alarm, bool(stall.status.proof))


def test_an_answer_of_a_newer_archive(stall: Stall) -> None:
    """Members nobody here knows are passed over."""
    stall.register()
    stall.archive.tricks.append(
        lambda heard: Reply(
            status=200,
            body=stall.archive.honest(heard).body.replace(b"{", b'{"mood":{"good":[1]},', 1),
        )
    )
    stall.hurry()
    stall.turns()
    assert "ok" == stall.status.state
