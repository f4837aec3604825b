"""firmware.sync.archive.deeds: rows that are not taken while all else goes well are an alarm."""

import pytest

from firmware.accord import batch
from firmware.store import line
from tests.sync.archive.fake import Heard, Reply, problem
from tests.sync.archive.stall import Stall

NO_HTTP = Reply(status=0, raw=b"\x16\x03\x01 no http at all\r\n\r\n")


def test_what_was_found_stays_until_the_archive_says_otherwise(stall: Stall) -> None:
    """An answer to rows that names nothing ends nothing: else each row would end and begin it."""
    stall.register()
    stall.archive.alarms = ("row 4: the signature is wrong",)
    stall.hurry()
    stall.turns()
    stall.archive.alarms = ()
    stall.sell()
    stall.hurry()
    stall.turns()
    assert ("findings", 0) == (stall.status.alarm, stall.status.pending)
    stall.after(700)
    assert "" == stall.status.alarm


@pytest.mark.parametrize(("status", "alarm"), [(413, "untaken"), (422, "unreadable")])
def test_one_row_that_is_never_taken(stall: Stall, status: int, alarm: str) -> None:
    """All before it go; it alone stays behind, and that is said until it is gone."""
    stall.register()
    stall.sell(9)
    archive, poison = stall.archive, stall.rows - 4

    def choosy(heard: Heard) -> Reply | None:
        archive.tricks.append(choosy)
        if not heard.path.endswith("/batches"):
            return None
        rows = [line.decode(one).journal[0] for one in batch.unpack(heard.body)]
        return problem(status, "no") if poison in rows else None

    archive.tricks.append(choosy)
    stall.hurry()
    stall.after(30)
    assert poison - 1 == len(archive.till.hashes)
    assert (alarm, 5) == (stall.status.alarm, stall.status.pending)
    for _ in range(5):
        stall.after(300)
        assert (alarm, 5) == (stall.status.alarm, stall.status.pending)
    archive.tricks.clear()
    stall.after(400)
    assert ("", 0) == (stall.status.alarm, stall.status.pending)


@pytest.mark.parametrize("reply", [problem(400, "malformed"), problem(500, "fault"), NO_HTTP])
def test_only_rows_are_refused(stall: Stall, reply: Reply) -> None:
    """The archive answers all else: without a word rows would pile up here for years."""
    stall.register()
    archive = stall.archive

    def choosy(heard: Heard) -> Reply | None:
        archive.tricks.append(choosy)
        return reply if heard.path.endswith("/batches") else None

    archive.tricks.append(choosy)
    stall.sell()
    stall.after(1300)
    assert "untaken" == stall.status.alarm
    archive.tricks.clear()
    stall.after(400)
    assert ("", 0) == (stall.status.alarm, stall.status.pending)


def test_answers_lost_and_rows_taken(stall: Stall) -> None:
    """What the archive has was not sent in vain, however that is learnt."""
    stall.register()
    archive = stall.archive

    def lose(heard: Heard) -> Reply | None:
        if not heard.path.endswith("/batches"):
            archive.tricks.append(lose)
            return None
        archive.honest(heard)
        archive.tricks.append(lose)
        return Reply(status=0, raw=b" ")

    archive.tricks.append(lose)
    stall.sell()
    stall.after(1300)
    assert ("", 0) == (stall.status.alarm, stall.status.pending)
