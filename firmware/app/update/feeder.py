"""F 76 behind the counter: which bundle, what root says of it, how far it is.

kassad installs nothing. It leaves a request in memory and reads what root answers, both small files
(`firmware.app.image_state`); whatever a bundle is, it is root and RAUC who look into it.
"""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Lock
from typing import Final, assert_never

import msgspec

from firmware.app.clock_guard import ClockGuard
from firmware.app.image_state import (
    STATE_NAME,
    UPDATE_REQUEST_NAME,
    UPDATE_STATUS,
    Before,
    ImageState,
    UpdateAct,
    UpdatePhase,
    UpdateReason,
    UpdateRequest,
    UpdateState,
    read_word,
    write_word,
)
from firmware.app.inbox import Message, OfferTold, UpdateTold
from firmware.app.stick.berth import Berth
from firmware.export.package.fault import MediumError
from firmware.process.logs import get_logger
from firmware.store import schema
from firmware.sync import offer_file
from firmware.sync.config import Paths
from firmware.sync.offer_file import OfferFileError
from firmware.till.requests import Stored
from firmware.till.upkeep.update_requests import (
    FindUpdate,
    FoundUpdate,
    InstallUpdate,
    UpdateRefused,
    UpdateTrouble,
    UpdateWanted,
)

log = get_logger()

SUFFIX: Final = "*.raucb"
#: While somebody waits, and otherwise.
WAITED_S: Final = 0.3
LOOK_EVERY_S: Final = 5.0
#: Root looks at the request at once; RAUC reads a slow stick.
INSPECTION_S: Final = 150.0
#: Writing says how far it is; where it does not for so long, it hangs.
SILENCE_S: Final = 600.0
_TROUBLES: Final = {
    UpdateReason.WRONG_KEY: UpdateTrouble.WRONG_KEY,
    UpdateReason.DAMAGED: UpdateTrouble.DAMAGED,
    UpdateReason.WRONG_MACHINE: UpdateTrouble.WRONG_MACHINE,
    UpdateReason.OLDER: UpdateTrouble.OLDER,
    UpdateReason.SAME: UpdateTrouble.SAME,
    UpdateReason.NO_ROOM: UpdateTrouble.NO_ROOM,
    UpdateReason.NOT_A_BUNDLE: UpdateTrouble.NOT_A_BUNDLE,
    UpdateReason.DISK: UpdateTrouble.DISK,
    UpdateReason.BUSY: UpdateTrouble.BUSY,
}


class RefusedError(Exception):
    """There is nothing to ask root for."""

    def __init__(self, trouble: UpdateTrouble) -> None:
        super().__init__(trouble.value)
        self.trouble = trouble


class UpdateFeeder:
    """Asks root, and tells the loop; `ask` is the loop's, `round` a thread's."""

    def __init__(
        self,
        paths: Paths,
        berth: Berth,
        clock: ClockGuard,
        post: Callable[[Message], None],
    ) -> None:
        self._berth = berth
        self._clock = clock
        self._post = post
        self._state_path = Path(paths.image) / STATE_NAME
        self._status_path = Path(paths.update) / UPDATE_STATUS.name
        self._request_path = Path(paths.run) / UPDATE_REQUEST_NAME
        self._offer_folder = paths.offer_folder
        self._lock = Lock()
        self._wanted: UpdateWanted | None = None
        self._asked: UpdateRequest | None = None
        self._bundle: Path | None = None
        self._last: UpdateState | None = None
        self._last_s = 0.0
        self._offered = ""

    def ask(self, wanted: UpdateWanted) -> None:
        """Take a wish; its answer comes by the inbox."""
        with self._lock:
            self._wanted = wanted

    def round(self) -> float:
        """Serve a wish, or see how far root is; else look what the archive laid down."""
        with self._lock:
            wanted, self._wanted = self._wanted, None
        if wanted is not None:
            self._request_it(wanted)
            return WAITED_S
        if self._asked is not None:
            self._look(self._asked)
            return WAITED_S
        self._look_at_offer()
        return LOOK_EVERY_S

    def _request_it(self, wanted: UpdateWanted) -> None:
        try:
            match wanted:
                case FindUpdate():
                    self._bundle = self._find()
                    request = self._request(UpdateAct.INSPECT, self._bundle, Before())
                case InstallUpdate():
                    before = Before(
                        has_card=wanted.has_card,
                        has_printer=wanted.has_printer,
                        book_version=schema.VERSION,
                    )
                    assert self._bundle is not None, "nothing is installed that was not found"
                    request = self._request(UpdateAct.INSTALL, self._bundle, before)
                case _:
                    assert_never(wanted)
            write_word(self._request_path, request)
        except RefusedError as error:
            self._post(UpdateTold(answer=UpdateRefused(trouble=error.trouble)))
        except OSError as error:
            log.error("update request", detail=str(error))
            self._post(UpdateTold(answer=UpdateRefused(trouble=UpdateTrouble.SILENT)))
        else:
            self._asked, self._last = request, None
            self._last_s = self._clock.now().monotonic_s

    def _request(self, act: UpdateAct, bundle: Path, before: Before) -> UpdateRequest:
        now: datetime = self._clock.now().utc
        return UpdateRequest(
            act=act, bundle=str(bundle), asked_utc=f"{now.isoformat()} {act.value}", before=before
        )

    def _find(self) -> Path:
        """The one bundle of the stick, else the one of the archive.

        Raises:
            RefusedError: none, more than one, or no image that could be replaced.
        """
        if self._state() is None:
            raise RefusedError(UpdateTrouble.NO_IMAGE)
        found = self._on_stick()
        if len(found) > 1:
            raise RefusedError(UpdateTrouble.SEVERAL)
        if found:
            return found[0]
        if not self._offer():
            raise RefusedError(UpdateTrouble.NONE)
        return self._offer_folder / offer_file.BUNDLE_NAME

    def _on_stick(self) -> list[Path]:
        try:
            folder = self._berth.find().folder
        except MediumError:
            return []
        try:
            # A Mac leaves files beside that begin with a dot.
            return sorted(one for one in folder.glob(SUFFIX) if not one.name.startswith("."))
        except OSError as error:
            log.error("stick cannot be listed", detail=str(error))
            raise RefusedError(UpdateTrouble.UNREADABLE) from error

    def _look(self, asked: UpdateRequest) -> None:
        """What root says by now."""
        now_s = self._clock.now().monotonic_s
        try:
            said = read_word(self._status_path, UpdateState)
        except (OSError, msgspec.DecodeError) as error:
            log.error("update status", detail=str(error))
            said = None
        if said is None or said.asked_utc != asked.asked_utc or said == self._last:
            limit_s = INSPECTION_S if asked.act is UpdateAct.INSPECT else SILENCE_S
            if now_s - self._last_s > limit_s:
                self._end(UpdateRefused(trouble=UpdateTrouble.SILENT))
            return
        self._last, self._last_s = said, now_s
        self._tell(said)

    def _tell(self, said: UpdateState) -> None:
        match said.phase:
            case UpdatePhase.INSPECTING:
                pass
            case UpdatePhase.INSTALLING:
                self._post(UpdateTold(percent=said.percent))
            case UpdatePhase.INSPECTED:
                state = self._state()
                installed = "" if state is None else state.version
                self._end(
                    FoundUpdate(version=said.version, installed=installed, notes=said.notes_de)
                )
            case UpdatePhase.INSTALLED:
                self._end(Stored())
            case UpdatePhase.REFUSED | UpdatePhase.FAILED:
                reason = said.reason
                trouble = UpdateTrouble.DAMAGED if reason is None else _TROUBLES[reason]
                self._end(UpdateRefused(trouble=trouble))
            case _:
                assert_never(said.phase)

    def _end(self, answer: FoundUpdate | UpdateRefused | Stored) -> None:
        self._asked = None
        self._post(UpdateTold(answer=answer))

    def _look_at_offer(self) -> None:
        offered = self._offer()
        if offered != self._offered:
            self._offered = offered
            self._post(OfferTold(version=offered))

    def _offer(self) -> str:
        """The version that waits; not one that was given up: whoever wants that types F 76."""
        try:
            offer = offer_file.read(self._offer_folder)
        except (OSError, OfferFileError) as error:
            log.error("offer", detail=str(error))
            return ""
        state = self._state()
        if offer is None or state is None:
            return ""
        is_known = offer.version in (state.version, state.fell_back_from, state.waiting_version)
        return "" if is_known else offer.version

    def _state(self) -> ImageState | None:
        try:
            return read_word(self._state_path, ImageState)
        except (OSError, msgspec.DecodeError) as error:
            log.error("image state", detail=str(error))
            return None
