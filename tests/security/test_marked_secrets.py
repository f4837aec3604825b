"""A whole day, its exports and the post's round: the secrets are where they belong alone."""

import base64
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.archive.serving import program
from tests.scripts.playing import SCRIPTS
from tests.security.leaks import (
    files_below,
    forms_of_key,
    leaks,
    pattern,
    seen_from_outside,
)
from tests.sync.archive.whole import Place, kassa_sync, wait_for

_ROOT = Path(__file__).resolve().parents[2]


def _kassa(*words: str | Path) -> dict[str, bytes]:
    """What a command says, and what others see of it while it runs."""
    command = [sys.executable, "-m", "firmware.cli.main", *map(str, words)]
    with subprocess.Popen(
        command, cwd=_ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    ) as running:
        seen = seen_from_outside(running.pid)
        said, _ = running.communicate(timeout=300)
    assert 0 == running.returncode, said[-500:]
    name = " ".join(map(str, words[:2]))
    return {f"{name}: said": said, **{f"{name}: {one}": text for one, text in seen.items()}}


@pytest.mark.timeout(300)
def test_no_secret_is_anywhere_else(tmp_path: Path) -> None:
    """AES key and PIN after a day with an outage: not in book, log, paper, screen or export."""
    day, out = tmp_path / "day", tmp_path / "out"
    out.mkdir()
    said = _kassa("simulate", SCRIPTS / "outage.txt", "--data", day)
    said |= _kassa("export", "folder", "--data", day, "--out", out, "--kind", "sicherung")
    own = day / "credentials"
    key, pin = (own / "aes-key").read_bytes().strip(), (own / "card-pin").read_bytes().strip()
    sought = pattern(forms_of_key(key), [pin])
    texts = {**said, **files_below(day, own), **files_below(out)}
    assert {"book.sqlite", "export folder: cmdline"} <= set(texts)
    assert [] == leaks(texts, sought)
    assert ["aes-key", "card-pin"] == leaks(files_below(own), sought)


def test_what_would_be_found(tmp_path: Path) -> None:
    """The control: each form of a key, wherever it is planted; a PIN that stands alone."""
    key = base64.b64encode(bytes(range(32)))
    sought = pattern(forms_of_key(key), [b"482139"])
    planted = {f"{number}.log": b"x=" + one for number, one in enumerate(forms_of_key(key))}
    for name, text in {**planted, "pin": b'pin="482139" ', "digest": b"ab482139cd"}.items():
        (tmp_path / name).write_bytes(text)
    assert leaks(files_below(tmp_path), sought) == [*sorted(planted), "pin"]
    with subprocess.Popen([sys.executable, "-c", "input()", key], stdin=subprocess.PIPE) as one:
        assert ["cmdline"] == leaks(seen_from_outside(one.pid), sought)


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A till, its post and an archive, each as a process."""
    with program(tmp_path / "archive") as archive:
        place = Place(tmp_path / "till", archive.place.url, archive)
        yield place
        place.book.close()


@pytest.mark.heavy
def test_the_post_tells_no_secret(place: Place, tmp_path: Path) -> None:
    """The key of the first registration and the password: in no log, status, row or argument."""
    with kassa_sync(place) as process:
        wait_for(lambda: place.status.state == "unregistered")
        place.type_key()
        wait_for(lambda: place.status.state == "ok")
        place.till.issue()
        place.settle()
        seen = seen_from_outside(process.pid)
    (registered,) = Path(place.paths.sync).rglob("registered.json")
    (device_key,) = Path(place.paths.sync).rglob("device.key")
    password = json.loads(registered.read_bytes())["password"].encode()
    sought = pattern([place.key.encode(), password, device_key.read_bytes().strip()])
    assert [] != leaks(files_below(Path(place.paths.sync)), sought)
    texts = {**seen, **files_below(tmp_path, Path(place.paths.sync))}
    assert {"cmdline", "till/kassa.log"} <= set(texts)
    assert [] == leaks(texts, sought)
