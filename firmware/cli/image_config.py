"""`kassa image-config`: the technician's file, written and checked on a PC."""

import os
import tomllib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import click

from firmware.cli.output import EXIT_BAD, EXIT_GOOD, now_utc, printable
from firmware.image.settings.card import CardError, put_file
from firmware.image.settings.examine import Examined, examine
from firmware.image.settings.fill import FillError, filled
from firmware.image.settings.german import sentence_about
from firmware.image.settings.keys import SECRETS, SECTIONS
from firmware.image.settings.rules import hints_about
from firmware.image.settings.secret import Known
from firmware.image.settings.source import Source, decode
from firmware.sync.whole_file import read_bounded
from firmware.till.texts import VIENNA
from hal.printer.model import MODELS

_FILE: Final = click.Path(path_type=Path, exists=True, dir_okay=False)
#: A PC does not know what a till was told before.
_ANYTHING: Final = Known(is_anything=True)
_BYTES: Final = 1024 * 1024
_MODE: Final = 0o600

#: What is asked, in this order; an empty answer leaves the line of the template as it is.
_QUESTIONS: Final = (
    ("company", "name", "Company, as it stands on the receipt"),
    ("company", "uid", "UID (ATU…), empty for none"),
    ("company", "tax_number", "Tax number, where there is no UID"),
    ("company", "lines", "Lines of the header, separated by |"),
    ("register", "id", "Kassen-ID, never used before"),
    ("printer", "model", f"Printer model ({', '.join(sorted(MODELS))})"),
    ("printer", "connection", "Printer connection (usb, serial, tcp)"),
    ("printer", "device", "Printer device or address"),
    ("display", "chip", "Display chip (ssd1306, ssd1309, sh1106)"),
    ("display", "bus", "Display bus (i2c, spi)"),
    ("keypad", "kind", "Keypad (matrix, matrix-4x5, evdev)"),
    ("network", "kind", "Network (off, ethernet, wifi)"),
    ("network", "ssid", "Name of the Wi-Fi"),
    ("network", "passphrase", "Passphrase of the Wi-Fi"),
    ("archive", "url", "Address of the archive, empty for none"),
    ("archive", "key", "Registration key of the archive, 48 digits"),
)


@click.group("image-config")
def image_config() -> None:
    """The file kassa.toml on the card of a till: written and checked on a PC.

    What is wrong with a file is said in German, in the words of the till and of its report.
    """


@image_config.command("check")
@click.argument("file", type=_FILE)
def check(file: Path) -> int:
    """Check FILE as a till would. Exit code 1 if a till would not take it over."""
    examined = _examined(decode(read_bounded(file, _BYTES)))
    if examined.findings:
        return EXIT_BAD
    _tell_hints(examined)
    click.echo(f"{file}: in Ordnung")
    return EXIT_GOOD


@image_config.command("new")
@click.option("--out", type=click.Path(path_type=Path), required=True, help="File to be written.")
@click.option(
    "--answers",
    type=_FILE,
    help="Do not ask: a file with the same sections, as much of it as is known (TOML).",
)
def new(out: Path, answers: Path | None) -> int:
    """Ask for what a till needs, and write the commented file. Exit code 1 if it is not complete.

    The file is for its owner's eyes: passphrase and key stand in it until a till has taken them.
    """
    if out.exists():
        raise click.ClickException(f"{out}: exists")
    try:
        text = filled(_asked() if answers is None else _read(answers))
    except FillError as error:
        raise click.ClickException(str(error)) from error
    descriptor = os.open(out, os.O_WRONLY | os.O_CREAT | os.O_EXCL, _MODE)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
    examined = _examined(Source(text=text))
    _tell_hints(examined)
    click.echo(f"{out}: {'written, not complete' if examined.findings else 'written'}")
    return EXIT_BAD if examined.findings else EXIT_GOOD


@image_config.command("write")
@click.argument("card", type=click.Path(path_type=Path, exists=True))
@click.argument("file", type=_FILE)
def write(card: Path, file: Path) -> int:
    """Lay FILE onto CARD: an image before it is flashed, or the folder of a card that is in."""
    examined = _examined(decode(read_bounded(file, _BYTES)))
    if examined.findings:
        return EXIT_BAD
    try:
        put_file(card, file)
    except CardError as error:
        raise click.ClickException(str(error)) from error
    _tell_hints(examined)
    click.echo(f"{card}: written")
    return EXIT_GOOD


def _examined(source: Source) -> Examined:
    """What a till would make of it; what is wrong is told at once."""
    examined = examine(source, _ANYTHING, now_utc().astimezone(VIENNA).date())
    for finding in examined.findings:
        click.echo(printable(str(finding)))
    return examined


def _tell_hints(examined: Examined) -> None:
    """As in the report of a till."""
    for hint in () if examined.config is None else hints_about(examined.config):
        click.echo(f"Hinweis: {hint}")


def _read(path: Path) -> Mapping[str, object]:
    """The answers somebody wrote down.

    Raises:
        ClickException: they are no TOML.
    """
    try:
        return tomllib.loads(path.read_text("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise click.ClickException(f"{path}: not TOML: {error}") from error


def _asked() -> dict[str, dict[str, object]]:
    """What somebody typed; what cannot be is asked again at once."""
    tables: dict[str, dict[str, object]] = {}
    for section, key, question in _QUESTIONS:
        if _is_needless(tables, section, key):
            continue
        typed = click.prompt(
            question,
            default="",
            show_default=False,
            err=True,
            hide_input=(section, key) in SECRETS,
            value_proc=_reader(section, key),
        )
        if typed:
            tables.setdefault(section, {})[key] = typed
    return tables


def _is_needless(tables: Mapping[str, Mapping[str, object]], section: str, key: str) -> bool:
    """Whether an earlier answer has answered it."""
    if section == "network" and key != "kind":
        return tables.get("network", {}).get("kind") != "wifi"
    if (section, key) == ("archive", "key"):
        return "archive" not in tables
    return (section, key) == ("company", "tax_number") and "uid" in tables.get("company", {})


def _reader(section: str, key: str) -> Callable[[str], object]:
    known = SECTIONS[section].keys[key]

    def read(text: str) -> object:
        text = text.strip()
        if key == "lines":
            value: object = [one.strip() for one in text.split("|") if one.strip()]
        else:
            value = text
        # What is secret is judged with the whole file.
        if text and (section, key) not in SECRETS and not known.takes(value):
            raise click.UsageError(sentence_about(value, known, (section, key)))
        return value

    return read
