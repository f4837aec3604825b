"""The first start of a till whose only signature unit is a service on the net."""

from pathlib import Path

import msgspec
import pytest

from firmware.app import credentials
from firmware.app.config import Config
from firmware.app.config_signature import SignatureSection
from firmware.app.life.first_start import FirstStart, Site
from firmware.desk.keys import parse_keys
from firmware.desk.stand import Stand
from hal.display.port import Screen
from hal.keypad.port import Pressed
from hal.remote.emulator import RemoteFaults
from tests.app.day import MORNING, utc

SERVICE = SignatureSection(kind="atrust-online", url="https://a.example/v2", user="u123456789")
#: New till, id, time; then whose certificate it is.
TO_THE_UNIT = "BAR BAR BAR"


class Desk:
    """A technician before the till."""

    def __init__(self, stand: Stand) -> None:
        self.stand = stand
        self.screens: list[Screen] = []
        site = Site(config=stand.config, devices=stand.bench.devices(), secrets=stand.secrets)
        self.start = FirstStart(site, self.screens.append)

    def type(self, keys: str) -> str:
        """Press keys; what stands there then."""
        for key in parse_keys(keys):
            self.stand.clock.advance(0.1)
            self.start.handle(Pressed(key=key))
        screen = self.screens[-1]
        return f"{screen.item}|{screen.main}|{screen.hint}"


@pytest.fixture
def desk(tmp_path: Path, config: Config) -> Desk:
    """A till that was never commissioned, and no card in its reader."""
    (tmp_path / "till").mkdir()
    settings = msgspec.structs.replace(config, signature=[SERVICE])
    stand = Stand(tmp_path / "till", settings, utc(MORNING))
    stand.bench.reader.pull()
    return Desk(stand)


def test_no_pin_is_asked(desk: Desk) -> None:
    """§ 6 RKSV: the service signs the Startbeleg; there is no PIN to type or to keep."""
    serial = desk.stand.bench.services.unit("atrust-online").serial
    assert desk.type(TO_THE_UNIT).startswith("ATU12345678|")
    desk.type("BAR BAR")
    assert desk.start.is_done
    assert not credentials.has_card_pin(desk.stand.secrets)
    assert desk.stand.boot()
    assert [serial] == [one.serial for one in desk.stand.book.certificates()]


def test_wrong_password_is_no_card_pin(desk: Desk) -> None:
    """Nothing typed here could be right: the password is a file, and it is named."""
    desk.stand.bench.services.unit("atrust-online").faults = RemoteFaults(status=401, path="Sign")
    assert desk.type(TO_THE_UNIT).startswith("FEHLER E13|Passwort falsch|")
    shown = desk.type(f"C {TO_THE_UNIT} 1 2 3 4 5 6 BAR")
    assert "PIN" not in " ".join(screen.item for screen in desk.screens)
    assert "IN BETRIEB" not in shown
    assert not credentials.has_card_pin(desk.stand.secrets)


def test_service_without_net(desk: Desk) -> None:
    """It is named, and asked again with BAR."""
    desk.stand.bench.services.set_all("away")
    assert desk.type(TO_THE_UNIT).startswith("FEHLER E12|")
    desk.stand.bench.services.set_all("up")
    assert desk.type("C BAR").startswith("ATU12345678|")
