"""Telling systemd: ready, alive, stopping (sd_notify(3)); nothing at all without systemd."""

import socket
from collections.abc import Mapping

from firmware.process.logs import get_logger

log = get_logger()


class Notifier:
    """Sends state lines to the socket systemd names; silent when there is none."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        address = environment.get("NOTIFY_SOCKET", "")
        # A leading @ names an abstract socket.
        self._address = "\0" + address[1:] if address.startswith("@") else address

    def ready(self, status: str) -> None:
        """The till takes keys."""
        self._send(f"READY=1\nSTATUS={status}")

    def alive(self) -> None:
        """The loop turns (watchdog)."""
        self._send("WATCHDOG=1")

    def status(self, status: str) -> None:
        """One line for `systemctl status`."""
        self._send(f"STATUS={status}")

    def extend(self, seconds: float) -> None:
        """Going down, or an act before it, takes so much longer; the watchdog is told as well."""
        self._send(f"WATCHDOG=1\nEXTEND_TIMEOUT_USEC={round(seconds * 1_000_000)}")

    def stopping(self) -> None:
        """The till is going down by intent."""
        self._send("STOPPING=1")

    def _send(self, lines: str) -> None:
        if not self._address:
            return
        kind = socket.SOCK_DGRAM | socket.SOCK_CLOEXEC | socket.SOCK_NONBLOCK
        with socket.socket(socket.AF_UNIX, kind) as channel:
            try:
                channel.sendto(lines.encode(), self._address)
            except OSError as error:
                # A supervisor that is full or gone must not stop or hold up a sale.
                log.warning("supervisor not told", lines=lines, detail=str(error))
