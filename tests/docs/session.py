"""Console sessions of the documents, typed again: commands, and what they print."""

import re
import shlex
from dataclasses import dataclass
from pathlib import Path

import pytest

from firmware.cli.main import main
from tests.docs.pages import ROOT, blocks


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange:
    """One command of a session and what the page says it prints."""

    command: list[str]
    output: str


def lend_checkout(folder: Path) -> None:
    """Let what a session names of the checkout be found from `folder`."""
    (folder / "tests").symlink_to(ROOT / "tests")


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
