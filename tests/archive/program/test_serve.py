"""One command: from an empty folder to an archive that answers."""

import os
import signal
import socket
import time
from pathlib import Path

import pytest

from tests.archive.program.calling import archive
from tests.archive.serving import DEADLINE_S, Running, program

pytestmark = pytest.mark.whole


@pytest.fixture
def first(tmp_path: Path) -> Running:
    """Settings in a file, as `program` makes them."""
    with program(tmp_path / "data") as running:
        yield running


def test_an_empty_folder_becomes_an_archive(first: Running) -> None:
    """TLS that whoever has the certificate believes; private folder; health from outside."""
    assert 200 == first.place.ask("GET", "/readyz").status
    ran = archive("health", first.place.url, "--ca", first.place.ca)
    assert (0, "ready (200)\n") == (ran.code, ran.out)
    data = first.place.ca.parents[1]
    assert 0o700 == data.stat().st_mode & 0o777
    assert {0o600} == {one.stat().st_mode & 0o777 for one in (data / "keys").glob("*.key")}
    assert first.word("fingerprint").startswith("SHA-256 ")
    assert first.word("note key").startswith("standlkassa.local+")


def test_it_ends_in_order_when_told(tmp_path: Path) -> None:
    """SIGTERM: exit code 0, the log says so, and a request on the way is answered."""
    with program(tmp_path / "data") as running:
        running.process.send_signal(signal.SIGTERM)
        assert 0 == running.process.wait(DEADLINE_S)
        assert "event=ended" in running.log.read_text()


def test_the_second_process_of_a_folder_is_refused(first: Running) -> None:
    """SQLite has one that writes."""
    data = first.place.ca.parents[1]
    ran = archive("serve", "--data", data)
    assert 2 == ran.code
    assert "another process serves this archive" in ran.refusal


def test_an_address_that_is_taken_is_told(tmp_path: Path) -> None:
    """One line with the address."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        config = tmp_path / "a.toml"
        config.write_text(f'data = "{tmp_path / "data"}"\n[archive]\nport = {port}\n')
        ran = archive("serve", "--config", config)
    assert 2 == ran.code
    assert f"kassa-archive: 127.0.0.1:{port}: Address already in use" == ran.refusal


def test_the_supervisor_hears_of_it(tmp_path: Path) -> None:
    """READY when it takes requests, WATCHDOG while it does, STOPPING at the end."""
    path = str(tmp_path / "notify")
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as supervisor:
        supervisor.bind(path)
        supervisor.settimeout(DEADLINE_S)
        with program(tmp_path / "data", environment={**os.environ, "NOTIFY_SOCKET": path}):
            heard = [supervisor.recv(1000), supervisor.recv(1000)]
        heard.append(supervisor.recv(1000))
    assert b"READY=1" in b"|".join(heard[:2])
    assert b"WATCHDOG=1" in b"|".join(heard[:2])
    assert b"STOPPING=1" == heard[2]


def test_behind_a_proxy_it_has_no_certificate(tmp_path: Path) -> None:
    """Plain HTTP for the proxy alone."""
    config = tmp_path / "a.toml"
    config.write_text(
        f'data = "{tmp_path / "data"}"\n[archive]\nport = 0\nis_behind_proxy = true\n'
    )
    with program(tmp_path / "data", config=config) as running:
        assert 200 == running.place.ask("GET", "/healthz").status
        assert not any(line.startswith("certificate") for line in running.said)


def test_it_starts_within_seconds(tmp_path: Path) -> None:
    """From nothing to the first answer; a restart of a service is no outage."""
    begun = time.monotonic()
    with program(tmp_path / "data") as running:
        assert 200 == running.place.ask("GET", "/healthz").status
    assert time.monotonic() - begun < 30
