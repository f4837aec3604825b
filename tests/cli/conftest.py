"""A till of three days in October, and what was exported of it."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from firmware.app import wiring
from firmware.cli import commission
from firmware.cli.desk import DEFAULT_START_UTC
from firmware.desk.play import play
from firmware.desk.script import parse_script
from firmware.desk.stall import demo_config, in_folder
from firmware.process.logs import OUTLET
from tests.cli.calling import kassa
from tests.cli.workshop import Workshop

#: Receipts 1 to 3 on the 28th, 4 to 6 on the 29th, 7 to 9 on the 30th with an outage.
THREE_DAYS = """
@time 2026-10-28T09:00:00
WG4
250 WG1 BAR
@time 2026-10-29T09:00:00
WG4
1,345 × WG2 KARTE BAR
WG3 WG5 BAR
@time 2026-10-30T09:00:00
@card remove
WG4
@card insert
@wait 40
WG4
"""


@pytest.fixture(autouse=True)
def _own_log() -> Iterator[None]:
    """`kassa` sets the log up for a process that ends after it; a test goes on."""
    before = OUTLET.level, OUTLET.sink
    yield
    OUTLET.level, OUTLET.sink = before


@pytest.fixture(scope="session")
def _three_days(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("till")
    play(
        tuple(parse_script(THREE_DAYS, "three days")),
        folder,
        in_folder(demo_config(), folder),
        DEFAULT_START_UTC,
        is_verified=False,
        progress=lambda _line: None,
    )
    return folder


@pytest.fixture
def till(_three_days: Path, tmp_path: Path) -> Path:
    """The folder of a till with three days in its book, for this test alone."""
    return Path(shutil.copytree(_three_days, tmp_path / "till"))


@pytest.fixture
def dep(till: Path, tmp_path: Path) -> Path:
    """The whole DEP of the till."""
    out = tmp_path / "dep.json"
    assert kassa("export", "dep", "--data", till, "--out", out).code == 0
    return out


@pytest.fixture
def keys(till: Path, tmp_path: Path) -> Path:
    """The key container of the till."""
    out = tmp_path / "keys.json"
    confirmed = "--i-know-this-is-the-secret-key"
    assert kassa("export", "keys", "--data", till, "--out", out, confirmed).code == 0
    return out


@pytest.fixture
def workshop(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Workshop:
    """Emulated hardware in place of the till's, a technician in place of the terminal."""
    workshop = Workshop(tmp_path)
    monkeypatch.setattr(wiring, "wire", workshop.wire)
    monkeypatch.setattr(commission.click, "prompt", workshop.prompt)
    monkeypatch.setattr(commission, "_has_terminal", lambda: workshop.has_terminal)
    monkeypatch.delenv("CREDENTIALS_DIRECTORY", raising=False)
    return workshop
