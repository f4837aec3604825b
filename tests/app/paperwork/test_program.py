"""What runs here."""

import platform
from hashlib import sha256
from importlib.metadata import Distribution, version
from pathlib import Path

from firmware.app.image_state import ImageState, write_word
from firmware.app.paperwork.program import (
    MAX_BOARD_NAME,
    board_name,
    program,
    record_digest,
    source_digest,
)

DESK_ONLY = {"starlette", "uvicorn", "websockets", "pytest", "hypothesis"}


def package(folder: Path, record: str, origin: str | None) -> Distribution:
    """A package as pip lays it down."""
    info = folder / "standlkassa-0.1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Name: standlkassa\nVersion: 0.1.0\n", encoding="utf-8")
    (info / "RECORD").write_text(record, encoding="utf-8")
    if origin is not None:
        (info / "direct_url.json").write_text(origin, encoding="utf-8")
    return Distribution.at(info)


def test_version_and_libraries_are_those_installed() -> None:
    """What a till needs, each with its version, and nothing of desk and tests."""
    found = program()
    libraries = dict(found.libraries)
    assert version("standlkassa") == found.version
    assert version("fpdf2") == libraries["fpdf2"]
    assert set() == DESK_ONLY & set(libraries)
    assert found.files > 400
    assert found.python.startswith("Python 3.")


def test_every_module_counts(tmp_path: Path) -> None:
    """One letter, one name: the digest is another; what is no module counts nothing."""
    root = tmp_path / "firmware"
    (root / "till").mkdir(parents=True)
    (root / "a.py").write_bytes(b"1")
    (root / "till" / "b.py").write_bytes(b"2")
    (root / "note.txt").write_bytes(b"3")
    one, two = (sha256(text).hexdigest() for text in (b"1", b"2"))
    listed = f"firmware/a.py  {one}\nfirmware/till/b.py  {two}\n"
    assert (2, sha256(listed.encode()).hexdigest()) == source_digest([root])
    before = source_digest([root])
    (root / "till" / "b.py").write_bytes(b"20")
    assert before != source_digest([root])


def test_the_list_of_a_package_is_digested(tmp_path: Path) -> None:
    """The RECORD of a wheel names each file with its digest, so its own digest stands for all."""
    made = package(tmp_path, "firmware/a.py,sha256=x,1\n", None)
    assert sha256(b"firmware/a.py,sha256=x,1\n").hexdigest() == record_digest(made)


def test_the_list_of_a_checkout_is_none(tmp_path: Path) -> None:
    """It would name no module, and prove nothing."""
    made = package(tmp_path, "x.pth,sha256=y,2\n", '{"dir_info": {"editable": true}, "url": "x"}')
    assert "" == record_digest(made)


def test_the_image_is_what_root_says(tmp_path: Path) -> None:
    """Version, slot and hash; without its file there is no image."""
    path = tmp_path / "state.json"
    assert ("", "", "") == (
        (found := program(path)).image,
        found.image_slot,
        found.image_root_hash,
    )
    write_word(path, ImageState(slot="b", version="1.3", root_hash="0" * 64))
    found = program(path)
    assert ("1.3", "b", "0" * 64) == (found.image, found.image_slot, found.image_root_hash)


def test_the_board_says_what_it_is(tmp_path: Path) -> None:
    """Zeros end its name, a long one is cut; where there is none it is the machine's kind."""
    path = tmp_path / "model"
    path.write_bytes(b"Raspberry Pi 4 Model B Rev 1.5\0")
    assert "Raspberry Pi 4 Model B Rev 1.5" == board_name(path)
    path.write_text("x" * 99, encoding="utf-8")
    assert MAX_BOARD_NAME == len(board_name(path))
    path.write_bytes(b"\xff\xfe")
    assert platform.machine() == board_name(path) == board_name(tmp_path / "nothing")
