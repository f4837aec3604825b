"""The archive of the start file system, read back by cpio itself."""

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from imager import cpio
from imager.errors import BuildError

EPOCH = 1_700_000_000


def test_the_archive_is_what_cpio_unpacks(tmp_path: Path) -> None:
    """A program that is not ours finds the same files in it."""
    program = shutil.which("cpio")
    if program is None:
        pytest.skip("this machine has no cpio")
    entries = [
        cpio.folder("bin"),
        cpio.program("bin/tool", b"odd length"),
        cpio.link("bin/other", "tool"),
        cpio.plain("words", b""),
    ]

    subprocess.run(
        [program, "-i", "--quiet"], input=cpio.archive(entries, EPOCH), cwd=tmp_path, check=True
    )

    assert b"odd length" == (tmp_path / "bin/other").read_bytes()
    assert 0o755 == (tmp_path / "bin/tool").stat().st_mode & 0o777
    assert b"" == (tmp_path / "words").read_bytes()


def test_head_is_of_root_and_of_the_given_time() -> None:
    """Each field of the first record stands where the kernel reads it."""
    raw = cpio.archive([cpio.character_device("console", 0o600, 5, 1)], EPOCH).decode()

    fields = [int(raw[at : at + 8], 16) for at in range(6, 110, 8)]

    assert "070701" == raw[:6]
    assert [1, 0o20600, 0, 0, 1, EPOCH, 0, 0, 0, 5, 1, 8, 0] == fields
    assert raw[110:].startswith("console\0")


@given(st.binary(max_size=600))
def test_every_record_begins_at_a_fourth_byte(content: bytes) -> None:
    """Whatever a file holds, the kernel finds the record behind it."""
    raw = cpio.archive([cpio.plain("x", content), cpio.plain("y", b"")], EPOCH)

    assert 0 == len(raw) % 512
    assert content == raw[112 : 112 + len(content)]
    assert b"070701" == raw[(at := 112 + -(-len(content) // 4) * 4) : at + 6]


@pytest.mark.parametrize(
    "entries",
    [
        [cpio.plain("a", b""), cpio.plain("a", b"")],
        [cpio.plain("a/b", b"")],
        [cpio.plain("a/b", b""), cpio.folder("a")],
    ],
    ids=["twice", "without its folder", "before its folder"],
)
def test_what_the_kernel_would_drop_is_refused(entries: list[cpio.Entry]) -> None:
    """The kernel leaves such a file out without a word."""
    with pytest.raises(BuildError, match="twice or before its folder"):
        cpio.archive(entries, EPOCH)
