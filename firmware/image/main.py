"""`kassa-image`: what root does on a till that runs from an image. Each command is a unit's."""

from importlib import import_module
from typing import Final

import click

#: Where each command is. It is loaded when it is called: a start of the till calls half a dozen of
#: them one after another, and none waits for what the others need.
_PLACES: Final[dict[str, str]] = {
    "back": "firmware.image.update.commands:back_command",
    "backend": "firmware.image.update.commands:backend_command",
    "confirm": "firmware.image.update.commands:confirm_command",
    "reboot": "firmware.image.update.commands:reboot_command",
    "slot": "firmware.image.update.commands:slot_command",
    "stood": "firmware.image.update.commands:stood_command",
    "trial": "firmware.image.update.commands:trial_command",
    "update": "firmware.image.update.commands:update_command",
    "disk": "firmware.image.disk.command:disk",
    "event": "firmware.image.event_commands:event",
    "events": "firmware.image.event_commands:events",
    "report": "firmware.image.settings.commands:report_command",
    "settings": "firmware.image.settings.commands:settings_command",
    "health": "firmware.image.health:health",
    "seal": "firmware.image.seal:seal",
}


class _Late(click.Group):
    """A group whose commands are loaded when they are called."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return sorted(_PLACES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        if cmd_name not in _PLACES:
            return None
        module, _, name = _PLACES[cmd_name].partition(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command


@click.group(cls=_Late, context_settings={"help_option_names": ["-h", "--help"]})
def main() -> None:
    """The image below the till: slots, settings, updates. Run by systemd, as root."""
