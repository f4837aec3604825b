"""firmware.process.command_line: how a program of commands ends, whatever happens in one."""

import sys
from collections.abc import Callable

import click
import pytest

from firmware.process.command_line import EXIT_BAD, Program, run


class KnownError(Exception):
    """What this program has words for."""


def program(inside: Callable[[], int | None]) -> Program:
    """A program of one command."""

    @click.group()
    def group() -> None:
        """Commands."""

    group.add_command(click.command("do")(inside))
    return Program(name="tool", group=group, words=_words)


def _words(error: Exception) -> str | None:
    return f"known: {error}" if isinstance(error, KnownError) else None


def ended(inside: Callable[[], int | None], *arguments: str) -> int | str | None:
    """The exit code of a run."""
    with pytest.raises(SystemExit) as caught:
        run(program(inside), arguments or ("do",))
    return caught.value.code


def raising(error: BaseException) -> Callable[[], int]:
    """A command that fails."""

    def do() -> int:
        raise error

    return do


def test_the_code_of_the_command() -> None:
    """What it returns; nothing is good, and so is help."""
    assert 0 == ended(lambda: None)
    assert EXIT_BAD == ended(lambda: EXIT_BAD)
    assert 0 == ended(lambda: None, "--help")


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (KnownError("a\nb"), 2, "tool: known: a\\nb\n"),
        (OSError(13, "Permission denied", "/x"), 2, "tool: /x: Permission denied\n"),
        (OSError("strange"), 2, "tool: strange\n"),
        (KeyboardInterrupt(), 130, "tool: interrupted\n"),
        (BrokenPipeError(), 141, ""),
        (
            ZeroDivisionError("zero"),
            2,
            "tool: a fault of ours: ZeroDivisionError: zero (KASSA_LOG=debug shows more)\n",
        ),
    ],
)
def test_an_error_is_one_line(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    error: BaseException,
    code: int,
    line: str,
) -> None:
    """On standard error, harmless to a terminal; nobody reads on after a closed pipe."""
    monkeypatch.setattr("firmware.process.command_line.abandon_stdout", lambda: None)
    assert code == ended(raising(error))
    assert ("", line) == capsys.readouterr()


def test_a_command_that_is_none(capsys: pytest.CaptureFixture[str]) -> None:
    """Unusable input, and where help is."""
    assert 2 == ended(lambda: None, "nonsense")
    assert "(see tool --help)" in capsys.readouterr().err


def test_a_fault_of_ours_is_shown_whole_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """`KASSA_LOG=debug` is for those who mend it."""
    monkeypatch.setenv("KASSA_LOG", "debug")
    with pytest.raises(ZeroDivisionError):
        run(program(raising(ZeroDivisionError())), ["do"])


def test_the_arguments_of_the_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where none are given."""
    monkeypatch.setattr(sys, "argv", ["tool", "do"])
    with pytest.raises(SystemExit) as caught:
        run(program(lambda: 7))
    assert 7 == caught.value.code
