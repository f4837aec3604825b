"""The JSON between till and archive, version 1. Readers pass over members they do not know.

| request | body | answer |
|---|---|---|
| POST /v1/registrations | Registration | 201 Registered |
| GET /v1/tills/{till}/head | | 200 Ack |
| POST /v1/tills/{till}/batches | a batch (batch.py), zstd | 200 Ack, 409 Conflict |
| PUT /v1/tills/{till}/status | TillStatus | 200 Ack |
| PUT /v1/tills/{till}/packages/{id} | a ZIP | 201 or 200 PackageAck |
| POST /v1/tills/{till}/packages/{id}/parts/{n} | a part | 200 |
| GET /v1/tills/{till}/packages/{id}/parts | | 200 PartList |
| POST /v1/tills/{till}/packages/{id}/complete | PackageClaim | 201 or 200 PackageAck |
| GET /v1/tills/{till}/proof?size= | | 200 HeadProof |
| GET /v1/tills/{till}/inclusion?seq=&size= | | 200 RowProof |
| GET /v1/tills/{till}/consistency?from=&to= | | 200 GrowthProof |
| GET /v1/tills/{till}/offers/{sha256} | | 206 a piece of a bundle |
| POST /v1/tills/{till}/password | PasswordRenewal | 201 Registered |

Every other answer is a `Problem`. All bodies carry `Content-Digest: sha-256=:…:` (RFC 9530); a till
says who it is by `Authorization: Bearer <password>`.
"""

from enum import StrEnum
from typing import Annotated, Final

import msgspec

VERSION: Final = 1
#: At the latest so long after a row was written it is on its way.
SEND_WITHIN_S: Final = 30
#: An idle till shows that it lives; the archive may ask for another pause.
HEARTBEAT_S: Final = 600
#: Why an update was given up that is not to blame: the power went while it was written.
INTERRUPTED: Final = "interrupted"

Text = Annotated[str, msgspec.Meta(max_length=200)]
Uuid = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$")]
Sha256 = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}$")]
Base64Key = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9+/]{43}=$")]
RegisterId = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z0-9-]{1,20}$")]
Count = Annotated[int, msgspec.Meta(ge=0, lt=1 << 53)]


class Problem(msgspec.Struct, frozen=True):
    """What is wrong (RFC 9457): `type` is one of the words of protocol.md."""

    type: str
    title: str
    status: int
    detail: str = ""


class TillMaster(msgspec.Struct, frozen=True):
    """What a till says about itself when it registers (seed: Kassenarchiv, master data)."""

    software: Text
    model: Text
    manufacturer: Text = "Standlkassa"
    serial: Text = ""
    company: Text = ""
    #: Which day packages it sends.
    format: Text = "standlkassa-1"


class Registration(msgspec.Struct, frozen=True):
    """A till wants in: `key` as typed, `installation_id` made once by the till itself.

    The same key and installation ask again, and are given a fresh password, until the first
    password is used. `device_key` is a raw Ed25519 public key.
    """

    key: Annotated[str, msgspec.Meta(max_length=100)]
    installation_id: Uuid
    device_key: Base64Key
    register_id: RegisterId
    master: TillMaster


class Registered(msgspec.Struct, frozen=True):
    """The till is in: `password` is said once and kept by the archive as its SHA-256 only.

    `origin` names the till's log in checkpoints, `archive_key` and `witness_keys` are lines of
    note keys; `links` is the base of links to receipts, empty where there are none.
    """

    till_id: Uuid
    password: str
    origin: str
    archive_key: str
    witness_keys: tuple[str, ...] = ()
    links: str = ""


class PasswordRenewal(msgspec.Struct, frozen=True):
    r"""The device proves that it is the one that registered, and is given a new password.

    `signature` is over "standlkassa password 1\n{till_id}\n{at_utc}\n" by the device key.
    """

    at_utc: str
    signature: Annotated[str, msgspec.Meta(max_length=100)]


class Offer(msgspec.Struct, frozen=True, omit_defaults=True):
    """An image the operator offers this till: a signed bundle, and what a person is told of it.

    `path` is asked for by pieces (`Range`). Nothing of it is believed but by the signature inside
    the bundle, which the till checks; size and SHA-256 only say when all of it is there.
    """

    version: str
    size: int
    sha256: str
    path: str
    notes_de: str = ""


class Ack(msgspec.Struct, frozen=True, omit_defaults=True):
    """How far the archive is: a checkpoint as a signed note.

    `alarms` are the words of what the archive cannot believe of this till; `head_proof` is whether
    there is a newer proof to fetch, by the size it is for. Only the answer to a TillStatus says
    the `offer`; there, none is none.
    """

    checkpoint: str
    time_utc: str
    alarms: tuple[str, ...] = ()
    proven_size: int = 0
    heartbeat_s: int = HEARTBEAT_S
    links: str = ""
    offer: Offer | None = None


class Conflict(msgspec.Struct, frozen=True):
    """Why a batch was not taken: `type` is `gap` or `fork`, `next_seq` what the archive wants."""

    type: str
    title: str
    status: int
    next_seq: int
    checkpoint: str
    detail: str = ""


class Due(StrEnum):
    """What a till says is due of a receipt, until it is done.

    `CHECK` stands for the check of any receipt; beside it a till that knows these words says whose.
    """

    JAHRESBELEG = "jahresbeleg"  # it has to be made
    CHECK = "belegpruefung"
    STARTBELEG = "startbeleg"  # these: their check
    YEAR_CHECK = "jahresbeleg_pruefung"
    SCHLUSSBELEG = "schlussbeleg"


class TillStatus(msgspec.Struct, frozen=True):
    """How the till is, with each heartbeat and whenever it changes.

    `image` is the version of the image it runs from, `compatible` the kind of images it takes,
    `root_hash` what all of that image follows from; empty on a till without one. `offer` is the
    version it fetches or has fetched, `offer_state` how that goes, in a word of protocol.md.
    """

    at_utc: str
    version: Text = ""
    image: Text = ""
    compatible: Text = ""
    slot: Text = ""
    root_hash: Text = ""
    #: An update that was given up, and why, until another one is confirmed.
    fell_back_from: Text = ""
    fell_back_because: Text = ""
    offer: Text = ""
    offer_state: Text = ""
    offer_bytes: Count = 0
    pending: Count = 0
    card: Text = ""
    card_expires: Text = ""
    outage_since_utc: Text = ""
    disk_free_bytes: Count = 0
    disk_total_bytes: Count = 0
    printer: Text = ""
    last_backup_utc: Text = ""
    #: Words of what is due: of `Due`, and every other order to FinanzOnline by its name.
    due: tuple[Text, ...] = ()
    #: Why it does not believe the archive and sends no rows, in a word of protocol.md.
    doubt: Text = ""


class PackageClaim(msgspec.Struct, frozen=True):
    """All parts are there: what the whole ZIP is."""

    sha256: Sha256
    size: Count
    parts: Annotated[int, msgspec.Meta(ge=1, le=10_000)]


class PackageAck(msgspec.Struct, frozen=True):
    """The archive keeps the package under this name: what it found in it, and until when."""

    external_id: str
    sha256: Sha256
    size: Count
    received_utc: str
    retain_until: str
    findings: tuple[str, ...] = ()


class PartList(msgspec.Struct, frozen=True):
    """Parts the archive has already: number and SHA-256."""

    parts: tuple[tuple[int, str], ...]


class HeadProof(msgspec.Struct, frozen=True):
    """That a checkpoint of the till stands in the log of heads, as far as that one was published.

    `leaf` is the text of the leaf, `index` its number; `path` the hashes of the inclusion proof in
    base64; `checkpoint` the note of the log of heads with the witnesses' lines; `stamp` the
    RFC 3161 token over that note's text in base64, empty without one.
    """

    leaf: str
    index: Count
    path: tuple[str, ...]
    checkpoint: str
    stamp: str = ""


class RowProof(msgspec.Struct, frozen=True):
    """That row `seq` stands in the till's log of `size` rows.

    `path` is the inclusion proof of leaf `seq - 1`, each hash in base64; `checkpoint` the note of
    that size, empty where the log has grown since (then the one the till was given counts).
    """

    seq: Count
    size: Count
    path: tuple[str, ...]
    checkpoint: str = ""


class GrowthProof(msgspec.Struct, frozen=True):
    """That the till's log of `from_size` rows is the begin of that of `to_size`.

    `path` is the consistency proof, each hash in base64; `checkpoint` as in `RowProof`.
    """

    from_size: Count
    to_size: Count
    path: tuple[str, ...]
    checkpoint: str = ""
