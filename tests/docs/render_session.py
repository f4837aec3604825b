"""Types the README's console session anew: run as `python -m tests.docs.render_session`.

test_readme.py fails when a command prints something else than the page says; this script puts in
what is printed now, to be read before it is committed.
"""

import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Final

from tests.docs.pages import README
from tests.docs.session import lend_checkout

PROGRAM: Final = (sys.executable, "-m", "firmware.cli.main")
ROOT: Final = README.parent


_BLOCK: Final = re.compile(r"^```console\n.*?^```$", re.DOTALL | re.MULTILINE)
_COMMAND: Final = re.compile(r"^\$ (.*)$", re.MULTILINE)


def _typed(line: str, folder: Path) -> str:
    """The command and what it prints, as the page shows them."""
    done = subprocess.run(
        [*PROGRAM, *shlex.split(line)[1:]],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return f"$ {line}\n{done.stdout.rstrip()}\n"


def _retyped(block: str, folder: Path) -> str:
    commands = "".join(_typed(line, folder) for line in _COMMAND.findall(block))
    return f"```console\n{commands}```"


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as temporary:
        place = Path(temporary)
        lend_checkout(place)
        page = README.read_text(encoding="utf-8")
        page = _BLOCK.sub(lambda block: _retyped(block.group(), place), page)
    README.write_text(page, encoding="utf-8")
