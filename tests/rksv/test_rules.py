"""Rules, their weight, and how foreign text is shown."""

from pathlib import Path

import pytest

from firmware.rksv.rules import NOTICES, Fault, Rule, Severity, shown

NEGATIVE = Path(__file__).parent.parent / "vectors" / "negative"


def test_every_rule_has_a_negative_vector() -> None:
    """A check that no damaged export has ever hit is a belief."""
    named = {path.stem.split("--")[0] for path in NEGATIVE.glob("*.json")}

    assert named == {rule.value for rule in Rule}


@pytest.mark.parametrize("rule", list(Rule))
def test_a_fault_weighs_what_its_rule_does(rule: Rule) -> None:
    """Circumstances may excuse, never aggravate."""
    expected = Severity.NOTICE if rule in NOTICES else Severity.ERROR

    assert Fault(rule=rule, detail="").severity is expected
    assert Fault(rule=rule, detail="", is_excused=True).severity is Severity.NOTICE


def test_foreign_text_is_quoted_and_cut() -> None:
    """A message cannot be forged, nor flooded, by what stands in a file."""
    assert shown("a\nb\x1b") == r"'a\nb\x1b'"
    assert shown("x" * 60) == f"'{'x' * 60}'"
    assert shown("x" * 61) == f"'{'x' * 60}'..."
