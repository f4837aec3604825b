"""A TPM 2.0 that is a program (swtpm), asked by systemd-creds itself; powered off between asks."""

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest

from firmware.image.seal import PROGRAM, RealChip

_LIBRARY: Final = "libtss2-tcti-swtpm.so.0"
_DEADLINE_S: Final = 10.0
#: TPM2_Shutdown(TPM_SU_CLEAR).
_SHUTDOWN: Final = bytes.fromhex("80010000000c000001450000")


def require_tpm() -> None:
    """Skip where no chip can be emulated (.ci/setup heavy installs what is needed)."""
    has_library = any(Path("/usr/lib").glob(f"*/{_LIBRARY}"))
    if shutil.which("swtpm") is None or not Path(PROGRAM).exists() or not has_library:
        pytest.skip("a chip needs swtpm, systemd-creds and libtss2-tcti-swtpm0")


class EmulatedTpm:
    """Implements `Chip`; what makes it this chip lies in its folder, and outlives the power."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        folder.mkdir()
        self._folder = folder
        self._monkeypatch = monkeypatch

    def seal(self, name: str, secret: bytes) -> bytes:
        """As `Chip.seal`."""
        with self._powered():
            return RealChip().seal(name, secret)

    def unseal(self, name: str, sealed: bytes) -> bytes:
        """As `Chip.unseal`."""
        with self._powered():
            return RealChip().unseal(name, sealed)

    @contextmanager
    def _powered(self) -> Iterator[None]:
        # The kernel's device lets go of what a caller left in the chip; the power does the same.
        port = _free_ports()
        chip = subprocess.Popen(
            [
                *("swtpm", "socket", "--tpm2", "--tpmstate", f"dir={self._folder}"),
                *("--server", f"type=tcp,port={port},bindaddr=127.0.0.1"),
                *("--ctrl", f"type=tcp,port={port + 1},bindaddr=127.0.0.1"),
                *("--flags", "not-need-init,startup-clear"),
            ],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            _until(lambda: _answers(port + 1))
            device = f"swtpm:host=127.0.0.1,port={port}"
            self._monkeypatch.setenv("SYSTEMD_TPM2_DEVICE", device)
            yield
        finally:
            _shut_down(port)
            chip.terminate()
            chip.wait()


def _free_ports() -> int:
    """The first of two that nobody has."""
    with socket.socket() as one, socket.socket() as two:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        try:
            two.bind(("127.0.0.1", port + 1))
        except OSError:
            return _free_ports()
    return port


def _shut_down(port: int) -> None:
    """In order, as the kernel does: a chip that loses its power counts it as a wrong try."""
    with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
        line.sendall(_SHUTDOWN)
        line.recv(64)


def _answers(port: int) -> bool:
    try:
        socket.create_connection(("127.0.0.1", port), timeout=1).close()
    except OSError:
        return False
    return True


def _until(is_so: Callable[[], bool]) -> None:
    end = time.monotonic() + _DEADLINE_S
    while not is_so():
        assert time.monotonic() < end, "the chip does not answer"
        time.sleep(0.02)
