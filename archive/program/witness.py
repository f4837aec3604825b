"""`witness`: the second small program, for somebody who is not the archive's operator.

    name = "zeuge.example.at"
    host = "127.0.0.1"
    port = 8444
    logs = ["kassa.example.at/heads kassa.example.at+1f2e3d4c+AQ…="]

It needs no database and nothing of the archive but the key of its log.
"""

import sys
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Annotated, Final

import click
import msgspec
import uvicorn

from archive.api.wire import BoundedProtocol
from archive.heads.witness import Witness
from archive.heads.witness_app import make_app
from archive.program.assembly import alone_in
from archive.program.keys import note_signer
from archive.program.output import now_utc
from archive.program.serve import address_of, listening
from archive.program.tls import Identity
from archive.settings import ArchiveSection, SettingsError
from firmware.evidence.errors import EvidenceError
from firmware.evidence.note import Verifier
from firmware.process.logs import get_logger
from firmware.process.settings_file import SettingsFileError, read_settings_file

log = get_logger()

_PATH: Final = click.Path(path_type=Path)
_ALONE: Final = frozenset({"127.0.0.1", "::1", "localhost"})
_STATE: Final = "witness"


class WitnessSettings(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Who the witness is, where it listens, and for which logs it cosigns."""

    name: Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9.-]{1,80}$")]
    #: `<origin> <key of a note>`, several lines for a log with several keys.
    logs: tuple[str, ...]
    host: str = "127.0.0.1"
    port: Annotated[int, msgspec.Meta(ge=0, le=65535)] = 8444
    #: Certificate and key in PEM; without them it listens on this machine alone, behind a proxy.
    certificate: str = ""
    key: str = ""


@click.command()
@click.option("--data", type=_PATH, required=True, help="Folder of the witness: key, checkpoints.")
@click.option("--config", type=_PATH, required=True, help="Settings of the witness (TOML).")
def witness(data: Path, config: Path) -> None:
    """Cosign checkpoints of other people's logs until SIGTERM (C2SP tlog-witness)."""
    settings = read_settings(config)
    section = ArchiveSection(host=settings.host, port=settings.port)
    identity = _identity(settings)
    with alone_in(data), listening(section) as listener:
        signer = note_signer(data, settings.name, is_witness=True)
        folder = data / _STATE
        judge = Witness(signer, logs_of(settings), folder, lambda: int(now_utc().timestamp()))
        address = address_of(
            ArchiveSection(host=settings.host, is_behind_proxy=identity is None), listener
        )
        click.echo(f"witness      {settings.name}")
        click.echo(f"address      {address}")
        click.echo(f"witness key  {judge.verifier}")
        sys.stdout.flush()
        server_of(judge, identity).run(sockets=[listener])
    log.info("ended")


def read_settings(path: Path) -> WitnessSettings:
    """The settings of a file.

    Raises:
        SettingsError: it cannot be used; the message names the place.
    """
    try:
        return read_settings_file(path, WitnessSettings)
    except SettingsFileError as error:
        raise SettingsError(str(error)) from error


def logs_of(settings: WitnessSettings) -> Mapping[str, Sequence[Verifier]]:
    """The keys of each log by its origin.

    Raises:
        SettingsError: a line names none.
    """
    found: defaultdict[str, list[Verifier]] = defaultdict(list)
    for line in settings.logs:
        origin, _, key = line.partition(" ")
        try:
            found[origin].append(Verifier.parse(key))
        except EvidenceError as error:
            raise SettingsError(f"logs: {origin}: {error}") from error
    if not found:
        raise SettingsError("logs: none is named")
    return found


def server_of(judge: Witness, identity: Identity | None) -> uvicorn.Server:
    """The server of a witness, for `run(sockets=[…])`."""
    config = uvicorn.Config(
        make_app(judge),
        http=BoundedProtocol,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        limit_concurrency=256,
        lifespan="off",
    )
    config.load()
    if identity is not None:
        config.ssl = identity.context()
    return uvicorn.Server(config)


def _identity(settings: WitnessSettings) -> Identity | None:
    if bool(settings.certificate) != bool(settings.key):
        raise SettingsError("certificate and key: both or none")
    if settings.certificate:
        return Identity(certificate=Path(settings.certificate), key=Path(settings.key))
    if settings.host not in _ALONE:
        raise SettingsError(
            f"host: {settings.host}: without a certificate it listens on 127.0.0.1 alone, "
            "behind a proxy that ends TLS"
        )
    return None
