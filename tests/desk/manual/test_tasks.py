"""The exercises: enough of them, each a row that a desk can set up."""

from firmware.desk.manual.chapters import CASES
from firmware.desk.manual.steps import steps_of
from firmware.desk.manual.tasks import TASKS

#: What a trainee should find to do.
ENOUGH = 30


def test_every_task_is_a_row_that_can_be_set_up() -> None:
    """A task without its row, or one that no desk can show, could never be solved."""
    playable = {case.number for case in CASES if steps_of(case) is not None}
    assert [] == [number for number in TASKS if number not in playable]


def test_there_are_enough() -> None:
    """And no two read the same."""
    assert len(TASKS) >= ENOUGH
    assert len(set(TASKS.values())) == len(TASKS)
