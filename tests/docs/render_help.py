"""Writes help texts into the pages of commands: `python -m tests.docs.render_help`.

Behind each line `<!-- help: kassa … -->` stands a fenced block, which is replaced by what the
command says of itself. test_help.py fails when the page is not what this script would write.
"""

import re
import sys
from collections.abc import Iterator
from typing import Final

import click

from archive.program.main import archive
from firmware.cli.main import kassa
from firmware.image.main import main as kassa_image
from tests.docs.pages import DOCS

#: Each program with the page of its commands.
PROGRAMS: Final = {
    "kassa": (kassa, DOCS / "cli.md"),
    "kassa-image": (kassa_image, DOCS / "image" / "cli.md"),
    "kassa-archive": (archive, DOCS / "archive" / "cli.md"),
}
COLUMNS: Final = 80
_MARKED: Final = re.compile(
    r"(?P<marker><!-- help: (?P<command>kassa[^>]*?) -->\n)```text\n.*?\n```", re.DOTALL
)


def commands(program: str) -> Iterator[tuple[str, click.Context]]:
    """Every command of a program with its context, groups before their members."""
    group, _ = PROGRAMS[program]
    settings = group.context_settings | {"terminal_width": COLUMNS}
    return _walk(group, click.Context(group, info_name=program, **settings))


def _walk(command: click.Command, context: click.Context) -> Iterator[tuple[str, click.Context]]:
    yield context.command_path, context
    if isinstance(command, click.Group):
        for child_name in sorted(command.list_commands(context)):
            child = command.get_command(context, child_name)
            assert child is not None
            child_context = click.Context(
                child, info_name=child_name, parent=context, terminal_width=COLUMNS
            )
            yield from _walk(child, child_context)


def help_text(context: click.Context) -> str:
    """What `--help` prints, eighty columns wide."""
    lines = context.command.get_help(context).splitlines()
    return "\n".join(line.rstrip() for line in lines)


def rendered(program: str, page: str) -> str:
    """`page` with fresh help texts.

    Raises:
        KeyError: a marker names no command.
    """
    texts = {path: help_text(context) for path, context in commands(program)}
    return _MARKED.sub(
        lambda marked: f"{marked['marker']}```text\n{texts[marked['command']]}\n```", page
    )


def markers(page: str) -> list[str]:
    """The commands whose help stands in `page`, in its order."""
    return [marked["command"] for marked in _MARKED.finditer(page)]


if __name__ == "__main__":
    for name, (_, page) in PROGRAMS.items():
        page.write_text(rendered(name, page.read_text(encoding="utf-8")), encoding="utf-8")
        sys.stdout.write(f"{page}\n")
