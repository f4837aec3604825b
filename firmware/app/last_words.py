"""A till that cannot have its devices: what is left says what is missing, then kassad ends.

systemd starts it again every few seconds: the panel is drawn each time, the lamp blinks each time,
paper is used once for each fault.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from firmware.app.refusal import show_refusal
from firmware.process.logs import get_logger
from firmware.till.papers.paper import Paper, Rule, Title, Words, to_document
from hal.display.port import Display
from hal.errors import Fault, HalError
from hal.gpio.port import StatusLed
from hal.printer.port import Printer

log = get_logger()

#: In the folder in memory: the fault that is on paper already.
TOLD_NAME: Final = "device-told"
PRINT_DEADLINE_S: Final = 5.0
#: Five flashes, a pause, again: nothing else on this till blinks so (see docs/hardware.md).
FLASHES: Final = 5
FLASH_S: Final = 0.2
PAUSE_S: Final = 0.8
CYCLES: Final = 2

_ABSENT: Final = "GPIO-Chip fehlt"
_AMBIGUOUS: Final = "GPIO mehrdeutig"
_BUSY: Final = "Leitung belegt"
_OTHER: Final = "Gerät prüfen"
_ADVICE: Final = (
    "Die Kassa startet nicht, bis das behoben ist. Verloren ist nichts. "
    "Techniker: kassa.toml, Abschnitt [gpio], Verkabelung, config.txt."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Remains:
    """Each device by itself, opened when it is called for; any may raise HalError or OSError."""

    display: Callable[[], Display]
    printer: Callable[[], Printer]
    status_led: Callable[[], StatusLed]
    columns: int
    company: str
    close: Callable[[], None]


def words_of(error: HalError) -> str:
    """What is missing, for whoever stands before the till."""
    if error.fault is Fault.BUSY:
        return _BUSY
    if error.device == "gpio":
        return _ABSENT if error.fault is Fault.ABSENT else _AMBIGUOUS
    return _OTHER


def tell_last_words(
    remains: Remains, error: HalError, told: Path, sleep: Callable[[float], None] = time.sleep
) -> None:
    """Say `error` on display, paper and lamp, on whatever of them is there; raises nothing."""
    try:
        _guarded("display", lambda: show_refusal(remains.display(), words_of(error)))
        if _is_new(told, str(error)) and _guarded("printer", lambda: _print(remains, error)):
            _guarded("note", lambda: _note(told, str(error)))
        _guarded("status led", lambda: _flash(remains.status_led(), sleep))
    finally:
        remains.close()


def page(error: HalError) -> Paper:
    """The slip: what is missing in German, and the sentence of the log for who mends it."""
    return Paper(
        name="Gerät fehlt",
        rows=(
            Title(text="KASSE GESPERRT"),
            Words(text=words_of(error), is_bold=True, is_centred=True),
            Rule(),
            Words(text=_ADVICE),
            Rule(),
            Words(text=str(error)),
            Words(text="kein Umsatz, nicht signiert", is_centred=True),
        ),
    )


def _print(remains: Remains, error: HalError) -> None:
    document = to_document(page(error), (remains.company,), remains.columns)
    remains.printer().print(document, PRINT_DEADLINE_S)


def _flash(led: StatusLed, sleep: Callable[[float], None]) -> None:
    for _ in range(CYCLES):
        for _ in range(FLASHES):
            led.set(is_lit=True)
            sleep(FLASH_S)
            led.set(is_lit=False)
            sleep(FLASH_S)
        sleep(PAUSE_S)


def _guarded(device: str, work: Callable[[], None]) -> bool:
    try:
        work()
    except (HalError, OSError) as error:
        log.warning("last words", device=device, detail=str(error))
        return False
    return True


def _is_new(told: Path, text: str) -> bool:
    try:
        return told.read_text(encoding="utf-8") != text
    except (OSError, UnicodeDecodeError):
        return True


def _note(told: Path, text: str) -> None:
    told.write_text(text, encoding="utf-8")
