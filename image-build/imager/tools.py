"""The tree of tools: a Debian of its own that the programs of the build run in.

One QEMU, one genimage, one mkfs.erofs, whatever the machine that builds has. Root is needed: to
enter the tree, and because files of the image belong to root.
"""

import os
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from imager.errors import BuildError

#: Below the tree: where everything lies that its programs work on.
WORK: Final = "work"
_PATH: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_LAST_LINES: Final = 12


class ToolRoot:
    """A tree whose programs are run in it; `work` is seen from both sides."""

    def __init__(self, root: Path) -> None:
        self.root: Final = root.resolve()
        self.work: Final = self.root / WORK

    def inside(self, path: Path) -> str:
        """What a path below the tree is called in it.

        Raises:
            BuildError: it is not below the tree.
        """
        try:
            return f"/{path.absolute().relative_to(self.root)}"
        except ValueError as error:
            raise BuildError(f"{path} is not below the tools in {self.root}") from error

    def command(self, *args: str | Path) -> list[str]:
        """The same program as this machine has to be asked for it."""
        words = [self.inside(one) if isinstance(one, Path) else one for one in args]
        return ["chroot", str(self.root), *words]

    def run(
        self, *args: str | Path, env: Mapping[str, str] | None = None, stdin: bytes | None = None
    ) -> bytes:
        """Run a program of the tree; what it wrote.

        Raises:
            BuildError: it failed; with the last lines it complained in.
        """
        return run(self.command(*args), env=env, stdin=stdin)

    @contextmanager
    def mounted(self) -> Iterator[None]:
        """With /proc and /dev in it, for programs that ask the kernel."""
        done: list[Path] = []
        try:
            for kind, place in (("proc", self.root / "proc"), ("devtmpfs", self.root / "dev")):
                if not os.path.ismount(place):
                    source = ["-t", kind, kind] if kind == "proc" else ["--bind", "/dev"]
                    run(["mount", *source, str(place)])
                    done.append(place)
            yield
        finally:
            for place in reversed(done):
                run(["umount", "--lazy", str(place)])


def run(
    command: list[str],
    *,
    env: Mapping[str, str] | None = None,
    stdin: bytes | None = None,
    cwd: Path | None = None,
) -> bytes:
    """Run a program with a bare environment; what it wrote to its output.

    Raises:
        BuildError: it is not there, or it failed; with the last lines it complained in.
    """
    bare = {"PATH": _PATH, "LC_ALL": "C.UTF-8", "TZ": "UTC", "HOME": "/root"} | dict(env or {})
    # A proxy is the machine's own business.
    bare |= {key: value for key, value in os.environ.items() if key.lower().endswith("_proxy")}
    try:
        ended = subprocess.run(
            command, input=stdin, env=bare, cwd=cwd, capture_output=True, check=False
        )
    except OSError as error:
        raise BuildError(f"{command[0]}: {error.strerror}") from error
    if ended.returncode != 0:
        said = (ended.stderr or ended.stdout).decode(errors="replace").strip().splitlines()
        raise BuildError(
            f"{' '.join(command[:8])} … ended with {ended.returncode}:\n"
            + "\n".join(f"  {line}" for line in said[-_LAST_LINES:])
        )
    return ended.stdout
