"""`kassa-archive`: one clear line for every error, exit codes a script can trust.

0 good, 1 checked and bad, 2 unusable input; 130 after Ctrl-C and 141 when nobody reads the output.
Results go to standard output, everything else to standard error.
"""

import logging
from collections.abc import Sequence
from typing import NoReturn

import click
import sqlalchemy as sa

from archive.accounts.errors import AccountError
from archive.blobs.port import BlobError
from archive.heads.errors import HeadsError
from archive.index.migrate import SchemaError
from archive.program.accounts import operator, shop, tenant, user
from archive.program.alarms import alarm
from archive.program.audit import audit
from archive.program.backup import backup
from archive.program.book import book
from archive.program.conformance import conformance
from archive.program.database import health, migrate, roles
from archive.program.keys import KeyFileError
from archive.program.offers import offer
from archive.program.output import NAME, RefusalError, is_debugging
from archive.program.serve import serve
from archive.program.tills import key, readlink, till
from archive.program.tls import TlsError
from archive.program.witness import witness
from archive.settings import SettingsError
from firmware.accord.errors import AccordError
from firmware.evidence.errors import EvidenceError
from firmware.export.errors import ExportError
from firmware.process import logs
from firmware.process.command_line import Program, run
from firmware.store.errors import StoreError

#: What the rooms raise when something is wrong with the input, a file or another machine.
KNOWN_ERRORS = (
    AccordError,
    AccountError,
    BlobError,
    EvidenceError,
    ExportError,
    HeadsError,
    KeyFileError,
    RefusalError,
    SchemaError,
    SettingsError,
    StoreError,
    TlsError,
)


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="standlkassa-archive", prog_name="kassa-archive")
def archive() -> None:
    """The archive of Standlkassa: keeps every receipt, and proves that it does.

    Exit codes: 0 good, 1 checked and bad, 2 unusable input.
    """
    logs.configure(logging.DEBUG if is_debugging() else logging.INFO)


_COMMANDS = (
    serve,
    witness,
    audit,
    backup,
    alarm,
    conformance,
    migrate,
    roles,
    health,
    operator,
    user,
    tenant,
    shop,
    key,
    till,
    readlink,
    offer,
    book,
)
for command in _COMMANDS:
    archive.add_command(command)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run `kassa-archive` and leave with its exit code."""
    run(Program(name=NAME, group=archive, words=_words), arguments)


def _words(error: Exception) -> str | None:
    if isinstance(error, sa.exc.DBAPIError):
        # The statement may hold what nobody should read in a log.
        return f"the database: {str(error.orig).strip().splitlines()[0]}"
    return str(error) if isinstance(error, KNOWN_ERRORS) else None


if __name__ == "__main__":
    main()
