"""What a medium keeps: all that is synced, and of the rest anything; never what was not written."""

import random

from hypothesis import given
from hypothesis import strategies as st

from tests.faultdisk.platter import (
    SECTOR_BYTES,
    Deleted,
    Loss,
    Made,
    Platter,
    Synced,
    Touch,
    Truncated,
    Written,
)

OLD, NEW = b"o" * 4 * SECTOR_BYTES, b"n" * 4 * SECTOR_BYTES
FILE = "book"
DICE = range(200)


def cuts(platter: Platter, loss: Loss = Loss.HONEST) -> list[dict[str, bytes]]:
    """What many cuts leave."""
    return [platter.left(random.Random(seed), loss) for seed in DICE]


def after(*touches: Touch) -> Platter:
    """A medium with an old file on it, after these touches."""
    platter = Platter({FILE: OLD})
    platter.apply(touches)
    return platter


@given(
    writes=st.lists(
        st.tuples(st.integers(0, 3000), st.binary(min_size=1, max_size=1500)), max_size=8
    ),
    seed=st.integers(0, 2**32),
    loss=st.sampled_from(Loss),
)
def test_what_is_synced_stays(writes: list[tuple[int, bytes]], seed: int, loss: Loss) -> None:
    """After a sync there is exactly what was written, whatever the dice say."""
    platter = after(
        *(Written(path=FILE, offset=offset, content=content) for offset, content in writes),
        Synced(path=FILE),
    )
    expected = bytearray(OLD)
    for offset, content in writes:
        expected.extend(bytes(max(0, offset + len(content) - len(expected))))
        expected[offset : offset + len(content)] = content

    assert {FILE: bytes(expected)} == platter.left(random.Random(seed), loss)


def test_unsynced_sectors_survive_vanish_and_tear() -> None:
    """Each sector is as it was, new, or torn; and all of that comes to pass."""
    found = [left[FILE] for left in cuts(after(Written(path=FILE, offset=0, content=NEW)))]
    sectors = [
        content[start : start + SECTOR_BYTES]
        for content in found
        for start in range(0, len(content), SECTOR_BYTES)
    ]
    kinds = {"".join(sorted({chr(byte) for byte in sector})) for sector in sectors}

    assert {"o", "n", "no"} == kinds
    assert {OLD, NEW} < set(found)
    assert {len(OLD)} == {len(content) for content in found}


def test_bytes_beside_a_write_stay() -> None:
    """A torn sector changes nothing that was not written (what SQLite calls powersafe)."""
    platter = after(Written(path=FILE, offset=100, content=b"n" * 50))

    for left in cuts(platter):
        assert OLD[:100] == left[FILE][:100]
        assert OLD[150:] == left[FILE][150:]


def test_dropped() -> None:
    """A cut that drops all leaves what was synced last."""
    platter = after(Written(path=FILE, offset=0, content=NEW), Truncated(path=FILE, size=7))

    assert [{FILE: OLD}] * len(DICE) == cuts(platter, Loss.DROP_ALL)


def test_truncation_may_not_have_happened() -> None:
    """A file that was cut has either length."""
    found = cuts(after(Truncated(path=FILE, size=10)))

    assert {len(OLD), 10} == {len(left[FILE]) for left in found}


def test_names() -> None:
    """A new name may be missing and a deleted one be there, until anything new is synced."""
    touches = (Deleted(path=FILE), Made(path="log"))
    kinds = {tuple(sorted(left)) for left in cuts(after(*touches))}
    settled = {tuple(sorted(left)) for left in cuts(after(*touches, Synced(path="log")))}

    assert {(), (FILE,), ("log",), (FILE, "log")} == kinds
    assert {("log",)} == settled


def test_a_name_made_again() -> None:
    """Until its first sync the name stands for the old file or for the new one, unmixed."""
    touches = (Deleted(path=FILE), Made(path=FILE), Written(path=FILE, offset=0, content=b"new"))
    found = {left.get(FILE) for left in cuts(after(*touches), Loss.DROP_ALL)}
    thrown = {(left.get(FILE) or b"")[:1] for left in cuts(after(*touches))}

    assert {OLD} == found
    assert {b"o", b"n", b"\0", b""} >= thrown
    assert {b"o", b"n"} <= thrown


def test_a_failed_sync_is_never_made_good() -> None:
    """Pages a sync has given up are not saved by the next one; what is written anew is."""
    lost = (Written(path=FILE, offset=0, content=NEW), Synced(path=FILE, is_lost=True))
    again = Written(path=FILE, offset=0, content=NEW)

    assert [{FILE: OLD}] * len(DICE) == cuts(after(*lost, Synced(path=FILE)), Loss.DROP_ALL)
    assert [{FILE: NEW}] * len(DICE) == cuts(after(*lost, again, Synced(path=FILE)))
