"""firmware.till.effects: what the counter asks for, in order."""

import pytest

from firmware.till.acts import JournalKind
from firmware.till.effects import Effect, OpenDrawer, Play, PrintReceipt, Record
from firmware.till.events import Refusal
from firmware.till.sounds import Sound
from tests.till.playbook import Playbook


@pytest.mark.parametrize(
    ("keys", "kinds"),
    [
        ("WG1", [Record, Play]),
        ("WG1 BAR", [Play, OpenDrawer, PrintReceipt]),
        ("WG1 KARTE BAR", [Play, PrintReceipt]),
        ("WG1 BAR BON", [Play, PrintReceipt]),
        ("F BAR", [Play, Record, OpenDrawer]),
        ("BAR", [Play, Record]),
    ],
)
def test_effects_of_the_last_event(keys: str, kinds: list[type[Effect]]) -> None:
    """Cash opens the drawer, a card does not; paper comes last."""
    book = Playbook().type(keys)
    assert kinds == [type(effect) for effect in book.effects]


def test_payment_is_committed_with_the_receipt() -> None:
    """The last tender's row goes into the same commit, so neither is there without the other."""
    book = Playbook().type("WG1 1000 BAR")
    (issue,) = book.issues
    assert [record.kind for record in issue.records] == [JournalKind.ZAHLUNG]
    assert book.kinds == ["POS", "ZAHLUNG", "BELEG"]


def test_signed_sounds_after_the_book() -> None:
    """5.5: the rising tune only when the receipt is stored."""
    book = Playbook().type("WG1 BAR")
    assert Sound.SIGNED in book.sounds
    assert Sound.SIGNED not in Playbook().refusing(Refusal.STORAGE).type("WG1 BAR").sounds
