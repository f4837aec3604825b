"""systemd itself as process 1 of a machine of its own: a view of this one's files, writable.

Nothing of it reaches this machine but the folder that is handed over: mounts, processes, cgroups
and names are its own, and it ends with whoever began it. It needs root and overlayfs.
"""

import os
import shutil
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

SYSTEMD = Path("/lib/systemd/systemd")
_DEADLINE_S = 60
_TARGET = "kassa-test.target"
#: `out` is the folder that both machines see.
_SCRIPT = r"""
set -e
cd "$1"
mkdir -p root upper
mount -t tmpfs tmpfs upper
mkdir upper/files upper/work
mount -t overlay overlay -o lowerdir=/,upperdir=upper/files,workdir=upper/work root
mount -t proc proc root/proc
mount -t sysfs sysfs root/sys
mount -t cgroup2 cgroup2 root/sys/fs/cgroup
mount -t tmpfs tmpfs root/dev
mkdir root/dev/pts root/dev/shm
# Without it nobody gets a /dev of his own (PrivateDevices=).
ln -s pts/ptmx root/dev/ptmx
for name in null zero full random urandom tty; do
    touch "root/dev/$name"
    mount --bind "/dev/$name" "root/dev/$name"
done
for device in $2; do cp -a "$device" root/dev/; done
mount -t tmpfs tmpfs root/run
mount -t tmpfs tmpfs root/tmp
mount -t tmpfs tmpfs root/etc/systemd/system
cp units/* root/etc/systemd/system/
echo 'kassa:x:990:990::/:/bin/sh' >>root/etc/passwd
echo 'kassa:x:990:' >>root/etc/group
mkdir -p root/var/out
mount --bind out root/var/out
# As on a machine that was booted: what is mounted is seen by every unit.
mount --make-rshared root
export container=other
exec chroot root /lib/systemd/systemd --system --unit=kassa-test.target --log-target=null
"""
_DRIVER = """
[Unit]
DefaultDependencies=no
[Service]
Type=oneshot
StandardOutput=file:/var/out/said
StandardError=inherit
ExecStart=/bin/sh -e /var/out/story.sh
ExecStopPost=/bin/sh -c 'echo "$$EXIT_STATUS" >/var/out/.ended; mv /var/out/.ended /var/out/ended'
ExecStopPost=/bin/systemctl exit --force 0
"""


def require_systemd() -> None:
    """Skip the test where no such machine can be made."""
    missing = [one for one in ("unshare", "losetup", "mkfs.ext4") if shutil.which(one) is None]
    if os.geteuid() != 0 or missing or not SYSTEMD.exists():
        pytest.skip(f"a machine with systemd needs root, systemd and {missing or 'its tools'}")


def run_story(
    folder: Path,
    units: Mapping[str, str],
    story: str,
    *,
    idle: Mapping[str, str],
    devices: Sequence[Path] = (),
    files: Path | None = None,
) -> str:
    """What the shell script `story` said on a machine with these units, by their names.

    `units` are begun with the machine, but for templates; `idle` are there to be begun. What is in
    the folder `files` lies in /var/out.

    Raises:
        AssertionError: it did not come to its end, or ended with an error.
    """
    (folder / "units").mkdir()
    (folder / "out").mkdir(mode=0o777)
    (folder / "out").chmod(0o777)
    for one in [] if files is None else files.iterdir():
        shutil.copy(one, folder / "out")
    wanted = " ".join(name for name in units if "@" not in name)
    target = f"[Unit]\nDefaultDependencies=no\nWants=story.service {wanted}\n"
    for name, text in {**units, **idle, "story.service": _DRIVER, _TARGET: target}.items():
        (folder / "units" / name).write_text(text, encoding="utf-8")
    (folder / "out" / "story.sh").write_text(story, encoding="utf-8")
    (folder / "boot.sh").write_text(_SCRIPT, encoding="utf-8")
    own = ("--mount", "--pid", "--uts", "--ipc", "--net", "--cgroup")
    with (folder / "console").open("wb") as console:
        machine = subprocess.Popen(
            [
                *("unshare", *own, "--propagation", "private", "--fork", "--kill-child"),
                *("bash", str(folder / "boot.sh"), str(folder), " ".join(map(str, devices))),
            ],
            stdin=subprocess.DEVNULL,
            stdout=console,
            stderr=console,
        )
    try:
        machine.wait(_DEADLINE_S)
    except subprocess.TimeoutExpired:
        machine.kill()
        machine.wait()
    console_text = (folder / "console").read_text(errors="replace")[-2000:]
    ended = folder / "out" / "ended"
    said = folder / "out" / "said"
    text = said.read_text(encoding="utf-8", errors="replace") if said.exists() else ""
    assert ended.exists(), f"the story did not end: {text}\n{console_text}"
    assert ended.read_text().strip() == "0", f"{text}\n{console_text}"
    return text
