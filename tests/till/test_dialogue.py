"""firmware.till.dialogue: questions one after the other, and every key in each of them."""

from dataclasses import replace

import pytest

from firmware.till.asks import (
    Amount,
    Choice,
    Confirm,
    Counted,
    Digits,
    Item,
    Number,
    Pick,
    Picked,
    Product,
    Secret,
    Wanting,
    Words,
    Wrong,
)
from firmware.till.dialogue import answered, open_dialogue, zones
from firmware.till.events import Answered
from firmware.till.keys import Stroke
from firmware.till.requests import FindReceipt, Missing
from firmware.till.state import Answers, Next, Phase, Script, Till, say
from firmware.till.texts import ErrorCode
from hal.keypad.port import Key
from tests.till.playbook import Playbook

ROWS = tuple(Item(item=f"Zeile {index}", main=str(index)) for index in (1, 2, 3))

TAKES = frozenset({Stroke.STO})


def end(till: Till, answers: Answers) -> Next:
    """The end of every dialogue here: the answers are on the display."""
    return say(till, "fertig", repr(answers[-1])), ()


def one(ask: object) -> Script:
    """A script with one question."""

    def script(till: Till, answers: Answers) -> Next:
        return end(till, answers) if answers else ask  # type: ignore[return-value]

    return script


def begun(script: Script, *given: object) -> Playbook:
    """A till with `script` on it."""
    book = Playbook()
    book.till, effects = open_dialogue(book.till, script, *given)
    assert effects == ()
    return book


@pytest.mark.parametrize(
    ("ask", "keys", "answer"),
    [
        (Amount(title="€"), "5000 BAR", 5000),
        (Amount(title="€"), "50, BAR", 5000),
        (Amount(title="€", proposal_cents=700), "BAR", 700),
        (Amount(title="€", is_zero_allowed=True), "0 BAR", 0),
        (Amount(title="€", takes=frozenset({Stroke.STO})), "STO", Stroke.STO),
        (Amount(title="€", enters=frozenset({Stroke.PLU})), "180 PLU", 180),
        (Number(title="Nr"), "412 BAR", 412),
        (Number(title="Nr", proposal=7), "BAR", 7),
        (Product(title="Stück", main="0,00"), "37 BAR", Counted(pieces=37)),
        (Product(title="Stück", main="0,00"), "BAR", Counted(pieces=0)),
        (Product(title="Stück", main="0,00"), "37 × 200 BAR", Counted(pieces=37, cents=200)),
        (Secret(title="PIN"), "0042 BAR", "0042"),
        (Secret(title="PIN"), "BAR", ""),
        (Digits(title="UID"), "007 BAR", "007"),
        (Digits(title="UID", is_empty_allowed=True), "BAR", ""),
        (Words(title="Name", longest=16), "2 22 BAR", "C"),
        (Words(title="Name", longest=16, proposal="Obst"), "BAR", "Obst"),
        (Choice(title="?", options={1: "a", 3: "c"}), "3", 3),
        (Choice(title="?", options={1: "a", 3: "c"}), "ZW BAR", 3),
        (Choice(title="?", options={1: "a", 3: "c"}, takes_bar_as=9), "BAR", 9),
        (Pick(rows=ROWS), "2 2 BAR", Picked(index=2)),
        (Pick(rows=ROWS), "8 BAR", Picked(index=2)),
        (Pick(rows=ROWS, begin=1), "BAR", Picked(index=1)),
        (Pick(rows=ROWS), "WG2", Picked(index=1)),
        (
            Pick(rows=ROWS, takes=frozenset({Stroke.STO})),
            "ZW STO",
            Picked(index=1, stroke=Stroke.STO),
        ),
        (Confirm(title="?", main="1,00"), "BAR", True),
        (Confirm(title="?", main="1,00", takes=frozenset({Stroke.BON})), "BON", Stroke.BON),
    ],
)
def test_answers(ask: object, keys: str, answer: object) -> None:
    """Each question takes its kind of answer."""
    book = begun(one(ask)).type(keys)
    assert ("fertig", repr(answer), "") == book.zones


@pytest.mark.parametrize(
    ("ask", "keys", "words"),
    [
        (Amount(title="€"), "BAR", "Betrag prüfen"),
        (Amount(title="€"), "0 BAR", "Betrag prüfen"),
        (Number(title="Nr"), "1,5 BAR", "Zahl prüfen"),
        (Number(title="Nr", largest=9), "10 BAR", "Zahl prüfen"),
        (Product(title="Stück", main="0"), "1,5 × 200 BAR", "Betrag prüfen"),
        (Product(title="Stück", main="0"), "1,5 BAR", "Zahl prüfen"),
        (Digits(title="UID"), "BAR", "Eingabe fehlt"),
        (Words(title="Name", longest=2), "2 3 4 BAR", "Höchstens 2"),
    ],
)
def test_what_is_no_answer_is_refused(ask: object, keys: str, words: str) -> None:
    """The error names what is wrong; C leads back to the question."""
    book = begun(one(ask)).type(keys)
    assert ("FEHLER E01", words) == book.zones[:2]
    assert Phase.DIALOGUE is book.type("C").phase


@pytest.mark.parametrize("key", [key for key in Key if key not in (Key.BAR, Key.C, Key.F)])
def test_a_yes_is_only_bar(key: Key) -> None:
    """No other key answers a yes-or-no question, and none loses it."""
    book = begun(one(Confirm(title="?", main="1,00")))
    book.press(key)
    assert ("?", "1,00") == book.zones[:2]


def two(till: Till, answers: Answers) -> Next:
    """Two questions with the book between them."""
    match answers:
        case ():
            return Number(title="Nr")
        case (int(),):
            return Wanting(FindReceipt(number=1))
        case (int(), Missing()):
            return Choice(title="Grund", options={1: "a"})
        case _:
            return end(till, answers)


def test_c_takes_the_last_answer_back() -> None:
    """C goes back over what the book said to the question before, and then out."""
    book = begun(two).type("7 BAR")
    assert "Grund" == book.zones[0]
    assert ("Nr", "_") == book.type("C").zones[:2]
    assert Phase.IDLE is book.type("C").phase


def test_c_first_takes_what_is_typed() -> None:
    """A typed number goes before the question does; of words, the last letter."""
    assert ("Nr", "_") == begun(two).type("7 C").zones[:2]
    assert "Ad" == begun(one(Words(title="Name", longest=9))).type("2 3 4 C").zones[1]


def test_given_answers_are_never_taken_back() -> None:
    """What a dialogue was opened with is not the cashier's to take back."""
    book = Playbook()
    book.till, _ = open_dialogue(book.till, one_more, 7)
    assert Phase.IDLE is book.type("C").phase


def one_more(till: Till, answers: Answers) -> Next:
    """One question after a given answer."""
    return Number(title="Nr") if len(answers) == 1 else end(till, answers)


def test_f_c_leaves_at_once() -> None:
    """F C leaves a dialogue from any question; what was typed before comes back."""
    book = Playbook().type("250")
    book.till, _ = open_dialogue(book.till, one(Number(title="Nr")), keep_entry=True)
    assert Phase.NUM is book.type("F C").phase
    assert "250" == book.till.entry.text


def test_a_wrong_answer_is_asked_again() -> None:
    """A script may refuse an answer in its own words."""

    def script(till: Till, answers: Answers) -> Next:
        if answers == (1,):
            return Wrong(code=ErrorCode.E03, words="Bon 1 unbekannt")
        return end(till, answers) if answers else Number(title="Nr")

    book = begun(script).type("1 BAR")
    assert ("FEHLER E03", "Bon 1 unbekannt") == book.zones[:2]
    assert "2" == book.type("C 2 BAR").zones[1]


def test_keys_wait_for_the_book() -> None:
    """While the book is asked no key answers, and the answer goes on."""
    till, effects = open_dialogue(Playbook().till, two, 7)
    assert [FindReceipt(number=1)] == [effect.wanted for effect in effects]  # type: ignore[union-attr]
    book = Playbook()
    book.till = till
    assert "..." == book.zones[1]
    assert "..." == book.type("BAR").zones[1]
    book.send(Answered(answer=Missing(), at_utc=book.now_utc))
    assert "Grund" == book.zones[0]


def test_an_answer_nobody_waits_for() -> None:
    """Without a dialogue an answer changes nothing."""
    till = Playbook().till
    event = Answered(answer=Missing(), at_utc=till.now_utc)
    assert (till, ()) == answered(till, event)


def test_a_sale_stays_under_a_dialogue() -> None:
    """What is booked is still there afterwards."""
    book = Playbook().type("WG1")
    book.till, _ = open_dialogue(book.till, one(Number(title="Nr")))
    assert 250 == book.type("7 BAR").till.basket.total_cents


def test_what_a_terminal_said_is_no_hint_for_others() -> None:
    """„Karte entnehmen“ beside an export would have somebody pull the stick."""
    said = replace(Playbook().till, terminal_text="Karte entnehmen")

    def waits(_till: Till, _answers: Answers) -> Next:
        return Wanting(FindReceipt(number=None), title="STICK", main="wird gesucht", hint="warten")

    waiting, _ = open_dialogue(said, waits)
    assert ("STICK", "wird gesucht", "warten") == zones(waiting)
