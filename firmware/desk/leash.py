"""A process beside the desk that ends with it: `python -m firmware.desk.leash MODULE ARGUMENTS`.

The desk holds the other end of its standard input. When that is closed, on purpose or because the
desk was killed, the module is told to stop as systemd would tell it: SIGTERM.
"""

import os
import runpy
import signal
import sys
from threading import Thread

#: Whoever does not even have a signal handler yet ends at once.
_STOP = signal.SIGTERM


def main() -> None:
    """Run the module until it ends by itself or the desk is gone."""
    Thread(target=_watch, name="leash", daemon=True).start()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def _watch() -> None:
    while os.read(0, 1):
        pass
    os.kill(os.getpid(), _STOP)


if __name__ == "__main__":
    main()
