"""`kassa`: one clear line for every error, exit codes a script can trust.

0 good, 1 checked and bad, 2 unusable input; 130 after Ctrl-C and 141 when nobody reads the output,
as a shell says of any program. Results go to standard output, everything else to standard error.
"""

import logging
from collections.abc import Sequence
from typing import NoReturn

import click

from firmware.app.boot import BootError
from firmware.app.config import ConfigError
from firmware.app.credentials import CredentialError
from firmware.app.issue import RefusedError
from firmware.app.keep.mirror_file import MirrorError
from firmware.app.life.checks import CommissionError
from firmware.app.life.continuity import ContinuityError
from firmware.app.life.decommission import DecommissionError
from firmware.app.pins import PinError
from firmware.app.sheet import SheetError
from firmware.cli.backups import backups
from firmware.cli.clerk import clerk
from firmware.cli.commission import commission
from firmware.cli.desk import demo, simulate
from firmware.cli.export import export
from firmware.cli.finanzonline import finanzonline
from firmware.cli.image_config import image_config
from firmware.cli.keycard import keycard
from firmware.cli.masterdata import history, masterdata
from firmware.cli.output import NAME, is_debugging, tolerate_any_text
from firmware.cli.papers import papers
from firmware.cli.register import status
from firmware.cli.replacement import decommission, restore
from firmware.cli.verify import verify
from firmware.export.errors import ExportError
from firmware.process import logs
from firmware.process.command_line import Program, run
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
    MirrorError,
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


_OF_THE_TILL = (
    commission,
    backups,
    restore,
    decommission,
    clerk,
    masterdata,
    history,
    status,
    keycard,
    image_config,
)
for command in (simulate, demo, *_OF_THE_TILL, papers, export, verify, finanzonline):
    kassa.add_command(command)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run `kassa` and leave with its exit code."""
    tolerate_any_text()
    run(Program(name=NAME, group=kassa, words=_words), arguments)


def _words(error: Exception) -> str | None:
    return str(error) if isinstance(error, KNOWN_ERRORS) else None


if __name__ == "__main__":
    main()
