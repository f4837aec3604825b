"""archive.portal.uploaded: what became of what was put in."""

from dataclasses import replace
from pathlib import Path

import pytest

from archive.accounts.visitor import Role
from archive.blobs.port import BlobLostError
from tests.archive.packages.zips import made
from tests.archive.portal.ground import Ground
from tests.archive.portal.test_uploads import send, site

__all__ = ["site"]


def test_packages(site: Ground, tmp_path: Path) -> None:
    """All of a till, each with its verdict, in both languages."""
    path = f"{site.path}/packages"
    assert "Noch kein Paket" in site.page(path)
    send(site, made(tmp_path / "z.zip", {}).read_bytes(), "z", kind="package")
    site.come(Role.AUDITOR, "en")
    text = site.page(path)
    assert "with errors" in text
    assert "upload-" in text


def test_nothing_there(site: Ground) -> None:
    """Of no name, and of another business."""
    for path in (
        f"{site.path}/packages/none",
        f"{site.path}/packages/none/file",
        f"{site.tenant_path}/uploaded/none",
        f"{site.tenant_path}/documents/none",
        f"{site.tenant_path}/k/{site.other.id}/packages",
    ):
        site.page(path, 404)


def test_about_a_till_that_is_not_seen(site: Ground) -> None:
    """An auditor of one till does not see the papers of another."""
    path = send(site, b"x", "a.pdf", kind="document").headers["location"]
    site.page(path)
    site.door.visitor = replace(site.visitor, till_ids=frozenset({"another"}))
    site.page(path, 404)
    site.page(path.replace("/uploaded/", "/documents/"), 404)


def test_a_file_that_is_lost(site: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    """Damaged where it lay: it is said, and never handed on."""
    path = send(site, b"x", "a.pdf", kind="document").headers["location"]

    def lost(_stored: object) -> None:
        raise BlobLostError("is not what was put there")

    monkeypatch.setattr(site.world.blobs, "open", lost)
    site.page(path.replace("/uploaded/", "/documents/"), 503)


def test_of_no_till_for_who_sees_chosen_ones(site: Ground) -> None:
    """A document of the whole business may be of a till that a link does not open."""
    answer = send(site, b"a paper", "p.txt", kind="document", till="")
    path = answer.headers["location"]
    site.come(Role.AUDITOR)
    site.page(path)
    site.door.visitor = replace(site.visitor, till_ids=frozenset({site.own.id}))
    site.page(path, 404)
    site.page(path.replace("/uploaded/", "/documents/"), 404)
