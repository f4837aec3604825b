"""docs/glossary.md is the treaty: every German member of an enum stands in it."""

import ast
from enum import Enum
from pathlib import Path
from typing import Final

import pytest

from firmware.rksv.receipt import ReceiptKind
from firmware.rksv.vat import VatSlot
from firmware.till.acts import JournalKind
from firmware.till.texts import ErrorCode
from tests.docs.pages import DOCS, ROOT, code_spans

PAGE: Final = DOCS / "glossary.md"
#: Members are English unless named here; a new German one is entered here and in the page.
GERMAN_KEYS: Final = ("BON", "STO", "WG1", "PLU", "C", "ZW", "KARTE", "BAR")


def _spans() -> set[str]:
    return set(code_spans(PAGE))


@pytest.mark.parametrize("words", [ReceiptKind, VatSlot, JournalKind, ErrorCode])
def test_members_of_the_law_and_the_journal_stand_in_the_glossary(words: type[Enum]) -> None:
    """A member by its name, or by the name of its enum and its own."""
    spans = _spans()

    assert [] == [
        member.name
        for member in words
        if member.name not in spans and f"{words.__name__}.{member.name}" not in spans
    ]


def test_german_legends_of_the_keypad_stand_in_the_glossary() -> None:
    """What a cap says is explained."""
    assert [] == [key for key in GERMAN_KEYS if key not in _spans()]


def test_every_german_enum_member_stands_in_the_glossary() -> None:
    """Members whose names hold a word of the field's German, wherever an enum is defined."""
    words = ("beleg", "storno", "ausfall", "ermaessigt", "zahlung", "lade", "bon", "kasse")
    spans = _spans()
    missing = [
        f"{path.relative_to(ROOT)}: {member}"
        for room in ("archive", "firmware", "hal", "image-build")
        for path in sorted((ROOT / room).rglob("*.py"))
        for member in _enum_members(path)
        if any(word in member.lower() for word in words) and member.removeprefix("F_") not in spans
    ]

    assert [] == missing


def _enum_members(path: Path) -> list[str]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    enums = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
        and any(isinstance(base, ast.Name) and base.id.endswith("Enum") for base in node.bases)
    ]
    return [
        target.id
        for enum in enums
        for statement in enum.body
        if isinstance(statement, ast.Assign)
        for target in statement.targets
        if isinstance(target, ast.Name)
    ]
