"""Calling `kassa-archive` as a shell does, in this process."""

import contextlib
import io
from dataclasses import dataclass
from pathlib import Path

from archive.program.main import main


@dataclass(frozen=True, slots=True, kw_only=True)
class Ran:
    """How a call ended: exit code, standard output, standard error."""

    code: int
    out: str
    err: str

    @property
    def refusal(self) -> str:
        """The one line of a refusal.

        Raises:
            AssertionError: it is not one clear line, or something was said on standard output.
        """
        assert self.out == ""
        assert self.err.startswith("kassa-archive: ")
        assert self.err.count("\n") == 1, self.err
        assert "fault of ours" not in self.err
        return self.err.removesuffix("\n")


def archive(*arguments: str | Path) -> Ran:
    """Call it."""
    out, err = io.StringIO(), io.StringIO()
    code: object = None
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            main([str(one) for one in arguments])
        except SystemExit as end:
            code = end.code
    assert isinstance(code, int), "main always leaves with a number"
    return Ran(code=code, out=out.getvalue(), err=err.getvalue())
