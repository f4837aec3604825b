"""What a process can reach, asked by trying: run inside the sandbox of a unit, on its own Python.

Each try is a child of its own, for the kernel may kill it. One line for each: name, a colon, and
`done`, the kernel's word for no, or `killed`.
"""

import ctypes
import os
import signal
import socket
import sys
from collections.abc import Callable
from pathlib import Path

OUT = Path("/var/out")
DATA = "/var/lib/standlkassa"
_NEW_USER_NAMESPACE = 0x10000000


def reads(path: str) -> Callable[[], None]:
    """Read a file."""

    def act() -> None:
        with Path(path).open("rb") as file:
            file.read(1)

    return act


def writes(path: str) -> Callable[[], None]:
    """Open a file for writing."""

    def act() -> None:
        os.close(os.open(path, os.O_RDWR))

    return act


def makes_in(folder: str) -> Callable[[], None]:
    """Make a file that nobody else has made."""

    def act() -> None:
        os.close(os.open(f"{folder}/{os.getpid()}", os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))

    return act


def opens(path: str, how: int = os.O_RDWR) -> Callable[[], None]:
    """Open a device; that there is none behind it is the driver's word, not a no."""

    def act() -> None:
        try:
            os.close(os.open(path, how | os.O_NONBLOCK))
        except OSError as error:
            if os.strerror(error.errno) not in ("No such device or address", "No such device"):
                raise

    return act


def connects(path: str) -> Callable[[], None]:
    """Connect to a socket."""

    def act() -> None:
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(path)

    return act


def asks_the_net() -> None:
    """Have a socket of the net."""
    socket.socket(socket.AF_INET).close()


def signals_the_till() -> None:
    """Send kassad nothing, which is allowed to whom everything else is."""
    os.kill(int((OUT / "pid").read_text()), 0)


def becomes_root() -> None:
    """Take user number 0."""
    os.setuid(0)


def makes_a_namespace() -> None:
    """Begin a world of its own, in which it would be root."""
    library = ctypes.CDLL(None, use_errno=True)
    if library.unshare(_NEW_USER_NAMESPACE):
        raise OSError(ctypes.get_errno(), "unshare")


TRIES: dict[str, Callable[[], None]] = {
    "read the AES key": reads(f"{DATA}/secrets/aes-key"),
    "read the PIN": reads(f"{DATA}/secrets/card-pin"),
    "read what the chip opened": reads("/run/standlkassa-secrets/aes-key"),
    "read a former key": reads(f"{DATA}/former/R-1/aes-key"),
    "read what a person laid down": reads("/etc/standlkassa/credentials/fon-pin"),
    "read the passphrase of the Wi-Fi": reads("/data/network/kept.json"),
    "read the post's password": reads("/var/lib/standlkassa-sync/password"),
    "read the book": reads(f"{DATA}/book.sqlite"),
    "write the book": writes(f"{DATA}/book.sqlite"),
    "write beside the book": makes_in(DATA),
    "write the settings": writes("/etc/standlkassa/kassa.toml"),
    "read the stick": reads("/run/standlkassa-stick/mounted/old"),
    "write onto the stick": makes_in("/run/standlkassa-stick/mounted"),
    "write where both meet": makes_in("/run/standlkassa"),
    "write the program": makes_in("/usr/bin"),
    "speak to the card": connects("/run/pcscd/pcscd.comm"),
    "open the printer": opens("/dev/usb-printer"),
    "open the keypad": opens("/dev/keypad", os.O_RDONLY),
    "open the disk": opens("/dev/disk"),
    "have the net": asks_the_net,
    "signal the till": signals_the_till,
    "become root": becomes_root,
    "make a namespace": makes_a_namespace,
}


def _answer(act: Callable[[], None]) -> str:
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        try:
            act()
            word = "done"
        except OSError as error:
            word = os.strerror(error.errno or 0)
        os.write(writer, word.encode())
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as said:
        word = said.read()
    _, status = os.waitpid(child, 0)
    return "killed" if os.WIFSIGNALED(status) else word


def main(called: str) -> None:
    """Try all, and write down what came of each."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    lines = "".join(f"{name}: {_answer(act)}\n" for name, act in TRIES.items())
    part = OUT / f".{called}"
    part.write_text(lines)
    part.rename(OUT / f"reach-{called}")


if __name__ == "__main__":
    main(sys.argv[1])
