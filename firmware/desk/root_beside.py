"""Root's side of an update beside an emulated till: the same small files, its own answers.

A bundle of the desk is a text that says what it is. It is refused for what RAUC and `kassa-image`
would refuse it for, written as slowly as a card takes it, and after a restart its trial ends as the
text says: confirmed, or given up. Nothing else is installed on anybody's computer.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from firmware.accord.release import is_newer
from firmware.app.image_state import (
    STATE_NAME,
    UPDATE_REQUEST_NAME,
    UPDATE_STATUS,
    FallBack,
    ImageState,
    UpdateAct,
    UpdatePhase,
    UpdateReason,
    UpdateRequest,
    UpdateState,
    read_word,
    write_word,
)
from firmware.sync.config import Paths

VERSION: Final = "1.2"
NEW_VERSION: Final = "1.3"
OLD_VERSION: Final = "1.1"
NOTES: Final = "Neue Preise gehen schneller, das Display ist ruhiger."
FILE_NAME: Final = "standlkassa.raucb"
#: Of the percent that root says while it writes.
_STEP: Final = 20
_WHOLE: Final = 100
#: Which slot the desk claims to run from, and the hash of a system that there is not.
_SLOTS: Final = ("a", "b")
_ROOT_HASH: Final = "00" * 32


class Bundle(msgspec.Struct, frozen=True, kw_only=True):
    """What stands in a bundle of the desk."""

    version: str
    notes_de: str = ""
    is_ours: bool = True
    is_sound: bool = True


#: What is on the sticks of these names.
BUNDLES: Final = {
    "update": Bundle(version=NEW_VERSION, notes_de=NOTES),
    "poor": Bundle(version=NEW_VERSION, notes_de=NOTES, is_sound=False),
    "forged": Bundle(version=NEW_VERSION, is_ours=False),
    "older": Bundle(version=OLD_VERSION),
}


def lay_bundle(folder: Path, name: str) -> None:
    """Put the bundle of the stick `name` into its folder."""
    (folder / FILE_NAME).write_bytes(msgspec.json.encode(BUNDLES[name]) + b"\n")


class RootBeside:
    """Implements what the units of the image do; `round` is called like a feeder's."""

    def __init__(self, paths: Paths, now_utc: Callable[[], datetime]) -> None:
        self._state = Path(paths.image) / STATE_NAME
        self._status = Path(paths.update) / UPDATE_STATUS.name
        self._request = Path(paths.run) / UPDATE_REQUEST_NAME
        self._now_utc = now_utc
        self._writing: tuple[UpdateRequest, Bundle, int] | None = None
        self._waiting: Bundle | None = None

    def start(self, *, is_restart: bool) -> None:
        """The machine starts: as kassa-slot, kassa-trial and kassa-confirm do.

        What waits is tried at a restart that was asked for; after a cut it goes on waiting.
        """
        for path in (self._state, self._status, self._request):
            path.parent.mkdir(parents=True, exist_ok=True)
        self._status.unlink(missing_ok=True)
        self._writing = None
        before = read_word(self._state, ImageState)
        if before is None:
            before = ImageState(slot=_SLOTS[0], version=VERSION, root_hash=_ROOT_HASH)
        write_word(self._state, self._started(before, is_restart=is_restart))

    def _started(self, before: ImageState, *, is_restart: bool) -> ImageState:
        waiting = self._waiting
        if waiting is None:
            return msgspec.structs.replace(before, waiting_version="")
        if not is_restart:
            return msgspec.structs.replace(before, waiting_version=waiting.version)
        self._waiting = None
        ended = ImageState(
            slot=before.slot,
            version=before.version,
            root_hash=_ROOT_HASH,
            update_id=self._now_utc().isoformat(),
        )
        if not waiting.is_sound:
            return msgspec.structs.replace(
                ended,
                fell_back_from=waiting.version,
                fell_back_because=FallBack.PRINTER.value,
            )
        return msgspec.structs.replace(
            ended,
            slot=_SLOTS[before.slot == _SLOTS[0]],
            version=waiting.version,
            confirmed_from=before.version,
        )

    def round(self) -> float:
        """Take a request, or write a little more; 0 while there is something to do."""
        if self._writing is not None:
            self._write_on(*self._writing)
            return 0.0
        try:
            request = msgspec.json.decode(self._request.read_bytes(), type=UpdateRequest)
        except FileNotFoundError:
            return 1.0
        self._request.unlink()
        self._serve(request)
        return 0.0

    def _serve(self, request: UpdateRequest) -> None:
        try:
            bundle = msgspec.json.decode(Path(request.bundle).read_bytes(), type=Bundle)
        except (OSError, msgspec.DecodeError):
            self._refuse(request, UpdateReason.NOT_A_BUNDLE)
            return
        if (reason := self._reason(bundle)) is not None:
            self._refuse(request, reason)
        elif request.act is UpdateAct.INSPECT:
            self._say(request, UpdatePhase.INSPECTED, bundle)
        else:
            self._writing = request, bundle, 0

    def _reason(self, bundle: Bundle) -> UpdateReason | None:
        if not bundle.is_ours:
            return UpdateReason.WRONG_KEY
        state = read_word(self._state, ImageState)
        assert state is not None, "written at the start"
        if is_newer(bundle.version, state.version):
            return None
        is_older = is_newer(state.version, bundle.version)
        return UpdateReason.OLDER if is_older else UpdateReason.SAME

    def _write_on(self, request: UpdateRequest, bundle: Bundle, percent: int) -> None:
        if percent < _WHOLE:
            self._say(request, UpdatePhase.INSTALLING, bundle, percent)
            self._writing = request, bundle, percent + _STEP
            return
        self._writing, self._waiting = None, bundle
        self._say(request, UpdatePhase.INSTALLED, bundle, _WHOLE)

    def _refuse(self, request: UpdateRequest, reason: UpdateReason) -> None:
        said = UpdateState(phase=UpdatePhase.REFUSED, asked_utc=request.asked_utc, reason=reason)
        write_word(self._status, said)

    def _say(
        self, request: UpdateRequest, phase: UpdatePhase, bundle: Bundle, percent: int = 0
    ) -> None:
        said = UpdateState(
            phase=phase,
            asked_utc=request.asked_utc,
            percent=percent,
            version=bundle.version,
            notes_de=bundle.notes_de,
        )
        write_word(self._status, said)
