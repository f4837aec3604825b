"""Two network namespaces and a cable between them that can be pulled."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

ADDRESS = "10.213.77.1"
_TILL_ADDRESS = "10.213.77.2"


@dataclass(frozen=True, slots=True, kw_only=True)
class Cable:
    """`inside` is put before a command that runs where the till is."""

    link: str
    space: str

    @property
    def inside(self) -> tuple[str, ...]:
        """What runs a command there."""
        return ("ip", "netns", "exec", self.space)

    def pull(self) -> None:
        """Nothing gets through."""
        _ip("link", "set", self.link, "down")

    def plug(self) -> None:
        """As before."""
        _ip("link", "set", self.link, "up")


@contextmanager
def cable() -> Iterator[Cable]:
    """The archive is reached at `ADDRESS`, from the till's namespace too."""
    number = os.getpid()
    made = Cable(link=f"vk{number}a", space=f"kassa{number}")
    end = f"vk{number}b"
    _ip("netns", "add", made.space)
    try:
        _ip("link", "add", made.link, "type", "veth", "peer", "name", end, "netns", made.space)
        _ip("addr", "add", f"{ADDRESS}/30", "dev", made.link)
        _ip("-n", made.space, "addr", "add", f"{_TILL_ADDRESS}/30", "dev", end)
        _ip("-n", made.space, "link", "set", end, "up")
        _ip("-n", made.space, "link", "set", "lo", "up")
        made.plug()
        yield made
    finally:
        _ip("netns", "delete", made.space)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)
