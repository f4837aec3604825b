"""A server on a Unix socket that says what a test wrote down for it."""

import socket
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self


class LineServer:
    """One caller; each line of it goes to `answer`, whose bytes go back. A context manager."""

    def __init__(self, path: Path, answer: Callable[[bytes], bytes], greeting: bytes = b"") -> None:
        self.heard: list[bytes] = []
        self._answer, self._greeting = answer, greeting
        self._listener = socket.socket(socket.AF_UNIX)
        self._listener.bind(str(path))
        self._listener.listen(1)
        self._listener.settimeout(10)
        self._thread = Thread(target=self._serve, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._thread.join(10)
        self._listener.close()

    def _serve(self) -> None:
        line, _ = self._listener.accept()
        with line, line.makefile("rb") as lines:
            line.sendall(self._greeting)
            for one in lines:
                self.heard.append(one.strip())
                said = self._answer(one.strip())
                if not said:
                    return
                try:
                    line.sendall(said)
                except OSError:
                    # The caller has heard enough.
                    return
