"""docs/contributing.md names commands that are there, and every generator."""

import re
from typing import Final

from tests.docs.pages import DOCS, ROOT

PAGE: Final = DOCS / "contributing.md"
_GENERATORS: Final = ("render_*.py", "take_*.py")


def test_every_command_is_there() -> None:
    """Modules that are run, and targets of make."""
    page = PAGE.read_text(encoding="utf-8")
    modules = set(re.findall(r"python -m (tests\.[a-z_.]+)", page))
    targets = set(re.findall(r"`make ([a-z-]+)", page))
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert len(modules) > 15
    assert set() == {one for one in modules if not _is_there(one)}
    assert set() == targets - set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))


def test_every_generator_stands_in_it() -> None:
    """Whoever changes the code finds out how to make anew what a test calls stale."""
    page = PAGE.read_text(encoding="utf-8")
    files = [path for form in _GENERATORS for path in (ROOT / "tests").rglob(form)]
    names = {path.relative_to(ROOT).with_suffix("").as_posix() for path in files}

    assert len(names) >= 8
    assert [] == [
        name
        for name in sorted(names)
        if f"python -m {name.replace('/', '.')}`" not in page and f"python {name}.py`" not in page
    ]


def _is_there(module: str) -> bool:
    path = ROOT / module.replace(".", "/")
    return path.with_suffix(".py").is_file() or (path / "__main__.py").is_file()
