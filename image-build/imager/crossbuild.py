"""Python packages with C in them, built on this processor for the till's.

Needs among the tools: python3, gcc-aarch64-linux-gnu, libc6-dev-arm64-cross, swig, libpcsclite-dev
(winscard.h), and unpacked for arm64 libpython3.13-dev (pyconfig.h) and libpython3.13-minimal (what
Python there was built with). No compiler for this processor, no pip: the source's own builder,
setuptools, is called as pip would call it.
"""

import shutil
import zipfile
from pathlib import Path
from typing import Final

from imager.errors import BuildError
from imager.tools import ToolRoot
from imager.wheels import PYTHON

#: What Python of the other processor was built with; the names are Debian's.
_OTHER: Final = {
    "_PYTHON_SYSCONFIGDATA_NAME": "_sysconfigdata__aarch64-linux-gnu",
    "_PYTHON_HOST_PLATFORM": "linux-aarch64",
}
#: Names no path and no time of this build, and tells two builds apart by nothing.
_COMPILER: Final = "-O2 -fwrapv -fstack-protector-strong -g0 -ffile-prefix-map={source}=."
_LINKER: Final = "-Wl,-z,relro -Wl,-z,now -Wl,--build-id=none -s"
_BUILD: Final = """
import pathlib, sys
listed = pathlib.Path.glob
# lgpio links in the order a folder is read in, and that is chance.
pathlib.Path.glob = lambda *args, **named: iter(sorted(listed(*args, **named)))
from setuptools import build_meta
build_meta.build_wheel(sys.argv[1])
"""


def build(tools: ToolRoot, source: Path, setuptools: Path, *, epoch: int) -> Path:
    """The wheel of a source package for the till's processor, below `tools.work`.

    Raises:
        BuildError: it cannot be built.
    """
    bench = tools.work / "crossbuild" / source.name.removesuffix(".tar.gz")
    shutil.rmtree(bench, ignore_errors=True)
    builder, out = bench / "setuptools", bench / "out"
    out.mkdir(parents=True)
    with zipfile.ZipFile(setuptools) as wheel:
        wheel.extractall(builder)
    shutil.copy(source, bench)
    tools.run("tar", "-C", bench, "--no-same-owner", "-xf", bench / source.name)
    folder = bench / bench.name
    if not folder.is_dir():
        raise BuildError(f"{source.name} holds no folder of its own name")
    environment = {
        "SOURCE_DATE_EPOCH": str(epoch),
        "PYTHONPATH": tools.inside(builder),
        "PYTHONHASHSEED": "0",
        "CFLAGS": _COMPILER.format(source=tools.inside(folder)),
        "LDFLAGS": _LINKER,
        # lgpio with its C part in it, not beside it.
        "PYPI": "1",
    } | _OTHER
    python = f"python{PYTHON}"
    tools.run("env", "-C", folder, python, "-B", "-c", _BUILD, out, env=environment)
    return _only_wheel(out)


def _only_wheel(folder: Path) -> Path:
    found = sorted(folder.glob("*.whl"))
    if len(found) != 1 or not found[0].name.endswith("-linux_aarch64.whl"):
        raise BuildError(f"not one wheel for the till: {[one.name for one in found]}")
    return found[0]
