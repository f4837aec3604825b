"""Real servers that take mails and webhooks."""

import http.server
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from archive.program.tls import Identity, identity_of
from archive.settings import ArchiveSection


def certificate(folder: Path) -> Identity:
    """A certificate for this machine's names."""
    folder.mkdir(parents=True, exist_ok=True)
    return identity_of(folder, ArchiveSection(name="localhost"), datetime.now(UTC))


@dataclass(slots=True)
class Mailbox:
    """What an SMTP server took, and what it says to the next ones instead of yes."""

    port: int = 0
    mails: list[EmailMessage] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    is_secret: list[bool] = field(default_factory=list)

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take it, or not."""
        if self.refusals:
            return self.refusals.pop()
        assert isinstance(envelope.content, bytes)
        self.is_secret.append(session.ssl is not None)
        mail = message_from_bytes(envelope.content, policy=default)
        assert isinstance(mail, EmailMessage)
        self.mails.append(mail)
        return "250 taken"


def _knows(
    _server: SMTP, _session: Session, _envelope: Envelope, _mechanism: str, said: object
) -> AuthResult:
    assert isinstance(said, LoginPassword)
    is_known = (said.login, said.password) == (b"kassa", b"mail password")
    return AuthResult(success=is_known, handled=False)


def _free_port() -> int:
    # The controller calls its own port to see that it is there, so it must know it.
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@contextmanager
def smtp(folder: Path, *, is_plain: bool = False, is_tls: bool = False) -> Iterator[Mailbox]:
    """A server with STARTTLS and a user, TLS from the first byte, or nothing of both."""
    box = Mailbox()
    context = None if is_plain else certificate(folder).context()
    if context is not None:
        # The server's own idea of protocols is HTTP's.
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        own = certificate(folder)
        context.load_cert_chain(own.certificate, own.key)
    options: dict[str, object] = {}
    if context is not None and not is_tls:
        options = {
            "tls_context": context,
            "require_starttls": True,
            "authenticator": _knows,
            "auth_required": True,
        }
    controller = Controller(
        box,
        hostname="127.0.0.1",
        port=_free_port(),
        ssl_context=context if is_tls else None,
        **options,
    )
    controller.start()
    try:
        assert controller.server is not None
        box.port = controller.server.sockets[0].getsockname()[1]
        yield box
    finally:
        controller.stop()


@dataclass(slots=True)
class Hook:
    """What an HTTPS server was posted, and what it answers to the next ones."""

    url: str = ""
    posts: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    answers: list[int] = field(default_factory=list)
    location: str = ""


@contextmanager
def webhooks(folder: Path) -> Iterator[Hook]:
    """A receiver on this machine."""
    hook = Hook()

    class Receiver(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            hook.posts.append((dict(self.headers), body))
            self.send_response(hook.answers.pop() if hook.answers else 204)
            if hook.location:
                self.send_header("Location", hook.location)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Receiver) as server:
        server.socket = certificate(folder).context().wrap_socket(server.socket, server_side=True)
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        hook.url = f"https://localhost:{server.server_address[1]}/hook?from=archive"
        try:
            yield hook
        finally:
            server.shutdown()
            thread.join()
