"""Settings of the boot partition that were not taken over: what the panel says of them.

Without settings there is nothing to sell with: the panel goes through the mistakes, page by page,
until the machine is switched off. With those of before the till sells, and says once that others
were not taken.

KASSE GESPERRT      Einstellungen 2/3
Einstellungen       Zeile 12
3 Fehler            Den Drucker
kassa-report.txt    printer.model
"""

from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event
from typing import Final

import msgspec

from firmware.app import image_state
from firmware.app.config import Config, DisplaySection, RegisterSection
from firmware.app.config_stall import Company, GroupSection
from firmware.app.image_state import Mistake, Panel, SettingsState, read_word
from firmware.app.last_words import Remains
from firmware.app.loop import Loop
from firmware.app.refusal import TITLE
from firmware.process.logs import get_logger
from firmware.process.notify import Notifier
from firmware.till.events import Noticed
from hal.display import codec
from hal.display.port import Display, Screen, ScreenError
from hal.errors import HalError

log = get_logger()

REPORT: Final = "kassa-report.txt"
#: So long a page stands: two short lines, read by somebody who also looks into a file.
PAGE_S: Final = 4.0
#: The supervisor is told more often than that.
ALIVE_S: Final = 1.0
_ITEM: Final = 16
_LINE: Final = 21


def settings_state(run: Path = image_state.RUN) -> SettingsState | None:
    """Root's word; None on a till without an image, or where it cannot be read."""
    try:
        return read_word(run / image_state.SETTINGS_NAME, SettingsState)
    except (OSError, msgspec.DecodeError) as error:
        log.error("settings not told", detail=str(error))
        return None


def settings_path(path: Path, run: Path = image_state.RUN) -> Path:
    """Where the settings are: in memory, if root could examine a file, but had nowhere to keep it.

    Then the data partition is not there, and the till says so on the panel these settings name.
    """
    in_memory = run / image_state.SETTINGS_IN_MEMORY
    return in_memory if not path.exists() and in_memory.exists() else path


def wait_for_others(
    remains_of: Callable[[Config], Remains],
    stop: Event,
    notifier: Notifier,
    run: Path = image_state.RUN,
) -> None:
    """On a till from an image without settings: show why, until it is switched off; else nothing.

    The panel is the one that the file names, as far as it names one that can be.
    """
    state = settings_state(run)
    if state is None or state.is_taken:
        return
    remains = remains_of(stand_in(state.panel))
    try:
        wait_with_mistakes(state, remains.display, stop, notifier)
    finally:
        remains.close()


def wait_with_mistakes(
    state: SettingsState, open_display: Callable[[], Display], stop: Event, notifier: Notifier
) -> None:
    """Show every mistake, again and again, until `stop`; a panel that is not there is logged."""
    notifier.ready("waits for settings")
    pages = pages_of(state)
    display: Display | None = None
    while True:
        for page in pages:
            try:
                display = display or open_display()
                display.show(page)
            except (HalError, OSError) as error:
                log.error("display", detail=str(error))
            for _ in range(round(PAGE_S / ALIVE_S)):
                notifier.alive()
                if stop.wait(ALIVE_S):
                    return


def pages_of(state: SettingsState) -> tuple[Screen, ...]:
    """A page for the whole, then one or more for each mistake."""
    count = len(state.mistakes)
    words = f"{count} Fehler" if count else "fehlen"
    first = Screen(item=TITLE, main=f"Einstellungen {words}", hint=REPORT)
    rest = [
        Screen(status=f"Fehler {number} von {count}", item=item, main=main, hint=hint)
        for number, mistake in enumerate(state.mistakes, 1)
        for item, main, hint in _pages_of(mistake)
    ]
    return (first, *rest)


def tell(loop: Loop, run: Path = image_state.RUN) -> None:
    """To a till that sells with settings of before: once, at its start, unless a sale is open."""
    state = settings_state(run)
    if state is None or state.is_taken or loop.till.basket.lines:
        return
    at_utc = loop.till.now_utc
    loop.tell(Noticed(item="kassa.toml", main="nicht übernommen", hint=REPORT, at_utc=at_utc))
    loop.draw()


def stand_in(panel: Panel | None) -> Config:
    """Settings of nobody, for one device: the panel the file names, or that of every till."""
    section = (
        DisplaySection()
        if panel is None
        else msgspec.convert(msgspec.to_builtins(panel), DisplaySection)
    )
    return Config(
        company=Company(name="-"),
        register=RegisterSection(id="-"),
        group=[GroupSection(number=1, name="-", vat="20")],
        display=section,
    )


def _pages_of(mistake: Mistake) -> Iterator[tuple[str, str, str]]:
    item, hint = mistake.place[:_ITEM], mistake.key[-_LINE:]
    words = mistake.sentence.split()
    while words:
        count = _most(item, words, hint)
        if count:
            yield item, " ".join(words[:count]), hint
            words = words[count:]
        else:
            # One word that is wider than the panel: as it comes.
            yield item, words[0][:_BROKEN], hint
            words = [words[0][_BROKEN:], *words[1:]] if words[0][_BROKEN:] else words[1:]


#: So much of a long word fits in any letters.
_BROKEN: Final = 8


def _most(item: str, words: list[str], hint: str) -> int:
    """How many of `words` one page takes."""
    best = 0
    for count in range(1, len(words) + 1):
        try:
            codec.render(Screen(item=item, main=" ".join(words[:count]), hint=hint))
        except ScreenError:
            break
        best = count
    return best
