"""Sticks that are really mounted, and a till with a port."""

from pathlib import Path

import pytest

from firmware.app.clock_guard import ClockGuard
from firmware.app.inbox import Message
from firmware.app.stick.berth import Berth
from firmware.app.stick.export import ExportFeeder
from firmware.app.stick.writer import ExportWriter
from firmware.export.package import contents, receipts
from hal.stick.emulator import EmulatedPort
from hal.stick.mounted import MountedSlot
from tests.app.day import Day
from tests.app.stick.counter import Counter
from tests.stickfs.fixtures import plug_fat, plug_folder

__all__ = ["plug_fat", "plug_folder"]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the DEP, whatever the kind: printing PDFs takes long."""
    monkeypatch.setattr(contents, "parts_of", lambda _kind, sight: receipts.parts(sight))


@pytest.fixture
def counter(few: None, every: Counter) -> Counter:
    """A till that sold something, and a port; its exports have few files."""
    return every


@pytest.fixture
def every(day: Day, tmp_path: Path) -> Counter:
    """A till that sold something, and a port; its exports have all their files."""
    day.type("250 WG1 BAR")
    port = EmulatedPort(tmp_path / "run" / "stick")
    berth = Berth(MountedSlot(port, port.mount_point))
    clock = ClockGuard(day.stand.clock)
    writer = ExportWriter(day.stand.config.paths, berth, day.stand.station.sealer, clock)
    told: list[Message] = []
    feeder = ExportFeeder(writer, berth, told.append, wait=lambda _event, _seconds: False)
    return Counter(day=day, port=port, folder=tmp_path / "on it", feeder=feeder, told=told)
