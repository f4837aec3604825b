"""Secrets that a person lays down, handed over by systemd itself: open, missing, sealed."""

from pathlib import Path
from typing import Final

import pytest

from tests.security.test_isolation import unit_of
from tests.systemd.real_systemd import require_systemd, run_story

pytestmark = pytest.mark.heavy

_STORY: Final = r"""
sed -i '/^kassa:/d' /etc/passwd /etc/group
systemd-sysusers /var/out/users.conf 2>/dev/null
mkdir -p /etc/standlkassa/credentials /run/standlkassa /var/lib/standlkassa-sync
cd /etc/standlkassa/credentials
systemd-creds setup >/dev/null 2>&1
tell() {
    systemctl start $1.service 2>/dev/null || true
    for _ in $(seq 100); do
        [ "$(systemctl show --value -p ActiveState $1)" != activating ] || sleep 0.05
    done
    echo "$1: $(systemctl show --value -p Result $1) $(cat /var/out/got-$1 2>/dev/null)"
}
tell missing
echo as-it-was >fon-pin
tell open
rm fon-pin
printf as-it-was | systemd-creds encrypt --with-key=host --name=fon-pin - fon-pin.cred 2>/dev/null
tell sealed
rm /var/lib/systemd/credential.secret
systemd-creds setup >/dev/null 2>&1
tell elsewhere
"""
_SEALED: Final = "LoadCredentialEncrypted=fon-pin:/etc/standlkassa/credentials/fon-pin.cred\n"


def _post(name: str, more: str = "") -> str:
    said = f"cat $CREDENTIALS_DIRECTORY/fon-pin >/var/out/got-{name}"
    return unit_of("kassa-sync.service", f"/bin/sh -c '{said}'") + f"Type=oneshot\n{more}"


def test_open_missing_sealed(tmp_path: Path) -> None:
    """As before where nobody sealed anything; docs/security.md's drop-in; another machine's.

    The key is that of the machine, for systemd takes the one of a chip in the same way.
    """
    require_systemd()
    names = ("missing", "open")
    units = {f"{name}.service": _post(name) for name in names}
    units |= {f"{name}.service": _post(name, _SEALED) for name in ("sealed", "elsewhere")}
    folder, more = tmp_path / "machine", tmp_path / "more"
    folder.mkdir()
    more.mkdir()
    users = Path(__file__).parents[2] / "systemd/sysusers.d/standlkassa.conf"
    (more / "users.conf").write_text(users.read_text())
    said = run_story(folder, {}, _STORY, idle=units, files=more)

    assert [line.rstrip() for line in said.splitlines()] == [
        "missing: success -",
        "open: success as-it-was",
        "sealed: success as-it-was",
        # systemd begins no unit whose credential it cannot open: why the till's own are otherwise.
        "elsewhere: exit-code",
    ]
