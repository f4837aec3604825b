"""Rounds over a real book and, where it matters, the emulated office."""

from datetime import datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from firmware.finanzonline.order import Answer, Order, Status
from firmware.store import Book
from firmware.store.canonical import Json
from firmware.sync import answer_file, status_file
from firmware.sync.account import Account, AccountError, Secrets
from firmware.sync.answer_file import AnswerFile
from firmware.sync.fault import LoginError, SchemaError, WireError, WireFault
from firmware.sync.finanzonline import Finanzonline
from firmware.sync.queue import Places, Queue
from firmware.sync.status_file import StatusFile
from tests.finanzonline.emulator.office import Office
from tests.store.till import SoftwareCard, Till
from tests.sync import calling

UNIT, REGISTER, START = (
    "registrierung_se:1a2b3c4d",
    "registrierung_kasse:MARKT-01",
    "belegpruefung:1",
)
DONE = Answer(codes=("0",))
SECOND, MINUTE, HOUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)

Outcome = Answer | Exception


class Deliverer:
    """Answers as it is told, and knows what it was asked."""

    def __init__(self) -> None:
        self.outcomes: list[Outcome] = []
        self.asked: list[str] = []
        self.always: Outcome = DONE

    def deliver(self, order: Order, secrets: Secrets) -> Answer:
        """See `Finanzonline.deliver`."""
        self.asked.append(order.key)
        outcome = self.outcomes.pop(0) if self.outcomes else self.always
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


class Post:
    """A till with its book, a queue beside it, and kassad's part: entering answers."""

    def __init__(self, folder: Path) -> None:
        self.places = Places(
            book=folder / "book.sqlite",
            folder=folder / "sync",
            status=folder / "finanzonline.json",
        )
        self.till = Till(Book.create(self.places.book), SoftwareCard())
        self.till.commission()
        self.deliverer = Deliverer()
        self.account: Account | AccountError = Account(
            participant="123456789", user="KASSEWS1", pin="Streng6eheim"
        )
        self.key_file = folder / "benutzerschluessel"
        self.now = self.till.now_utc + MINUTE
        self.queue = self.new_queue()

    def new_queue(self) -> Queue:
        """A process that has just begun."""
        return Queue(self.places, self.deliverer, self.secrets, lambda: 0.0)

    def secrets(self) -> Secrets:
        """As the files say."""
        if isinstance(self.account, AccountError):
            raise self.account
        return Secrets(account=self.account, register_key_file=self.key_file)

    def round(self, later: timedelta = MINUTE) -> None:
        """One round, a while after the last."""
        self.now += later
        self.queue.round(self.now)

    @property
    def answers(self) -> list[str]:
        """The keys of the files that lie there."""
        return [name.removesuffix(".json") for name in answer_file.names(self.places.folder)]

    def answer(self, key: str) -> AnswerFile:
        """One of them."""
        return answer_file.read(answer_file.path_of(self.places.folder, key))

    @property
    def status(self) -> StatusFile | None:
        """What kassad reads."""
        return status_file.read(self.places.status)

    def enter(self, key: str, verdict: str = "done") -> None:
        """The row FON, as kassad writes it."""
        content: dict[str, Json] = {
            "order": key,
            "verdict": verdict,
            "codes": ["0"],
            "words": "Gemeldet",
            "advice": "",
            "status": None,
            "by_hand": False,
        }
        self.now += SECOND
        self.till.now_utc = self.now
        self.till.book.append([self.till.entry("FON", **content)])


@pytest.fixture
def post(tmp_path: Path) -> Post:
    """A new till that owes everything."""
    return Post(tmp_path)


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
    post.enter(UNIT, "refused")
    post.round()
    assert ([], [UNIT]) == (post.answers, post.deliverer.asked)

    post.enter(UNIT, "later")
    post.round()
    assert [UNIT, UNIT] == post.deliverer.asked
    assert "done" == post.answer(UNIT).verdict


def test_an_old_refusal_does_not_hide_that_it_was_sent_again(post: Post) -> None:
    """Both rows came while kassa-sync was off: its file is older than they are."""
    post.deliverer.outcomes = [Answer(codes=("5",))]
    post.round()
    post.enter(UNIT, "refused")
    post.enter(UNIT, "later")
    post.queue = post.new_queue()
    post.round()
    assert [UNIT, UNIT] == post.deliverer.asked


def test_settled_by_hand_meanwhile(post: Post) -> None:
    """A person was faster: the answer that lies there is taken away."""
    post.round()
    post.enter(UNIT)
    post.enter(REGISTER)
    post.round()
    post.enter(START)
    post.round()
    assert [] == post.answers


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
    post.queue = Queue(post.places, post.deliverer, post.secrets, lambda: 1.0)
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
    post.enter(UNIT)
    post.enter(REGISTER)
    post.deliverer.outcomes = [Answer(codes=("B38",))]
    post.round()
    post.queue = post.new_queue()
    post.queue.resume()
    post.round(HOUR * 23)
    assert [START] == post.deliverer.asked
    post.round(HOUR * 2)
    assert [START, START] == post.deliverer.asked


def test_a_status_that_cannot_be_read_is_no_memory(post: Post) -> None:
    """Somebody else's bytes hold nothing up."""
    post.places.status.write_bytes(b"{")
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
        post.enter(UNIT, "refused")
        post.enter(UNIT, "later")
        post.round()
        assert [UNIT, UNIT] == post.deliverer.asked

    def test_a_day_later(self, post: Post, outcome: Outcome) -> None:
        """Once a day is no attack."""
        self.refuse(post, outcome)
        self.open_another(post)
        post.round(HOUR * 24)
        assert [UNIT, REGISTER] == post.deliverer.asked

    def refuse(self, post: Post, outcome: Outcome) -> None:
        """The first order meets it."""
        post.deliverer.outcomes = [outcome]
        post.round()

    def open_another(self, post: Post) -> None:
        """The card was settled by hand: the till is next."""
        post.enter(UNIT)


def test_a_door_that_is_shut_for_a_while(post: Post) -> None:
    """Maintenance at the login is no refusal."""
    post.deliverer.outcomes = [LoginError("-2", "")]
    post.round()
    assert ([], "FON in Wartung") == (post.answers, post.status and post.status.words)


def test_a_message_without_form_is_refused(post: Post) -> None:
    """Trying again would not change it; a person tells it by hand."""
    post.deliverer.outcomes = [SchemaError("beleg")]
    post.round()
    answer = post.answer(UNIT)
    assert (("schema",), ("beleg",), "refused") == (answer.codes, answer.messages, answer.verdict)


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
    post.enter(UNIT)
    post.deliverer.outcomes = [WireError(WireFault.NO_KEY, "…")]
    post.round()
    assert post.status is not None
    assert ("Schlüssel fehlt", REGISTER) == (post.status.words, post.status.order)


def test_no_book_is_a_normal_answer(tmp_path: Path) -> None:
    """Not commissioned yet: nothing is asked, nothing written."""
    deliverer = Deliverer()
    places = Places(book=tmp_path / "none", folder=tmp_path / "s", status=tmp_path / "status")

    def no_secrets() -> Secrets:
        raise AssertionError

    queue = Queue(places, deliverer, no_secrets, lambda: 0.0)
    queue.round(calling.NOW)
    assert ([], []) == (deliverer.asked, list(tmp_path.iterdir()))


def test_a_broken_book_is_told_once_in_the_log(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It is kassad who tells the people; here it is a line, not one each half minute."""
    post = Post(tmp_path)
    post.till.book.close()
    post.places.book.write_bytes(b"no book at all" * 1000)
    post.round()
    post.round()
    assert (1, []) == (len(capsys.readouterr().out.splitlines()), post.deliverer.asked)


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
    queue = Queue(post.places, client, lambda: calling.secrets_of(office, tmp_path), lambda: 0.0)
    told = {}
    for key in (UNIT, REGISTER, START):
        post.now += MINUTE
        queue.round(post.now)
        answer = post.answer(key)
        told[key] = (answer.verdict, answer.codes, answer.status)
        post.enter(key, answer.verdict)

    assert {
        UNIT: ("done", ("0",), Status.IN_BETRIEB),
        REGISTER: ("done", ("0",), Status.REGISTRIERT),
        START: ("refused", ("43",), None),
    } == told
