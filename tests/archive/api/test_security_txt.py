"""RFC 9116: whom to tell of a hole."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest
from starlette.applications import Starlette
from starlette.testclient import TestClient

from archive.api import security_txt
from archive.index.database import Database
from archive.settings import ArchiveSection
from tests.archive.keeping import world_of

NOW = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)


def _section(contact: str, url: str = "") -> ArchiveSection:
    return ArchiveSection(contact=contact, url=url)


@pytest.mark.parametrize(
    ("setting", "expected"),
    [
        ("mailto:sicherheit@example.at", "mailto:sicherheit@example.at"),
        ("sicherheit@example.at", "mailto:sicherheit@example.at"),
        ("https://example.at/melden", "https://example.at/melden"),
        ("tel:+43-316-1", "tel:+43-316-1"),
        ("", None),
        ("Frau Huber, im Büro", None),
        ("http://example.at", None),
        ("a@example.at\nContact: mailto:evil@example.at", None),
    ],
)
def test_contact(setting: str, expected: str | None) -> None:
    """RFC 9116 2.5.3: a URI; what cannot be one is not handed out, and adds no line."""
    assert expected == security_txt.contact_of(_section(setting))


def test_text() -> None:
    """RFC 9116 2.5: Contact, and Expires in less than a year; where it is, if that is known."""
    section = _section("", "https://kassa.example.at/")
    assert security_txt.text_of(section, "mailto:a@example.at", NOW).splitlines() == [
        "Contact: mailto:a@example.at",
        "Expires: 2027-05-21T00:00:00Z",
        "Preferred-Languages: de, en",
        "Canonical: https://kassa.example.at/.well-known/security.txt",
    ]
    assert "Canonical" not in security_txt.text_of(_section(""), "tel:1", NOW)


@pytest.mark.parametrize(("contact", "expected"), [("a@example.at", 200), ("", 404)])
def test_route(sqlite: Database, tmp_path: Path, contact: str, expected: int) -> None:
    """Plain text where somebody is named; nothing where not."""
    world = world_of(sqlite, tmp_path)
    settings = msgspec.structs.replace(world.settings, archive=_section(contact))
    routes = security_txt.routes(replace(world, settings=settings))
    with TestClient(Starlette(routes=routes)) as client:
        answer = client.get("/.well-known/security.txt")
    assert expected == answer.status_code
    if contact:
        assert answer.headers["content-type"].startswith("text/plain")
        assert answer.text.startswith("Contact: mailto:a@example.at\n")
