"""segno without what it would write SVG files with."""

import subprocess
import sys
from pathlib import Path

import segno as whole

from hal.segno_import import segno

ROOT = Path(__file__).resolve().parents[2]


def test_codes_are_the_same() -> None:
    """Every module of a code, and the error for a text that is too long."""
    made = segno.make("_R1-AT0_KASSE-1_1", error="m").matrix

    assert whole.make("_R1-AT0_KASSE-1_1", error="m").matrix == made
    assert segno.DataOverflowError is whole.DataOverflowError


def test_it_brings_no_net_along() -> None:
    """Neither HTTP nor TLS; and who wants XML afterwards has the real one."""
    ask = (
        "import sys, hal.segno_import; print(*({'http.client', 'ssl'} & set(sys.modules)));"
        "from xml.sax.saxutils import escape; print(escape('<'))"
    )
    said = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, check=True)

    assert b"\n&lt;\n" == said.stdout
