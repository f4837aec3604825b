"""lgpio, imported without leaving traces where somebody works.

Importing it makes a named pipe `.lgd-nfy0` in the working directory, removing one that is there.
Two programs that begin in one folder take it from each other, and one of them does not begin; and
whoever calls `kassa` finds it in his folder. It is made in a private one, which is gone when the
import is over: both ends are open then, and nobody asks for its name again.
"""

import os
import tempfile

_VARIABLE = "LG_WD"


def _import_apart() -> None:
    """Import it in a folder of its own, and come back: it changes the directory of the process."""
    former = os.environ.get(_VARIABLE)
    # By its handle: its path may be hidden from us, or gone.
    here = os.open(".", os.O_PATH | os.O_DIRECTORY)
    try:
        with tempfile.TemporaryDirectory(prefix="kassa-lgpio-") as folder:
            os.environ[_VARIABLE] = folder
            try:
                import lgpio  # noqa: F401, PLC0415 - the point of all this
            finally:
                os.fchdir(here)
                if former is None:
                    del os.environ[_VARIABLE]
                else:
                    os.environ[_VARIABLE] = former
    finally:
        os.close(here)


_import_apart()

import lgpio  # noqa: E402 - it is loaded by now

__all__ = ("lgpio",)
