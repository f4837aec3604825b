"""A till of which every part is real down to the kernel's interface."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conformance.real_till import RealTill, Sockets
from tests.fakedev.fixtures import Bench, bench, fakedev_library
from tests.hal.card.rigs import VPCD_DRIVER, Pcscd

__all__ = ["bench", "fakedev_library"]


@pytest.fixture
def short_folder() -> Iterator[Path]:
    """A folder of a short name: a Unix socket's path has 107 bytes."""
    with tempfile.TemporaryDirectory(prefix="till-") as folder:
        yield Path(folder)


@pytest.fixture
def pcscd(short_folder: Path) -> Iterator[Pcscd]:
    """A running pcscd that only the till's processes know, both slots empty."""
    assert VPCD_DRIVER.exists(), "vsmartcard-vpcd is missing; .ci/setup installs it"
    daemon = Pcscd(short_folder)
    daemon.start()
    yield daemon
    daemon.stop()


@pytest.fixture
def till(bench: Bench, pcscd: Pcscd, short_folder: Path, tmp_path: Path) -> Iterator[RealTill]:
    """A till with card and paper in, its register not yet in operation."""
    sockets = Sockets(pcscd=pcscd, supervisor=short_folder / "notify")
    with RealTill(bench, sockets, tmp_path) as made:
        yield made
