"""firmware.app.update.aftermath: how an update ended, once in the journal and in words that fit."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from firmware.app.image_state import FallBack, ImageState, write_word
from firmware.app.life.first_start import Site
from firmware.app.main import EXIT_DEVICE, live
from firmware.app.update.aftermath import ended, is_on_trial, told
from firmware.sync.config import Paths
from firmware.till.acts import JournalKind
from hal.clock.port import Instant
from hal.display.codec import render
from hal.display.port import Screen
from tests.app.day import Day

NOW = Instant(utc=datetime(2026, 11, 21, 8, tzinfo=UTC), monotonic_s=0.0, is_trusted=True)


def state(**more: object) -> ImageState:
    """A till from an image."""
    return ImageState(slot="b", version="1.3", root_hash="", **more)


def write(paths: Paths, said: ImageState) -> None:
    """As root does."""
    Path(paths.image).mkdir(exist_ok=True)
    write_word(Path(paths.image) / "state.json", said)


def test_once(day: Day) -> None:
    """The row names the update; the next boot finds it and is silent."""
    paths = day.stand.config.paths
    write(paths, state(update_id="7", confirmed_from="1.2"))
    (news,) = ended(paths, day.stand.book, NOW)
    assert ("Update ok ✓", "1.3", "vorher 1.2") == (news.item, news.main, news.hint)
    row = day.stand.book.last_journal(JournalKind.UPDATE)
    assert row is not None
    assert {"id": "7", "what": "ok", "from": "1.2", "to": "1.3"} == row.content
    assert () == ended(paths, day.stand.book, NOW)


def test_given_up(day: Day) -> None:
    """What was to run, and why it does not."""
    paths = day.stand.config.paths
    write(paths, state(update_id="8", fell_back_from="1.4", fell_back_because="printer"))
    (news,) = ended(paths, day.stand.book, NOW)
    assert ("Update 1.4", "zurückgesetzt", "Drucker geht nicht") == (
        news.item,
        news.main,
        news.hint,
    )
    row = day.stand.book.last_journal(JournalKind.UPDATE)
    assert row is not None
    assert ("fell back", "1.3", "1.4", "printer") == tuple(
        row.content[name] for name in ("what", "from", "to", "because")
    )


def test_waits(day: Day) -> None:
    """Said at each boot until somebody restarts; no row, nothing has ended."""
    paths = day.stand.config.paths
    write(paths, state(waiting_version="1.4"))
    for _ in range(2):
        (news,) = ended(paths, day.stand.book, NOW)
        assert ("Update 1.4", "wartet", "Neustart: F 98") == (news.item, news.main, news.hint)


def test_no_image(day: Day) -> None:
    """Nothing to tell; nor of a word that nobody understands."""
    paths = day.stand.config.paths
    file = Path(paths.image) / "state.json"
    file.unlink(missing_ok=True)
    assert () == ended(paths, day.stand.book, NOW)
    file.write_text("{")
    assert () == ended(paths, day.stand.book, NOW)
    assert not is_on_trial(paths)


@pytest.mark.parametrize("because", FallBack)
def test_every_reason_fits_the_display(because: FallBack) -> None:
    """Each fall back has its words, none of them cut."""
    said = state(update_id="1", fell_back_from="2026.11", fell_back_because=because.value)
    news = told(said, NOW.utc)
    assert news.hint
    assert (16, 21) >= (len(news.item), len(news.hint))
    render(Screen(item=news.item, main=news.main, hint=news.hint))


def test_a_system_on_trial_does_not_touch_the_book(day: Day) -> None:
    """Kassad refuses the real book until somebody has confirmed its system; it is tried again."""
    config = day.stand.config
    write(config.paths, state(is_trial=True))
    day.stand.shut_down()
    before = config.paths.book.read_bytes()
    shown: list[Screen] = []
    code = live(_site(day, shown), None)  # nothing of the supervision is reached
    assert EXIT_DEVICE == code
    assert "Update prüft" == shown[-1].main
    assert before == config.paths.book.read_bytes()


def _site(day: Day, shown: list[Screen]) -> Site:
    class Watched:
        def show(self, screen: Screen) -> None:
            shown.append(screen)

    devices = replace(day.stand.bench.devices(), display=Watched())
    return Site(config=day.stand.config, devices=devices, secrets=day.stand.secrets)
