"""What the settings let kassad reach besides its devices: a drop-in for its unit.

The unit forbids the net (docs/hardware.md). A printer, a card terminal or a signature service on it
opens it for this till alone; nobody can edit a unit on a root that is read-only.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Final

from firmware.app.config import Config
from firmware.app.config_signature import services_in
from firmware.app.credentials import SERVICE_FILES

#: Below /run.
DROP_IN: Final = PurePosixPath("systemd/system/kassad.service.d/settings.conf")
#: What stands in a unit as it is.
_PLAIN: Final = re.compile(r"[A-Za-z0-9/._-]+")


def drop_in(config: Config) -> str | None:
    """The drop-in's text; None where the unit is right as it is."""
    services = services_in(config.signature)
    if not (services or config.printer.connection == "tcp" or config.terminal is not None):
        return None
    # Empty takes back what stands in systemd/kassad.service.d/image.conf.
    lines = ["[Service]", "RestrictAddressFamilies=AF_INET AF_INET6", "IPAddressDeny="]
    return "\n".join([*lines, *_credentials(services, Path(config.paths.credentials))]) + "\n"


def _credentials(services: Sequence[str], folder: Path) -> Iterator[str]:
    """A secret that is not there is missed by kassad, with words; the unit would not start."""
    for kind in services:
        secret = folder / SERVICE_FILES[kind]
        if secret.is_file() and _PLAIN.fullmatch(str(secret)):
            yield f"LoadCredential={secret.name}:{secret}"
