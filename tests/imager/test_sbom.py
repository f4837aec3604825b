"""imager.sbom: the bill of materials."""

import json

from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.json import JsonStrictValidator

from imager.inventory import Part
from imager.sbom import cyclonedx
from tests.imager.test_plan import PLAN

HASH = "cd" * 32
PARTS = (
    Part(kind="pypi", name="zeep", version="4.3.3", licences=("MIT",)),
    Part(
        kind="deb",
        name="libc++",
        version="1:2.41-1",
        architecture="arm64",
        licences=("GPL-2+ with exception", "LGPL-2.1+"),
        sha256="ab" * 32,
    ),
)


def test_valid() -> None:
    """The form's own schema has nothing to say."""
    assert None is JsonStrictValidator(SchemaVersion.V1_6).validate_str(
        cyclonedx(PLAN, HASH, PARTS)
    )


def test_same_image_same_bytes() -> None:
    """In whatever order the parts come, and however often."""
    assert cyclonedx(PLAN, HASH, PARTS) == cyclonedx(PLAN, HASH, (*reversed(PARTS), PARTS[0]))


def test_what_it_says() -> None:
    """The image by its root hash; each part by name, version, origin, hash."""
    said = json.loads(cyclonedx(PLAN, HASH, PARTS))
    assert HASH == said["metadata"]["component"]["hashes"][0]["content"]
    assert "2025-11-22T00:00:00+00:00" == said["metadata"]["timestamp"]
    assert [
        "pkg:deb/debian/libc%2B%2B@1:2.41-1?arch=arm64&distro=debian-13",
        "pkg:pypi/zeep@4.3.3",
    ] == [one["purl"] for one in said["components"]]
    assert "ab" * 32 == said["components"][0]["hashes"][0]["content"]
