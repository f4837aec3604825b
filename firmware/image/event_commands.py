"""`kassa-image event`: what units have to say goes into the ring; `kassa-image events` reads it."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click
import msgspec

from firmware.app import image_state
from firmware.app.image_state import ImageState, read_word
from firmware.image.events import Event, EventKind, Ring, end_before, record

#: What the hardware watchdog says of the last reset; a bit each (linux/watchdog.h).
BOOT_STATUS: Final = Path("/sys/class/watchdog/watchdog0/bootstatus")
_CARD_RESET: Final = 0x20


@click.command()
@click.argument("kind", type=click.Choice([one.value for one in EventKind]))
@click.argument("words", nargs=-1, metavar="[KEY=VALUE]...")
def event(kind: str, words: Sequence[str]) -> None:
    """Write down that something happened, with what else there is to say; `boot` says it itself."""
    ring = Ring()
    said = _pairs(words)
    try:
        if kind == EventKind.BOOT.value:
            said = {**boot_words(ring.before(), image_state.RUN, BOOT_STATUS), **said}
        record(EventKind(kind), said, ring)
    except (OSError, ValueError) as error:
        raise click.ClickException(f"not written down: {error}") from error


@click.command()
@click.option("--last", default=0, metavar="N", help="Only the last N of them.")
def events(last: int) -> None:
    """Print what the machine went through, the oldest first."""
    lines = [line_for_people(number, one) for number, one in Ring().all()]
    for line in lines[-last:] if last > 0 else lines:
        click.echo(line)


def line_for_people(number: int, event: Event) -> str:
    """One event as `events` prints it."""
    words = " ".join(f"{key}={value}" for key, value in event.words.items())
    return (
        f"{number:>6}  {event.utc}  {event.up_s:>9.1f} s  {event.kind.value:<9}  {words}".rstrip()
    )


def boot_words(before: list[Event] | None, run: Path, boot_status: Path) -> dict[str, str]:
    """What a start knows of itself: how the one before ended, and which slot this is."""
    words = {"before": "first" if before is None else end_before(before)}
    if _was_watchdog(boot_status):
        words["before"] = "watchdog"
    try:
        state = read_word(run / image_state.STATE_NAME, ImageState)
    except (OSError, msgspec.DecodeError):
        state = None
    if state is not None:
        words |= {"slot": state.slot, "version": state.version}
        words |= {"trial": "yes"} if state.is_trial else {}
    return words


def _was_watchdog(boot_status: Path) -> bool:
    try:
        return bool(int(boot_status.read_text(encoding="ascii")) & _CARD_RESET)
    except (OSError, ValueError):
        return False


def _pairs(words: Sequence[str]) -> dict[str, str]:
    pairs = [word.partition("=") for word in words]
    for key, sign, _ in pairs:
        if not sign:
            raise click.BadParameter(f"{key!r} is no KEY=VALUE")
    return {key: value for key, _, value in pairs}
