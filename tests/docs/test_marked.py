"""What stands between two markers is made anew, and nothing else is touched."""

import pytest

from tests.docs.marked import filled

PAGE = "a\n<!-- x -->\nold\n<!-- /x -->\nz\n"


def test_what_is_between_is_new() -> None:
    """An empty line around it; done twice it is the same."""
    fresh = filled(PAGE, "x", "| new |")
    assert "a\n<!-- x -->\n\n| new |\n\n<!-- /x -->\nz\n" == fresh
    assert fresh == filled(fresh, "x", "| new |")


@pytest.mark.parametrize(
    "page",
    [
        "",
        "a\n",
        "<!-- x -->\n",
        "<!-- /x -->\n",
        "<!-- /x -->\n<!-- x -->\n",
        "<!-- xy -->\n<!-- /xy -->\n",
        PAGE + PAGE,
    ],
)
def test_a_page_without_its_markers(page: str) -> None:
    """Nothing is written into the middle of anything."""
    with pytest.raises(ValueError, match="no markers called x"):
        filled(page, "x", "new")
