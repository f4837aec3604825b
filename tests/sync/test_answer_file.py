"""The answer to one order as a file."""

import json
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from firmware.finanzonline.codes import rule
from firmware.finanzonline.order import Act, Answer, Order, Ruling, Status, Verdict
from firmware.sync import answer_file
from firmware.sync.answer_file import MAX_BYTES, AnswerFileError

NOW = datetime(2027, 3, 1, 9, tzinfo=UTC)
ORDER = Order(key="belegpruefung:1", act=Act.BELEGPRUEFUNG, about="_x", not_before_utc=NOW)


def _written(folder: Path, answer: Answer | None = None) -> Path:
    answer = answer or Answer(codes=("0",), messages=("ok",), is_passed=True)
    laid_down = answer_file.answer_file(ORDER, answer, rule(ORDER, answer), NOW, "production")
    answer_file.write(folder, laid_down)
    return answer_file.path_of(folder, ORDER.key)


def test_what_is_written_is_read(tmp_path: Path) -> None:
    """Order, codes, verdict and words arrive in the other process."""
    answer = Answer(codes=("0",), messages=("ok",), is_passed=True, status=Status.IN_BETRIEB)
    read = answer_file.read(_written(tmp_path, answer))
    assert ("belegpruefung:1", "done", ("0",), ("ok",), Status.IN_BETRIEB) == (
        read.order,
        read.verdict,
        read.codes,
        read.messages,
        read.status,
    )
    assert ("Beleg geprüft", NOW) == (read.words, read.at_utc)
    assert ["belegpruefung:1.json"] == list(answer_file.names(tmp_path))


def test_the_file_is_for_its_group_only(tmp_path: Path) -> None:
    """Kassad reads it as one of the group; nobody else does."""
    assert 0o640 == _written(tmp_path).stat().st_mode & 0o777


def test_no_folder_has_no_answers(tmp_path: Path) -> None:
    """A till without the web service never gets one."""
    assert [] == list(answer_file.names(tmp_path / "nothing"))


def test_a_file_being_written_is_no_answer_yet(tmp_path: Path) -> None:
    """Only whole ones are named."""
    path = _written(tmp_path)
    path.with_name(path.name + ".part").write_bytes(b"{")
    assert [path.name] == list(answer_file.names(tmp_path))


def test_an_order_tried_again_has_no_file() -> None:
    """What fails for a while is no row (ADR 0017)."""
    ruling = Ruling(verdict=Verdict.LATER, words="x", advice="y.", wait_s=1)
    with pytest.raises(ValueError, match="tried again"):
        answer_file.answer_file(ORDER, Answer(codes=("-3",)), ruling, NOW, "test")


@pytest.mark.parametrize(
    "key", ["", "../x:1", "belegpruefung:1/2", "belegpruefung:1\n", "a:" + "1" * 99]
)
def test_a_key_never_leaves_its_folder(tmp_path: Path, key: str) -> None:
    """The name of the file is the key: it must be one."""
    with pytest.raises(ValueError, match="no key"):
        answer_file.path_of(tmp_path, key)


@pytest.mark.parametrize("sign", ["m", "ß", "€", "\U0001f4b6", '"', "\\"])
def test_long_words_of_the_office_are_cut_so_that_they_are_read_again(
    tmp_path: Path, sign: str
) -> None:
    """A writer that writes what its reader refuses would have the order sent for ever."""
    answer = Answer(codes=("9" * 40,) * 80, messages=(sign * 9000,) * 80)
    read = answer_file.read(_written(tmp_path, answer))
    assert (50, 12, 50, 500) == (
        len(read.codes),
        len(read.codes[0]),
        len(read.messages),
        len(read.messages[0]),
    )


def test_control_characters_of_the_office_go_no_further(tmp_path: Path) -> None:
    """Codes, messages and the names of failed checks come over the net."""
    answer = Answer(codes=("43\x1b",), messages=("\x01" * 500,) * 50, is_passed=False)
    read = answer_file.read(_written(tmp_path, answer))
    faulty = answer_file.read(
        _written(tmp_path, Answer(codes=("43",), is_passed=False, failed_checks=("A\x1dV",)))
    )
    assert (("43",), ("",) * 50) == (read.codes, read.messages)
    assert "(AV)" in faulty.advice


def _good() -> dict[str, object]:
    return {
        "order": ORDER.key,
        "mode": "test",
        "at_utc": "2027-03-01T09:00:00Z",
        "codes": ["0"],
        "verdict": "done",
        "words": "Gemeldet",
        "advice": "Nichts mehr zu tun.",
    }


@pytest.mark.parametrize(
    "changed",
    [
        {"order": "belegpruefung:2"},
        {"order": 1},
        {"order": "../../etc"},
        {"verdict": "later"},
        {"mode": "both"},
        {"mode": None},
        {"at_utc": "2027-03-01T10:00:00+01:00"},
        {"at_utc": "0001-01-01T00:00:00+14:00"},
        {"at_utc": "2027-03-01T09:00:00"},
        {"codes": "0"},
        {"codes": ["0"] * 99},
        {"words": "x" * 17},
        {"words": "\x1b@"},
        {"advice": "a\nb"},
        {"codes": ["\x1d"]},
        {"status": "SCHON DA"},
    ],
)
def test_a_file_of_other_types_is_refused(tmp_path: Path, changed: dict[str, object]) -> None:
    """Whatever stands in the folder: a row is made only of an answer."""
    path = _written(tmp_path)
    path.write_text(json.dumps({**_good(), **changed}))
    with pytest.raises(AnswerFileError):
        answer_file.read(path)


def test_a_good_file_may_say_more(tmp_path: Path) -> None:
    """A newer kassa-sync beside an older kassad."""
    path = _written(tmp_path)
    path.write_text(json.dumps({**_good(), "more": [1]}))
    assert ORDER.key == answer_file.read(path).order


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"\xff", b"[" * 50_000, b" " * (MAX_BYTES + 1)]
)
def test_a_broken_file_is_refused(tmp_path: Path, content: bytes) -> None:
    """Cut off, empty, no UTF-8, nested too deep, too long."""
    path = _written(tmp_path)
    path.write_bytes(content)
    with pytest.raises(AnswerFileError):
        answer_file.read(path)


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """kassa-sync takes its file away when it sees the row."""
    with pytest.raises(AnswerFileError):
        answer_file.read(tmp_path / "belegpruefung:1.json")


def test_a_refusal_is_written_as_such(tmp_path: Path) -> None:
    """A person reads its words on the display."""
    read = answer_file.read(_written(tmp_path, Answer(codes=("43",), is_passed=False)))
    assert ("refused", "Beleg fehlerhaft") == (read.verdict, read.words)
    assert replace(ORDER).key == msgspec.structs.replace(read).order
