import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.accounts.errors import AccountError
from archive.accounts.plain import MAX_SIGNS, plain_text


@pytest.mark.parametrize(
    "text", ["", " ", "a\nb", "a\0b", "\udcff", "a\u2028b", "x" * 201, "x" * 10_000_000]
)
def test_no_plain_text(text: str) -> None:
    """Nothing that breaks a line, a log or a database."""
    with pytest.raises(AccountError):
        plain_text(text, "a name is wanted")


def test_empty_says_what_is_wanted() -> None:
    """In the caller's words."""
    with pytest.raises(AccountError, match=r"^a name is wanted$"):
        plain_text(" ", "a name is wanted")


@given(st.text())
def test_what_is_taken(text: str) -> None:
    """One line that fits, in its one form."""
    try:
        found = plain_text(text, "x")
    except AccountError:
        return

    assert found == plain_text(found, "x")
    assert 1 <= len(found) <= MAX_SIGNS
    assert 1 == len(found.splitlines())
    found.encode()
