"""kassad on a till from an image whose settings were not taken over."""

import signal
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from firmware.app import image_state, settings_words, wiring
from firmware.app import main as kassad
from firmware.app.main import EXIT_CONFIG, main
from hal.display.port import Screen


def test_settings_that_were_not_taken(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """With nothing to sell with: the panel says why, until it is ended."""
    state = image_state.SettingsState(is_taken=False)
    image_state.write_word(tmp_path / image_state.SETTINGS_NAME, state)
    monkeypatch.setattr(settings_words.wait_for_others, "__defaults__", (tmp_path,))
    shown: list[Screen] = []
    signals: dict[int, Callable[..., object]] = {}

    class Glass:
        def show(self, screen: Screen) -> None:
            shown.append(screen)
            signals[signal.SIGTERM]()

    remains = SimpleNamespace(display=Glass, close=lambda: None)
    monkeypatch.setattr(wiring, "remains_of", lambda _: remains)
    monkeypatch.setattr(kassad.logs, "configure", lambda _: None)
    monkeypatch.setattr(kassad.signal, "signal", signals.__setitem__)
    monkeypatch.setattr(kassad.sys, "setswitchinterval", lambda _: None)
    monkeypatch.setattr(kassad.sys, "argv", ["kassad", str(tmp_path / "kassa.toml")])
    monkeypatch.delenv("NOTIFY_SOCKET", raising=False)
    with pytest.raises(SystemExit) as caught:
        main()
    assert caught.value.code == EXIT_CONFIG
    assert ["Einstellungen fehlen"] == [screen.main for screen in shown]
