"""The notes of calls."""

from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.sync import transcript
from firmware.sync.transcript import Call, Transcript, TranscriptError, read


def call(number: int = 1, answer: str = "<a/>") -> Call:
    """One call."""
    return Call(
        at_utc=datetime(2026, 11, 20, 7, 0, tzinfo=UTC),
        took_ms=number,
        mode="T",
        url="https://example.at/rkdb",
        operation="rkdb",
        request="<r/>",
        status=200,
        answer=answer,
    )


def test_calls_line_by_line(tmp_path: Path) -> None:
    """Oldest first, also over two processes; nobody else reads it."""
    path = tmp_path / "sync" / "notes.ndjson"
    Transcript(path).add(call(1))
    Transcript(path).add(call(2))
    assert [call(1), call(2)] == list(read(path))
    assert 0o640 == path.stat().st_mode & 0o777


@given(st.text())
def test_any_answer_stays_on_its_line(answer: str) -> None:
    """Line ends, quotes, whatever an answer holds."""
    line = msgspec.json.encode(call(answer=answer))
    assert b"\n" not in line
    assert call(answer=answer) == msgspec.json.decode(line, type=Call)


def test_a_full_file_is_put_aside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One old file is kept, no more."""
    monkeypatch.setattr(transcript, "FILE_BYTES_MAX", 500)
    path = tmp_path / "notes.ndjson"
    for number in range(9):
        Transcript(path).add(call(number))
    aside = path.with_name("notes.ndjson.1")
    assert sorted([path, aside]) == sorted(tmp_path.iterdir())
    assert [6, 7, 8] == [one.took_ms for one in (*read(aside), *read(path))][-3:]


def test_what_cannot_be_written_holds_nothing_up(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The order counts, not its note; the log says so."""
    (tmp_path / "notes").mkdir()
    Transcript(tmp_path / "notes").add(call())
    assert "transcript not written" in capsys.readouterr().err


def test_a_link_is_not_followed(tmp_path: Path) -> None:
    """Nobody makes it write elsewhere."""
    (tmp_path / "notes").symlink_to(tmp_path / "elsewhere")
    (tmp_path / "elsewhere").write_text("")
    Transcript(tmp_path / "notes").add(call())
    assert "" == (tmp_path / "elsewhere").read_text()


def test_no_file_no_notes() -> None:
    """The test of an account leaves none unless asked."""
    Transcript(None).add(call())


def test_a_line_that_is_none(tmp_path: Path) -> None:
    """Named by its number."""
    path = tmp_path / "notes"
    Transcript(path).add(call())
    with path.open("ab") as file:
        file.write(b'{"at_utc": "cut o')
    calls = read(path)
    assert call() == next(calls)
    with pytest.raises(TranscriptError, match="line 2"):
        next(calls)
