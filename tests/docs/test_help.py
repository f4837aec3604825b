"""The pages of commands say what `--help` says, for every command of every program."""

import pytest

from tests.docs.render_help import PROGRAMS, commands, markers, rendered


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_command_has_its_help_in_the_page(program: str) -> None:
    """No command is missing from the page, none stands there twice."""
    expected = [path for path, _ in commands(program)]

    assert sorted(expected) == sorted(markers(PROGRAMS[program][1].read_text(encoding="utf-8")))


@pytest.mark.parametrize("program", PROGRAMS)
def test_the_help_is_fresh(program: str) -> None:
    """`python -m tests.docs.render_help` would change nothing."""
    page = PROGRAMS[program][1].read_text(encoding="utf-8")

    assert rendered(program, page) == page
