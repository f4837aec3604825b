"""How tests ask the application what a browser on this machine would ask it."""

import warnings
from collections.abc import Mapping

with warnings.catch_warnings():
    # Starlette asks for a successor of httpx that is not among our pinned packages.
    warnings.filterwarnings("ignore", message="Using `httpx` with `starlette.testclient`")
    from starlette.testclient import TestClient, WebSocketTestSession

HOST = "127.0.0.1:8080"
ORIGIN = {"origin": f"http://{HOST}"}

__all__ = ["HOST", "ORIGIN", "TestClient", "WebSocketTestSession", "greet", "open_till"]


def open_till(client: TestClient, headers: Mapping[str, str] = ORIGIN) -> WebSocketTestSession:
    """A page's websocket, to be entered."""
    return client.websocket_connect(f"ws://{HOST}/till", headers=dict(headers))


def greet(websocket: WebSocketTestSession) -> list[dict[str, object]]:
    """Everything up to the first view."""
    messages = [websocket.receive_json()]
    while messages[-1]["type"] != "view":
        messages.append(websocket.receive_json())
    return messages
