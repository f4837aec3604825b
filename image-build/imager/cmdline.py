"""The kernel's command line as a value: what the start file system and systemd are told."""

from typing import Final

from imager.errors import BuildError
from imager.verity import BLOCK, Seal

SLOTS: Final = ("a", "b")
#: The firmware hands over one line; what it adds itself must find room as well.
_LONGEST: Final = 900
#: Each word with its reason; there is no console=, docs/image/boot.md says why.
WORDS: Final = (
    # Errors and our own words only: a display and a buzzer speak to the seller, not a console.
    "quiet",
    "loglevel=4",
    # A panic is a restart; the start file system then looks whether the slot is still whole.
    "panic=5",
    # The system is read-only and its caches were made with it.
    "systemd.condition_needs_update=0",
    # No partition is mounted because of its type: a stick with a fitting table would take part.
    "systemd.gpt_auto=0",
    # systemd itself dying is a restart and no freeze.
    "systemd.crash_action=reboot",
    # One network socket and one radio, called eth0 and wlan0 on each board.
    "net.ifnames=0",
)


def command_line(seal: Seal, slot: str | None = None) -> str:
    """The line without its end.

    Both boot partitions of a release hold the same files: which slot it is, says the firmware in
    the device tree. Only a machine without one is told the slot here.

    Raises:
        BuildError: a word cannot be right, or the line is too long for the firmware.
    """
    if slot is not None and slot not in SLOTS:
        raise BuildError(f"there is no slot {slot}")
    if seal.hash_offset <= 0 or seal.hash_offset % BLOCK:
        raise BuildError(f"a hash tree cannot begin at byte {seal.hash_offset}")
    own = (f"kassa.roothash={seal.root_hash}", f"kassa.hashoffset={seal.hash_offset}")
    named = () if slot is None else (f"kassa.slot={slot}",)
    line = " ".join((*WORDS, *named, *own))
    if len(line) > _LONGEST or not line.isascii() or "\n" in line:
        raise BuildError(f"the command line is no line the firmware takes: {line}")
    return line
