"""docs/e131.md and docs/verfahrensdokumentation.md: what any till would write of itself."""

import pytest

from firmware.export.papers.document import Kind
from firmware.export.papers.facts import FACTS_FILE
from tests.docs.pages import DOCS, rows
from tests.docs.render_papers import pages

FRESHEN = "python -m tests.docs.render_papers"


@pytest.mark.parametrize("name", sorted(pages()))
def test_page_is_fresh(name: str) -> None:
    """A new function, event or setting comes into the models as well."""
    assert (DOCS / name).read_text(encoding="utf-8") == pages()[name], FRESHEN


def test_every_document_is_told() -> None:
    """docs/papers.md lists each with the word of the command and the name of its file."""
    table = rows(DOCS / "papers.md", columns=("`--only`", "file", "is"))
    expected = [(f"`{kind.value}`", f"`{kind.file_stem}__<id>.pdf`") for kind in Kind]

    assert expected == [(row[0], row[1]) for row in table]
    assert f"`{FACTS_FILE}`" in (DOCS / "papers.md").read_text(encoding="utf-8")
