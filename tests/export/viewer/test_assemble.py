"""The page without data: small, closed to the outside, and let in by its own hashes only."""

import re
from base64 import b64encode
from hashlib import sha256

from firmware.export.viewer.assemble import PROGRAM, SIZE_MAX_BYTES, SOURCE, STYLES, shell

#: What no source of ours may hold; the page could not be as closed as it is.
FORBIDDEN = (
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write",
    r"\beval\b|new Function",
    r"\bfetch\(|XMLHttpRequest|WebSocket|EventSource|sendBeacon|importScripts",
    r"localStorage|sessionStorage|indexedDB|\bcookie\b",
    r"</script|<!--",
)


def _page() -> str:
    made = shell("Standlkassa <0.1.0>")
    return (made.before + made.after).decode()


def _between(page: str, opening: str, closing: str) -> str:
    return page.split(opening)[1].split(closing, maxsplit=1)[0]


def test_it_is_small() -> None:
    """A page to be mailed; the data is what it weighs."""
    assert len(_page().encode()) <= SIZE_MAX_BYTES


def test_the_policy_lets_in_what_is_in_the_page_and_nothing_else() -> None:
    """Both programs and the style by their SHA-256; nothing may be asked for."""
    page = _page()
    policy = _between(page, 'http-equiv="Content-Security-Policy" content="', '"')
    texts = (
        _between(page, '<script id="proof">', "</script>"),
        _between(page, '<script id="main">', "</script>"),
        _between(page, "<style>", "</style>"),
    )
    proof, main, style = (
        f"'sha256-{b64encode(sha256(text.encode()).digest()).decode()}'" for text in texts
    )

    assert [
        "default-src 'none'",
        f"script-src {proof} {main}",
        f"style-src {style}",
        "img-src data:",
        "worker-src blob:",
        "base-uri 'none'",
        "form-action 'none'",
    ] == policy.split("; ")


def test_the_policy_comes_first() -> None:
    """Before anything that it governs."""
    page = _page()

    assert page.index("Content-Security-Policy") < page.index("<link") < page.index("<style>")


def test_the_program_that_made_it_is_named_and_no_markup() -> None:
    """A version is text."""
    assert 'content="Standlkassa &lt;0.1.0&gt;"' in _page()


def test_nothing_is_asked_of_the_outside() -> None:
    """No address in the markup, no handler, no way to turn text into code or markup."""
    markup = (SOURCE / "page.html").read_text(encoding="utf-8")
    addresses = re.findall(r'(?:src|href|action)="([^"]*)"', markup)

    assert [] == [one for one in addresses if not one.startswith(("#", "data:"))]
    assert None is re.search(r"\son\w+=", markup)
    for name in (*PROGRAM, *STYLES):
        text = (SOURCE / name).read_text(encoding="utf-8")
        assert [] == [pattern for pattern in FORBIDDEN if re.search(pattern, text)]
        assert None is re.search(r"@import|url\(", text)


def test_every_source_is_in_the_page() -> None:
    """No file lies about that no page has."""
    assert sorted((*PROGRAM, *STYLES, "page.html")) == sorted(
        path.name for path in SOURCE.iterdir() if path.is_file()
    )


def test_sources_stay_readable() -> None:
    """As short as the modules of Python, each with a line that says what it is for."""
    for name in (*PROGRAM, *STYLES):
        lines = (SOURCE / name).read_text(encoding="utf-8").splitlines()
        assert len(lines) <= 400, name
        assert lines[0].startswith("/* "), name
        assert [] == [line for line in lines if len(line) > 100], name
