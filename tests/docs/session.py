"""Console sessions of the documents, typed again: scripts, commands, and what they print."""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

import pytest

from firmware.cli.main import main
from tests.docs.pages import blocks

_SCRIPT_NAME = re.compile(r"^# (?P<name>\S+\.txt)\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One command of a session and what the page says it prints."""

    command: list[str]
    output: str


def scripts(page: Path) -> dict[str, str]:
    """The scripts of a page by the file name in their first line, `# morning.txt`."""
    found: dict[str, str] = {}
    for block in blocks(page):
        named = _SCRIPT_NAME.match(block.text)
        if block.language == "kassa" and named is not None:
            found[named["name"]] = block.text + "\n"
    return found


def exchanges(page: Path) -> list[Exchange]:
    """Commands and outputs of the console blocks of a page, in order."""
    found: list[Exchange] = []
    for block in blocks(page):
        if block.language != "console":
            continue
        for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
            line, _, output = part.partition("\n")
            found.append(Exchange(command=shlex.split(line), output=output.rstrip()))
    return found


def typed(command: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """What `command` prints when it is typed in the current folder."""
    assert command[0] == "kassa", f"{command} is not ours to run"
    with pytest.raises(SystemExit):
        main(command[1:])
    printed = capsys.readouterr()
    return (printed.out + printed.err).rstrip()
