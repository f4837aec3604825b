"""imager.base: trees of Debian from locked packages."""

import subprocess
from hashlib import sha256
from pathlib import Path

import pytest

from imager import base
from imager.errors import BuildError
from imager.lock import Package


def made(folder: Path, name: str, version: str) -> tuple[Package, Path]:
    """A package of Debian's kind, with nothing in it."""
    control = folder / name / "DEBIAN/control"
    control.parent.mkdir(parents=True)
    control.write_text(
        f"Package: {name}\nVersion: {version}\nArchitecture: all\nEssential: yes\n"
        "Maintainer: Nobody <nobody@example.com>\nDescription: nothing\n long\n"
    )
    path = folder / f"{name}.deb"
    subprocess.run(
        ["dpkg-deb", "--root-owner-group", "--build", str(folder / name), str(path)],
        check=True,
        capture_output=True,
    )
    content = path.read_bytes()
    package = Package(
        name=name,
        version=version,
        architecture="all",
        size=len(content),
        sha256=sha256(content).hexdigest(),
        place=f"debian/pool/main/{name}.deb",
    )
    return package, path


def test_repository(tmp_path: Path) -> None:
    """Apt sees just these packages, with what they say of themselves and the lock's hashes."""
    packages, files = zip(*(made(tmp_path, name, "1:1.0") for name in ("one", "two")), strict=True)
    base.repository(tmp_path / "repository", packages, files)
    index = (tmp_path / "repository/Packages").read_text()
    assert 2 == index.count("Essential: yes\n")
    assert all(f"SHA256: {one.sha256}\n" in index for one in packages)
    assert {"Packages", "one.deb", "two.deb"} == {
        one.name for one in (tmp_path / "repository").iterdir()
    }
    base.repository(tmp_path / "repository", packages, files)


def test_key(tmp_path: Path) -> None:
    """Another package, another hash, another word: another tree."""
    (one, _), (two, _) = made(tmp_path, "one", "1"), made(tmp_path, "two", "1")
    keys = {
        base.key_of([one]),
        base.key_of([one, two]),
        base.key_of([one], "x"),
        base.key_of([two]),
    }
    assert 4 == len(keys)
    assert {16} == {len(key) for key in keys}


def test_no_emulation(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A machine that does not let us is named before minutes are spent."""
    monkeypatch.setattr(base, "BINFMT", tmp_path)
    (tmp_path / "register").touch()
    with pytest.raises(BuildError, match="arm64 cannot be run"):
        base.emulate(tmp_path / "tools")


def test_emulation_by_the_tools(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The emulator of the tree is registered, once, by a path that this machine knows."""
    monkeypatch.setattr(base, "BINFMT", tmp_path)
    (tmp_path / "register").touch()
    rule = tmp_path / "tools" / base._RULE
    rule.parent.mkdir(parents=True)
    rule.write_text(":qemu-aarch64:M:0:\\x7fELF:\\xff:/usr/bin/qemu-aarch64-static:POF\n")
    base.emulate(tmp_path / "tools")
    said = (tmp_path / "register").read_text()
    assert said.endswith(f":{tmp_path}/tools/usr/bin/qemu-aarch64-static:POF")
    (tmp_path / "qemu-aarch64").touch()
    (tmp_path / "register").write_text("")
    base.emulate(tmp_path / "tools")
    assert "" == (tmp_path / "register").read_text()


def test_a_package_that_cannot_be_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What mmdebstrap says is said; no half a tree is taken for a whole one."""
    (tmp_path / "bin").mkdir()
    program = tmp_path / "bin/mmdebstrap"
    program.write_text("#!/bin/sh\necho E: unmet dependencies >&2\nexit 25\n")
    program.chmod(0o755)
    monkeypatch.setattr("imager.tools._PATH", f"{tmp_path}/bin:/usr/bin:/bin")
    one, _ = made(tmp_path, "one", "1")
    with pytest.raises(BuildError, match="unmet dependencies"):
        base.bootstrap(tmp_path, [one], tmp_path / "x.tar", architecture="arm64", epoch=0)
    assert not (tmp_path / "x.tar").exists()
