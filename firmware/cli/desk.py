"""`kassa simulate` and `kassa demo`: the till on emulated hardware; only in a checkout."""

import logging
import os
import signal
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from importlib.util import find_spec
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

import click

from firmware.app.config import Config, load
from firmware.cli.output import (
    EXIT_BAD,
    EXIT_GOOD,
    echo_json,
    is_debugging,
    printable,
    progress_bar,
)
from firmware.cli.report import report_json, report_lines
from firmware.process import logs

if TYPE_CHECKING:
    from firmware.desk.archive_beside import ArchiveBeside
    from firmware.desk.play import Played
    from firmware.desk.simulate import Failure

#: Where a script begins that does not say so: a Friday in autumn, eight o'clock.
DEFAULT_START_UTC = datetime(2026, 10, 30, 7, 0, tzinfo=UTC)


def address(text: str) -> str:
    """An address to listen on; a name would be refused by the page's guard.

    Raises:
        BadParameter: it is none.
    """
    try:
        return str(ip_address("127.0.0.1" if text == "localhost" else text))
    except ValueError:
        raise click.BadParameter(f"{text!r} is no address, such as 127.0.0.1") from None


@click.command()
@click.argument("script", type=click.Path(path_type=Path))
@click.option("--data", required=True, type=click.Path(path_type=Path), help="Folder of the day.")
@click.option("--config", "config_path", type=click.Path(path_type=Path), help="Another stall.")
@click.option("--finanzonline", "office", metavar="URL", help="Tell an emulated service, here.")
@click.option("--verify", "is_verified", is_flag=True, help="Examine DEP, book and paper after it.")
@click.option("--json", "as_json", is_flag=True, help="The outcome, for a machine.")
def simulate(  # noqa: PLR0913 - one argument for each option
    script: Path,
    data: Path,
    config_path: Path | None,
    *,
    office: str | None,
    is_verified: bool,
    as_json: bool,
) -> int:
    """Play SCRIPT on an emulated till and keep everything it prints and shows in DATA.

    Exit code 1 if an expectation of the script is not met, or --verify finds something.
    """
    _require("firmware.desk", "emulators are not part of a till: run this from a checkout")
    from firmware.desk.play import FolderError, play  # noqa: PLC0415 - not in the device's wheel
    from firmware.desk.script import ScriptError, read_script  # noqa: PLC0415

    try:
        lines = read_script(script)
        with progress_bar("selling", lines[-1].number if lines else 1) as tell:
            played = play(
                lines,
                data,
                _told(_config(config_path, data), office),
                DEFAULT_START_UTC,
                is_verified=is_verified,
                progress=lambda line: tell(line.number),
            )
    except ScriptError as error:
        raise click.ClickException(str(error)) from error
    except FolderError as error:
        raise click.ClickException(f"{data}: {error}") from error
    if as_json:
        echo_json(played_json(played))
    else:
        for line in played_lines(played):
            click.echo(line)
    return EXIT_GOOD if played.is_good else EXIT_BAD


@click.command()
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535))
@click.option(
    "--host", default="127.0.0.1", show_default=True, type=address, help="Address to listen on."
)
@click.option("--data", type=click.Path(path_type=Path), help="Keep the till's book here.")
@click.option("--config", "config_path", type=click.Path(path_type=Path), help="Another stall.")
@click.option("--new", "is_new", is_flag=True, help="A till nobody has put into operation yet.")
@click.option("--archive/--no-archive", "has_archive", default=True, help="An archive beside it.")
def demo(  # noqa: PLR0913 - one argument for each option
    port: int,
    host: str,
    data: Path | None,
    config_path: Path | None,
    *,
    is_new: bool,
    has_archive: bool,
) -> None:
    """The till in the browser: keypad, display and paper over emulated hardware.

    Beside it an archive of its own starts, on this machine; its owner's password is made at random
    and said here once.
    """
    _require("firmware.desk", "emulators are not part of a till: run this from a checkout")
    _require("uvicorn", "the web server is not installed: pip install -e '.[desk]', or make setup")
    from firmware.desk.server import listen, serve  # noqa: PLC0415 - not in the device's wheel
    from firmware.desk.stage import open_stage  # noqa: PLC0415

    logs.configure(logging.DEBUG if is_debugging() else logging.ERROR)
    with (
        _ended_by_signals(),
        tempfile.TemporaryDirectory(prefix="kassa-demo-") as temporary,
        ExitStack() as stack,
    ):
        folder = data or Path(temporary)
        config = _config(config_path, folder)
        try:
            listener = listen(host, port)
        except OSError as error:
            reason = os.strerror(error.errno or 0)
            raise click.ClickException(f"{host}, port {port}: {reason}") from error
        stack.enter_context(listener)
        archive = stack.enter_context(_beside(config, folder)) if has_archive else None
        settings = config if archive is None else archive.config
        with open_stage(settings, folder, is_new=is_new, archive=archive) as stage:
            if is_new:
                click.echo("the emulated card's PIN is 123456", err=True)
            click.echo(f"http://{f'[{host}]' if ':' in host else host}:{port}/  (Ctrl-C ends it)")
            serve(stage, stage.profile, listener, stage)


def played_json(played: "Played") -> dict[str, object]:
    """A day as plain values."""
    outcome = played.outcome
    result: dict[str, object] = {
        "good": played.is_good,
        "lines": outcome.lines,
        "keys": outcome.keys,
        "receipts": played.receipts,
        "slips": outcome.slips,
        "power_cuts": outcome.cuts,
        "failures": [
            {
                "line": one.line.number,
                "text": one.line.text,
                "screen": one.screen,
                "seen": one.seen,
            }
            for one in outcome.failures
        ],
    }
    if played.proof is not None:
        result["dep"] = report_json(played.proof.report, has_keys=True)
        result["book_problems"] = [f"{one.place}: {one.detail}" for one in played.proof.problems]
        result["codes_not_in_dep"] = list(played.proof.unknown_codes)
    return result


def played_lines(played: "Played") -> list[str]:
    """A day for people."""
    outcome = played.outcome
    counts = (
        f"{outcome.lines} lines, {outcome.keys} keys, {played.receipts} receipts, "
        f"{outcome.slips} slips, {outcome.cuts} power cuts"
    )
    lines = [counts]
    for failure in outcome.failures:
        lines += _failure_lines(failure)
    if played.proof is not None:
        lines += [f"DEP {line}" for line in report_lines(played.proof.report, has_keys=True)]
        lines += [printable(f"book: {one.place}: {one.detail}") for one in played.proof.problems]
        lines += [
            printable(f"printed but not in the DEP: {code}") for code in played.proof.unknown_codes
        ]
    lines.append("good" if played.is_good else "NOT GOOD")
    return lines


def _failure_lines(failure: "Failure") -> list[str]:
    """The line of the script, the screen, and what else was looked at."""
    lines = [printable(f"line {failure.line.number}: {failure.line.text}")]
    lines += failure.screen.splitlines()
    if failure.look.value != "display":
        lines += [printable(f"  {line}") for line in failure.seen.splitlines() or ["nothing"]]
    return lines


def _require(module: str, otherwise: str) -> None:
    if find_spec(module) is None:
        raise click.ClickException(otherwise)


@contextmanager
def _beside(config: Config, folder: Path) -> "Iterator[ArchiveBeside | None]":
    """The archive of the demonstration; None where this installation has none."""
    from firmware.desk import archive_beside  # noqa: PLC0415 - not in the device's wheel

    if not archive_beside.is_here():
        click.echo("no archive beside it: pip install -e '.[archive]', or make setup", err=True)
        yield None
        return
    with archive_beside.beside(config, folder, click.echo) as archive:
        yield archive


@contextmanager
def _ended_by_signals() -> Iterator[None]:
    """Ctrl-C and SIGTERM are how a demonstration ends: the till goes down in order, exit code 0."""
    before = signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        yield
    except KeyboardInterrupt:
        click.echo("ended", err=True)
    finally:
        signal.signal(signal.SIGTERM, before)


def _told(config: Config, office: str | None) -> Config:
    """The stall, and who its FinanzOnline is.

    Raises:
        BadParameter: that would not be a service on this machine.
    """
    from firmware.desk.post import with_office  # noqa: PLC0415 - not in the device's wheel

    try:
        return config if office is None else with_office(config, office)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--finanzonline") from error


def _config(path: Path | None, data: Path) -> Config:
    """The stall of the demonstration or of `path`, with its book in `data`."""
    from firmware.desk.stall import demo_config, in_folder  # noqa: PLC0415

    return in_folder(demo_config() if path is None else load(path), data)
