"""The memory of refused PINs."""

from collections.abc import Iterable

import pytest

from hal.card.refusals import REFUSING_CARDS_MAX, PinRefusals

CARD = ("0102", "1a2b3c")


@pytest.mark.parametrize(("left", "allowed"), [(3, True), (2, True), (1, False), (None, True)])
def test_two_tries_are_needed(left: int | None, allowed: bool) -> None:  # noqa: FBT001
    """With one try left the PIN stays hidden: a typing error must not block the card."""
    assert allowed is (PinRefusals().forbids(*CARD, left) is None)


def test_refusing_card_is_remembered_by_number_and_serial() -> None:
    """The card that refused is not asked again, another one is, also of the same number."""
    refusals = PinRefusals()
    refusals.refused(*CARD)

    assert refusals.forbids(*CARD, 3) is not None
    assert refusals.forbids("ffff", "1a2b3c", 3) is None
    assert refusals.forbids("0102", "ffff", 3) is None


def test_unanswered_try_counts_where_the_card_does_not_tell() -> None:
    """Of three assumed tries two may stay without an answer gone, but no third is risked."""
    refusals = PinRefusals()
    refusals.presenting(*CARD)
    assert refusals.forbids(*CARD, None) is None
    refusals.presenting(*CARD)

    assert refusals.forbids(*CARD, None) is not None
    assert refusals.forbids(*CARD, 2) is None


def test_accepted_pin_restores_the_assumed_counter() -> None:
    """A card that took the PIN has all its tries again."""
    refusals = PinRefusals()
    refusals.presenting(*CARD)
    refusals.presenting(*CARD)
    refusals.accepted(*CARD)

    assert refusals.forbids(*CARD, None) is None


def test_forget_starts_anew() -> None:
    """After a person has seen to the card it is asked again."""
    refusals = PinRefusals()
    refusals.refused(*CARD)
    refusals.presenting("other", "2")
    refusals.forget()

    assert refusals.forbids(*CARD, None) is None


def test_memory_is_bounded_and_full_memory_refuses() -> None:
    """After very many refusing cards the PIN is wrong, and no card sees it any more."""
    refusals = PinRefusals()
    for number in range(REFUSING_CARDS_MAX):
        refusals.refused(str(number), "1")

    assert refusals.forbids("new", "2", 3) is not None


class Note:
    """A note in memory."""

    def __init__(self, cards: list[tuple[str, str]]) -> None:
        self.cards = cards

    def read(self) -> list[tuple[str, str]]:
        """See `RefusalNote.read`."""
        return self.cards

    def write(self, refused: Iterable[tuple[str, str]]) -> None:
        """See `RefusalNote.write`."""
        self.cards = list(refused)


def test_note_outlives_the_process() -> None:
    """What was refused before a restart is refused after it, until a person says otherwise."""
    note = Note([("1", "a")])
    refusals = PinRefusals()
    refusals.keep_in(note)
    assert refusals.forbids("1", "a", 3) is not None
    refusals.refused("2", "b")
    assert [("1", "a"), ("2", "b")] == note.cards
    restarted = PinRefusals()
    restarted.keep_in(note)
    assert restarted.forbids("2", "b", 3) is not None
    restarted.forget()
    assert [] == note.cards
    assert restarted.forbids("2", "b", 3) is None
