"""The text of the verifying half: whole, in bounds, and without what a safe page does not use."""

import re
from pathlib import Path

import pytest

from firmware.export.viewer.verify_source import FILES, FOLDER, verify_source

FORBIDDEN = (
    r"\beval\b",
    r"\bFunction\(",
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write",
    r"\bfetch\b|XMLHttpRequest|WebSocket|EventSource|sendBeacon|importScripts",
    r"localStorage|sessionStorage|indexedDB|\bcookie\b",
    r"https?:",
    r"</script|<!--",
    r"console\.",
)


@pytest.fixture(name="path", params=FILES)
def _path(request: pytest.FixtureRequest) -> Path:
    return FOLDER / str(request.param)


def test_every_file_is_in_the_text_once() -> None:
    """No file lies about that no page has."""
    assert sorted(FILES) == sorted(path.name for path in FOLDER.iterdir())
    source = verify_source()
    assert [1] * len(FILES) == [source.count((FOLDER / name).read_text()) for name in FILES]


@pytest.mark.parametrize("pattern", FORBIDDEN)
def test_no_file_reaches_outside(path: Path, pattern: str) -> None:
    """Nothing is run from text, put into the page as markup, sent, or kept behind."""
    assert None is re.search(pattern, path.read_text(encoding="utf-8"))


def test_files_stay_readable(path: Path) -> None:
    """As short as the modules of Python, in lines a page is wide, each with what it is for."""
    lines = path.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 400
    assert [] == [line for line in lines if len(line) > 100]
    assert lines[0].startswith("// ")
