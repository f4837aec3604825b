"""A real object store of the tests' own: Ceph's radosgw over one monitor and one disk in memory.

What Object Lock is worth is shown here and nowhere else: moto only has the words of it.
"""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from uuid import uuid4

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from tests.archive.blobs.buckets import Store

#: Debian packages: ceph-mon ceph-osd radosgw.
PROGRAMS: Final = ("ceph-mon", "ceph-osd", "radosgw", "radosgw-admin", "ceph", "monmaptool")
ACCESS, SECRET = "KASSAKASSAKASSA12345", "k" * 40
_UP_WITHIN_S: Final = 120.0
_CONFIG: Final = """[global]
fsid = {fsid}
mon_host = v2:127.0.0.1:{mon}/0
mon_initial_members = a
auth_cluster_required = cephx
auth_service_required = cephx
auth_client_required = cephx
keyring = {folder}/keyring
run_dir = {folder}
admin_socket = {folder}/$name.asok
log_file = {folder}/$name.log
pid_file = {folder}/$name.pid
crash_dir = {folder}
mon_data = {folder}/mon
osd_data = {folder}/osd
osd_objectstore = memstore
memstore_device_bytes = 1073741824
osd_pool_default_size = 1
osd_pool_default_min_size = 1
osd_pool_default_pg_num = 1
osd_crush_chooseleaf_type = 0
mon_allow_pool_size_one = true
mon_warn_on_pool_no_redundancy = false
ms_bind_ipv6 = false
[mon.a]
mon_data = {folder}/mon
[osd.0]
keyring = {folder}/osd/keyring
[client.admin]
rgw_frontends = beast endpoint=127.0.0.1:{port}
rgw_enable_usage_log = false
rgw_enable_gc_threads = true
"""


def is_there() -> bool:
    """Whether this machine has it."""
    return all(shutil.which(one) for one in PROGRAMS)


@contextmanager
def running_ceph() -> Iterator[Store]:
    """A store for the time of the block."""
    with tempfile.TemporaryDirectory(prefix="kassa-ceph-") as name:
        folder = Path(name)
        cluster = _Cluster(folder)
        try:
            yield cluster.up()
        finally:
            cluster.down()


class _Cluster:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._config = folder / "ceph.conf"
        self._running: list[subprocess.Popen[bytes]] = []
        self._fsid = str(uuid4())
        self._mon, self._port = _free_port(), _free_port()

    def up(self) -> Store:
        said = _CONFIG.format(fsid=self._fsid, mon=self._mon, port=self._port, folder=self._folder)
        self._config.write_text(said)
        self._monitor()
        self._disk()
        self._start("radosgw", "-n", "client.admin")
        endpoint = f"http://127.0.0.1:{self._port}"
        self._run(
            "radosgw-admin",
            "user",
            "create",
            "--uid=kassa",
            "--display-name=kassa",
            f"--access-key={ACCESS}",
            f"--secret-key={SECRET}",
        )
        credentials = self._folder / "credentials"
        credentials.write_text(f"{ACCESS}\n{SECRET}\n")
        store = Store(endpoint=endpoint, access=ACCESS, secret=SECRET, credentials=credentials)
        self._await(store)
        return store

    def down(self) -> None:
        for one in reversed(self._running):
            one.kill()
            one.wait()

    def _monitor(self) -> None:
        folder, keyring = self._folder, self._folder / "keyring"
        self._run(
            "ceph-authtool",
            "--create-keyring",
            keyring,
            "--gen-key",
            "-n",
            "client.admin",
            "--cap",
            "mon",
            "allow *",
            "--cap",
            "osd",
            "allow *",
            "--cap",
            "mgr",
            "allow *",
        )
        self._run("ceph-authtool", keyring, "--gen-key", "-n", "mon.", "--cap", "mon", "allow *")
        monmap = folder / "monmap"
        address = f"[v2:127.0.0.1:{self._mon}/0]"
        self._run("monmaptool", "--create", "--addv", "a", address, "--fsid", self._fsid, monmap)
        (folder / "mon").mkdir()
        self._run("ceph-mon", "--mkfs", "-i", "a", "--monmap", monmap, "--keyring", keyring)
        self._start("ceph-mon", "-i", "a")

    def _disk(self) -> None:
        folder, number = self._folder / "osd", str(uuid4())
        folder.mkdir()
        self._run("ceph", "--connect-timeout", "60", "osd", "new", number)
        keyring = folder / "keyring"
        self._run(
            "ceph-authtool",
            "--create-keyring",
            keyring,
            "--gen-key",
            "-n",
            "osd.0",
            "--cap",
            "osd",
            "allow *",
            "--cap",
            "mon",
            "allow profile osd",
        )
        self._run("ceph", "auth", "add", "osd.0", "-i", keyring)
        self._run("ceph-osd", "-i", "0", "--mkfs", "--osd-uuid", number, "--no-mon-config")
        self._start("ceph-osd", "-i", "0", "--osd-uuid", number)

    def _run(self, *words: str | Path) -> None:
        command = [str(word) for word in words]
        if command[0] not in ("monmaptool", "ceph-authtool"):
            command += ["-c", str(self._config)]
        ran = subprocess.run(
            command, capture_output=True, text=True, check=False, timeout=_UP_WITHIN_S
        )
        if ran.returncode:
            raise RuntimeError(f"{command[:4]}: {ran.stderr[-2000:] or ran.stdout[-2000:]}")

    def _start(self, *words: str | Path) -> None:
        command: Sequence[str] = [*map(str, words), "-f", "-c", str(self._config)]
        log = (self._folder / f"{words[0]}.out").open("wb")
        with log:
            self._running.append(subprocess.Popen(command, stdout=log, stderr=log))

    def _await(self, store: Store) -> None:
        client = boto3.client(
            "s3",
            endpoint_url=store.endpoint,
            region_name="us-east-1",
            aws_access_key_id=ACCESS,
            aws_secret_access_key=SECRET,
            config=Config(retries={"max_attempts": 0}, connect_timeout=1, read_timeout=10),
        )
        deadline = time.monotonic() + _UP_WITHIN_S
        while True:
            try:
                client.list_buckets()
            except (BotoCoreError, ClientError) as error:
                if time.monotonic() > deadline:
                    raise RuntimeError(self._last_words()) from error
                # There is nothing to wait for but its port.
                time.sleep(0.25)
            else:
                return

    def _last_words(self) -> str:
        logs = (*self._folder.glob("*.out"), *self._folder.glob("*.log"))
        return "\n".join(f"{one.name}: {one.read_text()[-1500:]}" for one in logs)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
