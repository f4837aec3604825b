"""The module for trial starts: how it is built. That the kernel takes it: test_boot_trials.py."""

import re
from pathlib import Path

import pytest

from imager import tryboot
from imager.errors import BuildError
from imager.tools import ToolRoot

RELEASE = "7.0-test"
SOURCE = Path(tryboot.__file__).parents[1] / "tryboot"


@pytest.fixture
def tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ToolRoot:
    """Tools with headers, whose compiler leaves a module for the release in `made`."""
    root = ToolRoot(tmp_path)
    root.work.mkdir()
    headers = tmp_path / f"usr/src/linux-headers-{RELEASE}"
    headers.mkdir(parents=True)
    (headers / "Module.symvers").touch()
    (root.work / "made").write_bytes(b"vermagic=7.0-test SMP")

    def run(self: ToolRoot, *args: str | Path, env: dict[str, str] | None = None) -> bytes:
        with (self.work / "asked").open("a") as file:
            file.write(" ".join(map(str, (*args, *(env or {}).items()))) + "\n")
        if args[0] == "make":
            (self.work / "tryboot/kassa_tryboot.ko").write_bytes((self.work / "made").read_bytes())
        return b""

    monkeypatch.setattr(ToolRoot, "run", run)
    return root


def test_the_module_is_built_for_the_shipped_kernel(tools: ToolRoot) -> None:
    """By its headers, for the Pi's processor, with the time of the build and no other."""
    assert b"vermagic=7.0-test SMP" == tryboot.build(tools, SOURCE, RELEASE, 42)

    asked = (tools.work / "asked").read_text()
    assert f"linux-headers-{RELEASE} M=/work/tryboot ARCH=arm64" in asked
    assert "'KBUILD_BUILD_TIMESTAMP', '@42'" in asked
    assert "strip" in asked


def test_headers_of_another_kernel_are_none(tools: ToolRoot) -> None:
    """A new kernel needs new headers in the layers."""
    with pytest.raises(BuildError, match=r"no headers of the kernel 7\.1-test"):
        tryboot.build(tools, SOURCE, "7.1-test", 42)


def test_a_module_for_another_kernel_is_refused(tools: ToolRoot) -> None:
    """The kernel would refuse it on the till."""
    (tools.work / "made").write_bytes(b"vermagic=7.0-testing SMP")

    with pytest.raises(BuildError, match="another kernel"):
        tryboot.build(tools, SOURCE, RELEASE, 42)


def test_the_source_is_short_and_says_its_licence() -> None:
    """A kernel module is under the kernel's licence; and nobody reads long ones."""
    text = (SOURCE / f"{tryboot.NAME}.c").read_text()

    assert text.startswith("// SPDX-License-Identifier: GPL-2.0-only\n")
    assert text.count("\n") < 80
    assert ["GPL"] == re.findall(r'MODULE_LICENSE\("(.*)"\)', text)
