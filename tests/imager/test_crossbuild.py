"""Packages with C in them: how their builder is called, and what is taken from it."""

import tarfile
import zipfile
from collections.abc import Mapping
from pathlib import Path

import pytest

from imager import crossbuild
from imager.errors import BuildError
from imager.tools import ToolRoot


class _Tools(ToolRoot):
    """Unpacks like tar, and builds a wheel of the name it was told."""

    def __init__(self, root: Path, wheel: str) -> None:
        super().__init__(root)
        self.wheel = wheel
        self.commands: list[tuple[str | Path, ...]] = []
        self.environments: list[Mapping[str, str]] = []

    def run(
        self, *args: str | Path, env: Mapping[str, str] | None = None, stdin: bytes | None = None
    ) -> bytes:
        """See `ToolRoot.run`."""
        self.commands.append(args)
        self.environments.append(env or {})
        if args[0] == "tar":
            with tarfile.open(args[-1]) as archive:
                archive.extractall(args[2])
        elif self.wheel:
            (Path(args[-1]) / self.wheel).touch()
        return b""


def _source(folder: Path, top: str) -> Path:
    inside = folder / "packed" / top
    inside.mkdir(parents=True)
    (inside / "setup.py").touch()
    path = folder / "spidev-3.8.tar.gz"
    with tarfile.open(path, "w:gz") as archive:
        archive.add(inside, top)
    return path


def _setuptools(folder: Path) -> Path:
    path = folder / "setuptools.whl"
    with zipfile.ZipFile(path, "w") as wheel:
        wheel.writestr("setuptools/__init__.py", "")
    return path


def test_built_for_the_other_processor(tmp_path: Path) -> None:
    """By the source's own builder, with the other Python's settings, and no path in the result."""
    tools = _Tools(tmp_path, "spidev-3.8-cp313-cp313-linux_aarch64.whl")

    wheel = crossbuild.build(
        tools, _source(tmp_path, "spidev-3.8"), _setuptools(tmp_path), epoch=1_700_000_000
    )

    bench = tools.work / "crossbuild/spidev-3.8"
    environment = tools.environments[-1]
    assert bench / "out/spidev-3.8-cp313-cp313-linux_aarch64.whl" == wheel
    assert ("env", "-C", bench / "spidev-3.8", "python3.13") == tools.commands[-1][:4]
    assert "_sysconfigdata__aarch64-linux-gnu" == environment["_PYTHON_SYSCONFIGDATA_NAME"]
    assert "1700000000" == environment["SOURCE_DATE_EPOCH"]
    assert "/work/crossbuild/spidev-3.8/setuptools" == environment["PYTHONPATH"]
    assert "-ffile-prefix-map=/work/crossbuild/spidev-3.8/spidev-3.8=." in environment["CFLAGS"]


@pytest.mark.parametrize("made", ["", "spidev-3.8-cp313-cp313-linux_x86_64.whl"])
def test_a_wheel_of_this_processor_is_none(tmp_path: Path, made: str) -> None:
    """A till could not load it, and would say so at its first start only."""
    tools = _Tools(tmp_path, made)

    with pytest.raises(BuildError, match="not one wheel for the till"):
        crossbuild.build(tools, _source(tmp_path, "spidev-3.8"), _setuptools(tmp_path), epoch=0)


def test_a_source_of_another_name(tmp_path: Path) -> None:
    """What does not hold what it is called is not built."""
    with pytest.raises(BuildError, match="holds no folder of its own name"):
        crossbuild.build(
            _Tools(tmp_path, ""), _source(tmp_path, "other-1"), _setuptools(tmp_path), epoch=0
        )
