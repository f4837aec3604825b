"""A FAT file system in a file, by the words of mtools; no kernel has to know it."""

import errno
import os
import re
import struct
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

#: `REGIST~1     <DIR>     2026-11-21  18:06  Registrierkasse` and
#: `KASSA-~1 ID          3 2026-11-21  18:06  KASSA-STICK.id`
_LINE = re.compile(
    r"^(?P<stem>.{8}) (?P<suffix>.{3}) +(?P<size><DIR>|\d+) +\d{4}-\d\d-\d\d +\d+:\d\d"
    r"(?: {2}(?P<long>.+)| )?$"
)
_FREE = re.compile(r"^ *([\d ]+) bytes free$")
#: What vfat of the kernel refuses in a name.
_FORBIDDEN = set('*?<>|":\\') | {chr(code) for code in range(32)}


@dataclass(frozen=True, slots=True, kw_only=True)
class FatEntry:
    """A name in a folder of the image; bytes of a file."""

    name: str
    size: int
    is_folder: bool


class FatImage:
    """The image at `path`; each call is a run of a tool."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def format(self, size_mib: int) -> None:
        """Make it anew, empty."""
        with self.path.open("wb") as file:
            file.truncate(size_mib * 1024 * 1024)
        _run("mkfs.vfat", "-n", "KASSA", str(self.path))

    @property
    def cluster_bytes(self) -> int:
        """What a file takes at least."""
        sector, sectors = struct.unpack_from("<HB", self._boot_sector(), 11)
        return sector * sectors

    @property
    def blocks(self) -> int:
        """The clusters of the whole image."""
        (small,) = struct.unpack_from("<H", self._boot_sector(), 19)
        (large,) = struct.unpack_from("<I", self._boot_sector(), 32)
        (sector,) = struct.unpack_from("<H", self._boot_sector(), 11)
        return (small or large) * sector // self.cluster_bytes

    def _boot_sector(self) -> bytes:
        with self.path.open("rb") as file:
            return file.read(512)

    def entries(self, folder: str) -> dict[str, FatEntry]:
        """The entries of a folder, by name in small letters."""
        found_here = {}
        for line in self._tool("mdir", "-a", "::" + folder).splitlines():
            if (found := _LINE.match(line)) is None:
                continue
            short = ".".join(filter(None, (found["stem"].strip(), found["suffix"].strip())))
            entry = FatEntry(
                name=found["long"] or short,
                size=0 if found["size"] == "<DIR>" else int(found["size"]),
                is_folder=found["size"] == "<DIR>",
            )
            if entry.name not in {".", ".."}:
                found_here[entry.name.casefold()] = entry
        return found_here

    def free_bytes(self) -> int:
        """What it says of itself."""
        last = self._tool("mdir", "-a", "::/").rstrip().splitlines()[-1]
        found = _FREE.match(last)
        assert found is not None, last
        return int(found[1].replace(" ", ""))

    def read(self, path: str) -> bytes:
        """A file, as mtools reads it."""
        return self._tool_bytes("mtype", "::" + path)

    def write(self, path: str, source: Path) -> None:
        """Put the content of `source` there, in place of what was."""
        _refuse_name(path)
        self._tool("mcopy", "-o", "-D", "o", str(source), "::" + path)

    def make_folder(self, path: str) -> None:
        _refuse_name(path)
        self._tool("mmd", "-D", "s", "::" + path)

    def remove_folder(self, path: str) -> None:
        self._tool("mrd", "::" + path)

    def remove(self, path: str) -> None:
        self._tool("mdel", "::" + path)

    def rename(self, old: str, new: str) -> None:
        _refuse_name(new)
        tool = "mren" if old.rpartition("/")[0] == new.rpartition("/")[0] else "mmove"
        self._tool(tool, "-D", "s", "::" + old, "::" + new)
        folder, _, name = new.rpartition("/")
        entry = self.entries(folder or "/")[name.casefold()]
        if entry.name != name and not entry.is_folder:
            # mren makes INDEX.XML of index.xml, mcopy and the kernel do not.
            content = self.read(new)
            self.remove(new)
            with tempfile.NamedTemporaryFile() as file:
                file.write(content)
                file.flush()
                self.write(new, Path(file.name))

    def check(self) -> list[str]:
        """What `fsck.vfat -n` has against it; nothing, if all is well."""
        done = subprocess.run(
            ["fsck.vfat", "-n", str(self.path)], capture_output=True, text=True, check=False
        )
        lines = (done.stdout + done.stderr).splitlines()
        return lines if done.returncode else []

    def _tool(self, name: str, *arguments: str) -> str:
        return self._tool_bytes(name, *arguments).decode()

    def _tool_bytes(self, name: str, *arguments: str) -> bytes:
        return _run(name, "-i", str(self.path), *arguments)


def _refuse_name(path: str) -> None:
    name = path.rpartition("/")[2]
    if _FORBIDDEN & set(name) or name.endswith((".", " ")):
        raise OSError(errno.EINVAL, f"no name for FAT: {name!r}")


def _run(*command: str) -> bytes:
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        check=False,
        env=os.environ | {"MTOOLS_SKIP_CHECK": "1", "LC_ALL": "C.UTF-8"},
    )
    if done.returncode == 0:
        return done.stdout
    said = done.stderr.decode(errors="replace")
    if "not found" in said or "no match" in said.lower():
        raise OSError(errno.ENOENT, said)
    if "full" in said.lower() or "no space" in said.lower():
        raise OSError(errno.ENOSPC, said)
    raise OSError(errno.EIO, f"{command}: {said}")
