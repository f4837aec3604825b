"""`kassa-archive` as a shell meets it."""

import pytest
import sqlalchemy as sa

from firmware.process import command_line
from tests.archive.program.calling import archive


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["sell"], "No such command 'sell'. (see kassa-archive --help)"),
        (["serve"], "name a folder (--data) or a file of settings (--config)"),
        (["serve", "--config", "/none.toml"], "/none.toml: No such file or directory"),
        (["serve", "--data"], "Option '--data' requires an argument."),
        (["roles", "--data", "/none"], "/none: no archive here"),
        (["health"], "Missing argument 'URL'."),
        (["health", "ftp://x"], "Invalid value for URL"),
    ],
)
def test_a_wrong_call_is_one_line(arguments: list[str], words: str) -> None:
    """What is wrong, and where to read more."""
    ran = archive(*arguments)
    assert 2 == ran.code
    assert words in ran.refusal


def test_no_command_at_all_shows_the_commands() -> None:
    """As an unusable call, on standard error."""
    ran = archive()
    assert (2, "") == (ran.code, ran.out)
    assert "Commands:" in ran.err


def test_the_version_is_told() -> None:
    """Name and number."""
    ran = archive("--version")
    assert 0 == ran.code
    assert ran.out.startswith("kassa-archive, version 0.")


@pytest.mark.parametrize(
    ("error", "code", "line"),
    [
        (KeyboardInterrupt(), 130, "interrupted"),
        (OSError(28, "No space left on device"), 2, "[Errno 28] No space left on device"),
        (OSError(13, "Permission denied", "/etc/x"), 2, "/etc/x: Permission denied"),
        (BrokenPipeError(), 141, ""),
        (ZeroDivisionError("by zero"), 2, "a fault of ours: ZeroDivisionError: by zero (KASSA_"),
        (
            sa.exc.OperationalError("SELECT secret", {}, Exception("no route to host\nmore")),
            2,
            "the database: no route to host",
        ),
    ],
)
def test_every_error_is_one_line(
    monkeypatch: pytest.MonkeyPatch, error: BaseException, code: int, line: str
) -> None:
    """Also a fault of ours; of the database never the statement."""

    def run(*_: object) -> int:
        raise error

    monkeypatch.setattr(command_line, "_run", run)
    monkeypatch.setattr(command_line, "abandon_stdout", lambda: None)
    ran = archive("serve")
    assert (code, "") == (ran.code, ran.out)
    assert ran.err.startswith(f"kassa-archive: {line}" if line else "")
    assert ran.err.count("\n") == bool(line)
    assert "secret" not in ran.err


def test_a_fault_of_ours_is_shown_whole_when_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    """`KASSA_LOG=debug` is for those who mend it."""

    def run(*_: object) -> int:
        raise ZeroDivisionError

    monkeypatch.setattr(command_line, "_run", run)
    monkeypatch.setenv("KASSA_LOG", "debug")
    with pytest.raises(ZeroDivisionError):
        archive("serve")
