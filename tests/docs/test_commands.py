"""Every command line in the documents could be typed: targets, commands and options exist."""

import re
import shlex
import subprocess
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from archive.program.main import archive
from firmware.cli.main import kassa
from tests.docs.pages import ROOT, blocks, code_spans, name, pages

_PROMPT = re.compile(r"^\$ ")
#: Help texts and programs are no command lines.
_PROGRAMS = ("kassa ", "kassa-archive ", "make ")
_SHELLS = frozenset({"", "sh", "console"})


def _command_lines(page: Path) -> Iterator[list[str]]:
    """The words of every line of ours on a page, fenced or between backticks."""
    fenced = [
        _PROMPT.sub("", line.strip())
        for block in blocks(page)
        if block.language in _SHELLS
        for line in block.text.splitlines()
    ]
    for line in [*fenced, *code_spans(page)]:
        if line.startswith(_PROGRAMS):
            words = shlex.split(line, comments=True)
            yield words[: words.index("|")] if "|" in words else words


def _targets() -> set[str]:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    return set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


def _unknown_words(words: list[str]) -> list[str]:
    """The words of a line that name neither a command of ours nor one of its options."""
    program = kassa if words[0] == "kassa" else archive
    command: click.Command = program
    unknown: list[str] = []
    rest = words[1:]
    while rest and isinstance(command, click.Group) and not rest[0].startswith("-"):
        child = command.commands.get(rest[0])
        if child is None:
            return [rest[0]]
        command, rest = child, rest[1:]
    options = {"-h", "--help", "--version"} if command is program else {"-h", "--help"}
    options |= {option for parameter in command.params for option in parameter.opts}
    unknown += [word for word in rest if word.startswith("-") and word.split("=")[0] not in options]
    return unknown


def test_help_of_make() -> None:
    """Two columns, narrow enough to be read: a colon in a sentence begins no third one."""
    ran = subprocess.run(
        ["make", "--no-print-directory", "help"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    said = re.findall(r"^([a-z-]+):.*?##\s+(.*)$", makefile, re.MULTILINE)
    assert said == [tuple(line.split(maxsplit=1)) for line in ran.stdout.splitlines()]


@pytest.mark.parametrize("page", pages(), ids=name)
def test_commands_exist(page: Path) -> None:
    """A reader who types what a page says meets no unknown target, command or option."""
    targets = _targets()
    unknown: list[str] = []
    for words in _command_lines(page):
        if words[0] == "make":
            named = [word for word in words[1:] if "=" not in word and not word.startswith("-")]
            unknown += [f"make {word}" for word in named if word not in targets]
        else:
            unknown += [f"{shlex.join(words)}: {word}" for word in _unknown_words(words)]

    assert [] == unknown


def test_the_readme_names_the_two_commands() -> None:
    """Whoever opens the README finds `make demo` and `make test`."""
    words = [line[:2] for line in _command_lines(ROOT / "README.md")]

    assert ["make", "demo"] in words
    assert ["make", "test"] in words
