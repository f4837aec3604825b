"""imager.audit_commands: what `make audit` says, and how it ends."""

import json
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from imager import audit
from imager import main as program
from imager.audit import Known, NotAskedError
from imager.wheels import Pin


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """One pin."""
    (tmp_path / "device.txt").write_text(f"httpx==0.0.1 --hash=sha256:{'ab' * 32}\n")
    return tmp_path


def _run(folder: Path, monkeypatch: pytest.MonkeyPatch, answer: object) -> tuple[int, str]:
    def asked(_pins: set[Pin], client: httpx.Client) -> object:
        assert "osv.example" == client.base_url.host
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(audit, "known_holes", asked)
    words = ("audit", "--requirements", str(folder), "--database", "https://osv.example")
    ran = CliRunner().invoke(program.main, words)
    return ran.exit_code, ran.output


def test_nothing_known(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pins, licences, and that the database was asked."""
    code, said = _run(folder, monkeypatch, ())
    assert 0 == code
    assert "device.txt: 1 pinned, each with its hashes" in said
    assert "1 without a licence" in said
    assert said.rstrip().endswith("no known hole")


def test_holes(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each by its name; whoever calls it is told by its end."""
    known = (Known(name="httpx", version="0.0.1", holes=("GHSA-1",)),)
    code, said = _run(folder, monkeypatch, known)
    assert (1, True) == (code, "httpx 0.0.1: GHSA-1" in said)
    assert "no known hole" not in said


def test_not_asked(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """An end of its own: neither good news nor a hole."""
    code, said = _run(folder, monkeypatch, NotAskedError("osv.example: no route"))
    assert (3, True) == (code, "NOT ASKED for known holes: osv.example: no route" in said)
    assert "no known hole\n" not in said


def test_the_program_ends_as_the_command(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Also as `python -m imager`."""
    words = ["imager", "audit", "--requirements", str(folder), "--database", "http://127.0.0.1:9"]
    monkeypatch.setattr("sys.argv", words)
    with pytest.raises(SystemExit) as ended:
        program.run()
    assert 3 == ended.value.code


def test_sbom(tmp_path: Path) -> None:
    """Valid, of the archive, with a licence for each part."""
    ran = CliRunner().invoke(program.main, ["sbom", "--results", str(tmp_path)])
    assert 0 == ran.exit_code, ran.output
    (path,) = tmp_path.glob("standlkassa-archive-*.cdx.json")
    text = path.read_text()
    assert None is JsonStrictValidator(SchemaVersion.V1_6).validate_str(text)
    said = json.loads(text)
    assert "standlkassa-archive" == said["metadata"]["component"]["name"]
    assert {"starlette", "sqlalchemy"} <= {one["name"] for one in said["components"]}
    assert [] == [one["name"] for one in said["components"] if not one.get("licenses")]
