"""firmware.cli.options: what several commands have is one thing in all of them."""

from collections.abc import Iterator

import click

from firmware.cli.main import kassa
from firmware.process.settings_file import TILL_SETTINGS

#: A till of one's own is played; without settings it is the demo's stall.
PLAYED = {"demo", "simulate"}


def _commands(
    command: click.Command, words: tuple[str, ...]
) -> Iterator[tuple[str, click.Command]]:
    yield " ".join(words), command
    if isinstance(command, click.Group):
        context = click.Context(command)
        for name in command.list_commands(context):
            inner = command.get_command(context, name)
            assert inner is not None
            yield from _commands(inner, (*words, name))


def test_settings_are_named_alike_everywhere() -> None:
    """Who knows one command's --config knows it of all: where it looks, and what it says."""
    found = {
        name: option
        for name, command in _commands(kassa, ())
        for option in command.params
        if "--config" in option.opts and name not in PLAYED
    }
    assert {"commission", "papers", "restore", "keycard", "masterdata list"} <= set(found)
    for name, option in found.items():
        assert isinstance(option, click.Option), name
        assert (TILL_SETTINGS, "Settings of the till.", "config_path") == (
            option.default,
            option.help,
            option.name,
        ), name
