"""luma.oled without the fonts of panels that know letters only."""

import subprocess
import sys
from pathlib import Path

from luma.oled import device as whole

from hal.display import luma_import

ROOT = Path(__file__).resolve().parents[3]


def test_panels_are_the_library_s_own() -> None:
    """What draws on them is not replaced."""
    names = ("sh1106", "ssd1306", "ssd1309")

    assert [getattr(whole, name) for name in names] == [
        getattr(luma_import, name) for name in names
    ]


def test_it_unpacks_no_fonts() -> None:
    """The reader of their files is not loaded; who wants it afterwards has the real one."""
    ask = (
        "import sys, hal.display.luma_import; print(*({'cbor2'} & set(sys.modules)));"
        "import cbor2; print(cbor2.loads(b'\\x01'))"
    )
    said = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, check=True)

    assert b"\n1\n" == said.stdout
