"""The rigs as fixtures."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.hal.card.rigs import VPCD_DRIVER, InProcessRig, Pcscd, PcscRig
from tests.hal.remote.fixtures import (
    atrust_rig,
    atrust_socket_rig,
    authority,
    primesign_rig,
    primesign_socket_rig,
    tls_server,
)

__all__ = [
    "atrust_rig",
    "atrust_socket_rig",
    "authority",
    "primesign_rig",
    "primesign_socket_rig",
    "tls_server",
]


@pytest.fixture(scope="session")
def pcscd() -> Iterator[Pcscd]:
    """pcscd, not yet running, in a folder of a short name: a socket's path has 107 bytes."""
    assert VPCD_DRIVER.exists(), "vsmartcard-vpcd is missing; .ci/setup installs it"
    folder = Path(tempfile.mkdtemp(prefix="pcscd-"))
    daemon = Pcscd(folder)
    os.environ["PCSCLITE_CSOCK_NAME"] = str(daemon.socket_path)
    yield daemon
    shutil.rmtree(folder)


@pytest.fixture
def pcsc_rig(pcscd: Pcscd) -> Iterator[PcscRig]:
    """A pcscd for this test alone, started with both slots empty."""
    pcscd.start()
    rig = PcscRig(pcscd)
    with rig.slot, rig.second_slot:
        yield rig
    pcscd.stop()


@pytest.fixture
def in_process_rig() -> InProcessRig:
    return InProcessRig()
