"""firmware.till.rights: the one place where it is decided who may."""

from dataclasses import replace

import pytest

from firmware.till.acts import JournalKind
from firmware.till.events import SwitchState
from firmware.till.function import Right
from firmware.till.requests import PinVerdict
from firmware.till.rights import may, require, wrong_pin_words
from firmware.till.stall.catalog import Clerk, Role
from firmware.till.state import Step, Till, record
from tests.till.playbook import ALONE, STALL, Playbook

CREW = {
    1: Clerk(number=1, name="Chef", role=Role.CHIEF, has_pin=True),
    2: Clerk(number=2, name="Anna", role=Role.CASHIER),
    3: Clerk(number=3, name="Toni", role=Role.TECHNICIAN, has_pin=True),
}


def till_of(clerk: int | None) -> Till:
    """A till with this clerk signed on."""
    return Playbook(replace(STALL, clerks=CREW), clerk=clerk).till


@pytest.mark.parametrize(
    ("clerk", "rights"),
    [
        (1, {Right.CASHIER, Right.CHIEF, Right.TECHNICIAN}),
        (2, {Right.CASHIER}),
        (3, {Right.CASHIER, Right.TECHNICIAN}),
        (None, {Right.CASHIER}),
    ],
)
def test_roles(clerk: int | None, rights: set[Right]) -> None:
    """The chief may everything, a technician what is technical; nobody what is nobody's."""
    assert rights == {right for right in Right if may(till_of(clerk), right)}


def test_one_person_may_everything() -> None:
    """C6: where there are no clerks there is nobody to ask."""
    assert all(may(Playbook(ALONE, clerk=None).till, right) for right in Right)


def test_key_switch_is_the_chief() -> None:
    """In CHEF the key stands for the chief's PIN; it makes nobody a technician."""
    till = replace(till_of(2), switch=SwitchState.CHIEF)
    assert {Right.CASHIER, Right.CHIEF} == {right for right in Right if may(till, right)}


def act(till: Till) -> Step:
    """Something with a row."""
    return till, (record(till, JournalKind.BERICHT, what="test"),)


def test_who_may_is_not_asked() -> None:
    """The act, at once."""
    _, effects = require(till_of(1), Right.CHIEF, act)
    assert [JournalKind.BERICHT] == [effect.kind for effect in effects if hasattr(effect, "kind")]


def test_who_may_not_is_asked() -> None:
    """Nothing happens before the PIN."""
    after, effects = require(till_of(2), Right.CHIEF, act)
    assert after.dialogue is not None
    assert effects == ()


@pytest.mark.parametrize(
    ("verdict", "words"),
    [
        (PinVerdict(clerk=None, tries_left=4), "Noch 4 Versuche"),
        (PinVerdict(clerk=None, tries_left=1), "Noch 1 Versuch"),
        (PinVerdict(clerk=None, wait_s=60), "60 s warten"),
    ],
)
def test_words(verdict: PinVerdict, words: str) -> None:
    """What the display says of a wrong PIN."""
    assert words == wrong_pin_words(verdict)
