"""firmware.image.update.rauc: a program that says how far it is, and why it stops."""

from pathlib import Path

import pytest

from firmware.image.update import rauc
from firmware.image.update.rauc import RaucError, RealRauc

BUNDLE = Path("/run/standlkassa-stick/mounted/x.raucb")
#: What RAUC 1.13 wrote in a virtual machine.
INSTALLING = """installing
  0% Installing
 20% Checking bundle done.
 46% Copying image to boot.1
100% Installing done.
Installing `x.raucb` succeeded
"""


@pytest.fixture
def program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A shell script in RAUC's place; `says` what it is to do."""
    path = tmp_path / "rauc"
    path.write_text("#!/bin/sh\n")
    path.chmod(0o755)
    monkeypatch.setattr(rauc, "PROGRAM", str(path))
    return path


def test_how_far_it_is(program: Path, tmp_path: Path) -> None:
    """Percent as they come; the bundle is the one that was named."""
    (tmp_path / "said").write_text(INSTALLING)
    program.write_text(f'#!/bin/sh\necho "$@" >{tmp_path}/asked\ncat {tmp_path}/said\n')
    percent: list[int] = []
    RealRauc().install(BUNDLE, percent.append)
    assert [0, 20, 46, 100] == percent
    assert f"install {BUNDLE}\n" == (tmp_path / "asked").read_text()


def test_why_it_stopped(program: Path) -> None:
    """The last lines, in which RAUC says why."""
    program.write_text("#!/bin/sh\necho ' 10% Checking'\necho 'LastError: no' >&2\nexit 1\n")
    with pytest.raises(RaucError, match="LastError: no"):
        RealRauc().install(BUNDLE, lambda _percent: None)


def test_what_it_says_of_a_bundle(program: Path) -> None:
    """Only what is on its output, not its chatter."""
    program.write_text('#!/bin/sh\necho chatter >&2\nprintf "{}"\n')
    assert b"{}" == RealRauc().info(BUNDLE)


def test_why_it_does_not_trust(program: Path) -> None:
    """The last line of its chatter."""
    program.write_text("#!/bin/sh\necho chatter >&2\necho 'Invalid bundle format' >&2\nexit 1\n")
    with pytest.raises(RaucError, match=r"^Invalid bundle format$"):
        RealRauc().info(BUNDLE)


def test_says_nothing(program: Path) -> None:
    """Silence is no trust either."""
    program.write_text("#!/bin/sh\nexit 1\n")
    with pytest.raises(RaucError, match="no word"):
        RealRauc().info(BUNDLE)
    with pytest.raises(RaucError, match="no word"):
        RealRauc().install(BUNDLE, lambda _percent: None)


def test_hangs(program: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A stick that does not answer is left."""
    program.write_text("#!/bin/sh\nexec sleep 60\n")
    monkeypatch.setattr(rauc, "INFO_DEADLINE_S", 0.05)
    with pytest.raises(RaucError, match="in time"):
        RealRauc().info(BUNDLE)


def test_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An image without RAUC cannot be updated, and says so."""
    monkeypatch.setattr(rauc, "PROGRAM", str(tmp_path / "none"))
    with pytest.raises(RaucError, match="none"):
        RealRauc().info(BUNDLE)
    with pytest.raises(RaucError, match="none"):
        RealRauc().install(BUNDLE, lambda _percent: None)
