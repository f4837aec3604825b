"""What the settings open to kassad: the net, and the secret of a service, where they are needed."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from firmware.app.config import Config, parse
from firmware.image import reach as room
from firmware.image.main import main
from firmware.image.reach import drop_in

STALL = """
[company]
name = "MARKTSTAND HUBER"
[register]
id = "GRAZ-01"
[[group]]
number = 1
name = "Obst"
vat = "10"
"""
TCP = '[printer]\nconnection = "tcp"\ndevice = "192.168.1.50"\n'
TERMINAL = '[terminal]\nhost = "192.168.1.60"\n'
SERVICE = '[[signature]]\nkind = "primesign"\nurl = "https://p.example"\n'
NET = "RestrictAddressFamilies=AF_INET AF_INET6\nIPAddressDeny="


def _config(more: str = "") -> Config:
    return parse(STALL + more)


def test_nothing_is_opened(tmp_path: Path) -> None:
    """A printer on a cable, the card, a person at the terminal: the unit is right as it is."""
    assert "" == drop_in(_config(), tmp_path)


@pytest.mark.parametrize("more", [TCP, TERMINAL])
def test_a_device_on_the_net(tmp_path: Path, more: str) -> None:
    """The net, and no secret."""
    assert f"[Service]\n{NET}\n" == drop_in(_config(more), tmp_path)


def test_a_service_with_its_secret(tmp_path: Path) -> None:
    """Systemd hands it over; one that is not there would keep the till from starting at all."""
    assert f"[Service]\n{NET}\n" == drop_in(_config(SERVICE), tmp_path)
    secret = tmp_path / "primesign-token"
    secret.write_text("secret")
    expected = f"[Service]\n{NET}\nLoadCredential=primesign-token:{secret}\n"
    assert expected == drop_in(_config(SERVICE), tmp_path)


def test_a_folder_with_any_name_is_no_directive(tmp_path: Path) -> None:
    """What stands in the settings is no line of a unit."""
    folder = tmp_path / "x\nExecStartPre=+"
    folder.mkdir()
    (folder / "primesign-token").write_text("secret")

    assert f"[Service]\n{NET}\n" == drop_in(_config(SERVICE), folder)


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(room, "TILL_SETTINGS", tmp_path / "kassa.toml")
    monkeypatch.setattr(room, "DROP_IN", tmp_path / "unit" / "settings.conf")
    return tmp_path / "kassa.toml"


def test_written_and_taken_back(settings: Path, tmp_path: Path) -> None:
    """As the settings are at this start."""
    settings.write_text(STALL + TCP, encoding="utf-8")
    assert 0 == CliRunner().invoke(main, ["reach"]).exit_code
    assert f"[Service]\n{NET}\n" == (tmp_path / "unit" / "settings.conf").read_text()

    settings.write_text(STALL, encoding="utf-8")
    assert 0 == CliRunner().invoke(main, ["reach"]).exit_code
    assert not (tmp_path / "unit" / "settings.conf").exists()


def test_no_settings_open_nothing(settings: Path, tmp_path: Path) -> None:
    """The till says itself what is wrong with them."""
    done = CliRunner().invoke(main, ["reach"])

    assert 1 == done.exit_code
    assert "cannot be read" in done.output
    assert not (tmp_path / "unit").exists()
