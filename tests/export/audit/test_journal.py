"""firmware.export.audit.journal: the chain of an exported journal, its seals, its certificates."""

import json
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec import structs

from firmware.export.audit import journal
from firmware.export.audit.finding import Findings
from firmware.export.audit.folder import listeners_of
from firmware.export.audit.journal import (
    JournalAudit,
    JournalFacts,
    examine_certificates,
    examine_seals,
)
from firmware.export.audit.listing import Signer, read_listing
from firmware.export.audit.receipts import Match, dep_entries, dep_signers
from firmware.export.audit.rows import FILE, read_rows
from firmware.export.audit.tables import examine_receipts
from firmware.store.journal import BEFORE_FIRST
from hal.card.emulator_pki import issue_card_credential
from tests.export.audit.conftest import Exports
from tests.export.audit.world import dep_of

STRANGER = issue_card_credential("stranger", "ATU12345678", 5)


def examined(
    folder: Path, before: str | None = BEFORE_FIRST, watch: frozenset[int] = frozenset()
) -> tuple[JournalFacts, Findings]:
    """The journal without its receipts."""
    found = Findings("x")
    audit = JournalAudit(read_listing(folder), found, before, None, watch)
    return audit.run(folder / FILE), found


def test_facts_of_a_whole_journal(made: Exports) -> None:
    """Closings, watched rows, seals, where it ends."""
    manifest = read_listing(made.whole).manifest
    facts, found = examined(made.whole, watch=frozenset({1, manifest.journal.last, 10**9}))
    assert [] == found.kept
    assert [1, 2, 3] == [one.number for one in facts.closings]
    assert {1, manifest.journal.last} <= set(facts.hash_at)
    assert 3 == len(facts.seal_rows)
    assert (manifest.head.journal_seq, manifest.head.journal_hash) == (
        facts.last_seq,
        facts.last_hash,
    )


@pytest.mark.parametrize(("before", "rule"), [(None, "chain-begin"), ("1" * 64, "journal-chain")])
def test_the_hash_before_the_first_row(made: Exports, before: str | None, rule: str) -> None:
    """Unknown it is told; a wrong one breaks the chain at the first row, and there only."""
    _, found = examined(made.parts[1], before)
    assert [rule] == [one.rule.value for one in found.kept]


def test_seals_prove_the_rows_up_to_their_z(made: Exports) -> None:
    """The last of them; with a stranger's certificate none does."""
    facts, found = examined(made.whole)
    listing, own = read_listing(made.whole), dep_signers(made.whole / dep_of(made.whole))
    assert facts.closings[-1].seq == examine_seals(facts, listing, own, found)
    assert [] == found.kept
    other = [Signer(serial=own[0].serial, der=STRANGER.certificate)]
    assert examine_seals(facts, listing, other, found) is None
    told = Findings("told")
    assert None is examine_seals(facts, listing, (), told, own)
    assert ["unproven"] == [one.rule.value for one in told.kept]
    assert {"journal-seal", "unsealed"} == {one.rule.value for one in found.kept}
    (bare,) = (one for one in found.kept if one.rule.value == "unsealed")
    assert f"journal row {facts.closings[0].seq}" == bare.place
    assert "covers Z 1 and 2 more" in bare.detail


def test_a_seal_over_a_z_from_before_is_not_judged(made: Exports) -> None:
    """A part may begin right behind a Z whose seal came later."""
    facts, found = examined(made.whole)
    listing = read_listing(made.whole)
    first = facts.closings[-1].seq + 1
    span = type(listing.manifest.journal)(first=first, last=listing.manifest.journal.last)

    later = replace(listing, manifest=structs.replace(listing.manifest, journal=span))
    part = replace(facts, closings=(), hash_at={}, last_receipt_at={}, first_receipt=None)
    own = dep_signers(made.whole / dep_of(made.whole))
    assert examine_seals(part, later, own, found) is None
    assert [] == found.kept


def test_certificates_are_those_of_the_journal(made: Exports) -> None:
    """One put in the place of another shows."""
    facts, found = examined(made.whole)
    own = dep_signers(made.whole / dep_of(made.whole))
    examine_certificates(facts, own, found)
    assert [] == found.kept
    other = [Signer(serial=own[0].serial, der=STRANGER.certificate)]
    examine_certificates(facts, other, found)
    assert ["certificate"] == [one.rule.value for one in found.kept]


STRANGE = st.sampled_from(
    [None, True, -1, 2**70, 1.5, "", "x", "2026-99-99", "2026-11-21P08", [], [[]], {}, [{}], "\x00"]
)


@given(chance=st.randoms(use_true_random=False), strange=STRANGE)
@settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_a_row_says(made: Exports, chance: Random, strange: object) -> None:
    """Who makes the chain anew may write anything: it is told, and nothing else happens."""
    rows = list(read_rows(made.whole / FILE))
    at = chance.randrange(len(rows))
    said = json.loads(rows[at].content_text)
    _put(said, chance, strange)
    text = json.dumps(said)
    altered = replace(rows[at], said=said, content_text=text)
    if chance.random() < 0.1:
        altered = replace(altered, at=None, at_text=str(strange))
    listing, found = read_listing(made.whole), Findings("x")
    assert listing.dep is not None
    entries = examine_receipts(listing, dep_entries(listing.dep), found)
    audit = JournalAudit(listing, found, BEFORE_FIRST, Match(entries, found), frozenset())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            journal, "read_rows", lambda _path: iter([*rows[:at], altered, *rows[at + 1 :]])
        )
        facts = audit.run(Path(), tuple(listeners_of(listing, found)))
    examine_seals(facts, listing, dep_signers(listing.dep), found)
    assert (text == rows[at].content_text and altered.at is not None) or found.kept


def _put(said: object, chance: Random, strange: object) -> None:
    """Something else in one place, however deep."""
    while True:
        places = list(said) if isinstance(said, dict) else list(range(len(said)))  # type: ignore[arg-type]
        if not places:
            return
        place = chance.choice(places)
        inner = said[place]  # type: ignore[index]
        if not isinstance(inner, dict | list) or not inner or chance.random() < 0.3:
            said[place] = strange  # type: ignore[index]
            return
        said = inner


def test_a_seal_that_is_left_out(made: Exports) -> None:
    """Told, for nobody vouches for the rows behind the last one."""
    facts, found = examined(made.whole)
    own = dep_signers(made.whole / dep_of(made.whole))
    fewer = replace(facts, seal_rows=facts.seal_rows[:-1])
    assert facts.closings[1].seq == examine_seals(fewer, read_listing(made.whole), own, found)
    assert [("unsealed", f"journal row {facts.closings[2].seq}")] == [
        (one.rule.value, one.place) for one in found.kept
    ]
