"""The few lines of shell in units, run: the flag of a trial, its limit, a program that breaks."""

import os
import subprocess
from pathlib import Path

import pytest

from firmware.app import image_state
from firmware.app.image_state import ImageState, write_word
from firmware.app.main import CARRIED_ON_S
from firmware.app.update.examination import PATIENCE_S
from firmware.image.update.trial import EXAMINATION_S
from tests.systemd.image_tree import lines

#: Seven years of a busy stall, on the slowest board with the slowest card that still sells.
BIG_BOOK_RECEIPTS, BIG_BOOK_BYTES = 420_000, 1.6e9
SLOWEST_ROW_S, SLOWEST_CARD_BYTES_S = 0.002, 10e6


def _shell(unit: str, key: str, number: int = 0) -> str:
    """The shell's part of a line, as systemd hands it over."""
    text = lines(unit, key)[number].partition("-c '")[2].rpartition("'")[0]
    return text.replace("\\\\", "\\").replace("$$", "$")


@pytest.mark.parametrize("is_trial", [True, False])
def test_the_flag_of_a_trial(*, is_trial: bool, tmp_path: Path) -> None:
    """There while root's word says so, and at no other time."""
    state = ImageState(slot="a", version="1.2", root_hash="00", is_trial=is_trial)
    write_word(tmp_path / image_state.STATE_NAME, state)
    (tmp_path / "trial").touch()
    script = _shell("kassa-slot.service", "ExecStartPost").replace(
        str(image_state.RUN), str(tmp_path)
    )
    subprocess.run(["/bin/sh", "-c", script], check=True)

    assert is_trial is (tmp_path / "trial").exists()


@pytest.mark.parametrize(
    ("result", "flag", "expected"),
    [
        ("exit-code", b"\0\0\0\1", True),
        ("timeout", b"\0\0\0\1", True),
        ("exit-code", b"\0\0\0\0", False),
        ("exit-code", None, False),
        ("success", b"\0\0\0\1", False),
    ],
)
def test_a_trial_nobody_can_judge(
    *, result: str, flag: bytes | None, expected: bool, tmp_path: Path
) -> None:
    """Back to the old slot by a restart; an ordinary start goes on."""
    told = tmp_path / "tryboot"
    if flag is not None:
        told.write_bytes(flag)
    script = (
        _shell("kassa-slot.service", "ExecStopPost")
        .replace("/proc/device-tree/chosen/bootloader/tryboot", str(told))
        .replace("exec /usr/bin/systemctl", f"exec touch {tmp_path}/asked #")
    )
    environment = {**os.environ, "SERVICE_RESULT": result}
    subprocess.run(["/bin/sh", "-c", script], check=False, env=environment, capture_output=True)

    assert expected is (tmp_path / "asked").exists()


@pytest.mark.parametrize(
    ("flag", "files", "expected"),
    [
        (b"\0\0\0\1", {"state.json", "trial"}, True),
        (b"\0\0\0\1", set(), True),
        (b"\0\0\0\1", {"state.json"}, False),
        (b"\0\0\0\0", set(), False),
        (None, {"state.json", "trial"}, False),
    ],
)
def test_the_limit_of_a_trial(
    *, flag: bytes | None, files: set[str], expected: bool, tmp_path: Path
) -> None:
    """Only of a start that the firmware made as one, and that nobody confirmed."""
    if flag is not None:
        (tmp_path / "tryboot").write_bytes(flag)
    for one in files:
        (tmp_path / one).touch()
    script = (
        _shell("kassa-trial-limit.service", "ExecCondition")
        .replace("/proc/device-tree/chosen/bootloader/tryboot", f"{tmp_path}/tryboot")
        .replace(str(image_state.RUN), str(tmp_path))
    )
    done = subprocess.run(["/bin/sh", "-c", script], check=False, capture_output=True)

    assert expected is (done.returncode == 0)


def _seconds(unit: str, key: str) -> float:
    (said,) = lines(unit, key)
    minutes = said.removesuffix("min")
    return float(said) if minutes == said else float(minutes) * 60


def test_a_trial_has_time_for_a_big_book() -> None:
    """Each limit holds the one below: all rows of years, the copy before them, the whole trial."""
    rows_s = BIG_BOOK_RECEIPTS * SLOWEST_ROW_S
    pass_s = BIG_BOOK_BYTES / SLOWEST_CARD_BYTES_S
    whole_s = _seconds("kassa-trial.service", "TimeoutStartSec")

    # A new form of the book: kept as it was, and that looked through, before it is carried on.
    assert rows_s + 2 * pass_s + PATIENCE_S < EXAMINATION_S
    assert EXAMINATION_S + pass_s < whole_s
    assert whole_s + 600 < _seconds("kassa-trial-limit.timer", "OnBootSec")


def test_a_big_book_is_carried_on_in_time() -> None:
    """Killed in the middle of it kassad would begin it anew, for ever: no way back leads there."""
    pass_s = BIG_BOOK_BYTES / SLOWEST_CARD_BYTES_S

    # Looked through at each start; before that kept as it was, that looked through, carried on.
    assert pass_s < _seconds("kassad.service.d/image.conf", "TimeoutStartSec")
    assert 3 * pass_s < CARRIED_ON_S


def test_the_word_when_the_program_itself_breaks() -> None:
    """Of kassa-disk: kassad reads it as one of root's."""
    script = _shell("kassa-disk.service", "ExecStart", 1)
    (echo,) = [one for one in script.split(";") if one.strip().startswith("echo")]
    said = subprocess.run(
        ["/bin/sh", "-c", echo.partition(" >")[0]], check=True, capture_output=True
    ).stdout

    assert b'{"fault":"missing","detail":"kassa-image disk"}\n' == said
