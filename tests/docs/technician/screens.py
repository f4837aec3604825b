"""Pictures of docs/techniker: what the till shows a technician, from the program's own words."""

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Final

from firmware.app.barred.menu import Menu, Saving, screen
from firmware.app.barred.reason import WORDS
from firmware.app.image_state import DataFault, Mistake, SettingsState
from firmware.app.settings_words import pages_of
from firmware.image.settings.examine import examine
from firmware.image.settings.fill import TEMPLATE
from firmware.image.settings.secret import Known
from firmware.image.settings.source import decode
from firmware.till import screen as till_screen
from firmware.till.papers.paper import to_document
from firmware.till.upkeep.hardware_paper import trial_page
from hal.display.port import Screen
from tests.docs.handbook.film import MODEL, case_film
from tests.docs.handbook.pictures import Picture, screen_png, slip_png
from tests.till.fiscal.test_commissioning import NewTill
from tests.till.playbook import STALL, Playbook

_DAY: Final = date(2026, 11, 20)
_NOW: Final = "10:42"
#: Rows of the operator's manual, by the name of their picture.
_CASES: Final[Mapping[str, str]] = {
    "f95-uhr": "F95d",
    "f95-tasten": "F95a",
    "update-frage": "F76",
    "update-neustart": "F76b",
}


def pictures() -> Mapping[str, Picture]:
    """Every picture of the pages that is no wiring plan, by its file."""
    shown = {name: screen_png(one) for name, one in screens().items()}
    paper = trial_page(Playbook(STALL).till)
    shown["f95-testseite"] = slip_png(to_document(paper, STALL.header, MODEL.columns))
    return {f"{name}.png": Picture(name=f"{name}.png", content=png) for name, png in shown.items()}


def screens() -> dict[str, Screen]:
    """What stands on the glass in each of them."""
    barred = Menu(words=WORDS[DataFault.CORRUPT])
    return {
        "neue-kasse": till_screen.screen(NewTill([]).till),
        "gesperrt": screen(barred, _NOW),
        "sichern": screen(Menu(words=barred.words, chosen=Saving.RAW), _NOW),
        **{f"einstellungen-{number}": page for number, page in enumerate(_mistakes(), 1)},
        **{name: case_film(case, []).takes[-1].screen for name, case in _CASES.items()},
    }


def _mistakes() -> Iterator[Screen]:
    """The first two pages of a template that nobody filled in."""
    yield from pages_of(SettingsState(is_taken=False, mistakes=_of_the_template()))[:2]


def _of_the_template() -> list[Mistake]:
    examined = examine(decode(TEMPLATE.read_bytes()), Known(), _DAY)
    return [one.mistake for one in examined.findings]
