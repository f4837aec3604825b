"""gpiozero without boards and colours."""

import subprocess
import sys
from pathlib import Path

import gpiozero as whole

from hal.gpio import gpiozero_import

ROOT = Path(__file__).resolve().parents[3]


def test_lines_are_the_library_s_own() -> None:
    """What is left out stands in for nothing a line is made of."""
    names = set(gpiozero_import.__all__) - {"LGPIOFactory"}

    assert [getattr(whole, name) for name in names] == [
        getattr(gpiozero_import, name) for name in names
    ]


def test_it_brings_no_boards_along() -> None:
    """Nor what reads packages; a line without our chip is refused, not given another back end."""
    ask = (
        "import sys, hal.gpio.gpiozero_import as ours, gpiozero;"
        "left = {'colorzero', 'gpiozero.boards', 'gpiozero.spi_devices', 'importlib.metadata'};"
        "print(*(left & set(sys.modules)));"
        "gpiozero.Device._default_pin_factory()"
    )
    said = subprocess.run(
        [sys.executable, "-c", ask],
        cwd=ROOT,
        capture_output=True,
        check=False,
        env={"GPIOZERO_PIN_FACTORY": "native-of-another"},
    )

    assert (b"\n", True) == (said.stdout, b"BadPinFactory" in said.stderr)
