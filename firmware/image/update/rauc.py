"""RAUC as a program: asked what a bundle is, told to install one."""

import re
import subprocess
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Final, Protocol

PROGRAM: Final = "/usr/bin/rauc"
#: A stick that does not answer is left by then.
INFO_DEADLINE_S: Final = 120.0
_PERCENT: Final = re.compile(r"^\s*([0-9]{1,3})% ")
_LINES_KEPT: Final = 20


class RaucError(Exception):
    """RAUC said no; the message is what it said last."""


class Rauc(Protocol):
    """What RAUC is asked."""

    def info(self, bundle: Path) -> bytes:
        """What the bundle says of itself, as JSON, once its signature is right.

        Raises:
            RaucError: it is not.
        """
        ...

    def install(self, bundle: Path, on_percent: Callable[[int], None]) -> None:
        """Write the bundle into the slot that is not running.

        Raises:
            RaucError: it is not whole there.
        """
        ...


class RealRauc:
    """Implements `Rauc`."""

    def info(self, bundle: Path) -> bytes:
        """As `Rauc.info`."""
        try:
            return subprocess.run(
                [PROGRAM, "info", "--output-format=json-2", str(bundle)],
                check=True,
                capture_output=True,
                timeout=INFO_DEADLINE_S,
            ).stdout
        except subprocess.CalledProcessError as error:
            raise RaucError(last_of(error.stderr.decode(errors="replace"))) from error
        except subprocess.TimeoutExpired as error:
            raise RaucError("no answer in time") from error
        except OSError as error:
            raise RaucError(str(error)) from error

    def install(self, bundle: Path, on_percent: Callable[[int], None]) -> None:
        """As `Rauc.install`; how far it is stands in the lines RAUC writes."""
        try:
            with subprocess.Popen(
                [PROGRAM, "install", str(bundle)],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                text=True,
                errors="replace",
            ) as running:
                assert running.stdout is not None, "a pipe was asked for"
                said = follow(running.stdout, on_percent)
        except OSError as error:
            raise RaucError(str(error)) from error
        if running.returncode != 0:
            raise RaucError(said)


def follow(lines: Iterable[str], on_percent: Callable[[int], None]) -> str:
    """The last lines of an installation; how far it is goes to `on_percent` as it comes."""
    said: list[str] = []
    for line in lines:
        if (found := _PERCENT.match(line)) is not None:
            on_percent(min(int(found[1]), 100))
        said = [*said, line.strip()][-_LINES_KEPT:]
    return "\n".join(one for one in said if one) or "no word"


def last_of(said: str) -> str:
    """The last line that says something."""
    lines = [line.strip() for line in said.splitlines() if line.strip()]
    return lines[-1] if lines else "no word"
