"""Where this boot stands: the slot it came from, whether it is a trial, how the last update ended.

Told from what is remembered alone, so that it is the same after any power cut: whoever reads it
twice finds the second time what the first one found.
"""

import re
from dataclasses import dataclass
from typing import Final

import msgspec

from firmware.app.image_state import FallBack, ImageState
from firmware.image.update.autoboot import Autoboot, Slot, Standing
from firmware.image.update.memory import Memory, Outcome, Pending, Proof, Versions
from firmware.process.logs import get_logger
from firmware.store import schema

log = get_logger()

_SLOT: Final = re.compile(r"(?:^|\s)(?:kassa\.)?slot=([ab])(?=\s|$)")
_ROOT_HASH: Final = re.compile(r"(?:^|\s)kassa\.roothash=([0-9a-f]{64})(?=\s|$)")
#: Of a slot that was lost there is no request that could name it.
_LOST: Final = "lost-"
#: The update that came first, and went, keep their own rows in the journal.
_GONE: Final = "-back"
_COUNTED: Final = re.compile(rf"{_LOST}([0-9]{{1,9}})")


class StrangeStartError(Exception):
    """This boot is none of this image."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Here:
    """What this boot is by itself: its slot, its version, the hash of its root.

    `book_version` is the form of the book that this program writes.
    """

    slot: Slot
    root_hash: str
    version: str
    book_version: int = schema.VERSION


def here_of(start: str, command_line: str, version: str) -> Here:
    """What the start file system says it started, and the kernel's command line.

    Raises:
        StrangeStartError: neither names a slot.
    """
    slot = _SLOT.search(start) or _SLOT.search(command_line)
    if slot is None:
        raise StrangeStartError("nobody says which slot this is")
    root_hash = _ROOT_HASH.search(command_line)
    return Here(
        slot=Slot(slot[1]), root_hash="" if root_hash is None else root_hash[1], version=version
    )


def settle(memory: Memory, here: Here) -> ImageState:
    """Bring what is remembered to rest, and say where this boot stands.

    A trial is settled by its confirmation or by the boot after it: here it changes nothing.

    Raises:
        OSError: the boot partition or the data partition cannot be read or written.
    """
    boot = memory.autoboot()
    if boot is None:
        # Whatever the firmware made of that file, it came here.
        log.error("autoboot.txt is none of ours: written anew")
        boot = _only(here.slot)
        memory.set_autoboot(boot)
    pending = memory.pending()
    if boot.permanent is not here.slot:
        return ImageState(
            slot=here.slot.value,
            version=here.version,
            root_hash=here.root_hash,
            is_trial=True,
            update_id="" if pending is None else pending.id,
        )
    _note_version(memory, here)
    outcome = _ended(memory, boot, pending, here)
    if outcome is not None:
        memory.keep(outcome)
    other = here.slot.other
    if boot.standing(other) in (Standing.ONCE, Standing.DEAD, Standing.BACK):
        memory.set_autoboot(boot.with_standing(other, Standing.FAIL))
    is_waiting = pending is not None and outcome is None
    if pending is not None and not is_waiting:
        memory.forget_pending()
    waiting = pending.to_version if pending is not None and is_waiting else ""
    return _told(here, memory.outcome(), waiting, is_unproven=_is_unproven(memory, boot, here))


def _only(slot: Slot) -> Autoboot:
    empty = Autoboot(permanent=slot, a=Standing.NONE, b=Standing.NONE)
    return empty.with_standing(slot, Standing.GOOD)


def _ended(memory: Memory, boot: Autoboot, pending: Pending | None, here: Here) -> Outcome | None:
    """How an update has ended since the last boot; None where none has."""
    other = boot.standing(here.slot.other)
    known = memory.outcome()
    if pending is None:
        if other is Standing.BACK:
            return _gone(known)
        return _lost(memory, here) if other is Standing.DEAD else None
    if known is not None and known.id == pending.id:
        # Judged before the power went; of the trial there may be nothing left by now.
        return known
    if pending.slot is here.slot:
        # Started without a trial it is the ordinary slot: somebody confirmed it.
        before = memory.before()
        book_version = 0 if before is None else before.book_version
        return msgspec.structs.replace(_outcome(pending, None), book_version=book_version)
    match other:
        case Standing.NEXT:
            return None
        case Standing.ONCE | Standing.FAIL:
            trial = memory.trial()
            is_told = trial is not None and trial.id == pending.id and trial.because
            because = trial.because if trial is not None and is_told else ""
            return _outcome(pending, because or FallBack.NOT_CONFIRMED.value)
        case Standing.NONE | Standing.GOOD | Standing.DEAD | Standing.BACK:
            return _outcome(pending, FallBack.INTERRUPTED.value)


def _outcome(pending: Pending, because: str | None) -> Outcome:
    return Outcome(
        id=pending.id,
        from_version=pending.from_version,
        to_version=pending.to_version,
        because=because or "",
    )


def _lost(memory: Memory, here: Here) -> Outcome:
    """The slot that sold until now cannot be read any more; the start file system came here."""
    lost = memory.versions().of(here.slot.other)
    before = memory.outcome()
    counted = None if before is None else _COUNTED.fullmatch(before.id)
    return Outcome(
        id=f"{_LOST}{1 if counted is None else int(counted[1]) + 1}",
        from_version=here.version,
        to_version=lost,
        because=FallBack.DAMAGED.value,
    )


def _gone(confirmed: Outcome | None) -> Outcome | None:
    """The slot that was confirmed gave itself up (`go_back`); None where that is known already."""
    if confirmed is None or confirmed.because:
        return None
    return msgspec.structs.replace(
        confirmed, id=confirmed.id + _GONE, because=FallBack.NEVER_STOOD.value
    )


def _is_unproven(memory: Memory, boot: Autoboot, here: Here) -> bool:
    """Whether the till of a confirmed update never stood, and the one before could sell again.

    A program refuses a newer book than its own: where the two differ, there is no way back.
    """
    update, proof = memory.outcome(), memory.proof()
    if update is None or update.because or update.to_version != here.version:
        return False
    if boot.standing(here.slot.other) is not Standing.GOOD:
        return False
    return update.book_version == here.book_version and (proof is None or proof.id != update.id)


def _note_version(memory: Memory, here: Here) -> None:
    known = memory.versions()
    noted = Versions(
        a=here.version if here.slot is Slot.A else known.a,
        b=here.version if here.slot is Slot.B else known.b,
    )
    if noted != known:
        memory.keep(noted)


def _told(here: Here, outcome: Outcome | None, waiting: str, *, is_unproven: bool) -> ImageState:
    state = ImageState(
        slot=here.slot.value,
        version=here.version,
        root_hash=here.root_hash,
        waiting_version=waiting,
        is_unproven=is_unproven,
    )
    if outcome is None:
        return state
    return msgspec.structs.replace(
        state,
        update_id=outcome.id,
        confirmed_from="" if outcome.because else outcome.from_version,
        fell_back_from=outcome.to_version if outcome.because else "",
        fell_back_because=outcome.because,
    )


class ConfirmError(Exception):
    """This boot must not be made the ordinary one; the message says why."""


def confirm(memory: Memory, here: Here) -> ImageState:
    """Make the slot of this trial the ordinary one; of a boot that is no trial nothing changes.

    Raises:
        ConfirmError: the trial found something, or has not come to its end.
        OSError: as `settle`.
    """
    boot, pending, trial = memory.autoboot(), memory.pending(), memory.trial()
    if boot is not None and boot.permanent is not here.slot:
        if trial is None or trial.because or pending is None or trial.id != pending.id:
            raise ConfirmError("no trial of this update has ended well")
        memory.set_autoboot(boot.confirmed(here.slot))
    return settle(memory, here)


def prove(memory: Memory, here: Here) -> bool:
    """The till has sold for minutes: from now on this slot does not give itself up.

    Whether that is noted; not while another update is under way, of which the next boot judges.

    Raises:
        OSError: it cannot be noted.
    """
    boot, update = memory.autoboot(), memory.outcome()
    if boot is None or boot.permanent is not here.slot or memory.pending() is not None:
        return False
    if update is not None and _is_unproven(memory, boot, here):
        memory.keep(Proof(id=update.id))
    return True


class BackError(Exception):
    """There is no other slot to sell from; the message says why."""


def go_back(memory: Memory, here: Here) -> None:
    """Give up a confirmed slot whose till never stood: the other one starts from now on.

    Done already is done well: whoever asks again is asked for the restart.

    Raises:
        BackError: it has stood, or there is nothing to go back to.
        OSError: the boot partition cannot be read or written.
    """
    boot, other = memory.autoboot(), here.slot.other
    if boot is None:
        raise BackError("autoboot.txt is none of ours")
    if boot.permanent is other and boot.standing(here.slot) is Standing.BACK:
        return
    if boot.permanent is other or not _is_unproven(memory, boot, here):
        raise BackError("this slot has sold, or there is none that could")
    memory.set_autoboot(boot.with_standing(here.slot, Standing.BACK).confirmed(other))
