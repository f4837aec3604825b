"""`kassa verify`: any DEP7 file of any till."""

from pathlib import Path

import click

from firmware.cli.output import EXIT_BAD, EXIT_GOOD, echo_json, now_utc, progress_bar
from firmware.cli.report import report_json, report_lines
from firmware.export.errors import KeyContainerError
from firmware.export.key_container import read_key_container
from firmware.export.verification import Progress, verify_files
from firmware.rksv.trust import KeyStore
from firmware.rksv.verify import VerifyOptions


@click.command()
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--keys", type=click.Path(path_type=Path), help="Key container (AES key, devices).")
@click.option("--strict", is_flag=True, help="Judge as the official tool: the October hour too.")
@click.option("--partial", is_flag=True, help="The file may begin after the Startbeleg.")
@click.option("--json", "as_json", is_flag=True, help="Everything found, for a machine.")
def verify(
    files: tuple[Path, ...], keys: Path | None, *, strict: bool, partial: bool, as_json: bool
) -> int:
    """Examine DEP7 FILES (consecutive exports of one till count as one).

    Without --keys everything is checked but the turnover counter. Each finding names the receipt
    and the rule. Exit code 1 if a rule is broken.
    """
    store = None if keys is None else _read_keys(keys)
    options = VerifyOptions(is_strict=strict, is_partial=partial, now_utc=now_utc())
    with progress_bar("verifying", 1.0) as tell:

        def tell_share(progress: Progress) -> None:
            tell(progress.read_bytes / max(1, progress.size_bytes))

        report = verify_files(files, store, options, progress=tell_share)
    if as_json:
        echo_json(report_json(report, has_keys=store is not None))
    else:
        for line in report_lines(report, has_keys=store is not None):
            click.echo(line)
    return EXIT_GOOD if report.is_valid else EXIT_BAD


def _read_keys(path: Path) -> KeyStore:
    """The key container; what is wrong with one names the file, too.

    Raises:
        ReadError: it cannot be read.
        ClickException: it is none.
    """
    try:
        return read_key_container(path)
    except KeyContainerError as error:
        raise click.ClickException(f"{path}: {error}") from error
