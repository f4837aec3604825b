"""The commands of `kassa-image` around an update; units of systemd call them, as root."""

import logging
import os
import shutil
import subprocess
import sys
import time
from grp import getgrall
from pathlib import Path
from pwd import getpwnam
from typing import Final, NoReturn

import click
import msgspec

from firmware.app.image_state import (
    EXAMINE,
    FACTS,
    RUN,
    START_NAME,
    STATE_NAME,
    UPDATE_REQUEST_NAME,
    UPDATE_STATUS,
    Before,
    ImageFacts,
    ImageState,
    UpdateRequest,
    UpdateState,
    read_word,
    word_of,
    write_word,
)
from firmware.image import health
from firmware.image.update.backend import BackendError, answer
from firmware.image.update.memory import Memory, RealDisk
from firmware.image.update.slot import (
    BackError,
    ConfirmError,
    Here,
    StrangeStartError,
    confirm,
    go_back,
    here_of,
    prove,
    settle,
)
from firmware.process import logs
from firmware.process.settings_file import TILL_SETTINGS
from firmware.sync.config import Paths
from firmware.sync.whole_file import read_bounded

_COMMAND_LINE: Final = Path("/proc/cmdline")
_START: Final = RUN / START_NAME
#: Where the unit puts what kassad has left.
REQUEST: Final = RUN / UPDATE_REQUEST_NAME
#: The new program examines itself: what cannot be loaded cannot say that all is well.
_TILL: Final = "/opt/standlkassa/bin/kassad"
_MAX_BYTES: Final = 64 * 1024
SYSTEMCTL: Final = "/usr/bin/systemctl"
_FOLDER_MODE: Final = 0o755


@click.command("slot")
def slot_command() -> None:
    """Say which slot this is, and how the last update ended (state.json)."""
    from firmware.image.update.partitions import (  # noqa: PLC0415 - each command loads its own
        PartitionError,
        block_of,
        link,
        partitions_beside,
    )

    logs.configure(logging.INFO)
    RUN.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    try:
        link(partitions_beside(block_of(Path("/").stat().st_dev)))
    except (OSError, PartitionError) as error:
        # It sells without; an update will be refused.
        click.echo(f"kassa-image slot: {error}", err=True)
    try:
        _say_state(settle(Memory(RealDisk()), _here()))
    except (OSError, StrangeStartError) as error:
        _fail("slot", error)


@click.command("update")
def update_command() -> None:
    """Serve the request of kassad: look at a bundle, or install it."""
    from firmware.image.update.partitions import LINKS  # noqa: PLC0415
    from firmware.image.update.rauc import RealRauc  # noqa: PLC0415
    from firmware.image.update.serve import RealSlots, Site, serve  # noqa: PLC0415

    logs.configure(logging.INFO)
    try:
        request = word_of(read_bounded(REQUEST, _MAX_BYTES), UpdateRequest)
        memory, here = Memory(RealDisk()), _here()
        site = Site(
            memory=memory,
            rauc=RealRauc(),
            slots=RealSlots(LINKS),
            facts=_facts(),
            here=here,
            say=_say_update,
            room=lambda: shutil.disk_usage(memory.folder).free,
            book_bytes=_book_bytes,
        )
        serve(site, request)
    except (OSError, StrangeStartError, msgspec.DecodeError) as error:
        _fail("update", error)


@click.command("trial")
def trial_command() -> None:
    """Examine an update on a copy of the book; ends with 1 where it must not stay."""
    from firmware.app.config import ConfigError, load  # noqa: PLC0415
    from firmware.image.update import trial  # noqa: PLC0415

    logs.configure(logging.INFO)
    state = _state("trial")
    if not state.is_trial:
        return
    memory = Memory(RealDisk())
    groups = [one.gr_name for one in getgrall() if one.gr_name in trial.GROUPS]
    try:
        paths = load(TILL_SETTINGS).paths
    except ConfigError as error:
        click.echo(f"kassa-image trial: {error}", err=True)
        paths = Paths()

    def run(copy: Path, version: str, before: Before) -> bytes:
        owner = getpwnam(trial.USER)
        trial.hand_over(copy, owner.pw_uid, owner.pw_gid)
        # The folder above is root's alone; of it the till's user passes to the copy.
        memory.folder.chmod(_FOLDER_MODE)
        words = msgspec.json.encode(before).decode()
        command = [_TILL, EXAMINE, str(TILL_SETTINGS), str(copy), version, words]
        lent = trial.lend_secrets(
            Path(paths.credentials), RUN / trial.SECRETS_NAME, owner.pw_uid, owner.pw_gid
        )
        with lent as environment:
            return trial.run_as_till(command, trial.USER, groups, environment)

    try:
        found = trial.try_out(memory, paths, state.update_id, state.version, run)
    except OSError as error:
        _fail("trial", error)
    if found.because:
        click.echo(f"kassa-image trial: {found.because}: {found.detail}", err=True)
        sys.exit(1)


@click.command("confirm")
def confirm_command() -> None:
    """Make the slot of a trial that ended well the ordinary one."""
    logs.configure(logging.INFO)
    try:
        _say_state(confirm(Memory(RealDisk()), _here()))
    except (OSError, StrangeStartError, ConfirmError) as error:
        _fail("confirm", error)


@click.command("stood")
def stood_command() -> None:
    """Note that the till of an update has sold for minutes; until then there is a way back.

    Exit code 4: it lets nobody sell, and that way is to be taken.
    """
    logs.configure(logging.INFO)
    state = _state("stood")
    deed = health.standing(_said_of_till(), time.clock_gettime_ns(time.CLOCK_MONOTONIC) // 1000)
    if not state.is_unproven or deed is health.Deed.WAIT:
        return
    if deed is not None:
        sys.exit(health.CODES[deed])
    proved = msgspec.structs.replace(state, is_unproven=False)
    try:
        if prove(Memory(RealDisk()), _here()):
            _say_state(proved)
    except (OSError, StrangeStartError) as error:
        # It stands, whether that can be noted or not: what comes in this boot is no fault of it.
        _say_state(proved)
        _fail("stood", error)


@click.command("back")
def back_command() -> None:
    """Make the other slot the ordinary one again: the till of this update never stood."""
    logs.configure(logging.INFO)
    try:
        go_back(Memory(RealDisk()), _here())
    except (OSError, StrangeStartError, BackError) as error:
        # The doctor goes on as in any other boot.
        (RUN / health.UNPROVEN.name).unlink(missing_ok=True)
        _fail("back", error)


@click.command("reboot")
def reboot_command() -> None:
    """Start the machine anew; an update that waits is tried."""
    from firmware.image.update.restart import restart  # noqa: PLC0415

    logs.configure(logging.INFO)
    try:
        restart(Memory(RealDisk()), _here())
    except (OSError, StrangeStartError) as error:
        # Whoever wants to start anew must come to it.
        click.echo(f"kassa-image reboot: {error}", err=True)
        os.execv("/usr/bin/systemctl", ["systemctl", "--no-block", "reboot"])  # noqa: S606


@click.command("backend")
@click.argument("words", nargs=-1)
def backend_command(words: tuple[str, ...]) -> None:
    """RAUC's custom bootloader backend."""
    try:
        said = answer(Memory(RealDisk()), _here(), words)
    except (OSError, StrangeStartError, BackendError) as error:
        _fail("backend", error)
    if said:
        click.echo(said)


def _facts() -> ImageFacts:
    facts = read_word(FACTS, ImageFacts)
    if facts is None:
        raise StrangeStartError(f"{FACTS} is missing")
    return facts


def _here() -> Here:
    start = _START.read_text(encoding="ascii") if _START.exists() else ""
    command_line = _COMMAND_LINE.read_text(encoding="ascii", errors="replace")
    return here_of(start, command_line, _facts().version)


def _said_of_till() -> str:
    """What systemd knows of kassad."""
    command = [SYSTEMCTL, "show", f"--property={','.join(health.ASKED)}", "kassad.service"]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def _state(command: str) -> ImageState:
    try:
        state = read_word(RUN / STATE_NAME, ImageState)
    except (OSError, msgspec.DecodeError) as error:
        _fail(command, error)
    if state is None:
        _fail(command, f"{RUN / STATE_NAME} is missing: kassa-image slot comes first")
    return state


def _say_state(state: ImageState) -> None:
    write_word(RUN / STATE_NAME, state)
    flag = RUN / health.UNPROVEN.name
    if state.is_unproven:
        flag.touch()
    else:
        flag.unlink(missing_ok=True)


def _say_update(state: UpdateState) -> None:
    UPDATE_STATUS.parent.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    write_word(UPDATE_STATUS, state)


def _book_bytes() -> int:
    """The book with its log, as large as it is; nothing where there is none."""
    book = Paths().book
    both = (book, book.with_name(f"{book.name}-wal"))
    return sum(one.stat().st_size for one in both if one.exists())


def _fail(command: str, error: Exception | str) -> NoReturn:
    click.echo(f"kassa-image {command}: {error}", err=True)
    sys.exit(1)
