"""`kassa simulate` and `kassa demo`: the till on emulated hardware; only in a checkout."""

import tempfile
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path

import click

from firmware.app.config import Config, load
from firmware.cli.output import echo_json, progress_bar

#: Where a script begins that does not say so: a Friday in autumn, eight o'clock.
DEFAULT_START_UTC = datetime(2026, 10, 30, 7, 0, tzinfo=UTC)


@click.command()
@click.argument("script", type=click.Path(path_type=Path))
@click.option("--data", required=True, type=click.Path(path_type=Path), help="Folder of the day.")
@click.option("--config", "config_path", type=click.Path(path_type=Path), help="Another stall.")
@click.option("--verify", "is_verified", is_flag=True, help="Examine DEP, book and paper after it.")
@click.option("--json", "as_json", is_flag=True, help="The outcome, for a machine.")
def simulate(
    script: Path, data: Path, config_path: Path | None, *, is_verified: bool, as_json: bool
) -> int:
    """Play SCRIPT on an emulated till and keep everything it prints and shows in DATA.

    Exit code 1 if an expectation of the script is not met, or --verify finds something.
    """
    _require_checkout()
    from firmware.desk.play import play  # noqa: PLC0415 - not in the device's wheel
    from firmware.desk.script import ScriptError, read_script  # noqa: PLC0415

    try:
        lines = read_script(script)
    except ScriptError as error:
        raise click.UsageError(str(error)) from error
    config = _config(config_path, data)
    with progress_bar("selling", len(lines)) as (bar, task):
        outcome = play(
            lines,
            data,
            config,
            DEFAULT_START_UTC,
            is_verified=is_verified,
            progress=lambda _line: bar.advance(task),
        )
    if as_json:
        echo_json(outcome.to_json())
    else:
        for line in outcome.to_lines():
            click.echo(line)
    return 0 if outcome.is_good else 1


@click.command()
@click.option("--port", default=8080, show_default=True, type=click.IntRange(1, 65535))
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--data", type=click.Path(path_type=Path), help="Keep the till's book here.")
@click.option("--config", "config_path", type=click.Path(path_type=Path), help="Another stall.")
def demo(port: int, host: str, data: Path | None, config_path: Path | None) -> None:
    """The till in the browser: keypad, display and paper over emulated hardware."""
    _require_checkout()
    from firmware.desk.live import open_desk  # noqa: PLC0415 - not in the device's wheel
    from firmware.desk.server import serve  # noqa: PLC0415

    with tempfile.TemporaryDirectory(prefix="kassa-demo-") as temporary:
        folder = data or Path(temporary)
        config = _config(config_path, folder)
        with open_desk(config, folder) as desk:
            click.echo(f"http://{host}:{port}/  (Ctrl-C ends it)")
            serve(desk, desk.profile, host, port)


def _require_checkout() -> None:
    if find_spec("firmware.desk") is None:
        raise click.UsageError("emulators are not part of a till: run this from a checkout")


def _config(path: Path | None, data: Path) -> Config:
    """The stall of the demonstration or of `path`, with its book in `data`."""
    from firmware.desk.stall import demo_config, in_folder  # noqa: PLC0415

    return in_folder(demo_config() if path is None else load(path), data)
