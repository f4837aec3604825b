"""archive.intake.rules: words about evidence that anything may stand in."""

from archive.intake.rules import Rule, finding


def test_a_detail_is_printable_and_short() -> None:
    """No database, page or log is given what a till made up."""
    bad = finding(Rule.KIND, 4, "no kind 'a\0\nb'" + "x" * 1000)
    assert bad.detail.isprintable()
    assert 200 == len(bad.detail)
    assert "Käse" == finding(Rule.KIND, 4, "Käse").detail
