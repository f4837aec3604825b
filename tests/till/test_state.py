"""firmware.till.state: which row of the table counts."""

from collections.abc import Callable

import pytest

from firmware.till.acts import JournalKind
from firmware.till.state import Phase, base_phase, record
from tests.till.playbook import Playbook

Typed = Callable[[str], Playbook]


@pytest.mark.parametrize(
    ("keys", "where", "below"),
    [
        ("", Phase.IDLE, Phase.IDLE),
        ("2", Phase.NUM, Phase.IDLE),
        ("2 ×", Phase.NUM, Phase.IDLE),
        ("WG1", Phase.SALE, Phase.SALE),
        ("WG1 2", Phase.NUM, Phase.SALE),
        ("WG1 100 BAR", Phase.PAY, Phase.PAY),
        ("WG1 100 BAR 5", Phase.NUM, Phase.PAY),
        ("WG1 BAR", Phase.DONE, Phase.DONE),
        ("WG1 KARTE", Phase.PROMPT, Phase.SALE),
        ("F 0", Phase.CODE, Phase.IDLE),
        ("F", Phase.IDLE, Phase.IDLE),
        ("BAR", Phase.ERROR, Phase.IDLE),
        ("F 01", Phase.LOCKED, Phase.LOCKED),
        ("F 01 2", Phase.LOCKED, Phase.LOCKED),
    ],
)
def test_phases(typed: Typed, keys: str, where: Phase, below: Phase) -> None:
    """The phase, and what lies under number, question and error."""
    book = typed(keys)
    assert (where, below) == (book.phase, base_phase(book.till))


def test_done_becomes_idle(typed: Typed) -> None:
    """After twenty seconds."""
    assert typed("WG1 BAR").wait(19).phase is Phase.DONE
    assert typed("WG1 BAR").wait(20).phase is Phase.IDLE


def test_f_holds_to_the_last_moment(typed: Typed) -> None:
    """Five seconds, not a tenth longer."""
    assert typed("F").wait(5).till.is_shifted
    assert not typed("F").wait(5.1).till.is_shifted


def test_rows_name_clerk_and_practice(typed: Typed) -> None:
    """Every row says who, and whether it counts."""
    real = record(typed("").till, JournalKind.POS, a=1)
    practised = record(typed("F 50 1111 BAR 2").till, JournalKind.POS, a=1)
    assert (real.clerk, dict(real.content)) == (2, {"a": 1})
    assert practised.content == {"a": 1, "training": True}
