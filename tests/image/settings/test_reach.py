"""What the settings open to kassad: the net, and the secret of a service, where they are needed."""

import json
from pathlib import Path

import pytest

from firmware.app.config import Config, parse
from firmware.image.settings.reach import drop_in
from tests.image.settings.files import SMALL

TCP = '[printer]\nconnection = "tcp"\ndevice = "192.168.1.50"\n'
TERMINAL = '[terminal]\nhost = "192.168.1.60"\n'
SERVICE = '[[signature]]\nkind = "primesign"\nurl = "https://p.example"\n'
NET = "RestrictAddressFamilies=AF_INET AF_INET6\nIPAddressDeny="


def _config(more: str, folder: Path) -> Config:
    return parse(f"{SMALL}{more}[paths]\ncredentials = {json.dumps(str(folder))}\n")


def test_nothing_is_opened(tmp_path: Path) -> None:
    """A printer on a cable, the card, a person at the terminal: the unit is right as it is."""
    assert None is drop_in(_config("", tmp_path))


@pytest.mark.parametrize("more", [TCP, TERMINAL])
def test_a_device_on_the_net(tmp_path: Path, more: str) -> None:
    """The net, and no secret."""
    assert f"[Service]\n{NET}\n" == drop_in(_config(more, tmp_path))


def test_a_service_with_its_secret(tmp_path: Path) -> None:
    """Systemd hands it over; one that is not there would keep the till from starting at all."""
    assert f"[Service]\n{NET}\n" == drop_in(_config(SERVICE, tmp_path))
    secret = tmp_path / "primesign-token"
    secret.write_text("secret")
    expected = f"[Service]\n{NET}\nLoadCredential=primesign-token:{secret}\n"
    assert expected == drop_in(_config(SERVICE, tmp_path))


def test_a_folder_with_any_name_is_no_directive(tmp_path: Path) -> None:
    """What stands in the settings is no line of a unit."""
    folder = tmp_path / "x\nExecStartPre=+"
    folder.mkdir()
    (folder / "primesign-token").write_text("secret")

    assert f"[Service]\n{NET}\n" == drop_in(_config(SERVICE, folder))
