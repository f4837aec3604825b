"""The rigs of the services as fixtures."""

from tests.hal.remote.fixtures import (
    atrust_rig,
    atrust_socket_rig,
    authority,
    primesign_rig,
    primesign_socket_rig,
    tls_server,
)

__all__ = [
    "atrust_rig",
    "atrust_socket_rig",
    "authority",
    "primesign_rig",
    "primesign_socket_rig",
    "tls_server",
]
