"""firmware.cli.archive_report: what an archive confirmed, in words and in values."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from firmware.cli.archive_report import archive_json, archive_lines
from firmware.evidence.heads import prove
from firmware.evidence.note import Checkpoint
from firmware.export.audit.archive import ArchiveFacts
from firmware.export.audit.archive_claim import Confirmed
from firmware.export.audit.stamped import Stamped
from tests.export.audit.archives import ARCHIVE, NAME, NOW_S, SUBJECT, Archive

ROWS = [bytes([number]) * 32 for number in range(9)]
PROOF = Archive(ROWS).proof(7)
SAID = Confirmed(
    folder="f",
    key=ARCHIVE.verifier,
    is_key_given=True,
    checkpoint=Checkpoint(origin=f"{NAME}/{SUBJECT}", size=9, root=bytes(32)),
    is_same=True,
    proven=prove(PROOF.leaf, PROOF.index, PROOF.path, PROOF.checkpoint, ARCHIVE.verifier),
    is_same_leaf=True,
    witnessed={"zeuge.example": NOW_S},
    stamp=Stamped.GOOD,
    stamped_at=datetime(2026, 11, 23, 10, tzinfo=UTC),
)


def lines(said: Confirmed) -> str:
    """The one line of it."""
    (line,) = archive_lines(ArchiveFacts(confirmed=(said,)))
    return line


def test_everything_that_vouches_is_told() -> None:
    """Rows, root, log of heads, witness, stamp."""
    assert (
        "f: archive kassa.example.at confirmed rows 1 to 9, the rows here give the same root, "
        "7 rows stand in its log of heads as leaf 5, witnessed by zeuge.example on "
        "2026-11-23 10:33 UTC, stamped on 2026-11-23 10:00 UTC"
    ) == lines(SAID)


@pytest.mark.parametrize(
    ("said", "words"),
    [
        (replace(SAID, is_same=False), "THE ROWS HERE GIVE ANOTHER ROOT"),
        (replace(SAID, is_same=None), "not all of these rows are here"),
        (replace(SAID, is_key_given=False), "that the folder itself names (yours: --archive-key)"),
        (replace(SAID, proven=None), "not in its log of heads"),
        (replace(SAID, stamp=Stamped.UNCHECKED), "stamped, which was not examined"),
        (replace(SAID, witnessed={"w": 1 << 63}), f"witnessed by w on second {1 << 63}"),
    ],
)
def test_what_is_not_there_is_told_too(said: Confirmed, words: str) -> None:
    """In plain words."""
    assert words in lines(said)


def test_machines_get_the_same() -> None:
    """Values, not words."""
    (one,) = archive_json(ArchiveFacts(confirmed=(SAID,), head_size=9))["confirmed"]
    assert (True, 9, "good") == (one["same_root"], one["size"], one["stamp"])
    assert {"zeuge.example": NOW_S} == one["log_of_heads"]["witnesses"]
    (bare,) = archive_json(ArchiveFacts(confirmed=(replace(SAID, proven=None),)))["confirmed"]
    assert bare["log_of_heads"] is None


def test_the_slip_has_a_line_of_its_own() -> None:
    """How many rows give it."""
    (line,) = archive_lines(ArchiveFacts(head_size=9))
    assert line.endswith("rows 1 to 9 give it")
