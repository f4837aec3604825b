"""httpcore without certifi."""

import subprocess
import sys
from pathlib import Path

import pytest

from firmware.sync import httpcore_import
from firmware.sync.httpcore_import import httpcore

ROOT = Path(__file__).resolve().parents[2]


def test_it_brings_no_packers_along() -> None:
    """Neither archives nor mail; and who wants certificates afterwards has the real ones."""
    ask = (
        "import sys, firmware.sync.archive.assembly;"
        "print(*({'certifi', 'email', 'importlib.resources', 'zipfile'} & set(sys.modules)));"
        "import certifi; print(certifi.where() != '')"
    )
    said = subprocess.run([sys.executable, "-c", ask], cwd=ROOT, capture_output=True, check=True)

    assert b"\nTrue\n" == said.stdout


def test_a_connection_without_our_context_is_refused() -> None:
    """None is opened with fewer authorities, or with others, than the settings have."""
    with pytest.raises(RuntimeError, match="no context"):
        httpcore_import._refuse()
    assert "ssl_context" in httpcore.ConnectionPool.__init__.__annotations__
