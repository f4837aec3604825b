"""Fixtures that run the real libraries in a child process before emulated devices.

A conftest takes what it needs: `from tests.fakedev.fixtures import bench, fakedev_library`.
"""

import json
import os
import struct
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from hal.display.emulator import EmulatedPanel
from hal.keypad.emulator import EmulatedMatrix
from hal.keypad.pins import PINS_5X6
from tests.fakedev.buses import I2cAdapter, wire_spi
from tests.fakedev.gpiochip import GpioChip
from tests.fakedev.numpad import Numpad
from tests.fakedev.server import FakeDev, Handle

REPOSITORY = Path(__file__).parents[2]
#: The board that gpiozero is to find: a Raspberry Pi 4 Model B with 4 GB.
_REVISION = 0x00C03115
_END_S = 10
LABEL = "pinctrl-bcm2711"
ROWS, COLUMNS = PINS_5X6.rows, PINS_5X6.columns


class ChildError(Exception):
    """The child met an exception that is no `HalError`."""


class Fault(Exception):  # noqa: N818
    """The child met a `HalError`: `name` is its fault."""

    def __init__(self, name: str, detail: str) -> None:
        super().__init__(f"{name}: {detail}")
        self.name = name


class Bench:
    """Emulated devices, and a process that has drivers for them."""

    def __init__(self, library: Path, folder: Path, socket_path: Path) -> None:
        self.chip = GpioChip(LABEL)
        self.matrix = EmulatedMatrix()
        self.chip.wire(self.matrix, ROWS, COLUMNS)
        self.panel = EmulatedPanel()
        self.spi_panel = EmulatedPanel()
        self.numpad = Numpad()
        self.devices: dict[str, Callable[[], Handle]] = {
            "/dev/gpiochip0": self.chip,
            "/dev/i2c-1": I2cAdapter(self.panel),
            "/dev/spidev0.0": wire_spi(self.spi_panel, self.chip, data_pin=25, reset_pin=22),
            "/dev/input/event0": self.numpad,
        }
        self.socket_path = socket_path
        self._folder = folder
        self._library = library
        self._child: subprocess.Popen[str] | None = None
        model = folder / "proc/device-tree/system"
        model.mkdir(parents=True)
        (model / "linux,revision").write_bytes(struct.pack(">L", _REVISION))
        clock = folder / "sys/class/rtc/rtc0"
        clock.mkdir(parents=True)
        (clock / "hctosys").write_text("1\n")

    @property
    def environment(self) -> dict[str, str]:
        """What makes a process meet these devices."""
        return os.environ | {
            "LD_PRELOAD": str(self._library),
            "FAKEDEV_SOCK": str(self.socket_path),
            "FAKEDEV_ROOT": str(self._folder),
            "PYTHONPATH": str(REPOSITORY),
        }

    def start(self, program: str) -> None:
        """Start the child; `program` imports and makes the drivers."""
        self._child = subprocess.Popen(
            [sys.executable, "-m", "tests.fakedev.child"],
            cwd=self._folder,
            env=self.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.call(program)

    def call(self, source: str) -> object:
        """Run or evaluate `source` in the child."""
        assert self._child is not None
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.write(json.dumps(source) + "\n")
        self._child.stdin.flush()
        answer = json.loads(self._child.stdout.readline())
        if "fault" in answer:
            raise Fault(answer["fault"], answer["detail"])
        if "error" in answer:
            raise ChildError(answer["error"])
        return answer["value"]

    def stop(self) -> None:
        """End the child; what it held is given back by the kernel, here the server."""
        if self._child is None:
            return
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.close()
        try:
            self._child.wait(timeout=_END_S)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait()
            raise
        finally:
            self._child.stdout.close()


@pytest.fixture(scope="session")
def fakedev_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shim, compiled."""
    library = tmp_path_factory.mktemp("fakedev") / "fakedev.so"
    source = Path(__file__).with_name("fakedev.c")
    command = ["gcc", "-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC"]
    subprocess.run([*command, "-o", library, source, "-ldl", "-lpthread"], check=True)
    return library


@pytest.fixture
def bench(fakedev_library: Path, tmp_path: Path) -> Iterator[Bench]:
    """A served bench; `bench.start(program)` makes the child."""
    # Of its own, because a Unix socket's path has room for 107 characters only.
    with tempfile.TemporaryDirectory() as short:
        made = Bench(fakedev_library, tmp_path, Path(short) / "socket")
        with FakeDev(made.socket_path, made.devices):
            yield made
            made.stop()
