"""The page's words are those of the tables and papers."""

import json

from firmware.export.tables.kinds import KINDS
from firmware.export.viewer.assemble import SOURCE
from firmware.export.viewer.terms import terms
from firmware.rksv.receipt import ReceiptKind
from firmware.rksv.rules import Rule
from firmware.till.stall.masterdata import Sort


def _told() -> dict[str, dict[str, object]]:
    head, text = terms().split(" = ", 1)
    assert "const TERMS" == head
    told: dict[str, dict[str, object]] = json.loads(text.removesuffix(";\n"))
    return told


def test_every_kind_has_its_name() -> None:
    """Rows, receipts and things of the stall."""
    told = _told()

    assert {kind: [words.name, words.is_business] for kind, words in KINDS.items()} == (
        told["journalKinds"]
    )
    assert {kind.value for kind in ReceiptKind} == set(told["receiptKinds"])
    assert {sort.value for sort in Sort} == set(told["things"])


def test_no_word_can_end_the_program() -> None:
    """Whatever a word is one day, it is text."""
    assert "<" not in terms()


def test_every_kind_of_row_has_its_place_in_the_filter() -> None:
    """Each kind stands in one group, and no group has a kind that does not exist."""
    source = (SOURCE / "words.js").read_text(encoding="utf-8")
    groups = source.split("const KINDS_OF = {")[1].split("};")[0]
    placed = groups.replace("\n", " ").split('"')[1::2]

    assert sorted(KINDS) == sorted(placed)


def test_every_rule_of_the_law_is_told_in_german() -> None:
    """No finding of a DEP is left to its English name."""
    source = (SOURCE / "rules.js").read_text(encoding="utf-8")

    assert [] == [
        rule.value
        for rule in Rule
        if f'"{rule.value}": [' not in source and f"{rule.value}: [" not in source
    ]
