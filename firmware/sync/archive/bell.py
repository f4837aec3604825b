"""A file that somebody lays down to be noticed: each time once, whoever could not take it away."""

import stat
from contextlib import suppress
from pathlib import Path


class Bell:
    """Looks at one path; `is_taken`: the file is removed when it was noticed."""

    def __init__(self, path: Path, *, is_taken: bool) -> None:
        self._path = path
        self._is_taken = is_taken
        self._heard: tuple[int, int] | None = None

    def rings(self) -> bool:
        """Whether a file lies there that was not noticed before."""
        try:
            seen = self._path.lstat()
        except OSError:
            self._heard = None
            return False
        mark = (seen.st_ino, seen.st_mtime_ns)
        if not stat.S_ISREG(seen.st_mode) or mark == self._heard:
            return False
        self._heard = mark
        if self._is_taken:
            with suppress(OSError):
                self._path.unlink()
        return True
