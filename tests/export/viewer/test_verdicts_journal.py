"""The browser and the audit say the same of a journal: chain, seals, rows of receipts."""

import json
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

import pytest

from firmware.export.audit import journal as audit
from firmware.export.audit.finding import AuditRule, Findings
from firmware.export.audit.journal import JournalAudit, examine_seals
from firmware.export.audit.listing import Listing, read_listing
from firmware.export.audit.receipts import dep_entries, dep_signers
from firmware.export.audit.rows import ReadRow, read_rows
from firmware.store.canonical import digest
from firmware.store.journal import BEFORE_FIRST, clerk_field, row_hash
from tests.export.audit.world import new_till
from tests.export.viewer.deps import at_random

pytestmark = pytest.mark.browser

Ask = Callable[..., Any]
Told = list[tuple[str, str]]
#: Figures of a Z are for the page, which shows them.
RECKONED = {
    AuditRule.JOURNAL_FORM,
    AuditRule.JOURNAL_GAP,
    AuditRule.JOURNAL_CHAIN,
    AuditRule.CHAIN_BEGIN,
    AuditRule.JOURNAL_SEAL,
    AuditRule.WITNESS,
    AuditRule.HEAD,
}
ASK = """
async (cases) => {
  const answers = [];
  for (const { rows, told } of cases) answers.push(await Verify.journal(rows, told));
  return answers;
}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exported:
    """An export of a till and the rows of its journal."""

    listing: Listing
    rows: tuple[ReadRow, ...]
    previous_hash: str

    @property
    def told(self) -> dict[str, Any]:
        """What the browser is told beside the rows."""
        assert self.listing.dep is not None
        manifest = self.listing.manifest
        head = {"journal_seq": manifest.journal.last, "journal_hash": manifest.head.journal_hash}
        return {
            "previousHash": self.previous_hash,
            "firstSeq": manifest.journal.first,
            "head": head,
            "registerId": manifest.register_id,
            "certificates": [b64encode(one.der).decode() for one in dep_signers(self.listing.dep)],
        }


@pytest.fixture(scope="module", name="exported")
def _exported(tmp_path_factory: pytest.TempPathFactory) -> Exported:
    """A till that sold on two days, each with its Z and its seal."""
    folder = tmp_path_factory.mktemp("journal")
    with new_till(folder / "till") as sold:
        for _ in range(2):
            sold.sell()
        listing = read_listing(sold.export(folder / "stick"))
    rows = tuple(read_rows(listing.folder / "journal" / "journal.csv"))
    assert listing.manifest.journal.first == 1
    return Exported(listing=listing, rows=rows, previous_hash=BEFORE_FIRST)


def written(row: ReadRow) -> dict[str, Any]:
    """A row as the page has it."""
    return {
        "seq": row.seq,
        "at_utc": row.at_text,
        "uuid": row.uuid,
        "clerk": row.clerk,
        "kind": row.kind,
        "content": row.content_text,
        "hash": row.hash,
    }


def audited(exported: Exported, rows: list[ReadRow], monkeypatch: pytest.MonkeyPatch) -> Told:
    """What the audit finds in rows."""
    found = Findings("")
    listing = exported.listing
    assert listing.dep is not None
    with monkeypatch.context() as patch:
        patch.setattr(audit, "read_rows", lambda _path: iter(rows))
        examined = JournalAudit(listing, found, exported.previous_hash, None, frozenset())
        facts = examined.run(Path())
    examine_seals(facts, listing, dep_signers(listing.dep), found)
    return [(one.rule.value, one.detail) for one in found.kept if one.rule in RECKONED]


def rehashed(rows: list[ReadRow], at: int) -> list[ReadRow]:
    """What somebody does who knows how the chain is made: every hash from a row on made anew."""
    made = rows[:at]
    for row in rows[at:]:
        previous = made[-1].hash if made else BEFORE_FIRST
        fields = (row.at_text.encode(), row.uuid.encode(), clerk_field(row.clerk))
        more = (row.kind.encode(), row.content_text.encode())
        hash_ = row_hash(previous.encode(), b"%d" % row.seq, *fields, *more)
        made.append(replace(row, hash=hash_))
    return made


def reread(row: ReadRow, content: str) -> ReadRow:
    """The row with another content."""
    try:
        said = json.loads(content)
    except ValueError:
        said = None
    return replace(row, content_text=content, said=said if isinstance(said, dict) else None)


def altered(row: ReadRow, chance: Random) -> ReadRow:
    """One column is another."""
    match chance.randrange(7):
        case 0:
            return replace(row, uuid=row.uuid[::-1])
        case 1:
            return replace(row, clerk=None if row.clerk == 7 else 7)
        case 2:
            return replace(row, kind=chance.choice(["Z", "SIEGEL", "book.receipt", "ä"]))
        case 3:
            return replace(row, hash=chance.choice(["", "0" * 64, row.hash.upper()]))
        case 4:
            return replace(row, at_text="gestern", at=None)
        case 5:
            return replace(row, seq=row.seq + chance.choice([-1, 1, 100]))
        case _:
            text = row.content_text
            return reread(row, chance.choice([text.replace("1", "2"), text[:-1], "[]", f"{text} "]))


def tampered(exported: Exported, chance: Random) -> list[ReadRow]:
    """Rows altered, lost, doubled, swapped, cut off; some of them by somebody who knows how."""
    rows = list(exported.rows)
    at = chance.randrange(len(rows) - 1)
    match chance.choice(["alter", "alter", "alter", "lose", "double", "swap", "cut", "nothing"]):
        case "alter":
            rows[at] = altered(rows[at], chance)
        case "lose":
            del rows[at : at + chance.randint(1, 3)]
        case "double":
            rows.insert(at, rows[at])
        case "swap":
            rows[at], rows[at + 1] = rows[at + 1], rows[at]
        case "cut":
            rows = rows[: at + 1]
        case _:
            pass
    if chance.random() < 0.4:
        rows = [replace(row, seq=seq) for seq, row in enumerate(rows, start=1)]
    return rehashed(rows, at) if chance.random() < 0.4 else rows


def said(answer: Any) -> Told:
    """Rules and words."""
    return [(one["rule"], one["detail"]) for one in answer["findings"]]


def test_a_sound_journal_is_sound(ask: Ask, exported: Exported) -> None:
    """As the till wrote it: no finding, and the last seal covers the last Z."""
    rows = [written(row) for row in exported.rows]
    (answer,) = ask(ASK, [{"rows": rows, "told": exported.told}])
    last_z = max(row.seq for row in exported.rows if row.kind == "Z")
    expected = (len(rows), [], True, last_z, exported.rows[-1].hash)
    assert expected == (
        answer["rows"],
        answer["findings"],
        answer["isValid"],
        answer["proven"],
        answer["lastHash"],
    )


@pytest.mark.heavy
@at_random
def test_whatever_is_done_to_rows(
    ask: Ask, exported: Exported, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    """Each hand that altered, removed or added is found by both, in the same words."""
    chance = Random(seed)
    histories = [tampered(exported, chance) for _ in range(40)]
    cases = [{"rows": [written(row) for row in rows], "told": exported.told} for rows in histories]
    for rows, answer in zip(histories, ask(ASK, cases), strict=True):
        assert audited(exported, rows, monkeypatch) == said(answer)


def test_a_rewritten_chain_is_found_by_the_seal_alone(
    ask: Ask, exported: Exported, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every hash fits, but the end and the card still know another history."""
    rows = list(exported.rows)
    rows[3] = replace(rows[3], uuid=rows[3].uuid[::-1])
    rows = rehashed(rows, 3)
    (answer,) = ask(ASK, [{"rows": [written(row) for row in rows], "told": exported.told}])
    assert audited(exported, rows, monkeypatch) == said(answer)
    assert {"head", "journal-seal"} == {rule for rule, _ in said(answer)}


def test_a_part_begins_with_the_hash_before_it(ask: Ask, exported: Exported) -> None:
    """A partial export is sound behind its hash, broken behind another, unknown without."""
    rows = [written(row) for row in exported.rows[5:]]
    told = [exported.rows[4].hash, "0" * 64, None]
    cases = [{"rows": rows, "told": {"previousHash": one}} for one in told]
    assert [[], ["journal-gap", "journal-chain"], ["chain-begin"]] == [
        [rule for rule, _ in said(answer)] for answer in ask(ASK, cases)
    ]


def test_rows_of_receipts_against_the_receipts(ask: Ask, exported: Exported) -> None:
    """A receipt that is another one than was stored, and one that has gone."""
    assert exported.listing.dep is not None
    entries = {str(one.number): one.jws for one in dep_entries(exported.listing.dep)}
    entries["3"] += "A"
    del entries["5"]
    answer = ask(
        """([rows, entries]) =>
        Verify.journal(rows, { jwsOf: (number) => entries[number] ?? null })""",
        [[written(row) for row in exported.rows], entries],
    )
    assert [
        ("witness", "receipt 3", "is another one in the DEP7 than the journal saw stored"),
        ("witness", "receipt 5", "is in the journal and not in the DEP7"),
    ] == [(one["rule"], one["place"], one["detail"]) for one in answer["findings"]]


@at_random
def test_digests_of_any_text(ask: Ask, seed: int) -> None:
    """SHA-256 and netstrings as Python reckons them, at every length around a block."""
    chance = Random(seed)
    alphabet = "aé€😀\0"
    texts = ["".join(chance.choices(alphabet, k=chance.randrange(150))) for _ in range(60)]
    rows = []
    previous = BEFORE_FIRST
    for seq, text in enumerate(texts, start=1):
        fields = (previous, str(seq), "t", text, "", "K", f"{{{text}")
        previous = digest("standlkassa journal 1", (field.encode() for field in fields))
        rows.append(
            {"seq": seq, "at_utc": "t", "uuid": text, "clerk": "", "kind": "K",
             "content": f"{{{text}", "hash": previous}
        )  # fmt: skip
    (answer,) = ask(ASK, [{"rows": rows, "told": {}}])
    assert {"journal-form"} == {rule for rule, _ in said(answer)}
    assert previous == answer["lastHash"]


ODD: tuple[Any, ...] = (
    {},
    {"seq": None},
    {"seq": "x", "content": 5},
    {"seq": 1.5, "hash": None},
    {"seq": 2, "kind": "SIEGEL", "content": "{}"},
    {"seq": 3, "kind": "book.receipt", "content": '{"number":"1"}'},
)


def test_rows_that_are_none_are_findings(ask: Ask) -> None:
    """Nothing a page may hand over breaks the examination."""
    certificates = ["", "AAAA", {"der": "x"}]
    (answer,) = ask(ASK, [{"rows": list(ODD), "told": {"certificates": certificates}}])
    assert len(ODD) == answer["rows"]
    words = "carries no seal: cannot be read: jws: 1 segments instead of 3"
    assert ("journal-seal", words) in said(answer)


def test_progress_reaches_the_last_row(ask: Ask, exported: Exported) -> None:
    """Who watches sees the rows grow to their number."""
    told = ask(
        """async (rows) => {
          const told = [];
          await Verify.journal(rows, { onProgress: ({ rows }) => told.push(rows) });
          return told;
        }""",
        [written(row) for row in exported.rows],
    )
    assert len(exported.rows) == told[-1]
