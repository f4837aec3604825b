"""archive.packages.verdict: what is known of a package, as a table keeps it."""

from archive.packages.verdict import (
    FINDINGS_MAX,
    PackageFinding,
    PackageRule,
    Verdict,
    from_text,
    of,
    to_text,
)


def finding(rule: PackageRule, *, is_error: bool, detail: str = "why") -> PackageFinding:
    """One."""
    return PackageFinding(rule=rule.value, place="row 7", detail=detail, is_error=is_error)


def test_there_and_back() -> None:
    """Nothing is lost on the way through the table."""
    found = of((), [finding(PackageRule.FOREIGN, is_error=True)], 12)
    assert found == from_text(to_text(found))
    assert Verdict() == from_text("{}")


def test_errors_first() -> None:
    """All are counted; the first are kept, errors before notices."""
    notices = [finding(PackageRule.LOG_BEHIND, is_error=False)] * (FINDINGS_MAX + 5)
    found = of((), [*notices, finding(PackageRule.LOG_DIFFERS, is_error=True)], 0)
    assert (1, FINDINGS_MAX + 5, FINDINGS_MAX) == (found.errors, found.notices, len(found.findings))
    assert found.findings[0].is_error
    assert not found.is_whole
    assert not found.is_compared
    assert ("log-differs: row 7: why",) == found.words


def test_notices_break_nothing() -> None:
    """A log that is behind is no fault of the package."""
    found = of((), [finding(PackageRule.LOG_BEHIND, is_error=False)], 0)
    assert found.is_whole
    assert () == found.words


def test_words_are_bounded() -> None:
    """However long a till's texts are."""
    found = of((), [finding(PackageRule.FAULT, is_error=True, detail="x" * 5000)], 0)
    assert 300 == len(found.words[0])
