"""What importing python-escpos leaves behind: nothing."""

import subprocess
import sys

import pytest

from hal.printer.escpos_import import CODE_PAGE, Encoder
from hal.printer.model import printer_model

IMPORT = """
import logging, os, sys, tempfile
from pathlib import Path
folder = sys.argv[1]
os.environ["TMPDIR"] = folder
before = dict(os.environ), tempfile.tempdir
import hal.printer.escpos_import
assert not logging.getLogger().handlers, "root logger was configured"
assert (dict(os.environ), tempfile.tempdir) == before, "environment was changed"
assert not list(Path(folder).iterdir()), list(Path(folder).iterdir())
"""


def test_import_leaves_no_trace(tmp_path_factory: pytest.TempPathFactory) -> None:
    """No file, no log handler, no variable of the environment stays changed."""
    folder = tmp_path_factory.mktemp("empty")

    done = subprocess.run(
        [sys.executable, "-c", IMPORT, str(folder)], capture_output=True, text=True, check=False
    )

    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_code_page_follows_the_reset() -> None:
    """The reset comes first; behind it the euro is one byte of code page 858."""
    encoder = Encoder(printer_model("epson-tm-t20ii"))

    encoder.initialise()
    encoder.dummy.text("€äöüÄÖÜß")

    assert encoder.take() == b"\x1b@\x1bt\x13" + "€äöüÄÖÜß".encode(CODE_PAGE)
    assert encoder.take() == b""
