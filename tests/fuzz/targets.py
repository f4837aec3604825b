"""What is fuzzed: every reader of what comes from outside, and what it may say to garbage.

A target gets bytes. It may end well, or raise what its reader promises; anything else is a find.
"""

from collections.abc import Callable, Mapping
from typing import Final

from tests.fuzz import (
    targets_archive,
    targets_der,
    targets_devices,
    targets_files,
    targets_net,
    targets_root,
    targets_settings,
    targets_wire,
)

Target = Callable[[bytes], None]

ROOMS: Final = (
    targets_devices,
    targets_root,
    targets_files,
    targets_der,
    targets_settings,
    targets_net,
    targets_archive,
    targets_wire,
)
TARGETS: Final[Mapping[str, Target]] = {one.__name__: one for room in ROOMS for one in room.TARGETS}
