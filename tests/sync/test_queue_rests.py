"""Rounds in vain: what rests and until when, who is locked out, and what ends it."""

from datetime import datetime, timedelta
from itertools import pairwise

import pytest

from firmware.finanzonline.order import Answer
from firmware.sync.account import Account, AccountError
from firmware.sync.fault import LoginError, WireError, WireFault
from firmware.sync.queue import Queue
from firmware.sync.status_file import StatusFile
from tests.sync.rounds import DONE, HOUR, MINUTE, REGISTER, SECOND, START, UNIT, Outcome, Post


def test_the_line_rests_and_comes_back(post: Post) -> None:
    """Twice as long each time, half an hour at most; the status says so, no order is lost."""
    post.deliverer.always = WireError(WireFault.UNREACHABLE, "no route")
    tries: list[datetime] = []
    for _ in range(600):
        before = len(post.deliverer.asked)
        post.round(SECOND * 30)
        if len(post.deliverer.asked) > before:
            tries.append(post.now)
    pauses = [later - earlier for earlier, later in pairwise(tries)]

    assert [MINUTE * 1, MINUTE * 2, MINUTE * 4, MINUTE * 8, MINUTE * 16] == pauses[:5]
    assert {MINUTE * 30} == set(pauses[5:])
    assert post.status is not None
    assert ("FON unerreichbar", "") == (post.status.words, post.status.order)
    post.deliverer.always = DONE
    post.round(HOUR)
    assert ([UNIT], StatusFile()) == (post.answers, post.status)


def test_chance_lengthens_a_rest(post: Post) -> None:
    """Not every till comes back at the same second."""
    post.queue = Queue(post.places, post.deliverer, post.secrets, lambda: 1.0, post.mode)
    post.deliverer.outcomes = [WireError(WireFault.SLOW, "30 s")]
    post.round()
    assert post.status is not None
    assert post.now + SECOND * 75 == post.status.next_utc


def test_maintenance_holds_up_every_order(post: Post) -> None:
    """Codes of the service itself rest the line, not only the order."""
    post.deliverer.outcomes = [Answer(codes=("-2",))]
    post.round()
    assert post.status is not None
    assert ("FON in Wartung", "") == (post.status.words, post.status.order)
    post.round()
    assert ([UNIT], []) == (post.deliverer.asked, post.answers)


def test_an_order_that_waits_for_its_provider(post: Post) -> None:
    """Code 14: this order rests by its name."""
    post.deliverer.outcomes = [Answer(codes=("14",))]
    post.round()
    assert post.status is not None
    assert UNIT == post.status.order
    assert post.now + MINUTE * 10 == post.status.next_utc


def test_a_blocked_check_is_remembered_by_the_next_process(post: Post) -> None:
    """B38: a restart must not lengthen the block by one more try."""
    post.settle(UNIT)
    post.settle(REGISTER)
    post.deliverer.outcomes = [Answer(codes=("B38",))]
    post.round()
    post.queue = post.new_queue()
    post.queue.resume()
    post.round(HOUR * 23)
    assert [START] == post.deliverer.asked
    post.round(HOUR * 2)
    assert [START, START] == post.deliverer.asked


def test_a_blocked_check_is_remembered_when_the_machine_was_off(post: Post) -> None:
    """The status lies in memory, and tells of another order: a stall is switched off each day."""
    post.deliverer.outcomes = [Answer(codes=("B38",)), Answer(codes=("14",))]
    for key in (UNIT, REGISTER):
        post.settle(key)
    post.round()
    post.places.status.unlink()
    for _ in range(3):
        post.queue = post.new_queue()
        post.queue.resume()
        post.round(HOUR)
    assert [START] == post.deliverer.asked


def test_a_rest_is_one_of_its_mode(post: Post) -> None:
    """What the office blocks in test mode it does not block for real."""
    for key in (UNIT, REGISTER):
        post.settle(key)
    post.deliverer.outcomes = [Answer(codes=("B38",))]
    post.round()
    post.mode = "test"
    post.queue = post.new_queue()
    post.queue.resume()
    post.round()
    assert [START, START] == post.deliverer.asked


def test_rests_that_cannot_be_read_are_no_memory(post: Post) -> None:
    """Somebody else's bytes hold nothing up."""
    post.places.folder.mkdir()
    (post.places.folder / "rests.json").write_bytes(b"{")
    post.queue.resume()
    post.round()
    assert [UNIT] == post.answers


def test_a_clock_that_was_set_ends_a_rest(post: Post) -> None:
    """A rest of years is none."""
    post.deliverer.outcomes = [WireError(WireFault.SLOW, "30 s")]
    post.now += timedelta(days=3000)
    post.round()
    post.round(timedelta(days=-3000))
    assert [UNIT, UNIT] == post.deliverer.asked


@pytest.mark.parametrize(
    "outcome",
    [LoginError("-4", "falsch"), Answer(codes=("-4",))],
    ids=["at the door", "at the counter"],
)
class TestLockedOut:
    """A user the office refuses."""

    def test_the_order_is_refused_and_no_other_is_tried(self, post: Post, outcome: Outcome) -> None:
        """Three wrong logins lock the user: the till has one."""
        self.refuse(post, outcome)
        assert ("refused", ("-4",)) == (post.answer(UNIT).verdict, post.answer(UNIT).codes)
        self.open_another(post)
        post.round()
        assert [UNIT] == post.deliverer.asked
        assert post.status is not None
        assert "Anmeldung falsch" == post.status.words

    def test_other_credentials_are_tried(self, post: Post, outcome: Outcome) -> None:
        """Somebody corrected the files."""
        self.refuse(post, outcome)
        self.open_another(post)
        post.account = Account(participant="123456789", user="KASSEWS1", pin="Anders66")
        post.round()
        assert [UNIT, REGISTER] == post.deliverer.asked

    def test_a_person_has_it_sent_again(self, post: Post, outcome: Outcome) -> None:
        """The user was unlocked in the office: the credentials are the same."""
        self.refuse(post, outcome)
        post.enter(UNIT)
        post.settle(UNIT, "later")
        post.round()
        assert [UNIT, UNIT] == post.deliverer.asked

    def test_a_day_later(self, post: Post, outcome: Outcome) -> None:
        """Once a day is no attack."""
        self.refuse(post, outcome)
        self.open_another(post)
        post.round(HOUR * 24)
        assert [UNIT, REGISTER] == post.deliverer.asked

    def test_the_next_process_knows(self, post: Post, outcome: Outcome) -> None:
        """A stall that is switched on three times a day must not lock its user."""
        self.refuse(post, outcome)
        post.enter(UNIT)
        self.open_another(post)
        post.queue = post.new_queue()
        post.round()
        assert [UNIT] == post.deliverer.asked
        assert "Anmeldung falsch" == (post.status and post.status.words)
        post.round(HOUR * 24)
        assert [UNIT, REGISTER] == post.deliverer.asked

    def refuse(self, post: Post, outcome: Outcome) -> None:
        """The first order meets it."""
        post.deliverer.outcomes = [outcome]
        post.round()

    def open_another(self, post: Post) -> None:
        """The card was settled by hand: the till is next."""
        post.settle(UNIT)


def test_a_door_that_is_shut_for_a_reason_nobody_knows(post: Post) -> None:
    """A code of the login is about the user, also one that is in no table: each try may count."""
    post.deliverer.outcomes = [LoginError("-99", "")]
    post.round()
    assert "refused" == post.answer(UNIT).verdict
    post.settle(UNIT)
    post.round()
    assert ([UNIT], "Code -99") == (post.deliverer.asked, post.status and post.status.words)


def test_a_door_that_is_shut_for_a_while(post: Post) -> None:
    """Maintenance at the login is no refusal."""
    post.deliverer.outcomes = [LoginError("-2", "")]
    post.round()
    assert ([], "FON in Wartung") == (post.answers, post.status and post.status.words)


def test_without_credentials(post: Post) -> None:
    """Nobody is called; when the files are there it goes on."""
    given, post.account = post.account, AccountError("fon-pin: missing")
    post.round()
    assert ([], "FON-Zugang fehlt") == (post.deliverer.asked, post.status and post.status.words)
    post.account = given
    post.round(MINUTE * 2)
    assert [UNIT] == post.answers


def test_without_the_aes_key(post: Post) -> None:
    """Only this order waits, and says why."""
    post.settle(UNIT)
    post.deliverer.outcomes = [WireError(WireFault.NO_KEY, "…")]
    post.round()
    assert post.status is not None
    assert ("Schlüssel fehlt", REGISTER) == (post.status.words, post.status.order)
