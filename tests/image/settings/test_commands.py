"""firmware.image.settings.commands: everything a start of the till does with the settings."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from stat import S_IMODE

import pytest
from click.testing import CliRunner

from firmware.app.image_state import Panel, SettingsState, read_word
from firmware.image.main import main
from firmware.image.settings import commands
from firmware.image.settings.commands import lay_down, settle, state_of
from firmware.image.settings.site import Site
from firmware.image.settings.take import Outcome
from tests.image.settings.files import FULL, KEY, PASSPHRASE, SMALL
from tests.image.settings.rooms import Card
from tests.logged import capture_logs

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


def said(site: Site) -> SettingsState:
    """What kassad reads."""
    state = read_word(site.words / "settings.json", SettingsState)
    assert state is not None
    return state


def test_good(card: Card, site: Site) -> None:
    """Settings, the net's files, a report; the log repeats no secret."""
    card.write(FULL)
    with capture_logs() as logs:
        settle(site, NOW)
    assert said(site).is_taken
    wifi = site.run / "standlkassa-image/wpa_supplicant.conf"
    assert (True, 0o600) == (
        PASSPHRASE.encode().hex() in wifi.read_text(),
        S_IMODE(wifi.stat().st_mode),
    )
    assert 0o644 == S_IMODE((site.run / "systemd/network/50-kassa.network").stat().st_mode)
    report = (card.rooms.boot / "kassa-report.txt").read_bytes().decode("utf-8-sig")
    assert "MARKT-01" in report
    for words in (report, str(logs), (site.words / "settings.json").read_text()):
        assert PASSPHRASE not in words
        assert KEY not in words


def test_bad(card: Card, site: Site) -> None:
    """Every mistake for the display; no net of somebody's before."""
    card.write(FULL)
    settle(site, NOW)
    card.rooms.taken.unlink()
    card.write(SMALL.replace("Obst", "") + '[display]\nchip = "sh1106"\n')
    settle(site, NOW)
    state = said(site)
    assert (False, ["Zeile 8"]) == (state.is_taken, [one.place for one in state.mistakes])
    assert Panel(bus="i2c", port="auto", address=60, chip="sh1106") == state.panel
    assert not (site.run / "systemd/network/50-kassa.network").exists()
    assert not (site.run / "standlkassa-image/wpa_supplicant.conf").exists()


def test_number_pad(card: Card, site: Site) -> None:
    """Udev lets one in only while the settings name it."""
    card.write(SMALL + '[keypad]\nkind = "evdev"\n')
    settle(site, NOW)
    assert (site.words / "hid-allowed").exists()
    card.write(SMALL)
    settle(site, NOW)
    assert not (site.words / "hid-allowed").exists()


def test_spi(card: Card, site: Site) -> None:
    """The driver takes pins of the key switch: it is loaded only where a display hangs on it."""
    card.write(SMALL + '[display]\nbus = "spi"\nchip = "ssd1309"\n')
    settle(site, NOW)
    assert (site.words / "spi-wanted").exists()
    card.write(SMALL)
    settle(site, NOW)
    assert not (site.words / "spi-wanted").exists()


def test_what_kassad_may_reach(card: Card, site: Site) -> None:
    """Its unit is opened while the settings in force need it, and shut again."""
    opened = site.run / "systemd/system/kassad.service.d/settings.conf"
    card.write(SMALL + '[printer]\nconnection = "tcp"\ndevice = "192.168.1.50"\n')
    settle(site, NOW)
    assert "RestrictAddressFamilies=AF_INET AF_INET6" in opened.read_text()
    card.write("no settings")
    settle(site, NOW)
    assert opened.exists()
    card.write(SMALL)
    settle(site, NOW)
    assert not opened.exists()


def test_a_unit_that_cannot_be_opened(card: Card, site: Site) -> None:
    """A printer on the net is missed; number pad, panel and the words for kassad are not."""
    card.write(
        SMALL
        + '[printer]\nconnection = "tcp"\ndevice = "192.168.1.50"\n'
        + '[keypad]\nkind = "evdev"\n[display]\nbus = "spi"\nchip = "ssd1309"\n'
    )
    (site.run / "systemd/system").mkdir(parents=True)
    (site.run / "systemd/system/kassad.service.d").write_text("a file", encoding="utf-8")

    with capture_logs() as logs:
        settle(site, NOW)

    assert said(site).is_taken
    assert {"hid-allowed", "spi-wanted"} <= {one.name for one in site.words.iterdir()}
    events = [one["event"] for one in logs if one["log_level"] == "error"]
    assert ["kassad's unit not opened"] == [one for one in events if "net " not in one]


def test_no_data_partition(card: Card, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is good is in memory, for the till to say on its own panel what is missing."""

    def read_only(*_: object) -> None:
        raise OSError(30, "Read-only file system")

    card.write(SMALL)
    with monkeypatch.context() as patch:
        patch.setattr("firmware.image.settings.take.write_whole", read_only)
        settle(site, NOW)
    assert SMALL == (site.words / "kassa.toml").read_text(encoding="utf-8")
    assert not said(site).is_taken
    settle(site, NOW)
    assert not (site.words / "kassa.toml").exists()


def test_nothing_can_be_written(card: Card, site: Site) -> None:
    """The log says so, and the start goes on."""
    card.write(SMALL)
    site.run.write_text("a file", encoding="utf-8")

    def broken(_: Path) -> None:
        raise OSError(30, "Read-only file system")

    blocked = replace(site, rooms=replace(card.rooms, writable=broken))  # type: ignore[arg-type]
    with capture_logs() as logs:
        assert settle(blocked, NOW).is_taken
    events = [one["event"] for one in logs if one["log_level"] == "error"]
    assert ["not laid down", "kassad's unit not opened", "report not written"] == [
        one for one in events if "net " not in one
    ]


def test_state() -> None:
    """No panel where the file names none that can be."""
    assert SettingsState(is_taken=True) == state_of(Outcome(findings=()))


def test_laid_down_anew(site: Site) -> None:
    """A file that somebody else left there is not written into."""
    wifi = site.run / "standlkassa-image/wpa_supplicant.conf"
    wifi.parent.mkdir(parents=True)
    wifi.symlink_to(site.run / "elsewhere")
    lay_down(site, Outcome(findings=()))
    assert not wifi.is_symlink()


@pytest.mark.parametrize(("name", "called"), [("settings", "settle"), ("report", "write_report")])
def test_called(monkeypatch: pytest.MonkeyPatch, name: str, called: str) -> None:
    """As the units do."""
    sites: list[Site] = []
    monkeypatch.setattr(commands, called, lambda site, _: sites.append(site))
    assert 0 == CliRunner().invoke(main, [name]).exit_code
    assert [Site()] == sites
