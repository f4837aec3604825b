"""Links lead somewhere, and every document can be reached from the README."""

from pathlib import Path

import pytest

from tests.docs.pages import DOCS, README, anchors, links, name, pages


def _targets(page: Path) -> list[tuple[Path, str]]:
    """The files and anchors of a page's links into this repository."""
    found: list[tuple[Path, str]] = []
    for link in links(page):
        if "://" in link or link.startswith("mailto:"):
            continue
        path, _, anchor = link.partition("#")
        found.append(((page.parent / path).resolve() if path else page, anchor))
    return found


@pytest.mark.parametrize("page", pages(), ids=name)
def test_every_link_resolves(page: Path) -> None:
    """A link names a file of the repository and, where it has one, a heading of it."""
    targets = _targets(page)

    missing = [str(path) for path, _ in targets if not path.exists()]
    without_heading = [
        f"{path.name}#{anchor}"
        for path, anchor in targets
        if anchor and path.suffix == ".md" and path.exists() and anchor not in anchors(path)
    ]

    assert [] == missing
    assert [] == without_heading


def test_no_document_is_an_orphan() -> None:
    """Whoever starts at the README and follows links sees every document."""
    seen: set[Path] = set()
    waiting = [README]
    while waiting:
        page = waiting.pop()
        if page in seen:
            continue
        seen.add(page)
        waiting += [path for path, _ in _targets(page) if path.suffix == ".md" and path.exists()]

    orphans = {name(page) for page in DOCS.rglob("*.md")} - {name(page) for page in seen}

    assert set() == orphans


def test_every_picture_is_shown() -> None:
    """No picture lies about that no page shows."""
    shown = {path for page in pages() for path, _ in _targets(page)}

    assert [] == [name(one) for one in sorted(DOCS.rglob("*.png")) if one not in shown]
