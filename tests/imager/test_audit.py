"""imager.audit: holes that are known, hashes, licences."""

import json
from pathlib import Path

import httpx
import pytest

from imager import plan
from imager.audit import Known, NotAskedError, known_holes, pinned, python_parts
from imager.errors import BuildError
from imager.inventory import UNKNOWN
from imager.wheels import Pin

REQUIREMENTS = plan.REPO / "image-build/requirements"
HOLES = {"pkg:pypi/jinja2@2.4": ["PYSEC-2", "GHSA-1"]}


def _pin(name: str, version: str) -> Pin:
    return Pin(name=name, version=version, sha256=frozenset({"ab" * 32}))


def _osv(request: httpx.Request) -> httpx.Response:
    """As OSV answers: one entry for each question, empty where nothing is known."""
    assert "/v1/querybatch" == request.url.path
    asked = [one["package"]["purl"] for one in json.loads(request.content)["queries"]]
    found = [{"vulns": [{"id": one, "modified": "x"} for one in HOLES.get(p, [])]} for p in asked]
    return httpx.Response(200, json={"results": [one if one["vulns"] else {} for one in found]})


def _client(answer: httpx.Response | Exception | None = None) -> httpx.Client:
    def other(_request: httpx.Request) -> httpx.Response:
        if isinstance(answer, Exception):
            raise answer
        assert answer is not None
        return answer

    transport = httpx.MockTransport(_osv if answer is None else other)
    return httpx.Client(base_url="https://osv.example", transport=transport)


def test_a_known_hole() -> None:
    """Named with its version and all of its numbers; the others are not."""
    known = known_holes([_pin("zeep", "4.3"), _pin("jinja2", "2.4")], _client())
    assert (Known(name="jinja2", version="2.4", holes=("GHSA-1", "PYSEC-2")),) == known


def test_many() -> None:
    """Asked in parts; none is lost between them."""
    many = [_pin(f"x{number}", "1") for number in range(1200)]
    known = known_holes([*many, _pin("jinja2", "2.4")], _client())
    assert ["jinja2"] == [one.name for one in known]


@pytest.mark.parametrize(
    "answer",
    [
        httpx.ConnectError("no such name"),
        httpx.ReadTimeout("silence"),
        httpx.Response(503),
        httpx.Response(200, text="<html>"),
        httpx.Response(200, content=b"\xff"),
        httpx.Response(200, json={"results": []}),
        httpx.Response(200, json={"results": [{"vulns": 3}]}),
    ],
)
def test_no_answer_is_no_good_news(answer: httpx.Response | Exception) -> None:
    """Never taken for "nothing known"."""
    if isinstance(answer, httpx.Response):
        answer.request = httpx.Request("POST", "https://osv.example")
    with pytest.raises(NotAskedError, match=r"osv\.example"):
        known_holes([_pin("zeep", "4.3")], _client(answer))


def test_every_requirement_has_its_hashes() -> None:
    """Of all four files of this repository; the reader refuses a line without."""
    files = pinned(REQUIREMENTS)
    assert ["archive.txt", "build.txt", "checkout.txt", "device.txt"] == list(files)
    assert all(one.sha256 for pins in files.values() for one in pins)
    assert {"cryptography"} <= {one.name for one in files["device.txt"]}


def test_a_line_without_a_hash(tmp_path: Path) -> None:
    """The control."""
    (tmp_path / "x.txt").write_text("zeep==4.3\n")
    with pytest.raises(BuildError, match="hashes"):
        pinned(tmp_path)
    with pytest.raises(BuildError, match="no requirements"):
        pinned(tmp_path / "none")


def test_the_same_version_everywhere() -> None:
    """What the tests saw is what is shipped."""
    files = pinned(REQUIREMENTS)
    seen = {one.name: one.version for one in files["checkout.txt"]}
    for name in ("archive.txt", "device.txt"):
        assert [] == [one.name for one in files[name] if seen.get(one.name) != one.version]


def test_licences() -> None:
    """Everything shipped says under which it comes."""
    files = pinned(REQUIREMENTS)
    parts = python_parts({*files["archive.txt"], *files["device.txt"]})
    assert [] == [one.name for one in parts if one.licences == (UNKNOWN,)]


def test_another_version_is_not_asked_for_its_licence() -> None:
    """The papers that lie here are not those of what is pinned."""
    (part,) = python_parts([_pin("httpx", "0.0.1")])
    assert (UNKNOWN,) == part.licences
    (part,) = python_parts([_pin("no-such-thing", "1")])
    assert (UNKNOWN,) == part.licences
