"""Strangers are refused: other origins, and names that somebody else may own."""

import pytest
from starlette.websockets import WebSocketDisconnect

from firmware.desk.guard import is_own_host
from tests.desk.asking import TestClient, open_till


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8080", "127.0.0.1:8080", "192.168.1.7", "[::1]", "[::1]:8080"]
)
def test_addresses_and_localhost_are_our_own(host: str) -> None:
    """Nobody can point an address or `localhost` elsewhere."""
    assert is_own_host(host)


@pytest.mark.parametrize(
    "host", ["", ":8080", "evil.example", "localhost.evil.example:8080", "127.0.0.1.nip.io", "[x]"]
)
def test_names_are_not_ours(host: str) -> None:
    """A name may be rebound to this machine by its owner."""
    assert not is_own_host(host)


def test_a_page_asked_by_name_is_refused(client: TestClient) -> None:
    """A rebound name gets neither page nor keys."""
    answer = client.get("/", headers={"host": "evil.example"})
    assert answer.status_code == 421


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://evil.example"},
        {"origin": "null"},
        {"origin": "http://127.0.0.1:9999"},
        {"origin": "http://evil.example", "host": "evil.example"},
    ],
)
def test_a_websocket_of_another_origin_is_refused(
    client: TestClient, headers: dict[str, str]
) -> None:
    """A foreign page in the visitor's browser cannot press keys."""
    with (
        pytest.raises(WebSocketDisconnect) as caught,
        open_till(client, headers),
    ):
        pass
    assert caught.value.code == 1008


@pytest.mark.parametrize("path", ["/", "/static/desk.js", "/profile.json", "/keys?text=nix"])
def test_every_answer_forbids_what_comes_from_outside(client: TestClient, path: str) -> None:
    """The content security policy allows our own things only."""
    policy = client.get(path).headers["content-security-policy"]
    assert "default-src 'self'" in policy
    assert "http" not in policy
