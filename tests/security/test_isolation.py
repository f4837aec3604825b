"""What kassad and kassa-sync can reach, tried in their own sandboxes on a systemd of its own.

Users are those of sysusers.d, units those of the folder with their drop-ins of the image; what they
run is `tests/security/reach.py`. The control is a post that somebody set up carelessly.
"""

import shutil
from pathlib import Path
from typing import Final

import pytest

from tests.security.reach import TRIES
from tests.systemd.real_systemd import require_systemd, run_story

pytestmark = pytest.mark.heavy

FOLDER: Final = Path(__file__).parents[2] / "systemd"
_PYTHON: Final = Path("/usr/bin/python3")
#: What a unit of the till needs that this machine has not: programs, a watchdog, mounts, order.
_NOT_HERE: Final = (
    *("ExecStart=", "ExecStopPost=", "Type=", "NotifyAccess=", "Restart", "SuccessExitStatus="),
    *("WatchdogSec=", "After=", "Wants=", "StartLimit", "Documentation=", "Requires", "Assert"),
    *("TimeoutStartSec=", "#", "[Unit]", "[Service]", "Description="),
)
_STORY: Final = r"""
sed -i '/^kassa:/d' /etc/passwd /etc/group
systemd-sysusers /var/out/users.conf 2>/dev/null
cd /var/lib
mkdir -p standlkassa/secrets standlkassa/former/R-1 standlkassa-sync
mkdir -p /etc/standlkassa/credentials /data/network /data/events /data/update /bootconf
mkdir -p /run/standlkassa-secrets /run/standlkassa-stick/mounted /run/pcscd /media/kassa-spiegel
for file in standlkassa/secrets/aes-key standlkassa/secrets/card-pin standlkassa/book.sqlite \
    standlkassa/former/R-1/aes-key standlkassa-sync/password /etc/standlkassa/credentials/fon-pin \
    /data/network/kept.json /run/standlkassa-secrets/aes-key /etc/standlkassa/kassa.toml; do
    echo secret >$file
    chmod 0600 $file
done
chmod 0640 standlkassa/book.sqlite
chmod 0644 /etc/standlkassa/kassa.toml
chown -R kassa:kassa standlkassa /run/standlkassa-secrets
chown -R kassa-sync:kassa standlkassa-sync
chmod 0700 standlkassa/secrets standlkassa/former /run/standlkassa-secrets
chmod 0750 standlkassa standlkassa-sync
echo secret >/run/standlkassa-stick/mounted/old
chown root:kassa /run/standlkassa-stick/mounted
chmod 0775 /run/standlkassa-stick/mounted
mknod -m 0660 /dev/usb-printer c 180 7; chgrp lp /dev/usb-printer
mknod -m 0660 /dev/keypad c 13 127; chgrp input /dev/keypad
mknod -m 0660 /dev/disk b 179 200
python3 -c '
import os, socket, time
line = socket.socket(socket.AF_UNIX)
line.bind("/run/pcscd/pcscd.comm")
os.chown("/run/pcscd/pcscd.comm", 0, __import__("grp").getgrnam("pcsc").gr_gid)
os.chmod("/run/pcscd/pcscd.comm", 0o660)
line.listen(8)
if os.fork():
    os._exit(0)
time.sleep(120)' >/dev/null 2>&1 </dev/null
systemctl start till.service
systemctl show --value --property MainPID till.service >/var/out/pid
for name in till post careless; do
    systemctl start $name.service
    for _ in $(seq 400); do [ ! -e /var/out/reach-$name ] || break; sleep 0.05; done
    [ -e /var/out/reach-$name ] || systemctl status $name.service
    sed "s/^/$name: /" /var/out/reach-$name
done
"""


def unit_of(name: str, command: str) -> str:
    """A unit and its drop-in of the image, with `command` in place of its program."""
    texts = [(FOLDER / one).read_text() for one in (name, f"{name}.d/image.conf")]
    lines = [line for text in texts for line in text.partition("[Install]")[0].splitlines()]
    kept = [line for line in lines if line and not line.startswith(_NOT_HERE)]
    return "\n".join(
        [
            "[Unit]\nDefaultDependencies=no\n[Service]",
            *kept,
            "ReadWritePaths=/var/out",
            f"ExecStart={command}\n",
        ]
    )


def _unit(name: str, called: str) -> str:
    """The tries, and a process that goes on for as long as others try to reach it."""
    return unit_of(name, f"/bin/sh -c '{_PYTHON} /var/out/reach.py {called}; exec sleep 100'")


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, dict[str, str]]:
    """By unit, by try: `done`, or the kernel's word."""
    require_systemd()
    if not _PYTHON.exists():
        pytest.skip("the tries need Debian's own Python")
    folder = tmp_path_factory.mktemp("machine")
    post = _unit("kassa-sync.service", "post")
    careless = post.replace("reach.py post", "reach.py careless").replace("kassa-sync\n", "kassa\n")
    for line in ("InaccessiblePaths=", "TemporaryFileSystem=", "PrivateDevices="):
        careless = careless.replace(line, "# ")
    units = {
        "till.service": _unit("kassad.service", "till"),
        "post.service": post,
        "careless.service": careless,
    }
    (folder / "more").mkdir()
    shutil.copy(Path(__file__).with_name("reach.py"), folder / "more")
    shutil.copy(FOLDER / "sysusers.d/standlkassa.conf", folder / "more/users.conf")
    said = run_story(folder, {}, _STORY, idle=units, files=folder / "more")
    found: dict[str, dict[str, str]] = {}
    for line in said.splitlines():
        unit, name, word = line.split(": ", 2)
        found.setdefault(unit, {})[name] = word
    return found


def _done(words: dict[str, str]) -> set[str]:
    assert set(TRIES) == set(words)
    return {name for name, word in words.items() if word == "done"}


def test_the_post_reaches_its_own(answers: dict[str, dict[str, str]]) -> None:
    """Book to read, net, its own folder, the folder where both meet; nothing else at all."""
    assert _done(answers["post"]) == {
        "read the book",
        "read the post's password",
        "write where both meet",
        "have the net",
    }


def test_the_till_reaches_all_but_the_net(answers: dict[str, dict[str, str]]) -> None:
    """The control: what the post is refused is there to be had; and what the till is refused."""
    refused = set(TRIES) - _done(answers["till"])
    assert refused == {
        "read what a person laid down",
        "read the passphrase of the Wi-Fi",
        "read the post's password",
        "write the settings",
        "write the program",
        "open the disk",
        "have the net",
        "become root",
        "make a namespace",
    }


def test_a_careless_post_is_found(answers: dict[str, dict[str, str]]) -> None:
    """The control: as the till's user, with nothing hidden, it reads what it must not."""
    reached = _done(answers["careless"])
    assert {"read the AES key", "read the PIN", "read what the chip opened"} <= reached
    assert {"read the stick", "write onto the stick"} <= reached
