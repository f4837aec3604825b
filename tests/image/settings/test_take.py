"""firmware.image.settings.take: the file becomes the settings of the till, or does not."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from firmware.app.config import load, parse
from firmware.image.settings import fat, kept, take
from firmware.image.settings.kept import read_kept
from tests.image.settings.files import FULL, KEY, PASSPHRASE, SMALL
from tests.image.settings.rooms import Card

BAD = SMALL.replace("Obst", "")
MASKED = FULL.replace(PASSPHRASE, "(übernommen)").replace(KEY, "(übernommen)")


def test_taken(card: Card) -> None:
    """Once; the next start finds nothing to do, and writes nothing."""
    card.write(SMALL)
    first, second = card.start(), card.start()
    assert (True, True, parse(SMALL)) == (first.is_taken, first.is_new, first.config)
    assert (True, False, first.config) == (second.is_taken, second.is_new, second.config)
    assert (SMALL, 0) == (card.file.read_text(encoding="utf-8"), card.opened)


def test_bad_on_the_first_day(card: Card) -> None:
    """There are no settings."""
    card.write(BAD)
    outcome = card.start()
    assert (False, None, False) == (outcome.is_taken, outcome.config, card.rooms.taken.exists())


@pytest.mark.parametrize("text", [BAD, "", None, "\0" * 100, SMALL.encode("utf-16")])
def test_bad_later(card: Card, text: str | bytes | None) -> None:
    """The till goes on with what was good, and says what is wrong."""
    card.write(SMALL)
    card.start()
    if text is None:
        card.file.unlink()
    else:
        card.write(text)
    outcome = card.start()
    assert (False, parse(SMALL)) == (outcome.is_taken, outcome.config)
    assert load(card.rooms.taken) == parse(SMALL)


def test_secrets(card: Card) -> None:
    """Out of the file, into a file of root's; the key goes to kassa-sync."""
    card.write(FULL)
    outcome = card.start()
    assert (True, PASSPHRASE) == (outcome.is_taken, outcome.passphrase)
    assert MASKED == card.file.read_text(encoding="utf-8")
    assert MASKED == card.rooms.taken.read_text(encoding="utf-8")
    assert (KEY, ["archive-key"]) == (card.key.read_text(encoding="ascii"), card.owned)
    assert PASSPHRASE not in repr(outcome)
    again = card.start()
    assert (True, False, PASSPHRASE) == (again.is_taken, again.is_new, again.passphrase)
    assert 1 == card.opened


def test_a_key_goes_to_the_archive_once(card: Card) -> None:
    """Typed again it is the same key; another one is another."""
    card.write(FULL)
    card.start()
    card.key.unlink()
    card.write(FULL)
    assert card.start().is_taken
    assert not card.key.exists()
    assert MASKED == card.file.read_text(encoding="utf-8")


def test_another_wifi(card: Card) -> None:
    """The one before is forgotten when the settings name it no more."""
    card.write(FULL)
    card.start()
    card.write(MASKED.replace("Marktnetz", "Anderes"))
    assert "Zu diesem WLAN" in card.start().findings[0].sentence
    assert {"Marktnetz"} == set(read_kept(card.rooms.network).wifi)
    card.write(MASKED.replace("Marktnetz", "Anderes").replace("(übernommen)", "neuesgeheim", 1))
    assert "neuesgeheim" == card.start().passphrase
    assert {"Anderes"} == set(read_kept(card.rooms.network).wifi)


def test_the_file_keeps_its_form(card: Card) -> None:
    """The mark of Windows and its ends of lines."""
    raw = FULL.replace("\n", "\r\n").encode("utf-8-sig")
    card.write(raw)
    card.start()
    assert MASKED.replace("\n", "\r\n").encode("utf-8-sig") == card.file.read_bytes()
    assert MASKED == card.rooms.taken.read_text(encoding="utf-8")


def test_hints(card: Card) -> None:
    """What is no mistake, but will be asked for."""
    card.write(SMALL)
    assert ["company"] == [one.split(":")[0] for one in card.start().hints]
    card.write(SMALL.replace("[register]", 'uid = "ATU12345678"\n[register]'))
    assert () == card.start().hints


def test_no_disk(card: Card, monkeypatch: pytest.MonkeyPatch) -> None:
    """What cannot be kept is not taken, and says so; the till may show with it what it must."""

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(take, "write_whole", full)
    card.write(SMALL)
    outcome = card.start()
    assert "nicht speichern (No space left on device)" in outcome.findings[0].sentence
    assert (parse(SMALL), SMALL) == (outcome.config, outcome.text)


class Cut(BaseException):
    """The power is gone."""


class Supply:
    """Cut before the call of that number into the disk; 0 holds."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.left = 0
        for name in ("fsync", "replace", "open"):
            patch.setattr(os, name, self._guarded(getattr(os, name)))

    def _guarded(self, real: Callable[..., object]) -> Callable[..., object]:
        def act(*args: object, **named: object) -> object:
            self.left -= 1
            if self.left == 0:
                raise Cut
            return real(*args, **named)

        return act

    def lasts(self, card: Card, calls: int) -> bool:
        """Start the till; whether it came to the end."""
        self.left = calls
        try:
            card.start()
        except Cut:
            return False
        finally:
            self.left = 0
        return True


OLD = FULL.replace("Marktnetz", "Alt")


@pytest.mark.parametrize(
    ("before", "taken", "key"),
    [(SMALL, SMALL, KEY), (OLD, MASKED.replace("Marktnetz", "Alt"), "")],
)
def test_cut_anywhere(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, before: str, taken: str, key: str
) -> None:
    """Settings are the old ones or the new, no secret is lost, and the next start ends it."""
    supply = Supply(monkeypatch)
    for calls in range(1, 200):
        card = Card(tmp_path / str(calls))
        card.write(before)
        assert card.start().is_taken
        card.key.unlink(missing_ok=True)
        card.write(FULL)
        is_whole = supply.lasts(card, calls)
        assert card.rooms.taken.read_text(encoding="utf-8") in {taken, MASKED}
        assert card.file.read_text(encoding="utf-8") in {FULL, MASKED}
        outcome = card.start()
        assert (True, PASSPHRASE) == (outcome.is_taken, outcome.passphrase)
        assert MASKED == card.file.read_text(encoding="utf-8")
        assert key == (card.key.read_text(encoding="ascii") if card.key.exists() else "")
        if is_whole:
            break
    assert 10 < calls < 100


def test_root_gives_the_key_away(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """It is kassa-sync's, which takes it away when it is used."""
    said: list[object] = []
    monkeypatch.setattr(take.shutil, "chown", lambda *who: said.append(who))
    take._own(tmp_path)
    assert [(tmp_path, "kassa-sync", "kassa")] == said
    assert (fat.PART_NAME, kept.NAME) == ("kassa.neu", "kept.json")
