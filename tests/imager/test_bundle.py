"""imager.bundle: the list that is signed, and how a key is handed in; RAUC has its own tests."""

import json
from pathlib import Path

import pytest

from imager import bundle
from imager.bundle import Release, Signer, manifest_of
from imager.errors import BuildError
from imager.tools import ToolRoot

FACTS: dict[str, object] = {
    "compatible": "standlkassa-pi-1",
    "version": "1.3",
    "commit": "abc",
    "built_utc": "2026-11-21T10:00:00Z",
}


def test_the_list_that_is_signed() -> None:
    """Both file systems, the version, and what is new in one line."""
    text = manifest_of(FACTS, "Neue\n Preise")
    assert "compatible=standlkassa-pi-1\nversion=1.3\nbuild=abc\n" in text
    assert "[image.boot]\nfilename=boot.img\n" in text
    assert "[image.system]\nfilename=system.img\n" in text
    assert text.endswith("[meta.kassa]\nnotes_de=Neue Preise\n")


def test_nothing_new_to_tell() -> None:
    """Without notes there is no section for them."""
    assert "meta" not in manifest_of(FACTS, "")


@pytest.mark.parametrize("notes", ["x" * 401, "a\x1bb"])
def test_notes_that_cannot_be_shown(notes: str) -> None:
    """Too long for any display, or nothing a display shows."""
    with pytest.raises(BuildError, match="notes"):
        manifest_of(FACTS, notes)


def test_nothing_built(tmp_path: Path) -> None:
    """Without an image there is nothing to sign, and no key is read."""
    tools = ToolRoot(tmp_path)
    release = Release(facts=tmp_path / "facts.json", slot=tmp_path)
    with pytest.raises(BuildError, match="not of a built image"):
        bundle.make(tools, release, Signer(key="k", cert="c"), tmp_path / "out")
    release.facts.write_text(json.dumps(FACTS))
    with pytest.raises(BuildError, match="build the image first"):
        bundle.make(tools, release, Signer(key="k", cert="c"), tmp_path / "out")


def test_the_key_is_there_for_so_long(tmp_path: Path) -> None:
    """In a folder of root's alone, and gone afterwards, also after a failure."""
    (tmp_path / "dev").mkdir()
    for name in ("key", "cert"):
        (tmp_path / name).write_text(name)
    signer = Signer(key=str(tmp_path / "key"), cert=str(tmp_path / "cert"))
    handed = bundle._handed_in(ToolRoot(tmp_path), signer)
    copy = tmp_path / handed.__enter__().key.lstrip("/")
    assert ("key", 0o600) == (copy.read_text(), copy.stat().st_mode & 0o777)
    assert not handed.__exit__(RuntimeError, RuntimeError("signing failed"), None)
    assert [] == list((tmp_path / "dev").iterdir())


def test_a_key_in_a_token_is_not_copied(tmp_path: Path) -> None:
    """A PKCS#11 URL is handed on as it is."""
    (tmp_path / "dev").mkdir()
    signer = Signer(key="pkcs11:object=release", cert="pkcs11:object=release")
    with bundle._handed_in(ToolRoot(tmp_path), signer) as inside:
        assert signer == inside


def test_a_key_that_is_not_there(tmp_path: Path) -> None:
    """Named by its path."""
    (tmp_path / "dev").mkdir()
    signer = Signer(key=str(tmp_path / "none"), cert="pkcs11:x")
    with pytest.raises(BuildError, match="none"), bundle._handed_in(ToolRoot(tmp_path), signer):
        pass
