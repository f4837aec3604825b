"""Standard output, standard error, progress."""

import os
import pty
import sys
from pathlib import Path

import pytest

from firmware.cli.output import EXIT_UNUSABLE, fail, printable, progress_bar, value_text
from tests.cli.calling import command, kassa, process


@pytest.mark.parametrize(
    ("value", "text"),
    [(None, "-"), (True, "yes"), (False, "no"), ([], "none"), (["a", 2], "a, 2"), (7, "7")],
)
def test_values(value: object, text: str) -> None:
    """Nothing is a dash, and no list an empty place."""
    assert text == value_text(value)


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Äpfel – 2,50 €", "Äpfel – 2,50 €"),
        ("a\nb\x1b[1m\x00", "a\\nb\\x1b[1m\\x00"),
        ("\udcff.txt", "\\udcff.txt"),
        ("\u202egnp", "\\u202egnp"),
    ],
)
def test_foreign_text_is_harmless(text: str, shown: str) -> None:
    """What a terminal would obey is written as an escape; letters of any language stay."""
    assert printable(text) == shown


def test_a_refusal_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Also when what is refused has several."""
    with pytest.raises(SystemExit) as caught:
        fail("one\ntwo")
    assert caught.value.code == EXIT_UNUSABLE
    assert capsys.readouterr() == ("", "kassa: one\\ntwo\n")


def test_a_file_name_may_be_any_bytes(till: Path, tmp_path: Path) -> None:
    """Linux allows it; results and refusals show it as escapes."""
    strange = os.fsdecode(bytes(tmp_path) + b"/dep\xff.json")
    ran = process(command("export", "dep", "--data", till, "--out", strange))
    assert ran.code == 0
    assert "dep\\udcff.json: 9 receipts" in ran.out
    assert "none\\udcff: No such file" in process(command("verify", "none\udcff")).refusal


def test_progress_is_silent_where_nobody_watches(capsys: pytest.CaptureFixture[str]) -> None:
    """A log file gets no bars."""
    with progress_bar("working", 2.0) as tell:
        tell(1.0)
    assert capsys.readouterr() == ("", "")


def test_progress_is_seen_on_a_terminal(dep: Path) -> None:
    """On standard error; standard output stays the result alone."""
    master, slave = pty.openpty()
    read, write = os.pipe()
    child = os.posix_spawn(
        sys.executable,
        command("verify", dep),
        {**os.environ, "TERM": "xterm"},
        file_actions=[
            (os.POSIX_SPAWN_DUP2, write, 1),
            (os.POSIX_SPAWN_DUP2, slave, 2),
        ],
    )
    os.close(slave)
    os.close(write)
    shown = _read_all(master)
    told = _read_all(read)
    os.close(master)
    os.close(read)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0
    assert b"verifying" in shown
    assert told.startswith(b"VALID")


def _read_all(descriptor: int) -> bytes:
    """Everything up to the end; a terminal without a writer is an error of the system."""
    content = b""
    while True:
        try:
            more = os.read(descriptor, 65_536)
        except OSError:
            return content
        if not more:
            return content
        content += more


def test_help_is_output(till: Path) -> None:
    """Who asks for help gets it on standard output, with exit code 0."""
    ran = kassa("--help")
    assert (ran.code, ran.err) == (0, "")
    assert ran.out.startswith("Usage: kassa")
