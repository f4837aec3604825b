"""`kassa`: one clear line for every error, exit codes a script can trust.

0 good, 1 checked and bad, 2 unusable input; 130 after Ctrl-C and 141 when nobody reads the output,
as a shell says of any program. Results go to standard output, everything else to standard error.
"""

import logging
import sys
from collections.abc import Sequence
from typing import NoReturn

import click

from firmware.app.boot import BootError
from firmware.app.config import ConfigError
from firmware.app.credentials import CredentialError
from firmware.app.issue import RefusedError
from firmware.app.life.checks import CommissionError
from firmware.app.life.continuity import ContinuityError
from firmware.app.life.decommission import DecommissionError
from firmware.app.pins import PinError
from firmware.app.sheet import SheetError
from firmware.cli.clerk import clerk
from firmware.cli.commission import commission
from firmware.cli.desk import demo, simulate
from firmware.cli.export import export
from firmware.cli.finanzonline import finanzonline
from firmware.cli.keycard import keycard
from firmware.cli.masterdata import history, masterdata
from firmware.cli.output import (
    EXIT_GOOD,
    EXIT_INTERRUPTED,
    EXIT_NOBODY_READS,
    EXIT_UNUSABLE,
    abandon_stdout,
    fail,
    is_debugging,
    tolerate_any_text,
)
from firmware.cli.papers import papers
from firmware.cli.register import status
from firmware.cli.replacement import decommission, restore
from firmware.cli.verify import verify
from firmware.export.errors import ExportError
from firmware.process import logs
from firmware.rksv.errors import RksvError
from firmware.store.errors import StoreError
from firmware.sync.account import AccountError
from firmware.sync.config import SettingsError
from firmware.sync.fault import SchemaError, WireError
from firmware.sync.transcript import TranscriptError
from firmware.till.stall.fault import StallError
from hal.errors import HalError

#: What the rooms below raise when something is wrong with the input, a device or the disk.
KNOWN_ERRORS = (
    AccountError,
    BootError,
    CommissionError,
    ConfigError,
    ContinuityError,
    CredentialError,
    DecommissionError,
    ExportError,
    HalError,
    PinError,
    RefusedError,
    RksvError,
    SchemaError,
    SettingsError,
    SheetError,
    StallError,
    StoreError,
    TranscriptError,
    WireError,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="standlkassa", prog_name="kassa")
def kassa() -> None:
    """The open till for Austrian market stalls.

    Exit codes: 0 good, 1 checked and bad, 2 unusable input.
    """
    # A simulated till logs its misfortunes; whoever plays them does not need to be told.
    logs.configure(logging.DEBUG if is_debugging() else logging.CRITICAL)


_OF_THE_TILL = (commission, restore, decommission, clerk, masterdata, history, status, keycard)
for command in (simulate, demo, *_OF_THE_TILL, papers, export, verify, finanzonline):
    kassa.add_command(command)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run `kassa` and leave with its exit code."""
    tolerate_any_text()
    try:
        sys.exit(_run(sys.argv[1:] if arguments is None else list(arguments)))
    except click.exceptions.NoArgsIsHelpError as error:
        error.show()
        sys.exit(EXIT_UNUSABLE)
    except click.ClickException as error:
        fail(_usage(error))
    except (KeyboardInterrupt, click.Abort):
        fail("interrupted", EXIT_INTERRUPTED)
    except KNOWN_ERRORS as error:
        fail(str(error))
    except BrokenPipeError:
        abandon_stdout()
        sys.exit(EXIT_NOBODY_READS)
    except OSError as error:
        abandon_stdout()
        fail(f"{error.filename}: {error.strerror}" if error.filename else str(error))
    except Exception as error:
        if is_debugging():
            raise
        fail(f"a fault of ours: {type(error).__name__}: {error} (KASSA_LOG=debug shows more)")


def _run(arguments: list[str]) -> int:
    """The exit code of the command; click's own `main` would call a closed pipe a bad result."""
    try:
        with kassa.make_context("kassa", arguments) as context:
            code = kassa.invoke(context)
    except click.exceptions.Exit as end:
        return end.exit_code
    return code if isinstance(code, int) else EXIT_GOOD


def _usage(error: click.ClickException) -> str:
    message = error.format_message()
    if isinstance(error, click.UsageError) and error.ctx is not None:
        return f"{message} (see {error.ctx.command_path} --help)"
    return message


if __name__ == "__main__":
    main()
