"""The words of the card are true: every step can be typed, every code has its remedy."""

from collections.abc import Iterator

import pytest

from firmware.desk.keys import parse_keys
from firmware.till.codes import FUNCTIONS
from firmware.till.function import Chapter, Function, Right
from firmware.till.papers.key_card import (
    FORMER_KEYS,
    REMEDIES,
    CardStep,
    Pad,
    chapters,
    lessons,
    on_compact,
    remedies,
)
from firmware.till.state import Till
from firmware.till.texts import ErrorCode
from hal.keypad.layout import CompactKey, CompactLegend
from hal.keypad.port import Key, Pressed
from hal.keypad.scanner import Motion
from tests.till.playbook import STALL, Playbook

#: What has to stand in the till before a step makes sense; any other begins in an open sale.
SALE = "250 WG1 300 WG3 3 × 250 WG1 "
AFTER_THE_RECEIPT = frozenset({"2000 ZW", "BON", "F BAR", "F 01"})
STEPS = [step for lesson in lessons(Pad.LARGE, is_anonymous=False) for step in lesson.steps]
COMPACT = [step for lesson in lessons(Pad.COMPACT, is_anonymous=False) for step in lesson.steps]


def book_before(keys: str) -> Playbook:
    """A till in which `keys` may be typed."""
    if keys == "2 BAR":
        return Playbook(STALL, clerk=None)
    return Playbook(STALL).type(SALE + ("BAR" if keys in AFTER_THE_RECEIPT else ""))


def compact_keys(typed: str) -> Iterator[Key]:
    """What the counter gets from twenty keys when `typed` is pressed on them."""
    legend = CompactLegend()
    known = {cap.value for cap in CompactKey}
    for word in typed.split():
        for cap in [word] if word in known else word:
            for event in legend.read_cap(CompactKey(cap), Motion.PRESSED, 0.0):
                assert isinstance(event, Pressed)
                yield event.key


def nothing(till: Till) -> tuple[Till, tuple[()]]:
    """A function without conduct."""
    return till, ()


def function(code: int, chapter: Chapter, right: Right = Right.CASHIER) -> Function:
    """A row of the table."""
    return Function(code=code, name=f"Nr {code}", chapter=chapter, right=right, run=nothing)


@pytest.mark.parametrize("step", STEPS, ids=lambda step: step.keys)
def test_every_step_is_accepted(step: CardStep) -> None:
    """What the card teaches is never answered by an error."""
    book = book_before(step.keys).type(step.keys)
    assert "FEHLER" not in book.kinds
    assert book.till.complaint is None


@pytest.mark.parametrize(
    ("large", "compact"), list(zip(STEPS, COMPACT, strict=True)), ids=lambda step: step.keys
)
def test_every_step_does_the_same_on_twenty_keys(large: CardStep, compact: CardStep) -> None:
    """5.3: one press more, the same journal."""
    expected = book_before(large.keys).type(large.keys)
    book = book_before(large.keys)
    for key in compact_keys(compact.keys):
        book.press(key)
    assert expected.journal == book.journal
    assert expected.zones == book.zones
    assert large.effect == compact.effect


@pytest.mark.parametrize(
    "keys", [*(f"250 WG{number}" for number in range(1, 9)), "250 F WG1", "250 F WG7", "F BAR"]
)
def test_groups_and_drawer_are_found_on_twenty_keys(keys: str) -> None:
    """First and second layer."""
    assert list(parse_keys(keys)) == list(compact_keys(on_compact(keys)))


@pytest.mark.parametrize(
    ("keys", "typed"),
    [
        ("12 PLU", "12 F WG"),
        ("ZW 10 %", "ZW 10 F ZW"),
        ("F WG8", "F 39"),
        ("F BON", "F 19"),
        ("F KARTE", "F 17"),
        ("F PLU", "F 16"),
        ("F ZW", "F 18"),
        ("50 F %", "50 F 37"),
        ("F STO 250 WG1", "F STO 250 WG 1"),
        ("250 F WG2", "250 WG , 0"),
    ],
)
def test_keys_without_a_cap_are_typed_otherwise(keys: str, typed: str) -> None:
    """As the manual 5.3 and the aliases of 6.8 say."""
    assert typed == on_compact(keys)


def test_former_keys_have_keys_here() -> None:
    """What the page names can be pressed, each once."""
    typed = [keys for keys, _ in FORMER_KEYS]
    assert len(set(typed)) == len(typed)
    for keys in typed:
        assert parse_keys(keys)


def test_a_stall_of_one_does_not_sign_on() -> None:
    """The lesson would teach what cannot be done."""
    assert "Anmelden" == lessons(Pad.LARGE, is_anonymous=False)[0].title
    assert "Anmelden" not in {one.title for one in lessons(Pad.LARGE, is_anonymous=True)}
    assert "Anmelden" not in {one.title for one in lessons(Pad.COMPACT, is_anonymous=True)}


def test_functions_stand_in_chapters_by_code() -> None:
    """In the order of the chapters; one without functions is not there."""
    found = chapters(
        [
            function(70, Chapter.EXPORT),
            function(31, Chapter.AFTER, Right.CHIEF),
            function(30, Chapter.AFTER),
        ]
    )
    assert ["Nach dem Bon", "Sicherung"] == [chapter.title for chapter in found]
    assert [("F 30", "Nr 30", Right.CASHIER), ("F 31", "Nr 31", Right.CHIEF)] == [
        (one.keys, one.name, one.right) for one in found[0].functions
    ]


def test_every_function_of_the_till_is_on_the_card_once() -> None:
    """Made from the table, so that none is forgotten; two digits, as typed."""
    listed = [one for chapter in chapters(FUNCTIONS.values()) for one in chapter.functions]
    assert sorted(f"F {code:02}" for code in FUNCTIONS) == sorted(one.keys for one in listed)
    by_keys = {one.keys: one for one in listed}
    for code, known in FUNCTIONS.items():
        one = by_keys[f"F {code:02}"]
        assert (known.name, known.right, known.is_for_locked) == (
            one.name,
            one.right,
            one.is_for_locked,
        )


def test_every_code_has_its_remedy() -> None:
    """5.6: no error without a way out; none twice, all of the manual."""
    assert list(ErrorCode) == [code for code, _ in remedies()]
    assert [f"E{number:02}" for number in range(1, 23)] == list(REMEDIES)
