"""The start file system: a shell, dmsetup, a few drivers and our first program, in one archive."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from imager import cpio, elf, modules
from imager.cpio import Entry
from imager.errors import BuildError
from imager.tools import ToolRoot

#: What the first program calls, all of them names of one static busybox.
APPLETS: Final = (
    *("cat", "dd", "grep", "gzip", "head", "insmod", "mkdir", "mount", "od", "readlink", "reboot"),
    *("sed", "sh", "sleep", "sync", "switch_root", "tr", "umount", "wc"),
)
_FOLDERS: Final = ("bin", "dev", "lib", "lib/modules", "mnt", "proc", "root", "run", "sbin", "sys")
_DMSETUP: Final = "usr/sbin/dmsetup"
_BUSYBOX: Final = "usr/bin/busybox"
#: Where libraries of the processor are: all of Debian's, and its loader.
_LIBRARIES: Final = ("usr/lib/aarch64-linux-gnu", "usr/lib")


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """What the start file system is made of."""

    #: image-build/initramfs: the first program and the list of drivers.
    sources: Path
    #: Trees of the till's packages with busybox-static, dmsetup and the libraries they ask for.
    trees: Sequence[Path]
    #: lib/modules/RELEASE of the kernel, depmod done.
    modules: Path


def build(tools: ToolRoot, parts: Parts, epoch: int) -> bytes:
    """The file the firmware loads beside the kernel: packed so that a rotten one can be told.

    Raises:
        BuildError: a part is missing.
    """
    content = cpio.archive(entries(parts), epoch)
    return tools.run("gzip", "-9", "-n", "-c", stdin=content)


def entries(parts: Parts) -> Iterator[Entry]:
    """Everything in it, folders first.

    Raises:
        BuildError: a part is missing.
    """
    yield from (cpio.folder(name) for name in _FOLDERS)
    # The kernel opens it for the first program before that can mount anything.
    yield cpio.character_device("dev/console", 0o600, 5, 1)
    yield cpio.program("init", _read(parts.sources / "init"))
    yield cpio.program("bin/busybox", _found(parts.trees, _BUSYBOX))
    yield from (cpio.link(f"bin/{applet}", "busybox") for applet in APPLETS)
    yield from _with_libraries(parts.trees)
    yield from _drivers(parts)


def _with_libraries(trees: Sequence[Path]) -> Iterator[Entry]:
    program = _found(trees, _DMSETUP)
    yield cpio.program("sbin/dmsetup", program)
    waiting = list(elf.needed(program))
    done: set[str] = set()
    while waiting:
        name = waiting.pop(0)
        if name in done:
            continue
        done.add(name)
        library = _found(trees, *(f"{folder}/{name}" for folder in _LIBRARIES))
        yield cpio.program(f"lib/{name}", library)
        waiting += elf.needed(library)


def _drivers(parts: Parts) -> Iterator[Entry]:
    drivers = modules.read(parts.modules)
    order = drivers.closure(modules.wanted(parts.sources / "modules.txt", drivers))
    folders = {str(parent) for name in order for parent in Path(name).parents} - {"."}
    yield from (cpio.folder(f"lib/modules/{name}") for name in sorted(folders))
    for name in order:
        yield cpio.plain(f"lib/modules/{name}.ko", drivers.content(name))
    yield cpio.plain("lib/modules/order", "".join(f"{name}\n" for name in order).encode())


def _found(trees: Sequence[Path], *names: str) -> bytes:
    for tree in trees:
        for name in names:
            path = tree / name
            if path.exists():
                return path.read_bytes()
    raise BuildError(f"no package of the start file system has {names[0]}")


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise BuildError(f"{path}: {error.strerror}") from error
