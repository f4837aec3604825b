"""The ring of events: bounded, whole after a cut, and about nobody."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from firmware.image.events import (
    KEEP_BOOTS,
    MAX_BYTES,
    MAX_WORD,
    Event,
    EventKind,
    Instant,
    Ring,
    boots_in,
    end_before,
    event_of,
    events_in,
    line_of,
    name_after,
    now,
    outdated,
    record,
)

AT = Instant(utc=datetime(2026, 5, 2, 6, 30, tzinfo=UTC), up_s=12.34)
BOOT, DOWN, HEALTH = (
    event_of(kind, {}, AT) for kind in (EventKind.BOOT, EventKind.DOWN, EventKind.HEALTH)
)


def _ring(folder: Path, boot: int) -> Ring:
    """The ring as a start sees it: what says which file is its own is in memory."""
    return Ring(folder, folder.parent / f"current-{boot}")


def _folder(tmp_path: Path) -> Path:
    folder = tmp_path / "events"
    folder.mkdir()
    return folder


def test_a_line() -> None:
    """One line of JSON, with both clocks."""
    event = event_of(EventKind.UPDATE, {"slot": "a"}, AT)

    expected = b'{"kind":"update","utc":"2026-05-02T06:30:00Z","up_s":12.3,"words":{"slot":"a"}}\n'
    assert expected == line_of(event)
    assert [event] == list(events_in(line_of(event)))


@given(st.text(max_size=200))
def test_words_are_short_and_plain(text: str) -> None:
    """Whatever somebody says: a line stays one line, and what it says stays readable."""
    event = event_of(EventKind.FAILED, {"detail": text}, AT)

    assert len(event.words["detail"]) <= MAX_WORD
    assert event.words["detail"].isascii()
    assert 1 == line_of(event).count(b"\n")
    assert [event] == list(events_in(line_of(event)))


@pytest.mark.parametrize("key", ["", "Name", "a b", "ä", "a" * 30, "1"])
def test_no_other_keys(key: str) -> None:
    """Keys are ours; another one is a mistake of a program."""
    with pytest.raises(ValueError, match="no key"):
        event_of(EventKind.FAILED, {key: "x"}, AT)


def test_not_too_many_words() -> None:
    """An event is a line, no report."""
    with pytest.raises(ValueError, match="9 words"):
        event_of(EventKind.FAILED, {f"k{'x' * n}": "x" for n in range(9)}, AT)


@given(st.binary(max_size=300))
@example(b'{"kind":' + b"[" * 100_000)
def test_anything_can_be_read(content: bytes) -> None:
    """Half a line, or a sector of noughts: what stands before and after is read."""
    whole = line_of(BOOT) + content.replace(b"\n", b" ") + b"\n" + line_of(DOWN)
    found = list(events_in(whole))

    assert [BOOT, DOWN] == [found[0], found[-1]]


def test_each_start_has_its_file(tmp_path: Path) -> None:
    """Numbers go up; the events of one start are together."""
    folder = _folder(tmp_path)
    for boot in (1, 2):
        ring = _ring(folder, boot)
        ring.add(BOOT)
        ring.add(DOWN)

    assert ["000001.ndjson", "000002.ndjson"] == sorted(one.name for one in folder.iterdir())
    assert [(1, BOOT), (1, DOWN), (2, BOOT), (2, DOWN)] == list(_ring(folder, 3).all())


def test_the_start_before(tmp_path: Path) -> None:
    """What the last one left, whether this one has written already or not."""
    folder = _folder(tmp_path)
    assert _ring(folder, 1).before() is None
    first = _ring(folder, 1)
    first.add(BOOT)
    assert first.before() is None
    second = _ring(folder, 2)
    assert [BOOT] == second.before()
    second.add(DOWN)
    assert [BOOT] == second.before()


def test_old_starts_go(tmp_path: Path) -> None:
    """However often it is switched on, no more files than that; others are left alone."""
    folder = _folder(tmp_path)
    (folder / "note").touch()
    for boot in range(KEEP_BOOTS + 5):
        _ring(folder, boot).add(BOOT)
    names = sorted(one.name for one in folder.iterdir())

    assert KEEP_BOOTS + 1 == len(names)
    assert ["000006.ndjson", f"{KEEP_BOOTS + 5:06}.ndjson", "note"] == [names[0], *names[-2:]]


def test_a_start_is_bounded(tmp_path: Path) -> None:
    """Something that fails all night does not fill the medium."""
    folder = _folder(tmp_path)
    ring = _ring(folder, 1)
    event = event_of(EventKind.FAILED, {"detail": "x" * MAX_WORD}, AT)
    for _ in range(MAX_BYTES // len(line_of(event)) + 10):
        ring.add(event)
    (file,) = folder.iterdir()

    assert MAX_BYTES - len(line_of(event)) < file.stat().st_size <= MAX_BYTES


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """The file of this start is a file, or nothing is written."""
    folder = _folder(tmp_path)
    victim = tmp_path / "victim"
    victim.write_bytes(b"")
    (folder / "000001.ndjson").symlink_to(victim)
    (tmp_path / "current-1").write_text("000001.ndjson\n")

    with pytest.raises(OSError, match="symbolic"):
        _ring(folder, 1).add(BOOT)
    assert b"" == victim.read_bytes()


def test_a_note_of_somebody_else_names_no_file(tmp_path: Path) -> None:
    """What says which file is its own says nothing else."""
    folder = _folder(tmp_path)
    (tmp_path / "current-1").write_text("../../etc/passwd\n")
    _ring(folder, 1).add(BOOT)

    assert ["000001.ndjson"] == [one.name for one in folder.iterdir()]


def test_no_folder_no_event(tmp_path: Path) -> None:
    """A data partition that is not there is said to whoever asked."""
    with pytest.raises(FileNotFoundError):
        record(EventKind.BOOT, {}, Ring(tmp_path / "none", tmp_path / "current"))


def test_record_is_now(tmp_path: Path) -> None:
    """By the clocks of the machine."""
    begin = now()
    ring = Ring(_folder(tmp_path), tmp_path / "current")
    record(EventKind.UPDATE, {"slot": "b"}, ring)
    ((_, event),) = ring.all()

    assert {"slot": "b"} == event.words
    assert round(begin.up_s, 1) <= event.up_s <= now().up_s + 0.1


def test_numbers_begin_anew_behind_the_last() -> None:
    """A million starts later the names stay as long as they are."""
    assert "000001.ndjson" == name_after([])
    assert "000008.ndjson" == name_after(["000007.ndjson", "000003.ndjson", "x"])
    assert "000001.ndjson" == name_after(["999999.ndjson"])
    assert {3: "000003.ndjson", 7: "000007.ndjson"} == boots_in(["000007.ndjson", "000003.ndjson"])


def test_nothing_goes_before_it_must() -> None:
    """With a new one there are as many as are kept."""
    names = [f"{number:06}.ndjson" for number in range(1, KEEP_BOOTS + 1)]

    assert [] == outdated(names[:-1])
    assert names[:1] == outdated(names)


@pytest.mark.parametrize(
    ("left", "expected"),
    [([], "cut"), ([BOOT], "cut"), ([BOOT, DOWN], "order"), ([BOOT, HEALTH, DOWN], "health")],
)
def test_how_the_last_one_ended(left: list[Event], expected: str) -> None:
    """Without a word at its end it was cut off."""
    assert expected == end_before(left)
