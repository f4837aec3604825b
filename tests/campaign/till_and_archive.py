"""A till's side of the archive and an archive in memory over real HTTP, on a clock of their own."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.sync.archive.fake import FakeArchive, Heard, Reply, Trick, running_archive
from tests.sync.archive.stall import Stall

#: More than any pause between two tries of an archive that answers again.
RECOVERY_S = 900.0
#: What a lost connection looks like to who waits for an answer.
LOST = Reply(status=0, raw=b" ")


@contextmanager
def registered(folder: Path) -> Iterator[Stall]:
    """A till that the archive knows, with all of its rows there."""
    with running_archive() as archive:
        stall = Stall(folder, archive)
        try:
            stall.register()
            yield stall
        finally:
            stall.close()


def pass_time(stall: Stall, seconds: float) -> None:
    """What is done while so much time goes by, without asking more often than the side wants."""
    end_s = stall.now_s + seconds
    while stall.now_s < end_s:
        rest_s = stall.side.turn()
        if rest_s > 0:
            stall.pass_s(min(rest_s, end_s - stall.now_s))


def require_equal(stall: Stall) -> None:
    """Every row of the book is at the archive, once, in its place, and nobody has a doubt.

    Raises:
        AssertionError: it is not so.
    """
    hashes = [row.hash for row in stall.book.journal()]
    assert hashes == stall.archive.till.hashes, (
        f"{len(stall.archive.till.hashes)} rows there, {len(hashes)} in the book"
    )
    status = stall.status
    assert ("ok", "", 0) == (status.state, status.alarm, status.pending), status.words


def for_ever(archive: FakeArchive, trick: Trick) -> None:
    """Every request meets this trick, until the tricks are cleared."""

    def again(heard: Heard) -> Reply | None:
        archive.tricks.append(again)
        return trick(heard)

    archive.tricks.append(again)
