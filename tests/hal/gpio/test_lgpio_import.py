"""What importing lgpio leaves behind: nothing that another program could trip over."""

import subprocess
import sys
from pathlib import Path

from hal.gpio.lgpio_import import lgpio

ROOT = Path(__file__).resolve().parents[3]
IMPORT = """
import os, sys
sys.path.insert(0, sys.argv[1])
here, before = os.getcwd(), dict(os.environ)
import hal.gpio.lgpio_import
assert os.getcwd() == here, "it works elsewhere"
assert dict(os.environ) == before, "environment was changed"
print(*(os.readlink(f"/proc/self/fd/{end}") for end in os.listdir("/proc/self/fd")
        if os.path.lexists(f"/proc/self/fd/{end}")), sep="\\n")
"""


def test_import_leaves_no_trace(tmp_path: Path) -> None:
    """No pipe where somebody calls `kassa`, no folder; the library has both ends of its own.

    In a common folder one program removed the pipe of the other between making and opening it.
    """
    here, temporary = tmp_path / "here", tmp_path / "tmp"
    here.mkdir()
    temporary.mkdir()

    done = subprocess.run(
        [sys.executable, "-c", IMPORT, str(ROOT)],
        cwd=here,
        env={"TMPDIR": str(temporary)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert (0, "") == (done.returncode, done.stderr)
    ends = [line for line in done.stdout.splitlines() if ".lgd-nfy" in line]
    assert len(ends) >= 2
    assert {str(temporary)} == {str(Path(end).parents[1]) for end in ends}
    assert [[], []] == [list(here.iterdir()), list(temporary.iterdir())]


def test_in_a_folder_that_is_gone(tmp_path: Path) -> None:
    """It is as good as any other."""
    here = tmp_path / "gone"
    here.mkdir()
    gone = (
        f"import os, sys; sys.path.insert(0, {str(ROOT)!r}); os.rmdir({str(here)!r});"
        "import hal.gpio.lgpio_import"
    )
    done = subprocess.run(
        [sys.executable, "-c", gone], cwd=here, capture_output=True, text=True, check=False
    )
    assert (0, "") == (done.returncode, done.stderr)


def test_it_is_the_library() -> None:
    """With all it has."""
    assert callable(lgpio.gpiochip_open)
