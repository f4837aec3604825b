"""firmware.export.audit.finding: weight, count and bound of what is found."""

import pytest

from firmware.export.audit import finding
from firmware.export.audit.finding import NOTICES, AuditRule, Findings, listed
from firmware.rksv.rules import Severity


@pytest.mark.parametrize("rule", AuditRule)
def test_weight(rule: AuditRule) -> None:
    """An error unless the rule is a notice, or circumstances excuse it."""
    found = Findings("folder")
    found.add(rule, "here", "so")
    found.add(rule, "here", "so", is_excused=True)
    first, second = found.kept
    assert (rule in NOTICES) is (Severity.NOTICE is first.severity)
    assert Severity.NOTICE is second.severity
    assert 2 == found.errors + found.notices


def test_names_are_not_used_twice() -> None:
    """A machine tells the rules by them."""
    assert len(AuditRule) == len({rule.value for rule in AuditRule})


def test_the_first_are_kept_and_all_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that was written anew breaks everywhere; notices do not push errors out."""
    monkeypatch.setattr(finding, "FINDINGS_MAX", 2)
    found = Findings("folder")
    for number in range(5):
        found.add(AuditRule.GAP, str(number), "so")
        found.add(AuditRule.WITNESS, str(number), "so")
    found.count_more(Severity.ERROR, 7)
    assert (12, 5) == (found.errors, found.notices)
    assert ["0", "0", "1", "1"] == [one.place for one in listed([found])]
