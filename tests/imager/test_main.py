"""imager.main: what the Makefile calls."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from imager import build as builds
from imager import main as program
from imager import plan as plans
from imager.build import Built
from imager.errors import BuildError
from imager.store import LOCKS


def run(*args: str) -> tuple[int, str]:
    """How it ends, and what it says."""
    result = CliRunner().invoke(program.main, list(args))
    return result.exit_code, result.output


def test_same(tmp_path: Path) -> None:
    """Two builds that are one."""
    (tmp_path / "a").write_bytes(b"x")
    assert (0, "the same 1 bytes\n") == run("compare", str(tmp_path / "a"), str(tmp_path / "a"))


def test_not_the_same(tmp_path: Path) -> None:
    """Whoever calls it is told where, and by its end."""
    (tmp_path / "a").write_bytes(b"x")
    (tmp_path / "b").write_bytes(b"y")
    code, said = run("compare", str(tmp_path / "a"), str(tmp_path / "b"))
    assert 1 == code
    assert "first at byte 0" in said


def test_built(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The steps with the time they begin at, and the hash that names the system."""

    def build(plan: plans.Plan, say: builds.Say) -> Built:
        say("the card")
        image = plan.results / f"{plan.name}.img"
        return Built(image=image, boot=image, system=image, facts=image, root_hash="ab" * 32)

    monkeypatch.setattr(builds, "build", build)
    code, said = run("build", "--image-version", "9.9", "--results", str(tmp_path))
    assert 0 == code
    assert "s  the card\n" in said
    assert f"done: {tmp_path}/standlkassa-9.9.img" in said
    assert said.endswith(f"root hash {'ab' * 32}\n")


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (BuildError("no room"), "imager: no room\n"),
        (click.UsageError("no such option"), "imager: no such option\n"),
    ],
)
def test_refused(
    error: Exception,
    words: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One line, and an end that make sees."""

    def refuse(**_: object) -> None:
        raise error

    monkeypatch.setattr(program, "main", refuse)
    with pytest.raises(SystemExit) as ended:
        program.run()
    assert 1 == ended.value.code
    assert words == capsys.readouterr().err


def test_locks_cover_the_groups() -> None:
    """Every lock of the checkout is one that is made anew."""
    assert {f"{group}-{one}.lock" for group, one in program._GROUPS} == {
        path.name for path in LOCKS.glob("*.lock")
    }
