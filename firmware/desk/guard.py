"""Who may speak to the desk: this machine's own page, and no page of somebody else.

A web page anywhere can send a visitor's browser to an address of the visitor's machine. So a
websocket must come from the page's own origin, and the Host must be an address or `localhost`: a
name could be pointed here by whoever owns it (DNS rebinding).
"""

from ipaddress import ip_address

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from starlette.websockets import WebSocketClose

#: Nothing is loaded from outside; images are drawn from messages (blob), sockets go home ('self').
HEADERS: dict[str, str] = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' blob:; object-src 'none'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    # Another checkout may answer on this port tomorrow; the browser asks each time.
    "Cache-Control": "no-cache",
}

_POLICY_VIOLATION = 1008


class Guard:
    """ASGI middleware: refuses strangers, and sends the page's rules with every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the request pass, or answer 421 (http) or close with 1008 (websocket)."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        host = headers.get("host", "")
        if scope["type"] == "websocket":
            is_welcome = is_own_host(host) and headers.get("origin") == f"http://{host}"
            refusal: ASGIApp = WebSocketClose(code=_POLICY_VIOLATION)
        else:
            is_welcome = is_own_host(host)
            refusal = PlainTextResponse("Der Tisch hört nur auf seine Adresse.", status_code=421)
        answer = self._app if is_welcome else refusal
        await answer(scope, receive, _with_headers(send))


def is_own_host(host: str) -> bool:
    """Whether a Host header names `localhost` or a bare address, with or without a port."""
    # Only an IPv6 address stands in brackets and has colons of its own.
    name = host[1:].partition("]")[0] if host.startswith("[") else host.partition(":")[0]
    if name == "localhost":
        return True
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _with_headers(send: Send) -> Send:
    async def send_with_headers(message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            for name, value in HEADERS.items():
                # A page that is not ours (from a stick) comes with stricter rules of its own.
                headers.setdefault(name, value)
        await send(message)

    return send_with_headers
