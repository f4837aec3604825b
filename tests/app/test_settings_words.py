"""firmware.app.settings_words: what the panel says of settings that were not taken over."""

from datetime import UTC, datetime
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firmware.app.config import Config, DisplaySection
from firmware.app.image_state import Mistake, Panel, SettingsState, write_word
from firmware.app.last_words import Remains
from firmware.app.settings_words import (
    pages_of,
    settings_path,
    settings_state,
    stand_in,
    tell,
    wait_for_others,
    wait_with_mistakes,
)
from firmware.process.notify import Notifier
from firmware.till.events import Noticed
from hal.display.codec import render
from hal.display.port import Screen
from hal.errors import Fault, HalError
from tests.logged import capture_logs

MISTAKES = [
    Mistake(
        place="Zeile 12",
        key="printer.model",
        sentence="Den Drucker „epson-tm-t20“ kennt die Kasse nicht. Meinten Sie „epson-tm-t20ii“?",
    ),
    Mistake(place="kassa.toml", sentence="Der Abschnitt [register] fehlt: die Kassen-ID."),
]
STATE = SettingsState(is_taken=False, mistakes=MISTAKES)
NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


class Glass:
    """A panel that is watched; after so many pages the machine is switched off."""

    def __init__(self, stop: Event, pages: int, *, is_absent: bool = False) -> None:
        self.shown: list[Screen] = []
        self._stop, self._pages, self._is_absent = stop, pages, is_absent

    def show(self, screen: Screen) -> None:
        """As the driver does."""
        render(screen)
        self.shown.append(screen)
        if len(self.shown) >= self._pages:
            self._stop.set()
        if self._is_absent:
            raise HalError(Fault.ABSENT, "display", "no cable")


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("firmware.app.settings_words.ALIVE_S", 0.0001)
    monkeypatch.setattr("firmware.app.settings_words.PAGE_S", 0.0001)


def test_pages() -> None:
    """How many there are, then each, in full; every page can be set."""
    pages = pages_of(STATE)
    assert (
        Screen(item="KASSE GESPERRT", main="Einstellungen 2 Fehler", hint="kassa-report.txt")
        == (pages[0])
    )
    first = [page for page in pages if page.status == "Fehler 1 von 2"]
    assert MISTAKES[0].sentence == " ".join(page.main for page in first)
    assert {("Zeile 12", "printer.model")} == {(page.item, page.hint) for page in first}
    assert len(pages) < 12
    for page in pages:
        render(page)


def test_no_mistakes() -> None:
    """Nobody said what is wrong."""
    (page,) = pages_of(SettingsState(is_taken=False))
    assert "Einstellungen fehlen" == page.main


@given(
    st.lists(
        st.builds(
            Mistake,
            place=st.text(max_size=30).map(lambda text: text.replace("\n", "")),
            key=st.text("abc.[]", max_size=60),
            sentence=st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
        ),
        max_size=3,
    )
)
def test_any_sentence_can_be_shown(mistakes: list[Mistake]) -> None:
    """However long its words are; none of it is lost."""
    pages = pages_of(SettingsState(is_taken=False, mistakes=mistakes))
    for page in pages:
        render(page)
    said = "".join(page.main for page in pages[1:]).replace(" ", "")
    assert "".join("".join(one.sentence.split()) for one in mistakes) == said


def test_waits_until_it_is_switched_off() -> None:
    """All pages, and again from the beginning."""
    stop = Event()
    glass = Glass(stop, len(pages_of(STATE)) + 1)
    wait_with_mistakes(STATE, lambda: glass, stop, Notifier({}))
    assert [*pages_of(STATE), pages_of(STATE)[0]] == glass.shown


def test_no_panel() -> None:
    """It waits all the same: another start would find nothing else."""
    stop = Event()
    glass = Glass(stop, 2, is_absent=True)
    with capture_logs() as logs:
        wait_with_mistakes(STATE, lambda: glass, stop, Notifier({}))
    assert ["display", "display"] == [one["event"] for one in logs]


def test_no_bus() -> None:
    """A panel that cannot even be asked for."""
    stop = Event()

    def nothing() -> Glass:
        stop.set()
        raise HalError(Fault.ABSENT, "display", "no bus")

    with capture_logs() as logs:
        wait_with_mistakes(STATE, nothing, stop, Notifier({}))
    assert ["display"] == [one["event"] for one in logs]


def test_settings_in_memory(tmp_path: Path) -> None:
    """Only where there are none on the disk."""
    kept, run = tmp_path / "data.toml", tmp_path / "run"
    assert kept == settings_path(kept, run)
    run.mkdir()
    (run / "kassa.toml").touch()
    assert run / "kassa.toml" == settings_path(kept, run)
    kept.touch()
    assert kept == settings_path(kept, run)


def test_root_said(tmp_path: Path) -> None:
    """Or nobody did, or something else."""
    assert None is settings_state(tmp_path)
    write_word(tmp_path / "settings.json", STATE)
    assert settings_state(tmp_path) == STATE
    (tmp_path / "settings.json").write_text("[]", encoding="utf-8")
    with capture_logs() as logs:
        assert None is settings_state(tmp_path)
    assert ["settings not told"] == [one["event"] for one in logs]


class Ear:
    """What of a loop is told."""

    def __init__(self, *lines: str) -> None:
        self.told: list[Noticed] = []
        self.drawn = 0
        self.till = SimpleNamespace(now_utc=NOW, basket=SimpleNamespace(lines=lines))

    def tell(self, notice: Noticed) -> None:
        self.told.append(notice)

    def draw(self) -> None:
        self.drawn += 1


def test_notice(tmp_path: Path) -> None:
    """Only of a file that was not taken, and not over an open sale."""
    ear, busy = Ear(), Ear("a line")
    for state in (SettingsState(is_taken=True), STATE):
        assert [] == ear.told
        write_word(tmp_path / "settings.json", state)
        for one in (ear, busy):
            tell(one, tmp_path)  # type: ignore[arg-type]
    (notice,) = ear.told
    render(Screen(item=notice.item, main=notice.main, hint=notice.hint))
    assert ([], 1) == (busy.told, ear.drawn)


def test_nothing_to_wait_for(tmp_path: Path) -> None:
    """No image, or settings that are in force: kassad says in its own way what is wrong."""
    stop = Event()
    wait_for_others(lambda _: pytest.fail("asked for"), stop, Notifier({}), tmp_path)
    write_word(tmp_path / "settings.json", SettingsState(is_taken=True))
    wait_for_others(lambda _: pytest.fail("asked for"), stop, Notifier({}), tmp_path)


def test_waits_on_the_panel_of_the_file(tmp_path: Path) -> None:
    """And gives it back."""
    panel = Panel(bus="i2c", port=7, address=61, chip="sh1106")
    state = SettingsState(is_taken=False, mistakes=MISTAKES, panel=panel)
    write_word(tmp_path / "settings.json", state)
    stop, asked, closed = Event(), list[DisplaySection](), list[bool]()
    glass = Glass(stop, 1)

    def remains(config: Config) -> Remains:
        asked.append(config.display)
        return Remains(
            display=lambda: glass,
            printer=lambda: pytest.fail("no paper"),
            status_led=lambda: pytest.fail("no lamp"),
            columns=42,
            company="",
            close=lambda: closed.append(True),
        )

    wait_for_others(remains, stop, Notifier({}), tmp_path)
    assert ([DisplaySection(port=7, address=61, chip="sh1106")], [True]) == (asked, closed)
    assert "KASSE GESPERRT" == glass.shown[0].item


def test_panel() -> None:
    """What the file names, else that of every till."""
    assert DisplaySection() == stand_in(None).display
    panel = Panel(bus="spi", port=0, address=60, chip="sh1106")
    assert DisplaySection(bus="spi", port=0, chip="sh1106") == stand_in(panel).display
