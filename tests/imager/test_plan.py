"""imager.plan: what one build is about."""

import json
from pathlib import Path

import msgspec
import pytest

from firmware.app.image_state import ImageFacts
from imager import plan as plans
from imager.errors import BuildError
from imager.plan import Plan, of_checkout

PLAN = Plan(
    version="1.2.0",
    commit="ab" * 20,
    epoch=1763769600,
    cache=Path("cache"),
    results=Path("results"),
)


def test_facts() -> None:
    """The till reads what the builder writes."""
    facts = msgspec.json.decode(PLAN.facts, type=ImageFacts)
    assert ("1.2.0", "2025-11-22T00:00:00Z") == (facts.version, facts.built_utc)
    assert {"version", "commit", "built_utc", "compatible"} == set(json.loads(PLAN.facts))


def test_of_this_checkout() -> None:
    """The last commit gives name and time."""
    found = of_checkout()
    assert 40 <= len(found.commit)
    assert found.name == f"standlkassa-{found.version}"
    assert "9.9.9" == of_checkout(version="9.9.9").version


def test_no_checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a history there is no time that two builds would share."""
    (tmp_path / "pyproject.toml").write_text('version = "1"\n')
    monkeypatch.setattr(plans, "REPO", tmp_path)
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(BuildError, match="git log"):
        of_checkout()
    (tmp_path / "pyproject.toml").write_text("")
    with pytest.raises(BuildError, match="names no version"):
        of_checkout()
