"""What a till is told when all is well: how far its log is here, and what cannot be believed."""

from dataclasses import dataclass
from typing import Final

import msgspec
from starlette.responses import Response

from archive.alarms.ledger import AlarmKind, open_alarms
from archive.heads.shelf import Shelf
from archive.intake.head import Head
from archive.world import World
from firmware.accord.messages import Ack, Offer
from firmware.evidence.heads import till_origin, till_subject
from firmware.evidence.note import Checkpoint
from firmware.store.canonical import utc_text

_JSON: Final = "application/json"
#: Words of what is wrong that a till shows; all of it stands in the portal.
_MAX_WORDS: Final = 8
#: What the archive cannot believe of its rows. That it was silent, or its card ends, a till knows
#: better; and what it is told here is an alarm on its display.
_BAD_EVIDENCE: Final = frozenset({AlarmKind.FINDING, AlarmKind.FORK})


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What is said besides: `proven_size` where the till may fetch a proof of that size."""

    words: tuple[str, ...] = ()
    proven_size: int = 0
    offer: Offer | None = None


def ack(world: World, till_id: str, head: Head, word: Word) -> Response:
    """The answer 200."""
    said = Ack(
        checkpoint=checkpoint(world, till_id, head),
        time_utc=utc_text(world.now_utc(), "ack"),
        alarms=word.words,
        proven_size=word.proven_size,
        links=world.settings.archive.links,
        offer=word.offer,
    )
    return Response(msgspec.json.encode(said), media_type=_JSON)


def checkpoint(world: World, till_id: str, head: Head) -> str:
    """The signed note of a till's log as it is at `head`."""
    origin = till_origin(world.settings.archive.name, till_id)
    said = Checkpoint(origin=origin, size=head.size, root=head.frontier.root())
    return said.signed(world.signer)


def words_of(world: World, till_id: str) -> tuple[str, ...]:
    """The open alarms of a till about what it sent."""
    with world.database.read() as connection:
        found = [one for one in open_alarms(connection, [till_id]) if one.kind in _BAD_EVIDENCE]
    return tuple(f"{one.kind.value}: {one.detail}"[:200] for one in found[:_MAX_WORDS])


def proven_size_of(world: World, till_id: str) -> int:
    """How many rows of a till stand in the log of heads by now."""
    return Shelf(world.database).proven_size(till_subject(till_id))
