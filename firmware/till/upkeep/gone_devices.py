"""A display or a keypad that is gone: whatever is left says so, and nothing is lost.

Without a keypad the display says it, over everything: no key could put it away. Without a display
paper says it, once; the till goes on selling, and the lamp blinks.
"""

from dataclasses import replace
from typing import Final, assert_never

from firmware.till.effects import Play, PrintPaper
from firmware.till.events import DeviceChanged, GoneDevice
from firmware.till.papers.paper import Paper, Rule, Title, Words
from firmware.till.sounds import Sound
from firmware.till.state import Step, Till

#: Item, main and hint.
KEYPAD_GONE: Final = ("TASTATUR FEHLT", "Stecker prüfen", "nichts ist verloren")


def changed(till: Till, event: DeviceChanged) -> Step:
    """It is gone, or back."""
    match event.device:
        case GoneDevice.KEYPAD:
            sounds = (Play(sound=Sound.WARNING),) if event.is_gone else ()
            return replace(till, is_keypad_gone=event.is_gone), sounds
        case GoneDevice.DISPLAY:
            if not event.is_gone:
                return till, ()
            return till, (Play(sound=Sound.WARNING), PrintPaper(paper=display_paper(event.detail)))
        case _:
            assert_never(event.device)


def display_paper(detail: str) -> Paper:
    """What whoever sells in the dark has to know."""
    return Paper(
        name="Anzeige fehlt",
        rows=(
            Title(text="ANZEIGE FEHLT"),
            Words(text="Der Verkauf geht weiter; Beträge und Rückgeld stehen auf dem Bon."),
            Words(
                text="Kabel der Anzeige prüfen; die Lampe blinkt zweimal, bis sie wieder da ist."
            ),
            Rule(),
            Words(text=f"Techniker: {detail}"),
            Words(text="kein Umsatz, nicht signiert", is_centred=True),
        ),
    )
