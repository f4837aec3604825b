"""`kassa-image disk`: boot and data partition of this machine, and root's word about them."""

import os
from collections.abc import Callable
from pathlib import Path

import click

from firmware.app import image_state
from firmware.app.image_state import DataFault, DataState, write_word
from firmware.image.disk.mounts import Finding, Mounts
from firmware.image.disk.partitions import BOOT_CONFIG, DATA, Disk, PartitionError, boot_disk
from firmware.image.disk.plan import Way, way
from firmware.image.events import EventKind, record


@click.command()
def disk() -> None:
    """Mount what the till writes on and the technician's files; make the former on a new card."""
    device = Path("/").stat().st_dev
    root_device = f"{os.major(device)}:{os.minor(device)}"
    found = mount_all(lambda: boot_disk(root_device), Mounts())
    tell(found, image_state.RUN)
    if found.fault is not None or found.detail:
        _note(found)


def mount_all(look: Callable[[], Disk], mounts: Mounts) -> Finding:
    """Mount both partitions of the disk that `look` finds, now and again after a change.

    Whatever it finds, there are folders in place of what is missing, so that the till can start and
    say so, and nobody can write into them.
    """
    try:
        here = look()
    except (PartitionError, OSError) as error:
        mounts.stand_in()
        return Finding(fault=DataFault.MISSING, detail=str(error))
    boot_config = here.partition(BOOT_CONFIG)
    if boot_config is None or not mounts.boot_config(boot_config):
        click.echo("no boot partition", err=True)
    has_data = here.partition(DATA) is not None
    # Asked for only where the answer counts.
    deed = way(has_partition=has_data, has_mark=None if has_data else mounts.has_mark())
    if deed is Way.MAKE:
        is_made = mounts.make(here.device)
        here = look()
        deed = Way.CHECK if is_made else Way.GIVE_UP
    data = here.partition(DATA)
    if deed is Way.GIVE_UP or data is None:
        mounts.stand_in()
        return Finding(fault=DataFault.MISSING, detail=f"no {DATA} on {here.name}")
    found = mounts.data(data)
    if found.fault is not DataFault.CORRUPT and not mounts.mark():
        click.echo("boot partition not marked", err=True)
    return found


def tell(found: Finding, run: Path) -> None:
    """Leave the word for kassad, or none where nothing is wrong."""
    word = run / image_state.DATA_NAME
    run.mkdir(parents=True, exist_ok=True)
    if found.fault is None:
        word.unlink(missing_ok=True)
    else:
        write_word(word, DataState(fault=found.fault, detail=found.detail))


def _note(found: Finding) -> None:
    fault = "none" if found.fault is None else found.fault.value
    click.echo(f"data partition: fault {fault}, {found.detail}", err=True)
    try:
        record(EventKind.DISK, {"fault": fault, "detail": found.detail})
    except OSError as error:
        click.echo(f"not written down: {error}", err=True)
