"""archive.heads.turn: one hour of the log of heads, whoever is down."""

from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from archive.heads.log import HeadLog
from archive.heads.turn import Turns
from archive.heads.witness import Witness
from archive.heads.witness_app import make_app
from archive.index.database import Database
from archive.settings import HeadsSection, SettingsError
from firmware.evidence.note import Signer, Verifier
from tests.archive.heads.ground import NAME, NOW, add_tills, grow, world_of
from tests.archive.heads.serving import served
from tests.archive.heads.test_log import forget

HOUR = timedelta(hours=1)
NOWHERE = "http://127.0.0.1:1"
SELF = Signer("zeuge.example", Ed25519PrivateKey.generate(), is_witness=True)
AWAY = Signer("fort.example", Ed25519PrivateKey.generate(), is_witness=True)


def line(url: str, key: Verifier) -> str:
    """As in the settings."""
    return f"{url} {key}"


def test_who_is_down_holds_up_nobody(database: Database, tmp_path: Path) -> None:
    """The others cosign; who is absent is named and asked again."""
    key = world_of(database, tmp_path).signer.verifier
    witness = Witness(SELF, {f"{NAME}/heads": [key]}, tmp_path / "w", lambda: 1_800_000_000)
    add_tills(database, ["a"])
    with served(make_app(witness)) as url:
        lines = (line(NOWHERE, AWAY.verifier), line(url, SELF.verifier))
        world = world_of(database, tmp_path, HeadsSection(witnesses=lines))
        turns = Turns(world)
        for count in (1, 2):
            grow(database, "a", count)
            turn = turns.take(NOW + count * HOUR)
            assert (count, 1, ()) == (turn.published.size, len(turn.absent), turn.faults)
            assert "fort.example" in turn.absent[0]
    proof = HeadLog(world).proof("till/a")
    assert proof is not None
    assert "zeuge.example" in proof.checkpoint


def test_what_an_operator_must_look_into(sqlite: Database, tmp_path: Path) -> None:
    """A log that shrank, a log of heads that was changed."""
    world = world_of(sqlite, tmp_path)
    hours = (NOW + number * HOUR for number in range(9))
    add_tills(sqlite, ["a", "b"])
    grow(sqlite, "a", 2)
    grow(sqlite, "b", 2)
    Turns(world).take(next(hours))
    forget(sqlite, "chunks")
    grow(sqlite, "a", 1)
    told = tuple(f"till/{one}: shorter or another than it was" for one in "ab")
    assert told == Turns(world).take(next(hours)).faults
    forget(sqlite, "head_leaves")
    for count in (1, 1, 7):
        grow(sqlite, "a", count)
        grow(sqlite, "b", count)
        assert "somebody changed the database" in Turns(world).take(next(hours)).faults[0]


def test_logs_are_looked_through_once_an_hour(sqlite: Database, tmp_path: Path) -> None:
    """Also where nothing changed, and where another process published; a restart looks again."""
    add_tills(sqlite, ["a"])
    world = world_of(sqlite, tmp_path)
    turns, other = Turns(world), Turns(world)
    minutes = [timedelta(minutes=number) for number in (0, 1, 59, 60, 61)]
    assert [turns.take(NOW + one).is_due for one in minutes] == [True, False, False, True, False]
    grow(sqlite, "a", 1)
    assert other.take(NOW + timedelta(minutes=100)).published.is_ours
    assert not turns.take(NOW + timedelta(minutes=121)).is_due
    assert turns.take(NOW + timedelta(minutes=160)).is_due


def test_settings_that_cannot_be_used(sqlite: Database, tmp_path: Path) -> None:
    """Found at the start, not in an hour."""
    section = HeadsSection(stamp_url=NOWHERE)
    with pytest.raises(SettingsError):
        Turns(world_of(sqlite, tmp_path, section))
