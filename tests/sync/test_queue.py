"""Rounds over a real book and, where it matters, the emulated office."""

from pathlib import Path

import pytest

from firmware.finanzonline.order import Answer, Status
from firmware.sync import answer_file
from firmware.sync.account import Secrets
from firmware.sync.answer_file import AnswerFile
from firmware.sync.fault import SchemaError
from firmware.sync.finanzonline import Finanzonline
from firmware.sync.queue import Places, Queue
from firmware.sync.status_file import StatusFile
from tests.finanzonline.emulator.office import Office
from tests.sync import calling
from tests.sync.rounds import HOUR, MINUTE, REGISTER, START, UNIT, Deliverer, Post


def test_one_order_a_round_and_none_twice(post: Post) -> None:
    """An answer that is laid down waits for its row; what needs it waits as well."""
    post.round()
    post.round()
    assert [UNIT] == post.deliverer.asked
    assert [UNIT] == post.answers
    assert StatusFile() == post.status


def test_an_answer_goes_when_its_row_stands(post: Post) -> None:
    """The next order follows in the same round."""
    post.round()
    post.enter(UNIT)
    post.round()
    assert [UNIT, REGISTER] == post.deliverer.asked
    assert [REGISTER] == post.answers


def test_all_is_told(post: Post) -> None:
    """Card, till, Startbeleg, then rest."""
    for key in (UNIT, REGISTER, START):
        post.round()
        post.enter(key)
    post.round()
    assert [UNIT, REGISTER, START] == post.deliverer.asked
    assert [] == post.answers


def test_a_refusal_is_laid_down_and_sent_again_by_a_person(post: Post) -> None:
    """The same order, the same name, a new answer: the old file went with its row."""
    post.deliverer.outcomes = [Answer(codes=("5",), messages=("Zertifikat",))]
    post.round()
    assert ("refused", ("5",)) == (post.answer(UNIT).verdict, post.answer(UNIT).codes)
    post.enter(UNIT)
    post.round()
    assert ([], [UNIT]) == (post.answers, post.deliverer.asked)

    post.settle(UNIT, "later")
    post.round()
    assert [UNIT, UNIT] == post.deliverer.asked
    assert "done" == post.answer(UNIT).verdict


def test_an_old_refusal_does_not_hide_that_it_was_sent_again(post: Post) -> None:
    """Both rows came while kassa-sync was off: its file is older than they are."""
    post.deliverer.outcomes = [Answer(codes=("5",))]
    post.round()
    post.enter(UNIT)
    post.settle(UNIT, "later")
    post.queue = post.new_queue()
    post.round()
    assert [UNIT, UNIT] == post.deliverer.asked


def test_settled_by_hand_meanwhile(post: Post) -> None:
    """A person was faster: the answer that lies there is taken away."""
    post.round()
    post.settle(UNIT)
    post.settle(REGISTER)
    post.round()
    post.settle(START)
    post.round()
    assert [] == post.answers


def test_a_message_without_form_is_refused(post: Post) -> None:
    """Trying again would not change it; a person tells it by hand."""
    post.deliverer.outcomes = [SchemaError("beleg")]
    post.round()
    answer = post.answer(UNIT)
    assert (("schema",), ("beleg",), "refused") == (answer.codes, answer.messages, answer.verdict)


def test_no_book_is_a_normal_answer(tmp_path: Path) -> None:
    """Not commissioned yet: nothing is asked, nothing written."""
    deliverer = Deliverer()
    places = Places(book=tmp_path / "none", folder=tmp_path / "s", status=tmp_path / "status")

    def no_secrets() -> Secrets:
        raise AssertionError

    queue = Queue(places, deliverer, no_secrets, lambda: 0.0, "production")
    queue.round(calling.NOW)
    assert ([], []) == (deliverer.asked, list(tmp_path.iterdir()))


def test_a_broken_book_is_told_once_in_the_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A line, not one each half minute; and the status, as kassad may well be able to read it."""
    post = Post(tmp_path)
    post.till.book.close()
    post.places.book.write_bytes(b"no book at all" * 1000)
    post.round()
    post.round()
    assert (1, []) == (len(capsys.readouterr().err.splitlines()), post.deliverer.asked)
    assert "Buch unlesbar" == (post.status and post.status.words)


def test_a_broken_answer_is_asked_for_again(post: Post) -> None:
    """A file of ours that cannot be read is taken away; the office then says "known already"."""
    post.round()
    answer_file.path_of(post.places.folder, UNIT).write_bytes(b"{")
    post.round()
    assert ([UNIT, UNIT], [UNIT]) == (post.deliverer.asked, post.answers)


def test_an_answer_that_cannot_be_laid_down(post: Post) -> None:
    """A full disk: said in the status, and tried again."""
    post.places.folder.write_text("a file where the folder should be")
    post.round()
    assert "Ablage voll?" == (post.status and post.status.words)
    post.places.folder.unlink()
    post.round(HOUR)
    assert [UNIT] == post.answers


def test_a_write_that_fails(post: Post, monkeypatch: pytest.MonkeyPatch) -> None:
    """The answer is lost, the order is not."""

    def full(_folder: Path, _answer: AnswerFile) -> None:
        raise OSError(28, "no space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(answer_file, "write", full)
        post.round()
    assert (UNIT, "Ablage voll?") == (post.status and (post.status.order, post.status.words))
    post.round(HOUR)
    assert ([UNIT, UNIT], [UNIT]) == (post.deliverer.asked, post.answers)


def test_the_status_comes_back_when_its_folder_was_made_anew(post: Post) -> None:
    """It lies in memory; kassad's restart may take it away."""
    post.round()
    post.places.status.unlink()
    post.round()
    assert StatusFile() == post.status


def test_a_status_that_cannot_be_written_holds_nothing_up(post: Post) -> None:
    """The order is told all the same."""
    post.places.status.mkdir()
    post.round()
    assert [UNIT] == post.answers


def test_rounds_at_the_office(post: Post, office: Office, tmp_path: Path) -> None:
    """Rounds, client and emulated office together; another card than this till's is published."""
    client = Finanzonline(calling.exchange_with(office, tmp_path))
    secrets = calling.secrets_of(office, tmp_path)
    queue = Queue(post.places, client, lambda: secrets, lambda: 0.0, "test")
    told = {}
    for key in (UNIT, REGISTER, START):
        post.now += MINUTE
        queue.round(post.now)
        answer = post.answer(key)
        told[key] = (answer.verdict, answer.codes, answer.status)
        post.enter(key)

    assert {
        UNIT: ("done", ("0",), Status.IN_BETRIEB),
        REGISTER: ("done", ("0",), Status.REGISTRIERT),
        START: ("refused", ("43",), None),
    } == told


def test_what_was_told_in_test_mode_is_told_for_real(post: Post) -> None:
    """The office keeps both apart: a till that was tried is not a till that is registered."""
    post.mode = "test"
    post.queue = post.new_queue()
    for key in (UNIT, REGISTER, START):
        post.round()
        post.enter(key)
    post.round()
    assert [UNIT, REGISTER, START] == post.deliverer.asked
    post.mode = "production"
    post.queue = post.new_queue()
    for key in (UNIT, REGISTER, START):
        post.round()
        post.enter(key)
    post.round()
    assert [UNIT, REGISTER, START] * 2 == post.deliverer.asked


def test_an_answer_of_test_mode_holds_nothing_up(post: Post) -> None:
    """It lies there, kassad was off, and the settings are others now."""
    post.mode = "test"
    post.queue = post.new_queue()
    post.round()
    post.mode = "production"
    post.queue = post.new_queue()
    post.round()
    assert [UNIT, UNIT] == post.deliverer.asked
    assert "production" == post.answer(UNIT).mode


def test_a_clock_set_back_between_answer_and_row(post: Post) -> None:
    """The row seems older than its answer: the order is sent again when a person says so."""
    post.deliverer.outcomes = [Answer(codes=("5",))]
    post.round(HOUR * 24)
    post.now -= HOUR
    post.enter(UNIT)
    post.settle(UNIT, "later")
    post.round()
    assert [UNIT, UNIT] == post.deliverer.asked


def test_a_clock_set_back_between_row_and_next_answer(post: Post) -> None:
    """The answer seems older than the row before it: it stays until it is a row itself."""
    post.deliverer.outcomes = [Answer(codes=("5",)), Answer(codes=("5",))]
    post.round(HOUR * 24)
    post.enter(UNIT)
    post.settle(UNIT, "later")
    post.now -= HOUR
    for _ in range(3):
        post.round()
    assert ([UNIT, UNIT], [UNIT]) == (post.deliverer.asked, post.answers)
