"""The rigs as fixtures, for the tests of the services and for the conformance of all units."""

from collections.abc import Iterator

import pytest

from hal.remote.emulator_http import ServiceServer
from tests.hal.remote.pki import Authority
from tests.hal.remote.rigs import InProcessRemoteRig, Kind, SocketRig


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """The one whose servers are trusted."""
    return Authority(tmp_path_factory.mktemp("pki"), "authority")


@pytest.fixture
def tls_server(authority: Authority) -> Iterator[ServiceServer]:
    with ServiceServer(authority.server_context()) as server:
        yield server


@pytest.fixture
def atrust_rig() -> InProcessRemoteRig:
    return InProcessRemoteRig(Kind("atrust"))


@pytest.fixture
def primesign_rig() -> InProcessRemoteRig:
    return InProcessRemoteRig(Kind("primesign"))


@pytest.fixture
def atrust_socket_rig(tls_server: ServiceServer, authority: Authority) -> SocketRig:
    return SocketRig(Kind("atrust"), tls_server, authority.file)


@pytest.fixture
def primesign_socket_rig(tls_server: ServiceServer, authority: Authority) -> SocketRig:
    return SocketRig(Kind("primesign"), tls_server, authority.file)
