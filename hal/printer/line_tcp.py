"""A printer on the network, raw bytes on port 9100."""

import socket

from hal.printer.descriptor import Descriptor, hal_error

RAW_PORT = 9100
#: Small, so that the count of bytes taken means something when the printer stops reading.
SEND_BUFFER_BYTES = 4096
#: A connection is given this long even when the caller only wants to look for bytes.
CONNECT_MIN_S = 0.5


class TcpLine:
    """Implements `Line`; connects with the first call, to one printer, without delay."""

    def __init__(self, host: str, port: int = RAW_PORT) -> None:
        self._address = (host, port)
        self._place = f"{host}:{port}"
        self._socket: socket.socket | None = None

    def write(self, data: bytes, deadline_s: float) -> int:
        """As `Line.write`."""
        return self._descriptor(deadline_s).write(data, deadline_s)

    def read(self, size: int, deadline_s: float) -> bytes:
        """As `Line.read`."""
        return self._descriptor(deadline_s).read(size, deadline_s)

    def transit_s(self, size: int) -> float:  # noqa: ARG002
        """As `Line.transit_s`."""
        return 0.0

    def close(self) -> None:
        """As `Line.close`."""
        if self._socket is None:
            return
        connection, self._socket = self._socket, None
        connection.close()

    def _descriptor(self, deadline_s: float) -> Descriptor:
        if self._socket is None:
            self._socket = self._connect(max(deadline_s, CONNECT_MIN_S))
        return Descriptor(self._socket.fileno(), self._place, is_end_when_empty=True)

    def _connect(self, deadline_s: float) -> socket.socket:
        """Connect.

        Raises:
            HalError: ABSENT when nobody answers or refuses; BROKEN when the name has no address.
        """
        try:
            connection = socket.create_connection(self._address, timeout=deadline_s)
        except OSError as error:
            raise hal_error(error, self._place) from error
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER_BYTES)
        return connection
