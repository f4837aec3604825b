"""The machine starts anew: by the slot that waits for its trial, once, or as always."""

import subprocess
from pathlib import Path
from typing import Final

from firmware.image.update.autoboot import Standing
from firmware.image.update.memory import Memory
from firmware.image.update.slot import Here
from firmware.process.logs import get_logger

log = get_logger()

#: Of our own kernel module; the firmware forgets the flag with the next start.
FLAG: Final = Path("/sys/firmware/kassa_tryboot/tryboot")
#: What Raspberry Pi's own kernel understands, and what a virtual machine reads on its console.
ARGUMENT: Final = "0 tryboot"
SYSTEMCTL: Final = "/usr/bin/systemctl"


def arm(memory: Memory, here: Here) -> bool:
    """Whether the next start is a trial; from now on a boot that finds no confirmation knows.

    The memory changes before the machine does: a trial whose begin was written and that never came
    is one that failed, and not one that is begun for ever.

    Raises:
        OSError: the boot partition cannot be written: no trial.
    """
    boot, other = memory.autoboot(), here.slot.other
    if boot is None or boot.permanent is not here.slot:
        return False
    if boot.standing(other) is not Standing.NEXT:
        return False
    memory.set_autoboot(boot.with_standing(other, Standing.ONCE))
    return True


def set_flag(flag: Path = FLAG) -> None:
    """Tell the firmware to start the other slot once; where there is none, nobody is told.

    A machine that cannot be told starts the old slot, which says that the trial did not come.
    """
    try:
        flag.write_bytes(b"1")
    except OSError as error:
        log.warning("no firmware to be told of a trial", detail=str(error))


def command(*, is_trial: bool) -> list[str]:
    """What systemd is asked."""
    argument = [f"--reboot-argument={ARGUMENT}"] if is_trial else []
    return [SYSTEMCTL, "--no-block", *argument, "reboot"]


def restart(memory: Memory, here: Here) -> None:
    """Start the machine anew.

    Raises:
        OSError: systemd cannot be asked.
    """
    try:
        is_trial = arm(memory, here)
    except OSError as error:
        log.error("no trial: the boot partition cannot be written", detail=str(error))
        is_trial = False
    if is_trial:
        set_flag()
    subprocess.run(command(is_trial=is_trial), check=False)
