"""The stick's units on a systemd of its own: the till sees a stick come, and go."""

import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.systemd.real_systemd import require_systemd, run_story

pytestmark = pytest.mark.heavy

FOLDER = Path(__file__).parents[2] / "systemd"
MOUNT_POINT = "/run/standlkassa-stick/mounted"
#: What a unit of the till needs that this machine has not: a key, a card, a watchdog.
_NOT_HERE = (
    *("ExecStart=", "ExecStopPost=", "Type=", "NotifyAccess=", "Restart", "SuccessExitStatus="),
    *("WatchdogSec=", "After=", "Wants=", "SupplementaryGroups=", "StartLimit", "Documentation="),
    *("WorkingDirectory=", "AmbientCapabilities=", "BindsTo=", "Before=kassad"),
)
#: As the till: writes onto the stick when there is one, and asks for its release when told to.
_LOOK = """
ReadWritePaths=/var/out
ExecStart=/bin/sh -c 'while :; do \
  if touch {mount}/x-{name} 2>/dev/null; then echo wrote; else echo none; fi >/var/out/.{name}; \
  mv /var/out/.{name} /var/out/{name}; \
  if rm /var/out/ask-{name} 2>/dev/null; then touch /run/standlkassa/stick-release; fi; \
  if rm /var/out/recall-{name} 2>/dev/null; then touch /run/standlkassa/stick-recall; fi; \
  sleep 0.05; done'
"""
_STORY = """
until_is() {{
    for _ in $(seq 200); do
        [ "$(cat /var/out/$1 2>/dev/null)" != "$2" ] || return 0
        sleep 0.05
    done
    echo "$1 never $2: $(cat /var/out/$1)"; exit 1
}}
stick=kassa-stick-ext4@{loop}.service
until_is before none
systemctl start $stick
until_is before wrote
stat -c 'owner %U:%G %a' {mount} {mount}/Registrierkasse
grep ' {mount} ' /proc/self/mountinfo
systemctl start after.service
until_is after wrote
: >/var/out/ask-before
until_is before none
until_is after none
[ ! -e /run/standlkassa/stick-release ]
echo released
: >/var/out/recall-before
until_is before wrote
until_is after wrote
number=$(grep ' {mount} ' /proc/self/mountinfo)
: >/var/out/recall-after
until_is after wrote
sleep 1
[ ! -e /run/standlkassa/stick-recall ]
[ "$number" = "$(grep ' {mount} ' /proc/self/mountinfo)" ]
systemctl is-active $stick
echo recalled
: >/var/out/ask-before
until_is before none
until_is after none
systemctl stop $stick
: >/var/out/recall-before
sleep 1
[ ! -e /run/standlkassa/stick-recall ]
[ "$(cat /var/out/before)" = none ]
echo absent
[ ! -e {mount} ]
systemctl start $stick
until_is before wrote
exec 9<{mount}/held
: >/var/out/ask-after
sleep 1
[ "$(cat /var/out/before)" = wrote ]
echo busy
mv /dev/{loop} /dev/gone
systemctl stop $stick
until_is before none
! grep ' {mount} ' /proc/self/mountinfo
echo pulled
"""


@dataclass(frozen=True)
class Loop:
    """A loop device with an ext4 stick in it."""

    device: Path

    @property
    def name(self) -> str:
        return self.device.name


@pytest.fixture
def loop(tmp_path: Path) -> Iterator[Loop]:
    """An owner's stick from another machine: its folder belongs to a number nobody has."""
    require_systemd()
    image, content = tmp_path / "stick.img", tmp_path / "content"
    (content / "Registrierkasse").mkdir(parents=True)
    (content / "held").write_text("open")
    with image.open("wb") as file:
        file.truncate(8 * 1024 * 1024)
    subprocess.run(["mkfs.ext4", "-q", "-d", str(content), str(image)], check=True)
    done = subprocess.run(
        ["losetup", "-f", "--show", str(image)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        pytest.skip(f"a stick needs a loop device: {done.stderr.strip()}")
    yield Loop(Path(done.stdout.strip()))
    subprocess.run(["losetup", "-d", done.stdout.strip()], check=True)


def _unit(name: str) -> str:
    """A unit of ours, without what only a booted Raspberry Pi has (udev, its own devices)."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()
    dropped = ("BindsTo=", "After=dev", "Before=kassad", "Documentation=")
    kept = [line for line in lines if not line.startswith(dropped)]
    text = "\n".join(kept).replace("block-sd", "block-loop")
    return text.replace("[Unit]", "[Unit]\nDefaultDependencies=no") + "\n"


def _till(name: str) -> str:
    """A process in exactly the sandbox of kassad."""
    lines = (FOLDER / "kassad.service").read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if not line.startswith(_NOT_HERE)]
    text = "\n".join(kept).partition("[Install]")[0]
    text = text.replace("[Unit]", "[Unit]\nDefaultDependencies=no")
    return text + _LOOK.format(mount=MOUNT_POINT, name=name)


def test_a_stick_comes_and_goes(loop: Loop, tmp_path: Path) -> None:
    """A till that was there before it and one that comes later: both write, both see it go.

    Asked for, it is unmounted in order, and not while something is open on it; recalled, it is
    there again, once; when its device is gone it is unmounted all the same.
    """
    units = {
        "kassa-stick-ext4@.service": _unit("kassa-stick-ext4@.service"),
        "kassa-stick-release.path": _unit("kassa-stick-release.path"),
        "kassa-stick-recall.path": _unit("kassa-stick-recall.path"),
        "before.service": _till("before"),
    }
    folder = tmp_path / "machine"
    folder.mkdir()
    idle = {
        "kassa-stick-release.service": _unit("kassa-stick-release.service"),
        "kassa-stick-recall.service": _unit("kassa-stick-recall.service"),
        "after.service": _till("after"),
    }
    story = _STORY.format(loop=loop.name, mount=MOUNT_POINT)
    said = run_story(folder, units, story, devices=[loop.device], idle=idle).splitlines()

    assert said[:2] == ["owner root:kassa 775", "owner kassa:kassa 755"]
    options = set(said[2].split()[5].split(","))
    assert {"rw", "nosuid", "nodev", "noexec"} <= options
    assert ["released", "active", "recalled", "absent", "busy", "pulled"] == said[3:]
