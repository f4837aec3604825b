"""Bundles read by pieces: each fetched and compared once, and held open for those to come.

Some hundred tills fetch the same bundle in pieces of a few kilobytes, for hours; comparing all of
it for each piece would be the whole machine's work.
"""

import weakref
from collections import OrderedDict
from threading import Lock
from typing import BinaryIO, Final

from archive.blobs.port import Blobs, Stored

#: Of so many versions tills fetch at once; another one closes the one that was quiet longest.
MAX_OPEN: Final = 3


class OpenBundles:
    """Bundles of one process; any thread may ask."""

    def __init__(self, blobs: Blobs) -> None:
        self._blobs = blobs
        self._lock = Lock()
        self._files: OrderedDict[str, BinaryIO] = OrderedDict()
        #: Closes them when nobody asks any more, at the end of the process at the latest.
        self.close: Final = weakref.finalize(self, _close, self._files)

    def piece(self, stored: Stored, first: int, length: int) -> bytes:
        """`length` bytes from `first` on, or as many as there are.

        Raises:
            BlobError: the place for files does not give it now, or has lost it.
        """
        with self._lock:
            file = self._file(stored)
            file.seek(first)
            return file.read(length)

    def _file(self, stored: Stored) -> BinaryIO:
        file = self._files.pop(stored.sha256, None)
        if file is None:
            file = self._blobs.open(stored)
        self._files[stored.sha256] = file
        while len(self._files) > MAX_OPEN:
            self._files.popitem(last=False)[1].close()
        return file


def _close(files: OrderedDict[str, BinaryIO]) -> None:
    while files:
        files.popitem()[1].close()
