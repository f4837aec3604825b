"""Calling `kassa` as a shell does: in this process through `main`, or as a process of its own."""

import contextlib
import io
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from firmware.cli.main import main

ROOT = Path(__file__).parents[2]
PROCESS_DEADLINE_S = 60.0
#: Before `main` in a child: what a shell's `ulimit` does.
_LIMITED = (
    "import resource, sys; from firmware.cli.main import main; "
    "resource.setrlimit(resource.{limit}, ({most}, {most})); main(sys.argv[1:])"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How a call ended: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def refusal(self) -> str:
        """The one line of a refusal, without its newline.

        Raises:
            AssertionError: it is not one clear line, or something was said on standard output.
        """
        assert self.out == ""
        assert self.err.startswith("kassa: ")
        assert self.err.endswith("\n")
        assert self.err.count("\n") == 1, self.err
        assert "fault of ours" not in self.err
        return self.err.removesuffix("\n")


def kassa(*arguments: str | Path) -> Ran:
    """Call in this process."""
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
    code: object = None
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main([str(one) for one in arguments])
        except SystemExit as end:
            code = end.code
    assert isinstance(code, int), "main always leaves with a number"
    return Ran(code=code, out=_text(out), err=_text(err))


def command(*arguments: str | Path) -> list[str]:
    """The words of a process of its own."""
    return [sys.executable, "-m", "firmware.cli.main", *map(str, arguments)]


def limited(limit: str, most: int, *arguments: str | Path) -> list[str]:
    """A process of its own under a limit of the operating system, such as `RLIMIT_FSIZE`."""
    code = _LIMITED.format(limit=limit, most=most)
    return [sys.executable, "-c", code, *map(str, arguments)]


def process(
    words: Sequence[str], *, environment: Mapping[str, str] | None = None, folder: Path = ROOT
) -> Ran:
    """Run a process to its end."""
    ended = subprocess.run(
        words,
        cwd=folder,
        env={**os.environ, **(environment or {})},
        capture_output=True,
        stdin=subprocess.DEVNULL,
        timeout=PROCESS_DEADLINE_S,
        check=False,
    )
    assert b"Traceback" not in ended.stderr, ended.stderr
    return Ran(code=ended.returncode, out=ended.stdout.decode(), err=ended.stderr.decode())


def _text(stream: io.TextIOWrapper) -> str:
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return buffer.getvalue().decode("utf-8")
