"""`kassa`: one clear line for every error, exit codes a script can trust.

0 good, 1 checked and bad, 2 unusable input. Results go to standard output, everything else to
standard error.
"""

import logging
import os
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from firmware.app import logs
from firmware.app.boot import BootError
from firmware.app.commission import CommissionError
from firmware.app.config import ConfigError
from firmware.app.credentials import CredentialError
from firmware.app.issue import RefusedError
from firmware.cli.desk import demo, simulate
from firmware.cli.export import export
from firmware.cli.register import commission, status
from firmware.cli.verify import verify
from firmware.export.errors import ExportError
from firmware.rksv.errors import RksvError
from firmware.store.errors import StoreError
from hal.errors import HalError

EXIT_UNUSABLE = 2

#: What the rooms below raise when something is wrong with the input, a device or the disk.
KNOWN_ERRORS = (
    BootError,
    CommissionError,
    ConfigError,
    CredentialError,
    ExportError,
    HalError,
    RefusedError,
    RksvError,
    StoreError,
    OSError,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="standlkassa", prog_name="kassa")
def kassa() -> None:
    """The open till for Austrian market stalls.

    Exit codes: 0 good, 1 checked and bad, 2 unusable input.
    """
    is_debugging = os.environ.get("KASSA_LOG") == "debug"
    logs.configure(logging.DEBUG if is_debugging else logging.ERROR)


for command in (simulate, demo, commission, status, export, verify):
    kassa.add_command(command)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run `kassa` and leave with its exit code."""
    try:
        code = kassa.main(
            args=None if arguments is None else list(arguments),
            prog_name="kassa",
            standalone_mode=False,
        )
    except click.ClickException as error:
        error.show()
        sys.exit(EXIT_UNUSABLE)
    except click.Abort:
        _fail("interrupted")
    except KNOWN_ERRORS as error:
        _fail(str(error))
    except Exception as error:
        if os.environ.get("KASSA_LOG") == "debug":
            raise
        _fail(f"a fault of ours: {type(error).__name__}: {error} (KASSA_LOG=debug shows more)")
    sys.exit(code if isinstance(code, int) else 0)


def _fail(message: str) -> NoReturn:
    click.echo(f"kassa: {message}", err=True)
    sys.exit(EXIT_UNUSABLE)


if __name__ == "__main__":
    main()
