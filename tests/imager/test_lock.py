"""imager.lock: every package by its hash."""

from pathlib import Path

import pytest

from imager.errors import BuildError
from imager.lock import MIRROR, Apt, Package, day_of, from_uris, parse, text_of
from imager.store import locked

BASH = Package(
    name="bash",
    version="1:5.2+dfsg-1",
    architecture="arm64",
    size=1500000,
    sha256="0a" * 32,
    place="debian/pool/main/b/bash/bash_5.2+dfsg-1_arm64.deb",
)
DAY = "20261122T000000Z"
SAID = (
    "'http://deb.debian.org/debian/pool/main/b/bash/bash_5.2%2bdfsg-1_arm64.deb' "
    f"bash_1%3a5.2+dfsg-1_arm64.deb 1500000 SHA256:{'0a' * 32}\n"
)


def test_written_and_read() -> None:
    """A lock says what it was made of, and its day."""
    text = text_of([BASH], "trixie", DAY)
    assert (BASH,) == parse(text)
    assert day_of(text) == DAY


def test_what_apt_says() -> None:
    """An epoch in a version, a plus in a place, and chatter between the lines."""
    assert (BASH,) == from_uris(f"Reading package lists...\n{SAID}")


def test_security() -> None:
    """Debian's security mirror is another tree of the same place."""
    said = SAID.replace("/debian/", "/debian-security/").replace("_arm64.deb'", "_all.deb'")
    (found,) = from_uris(said)
    assert found.place.startswith("debian-security/pool/")


def test_apt_knows_no_hash() -> None:
    """What could not be held against anything is not locked."""
    with pytest.raises(BuildError, match="SHA-256"):
        from_uris(SAID.replace("SHA256:" + "0a" * 32, "MD5Sum:" + "0a" * 16))


@pytest.mark.parametrize("line", ["bash", "bash 5 arm64 many 00 x", "bash 5 arm64 5 00 x y"])
def test_no_lock(line: str) -> None:
    """A line that somebody wrote by hand is named."""
    with pytest.raises(BuildError, match="line 1"):
        parse(line)


@pytest.mark.parametrize("text", ["", "# bash\n", "# make image-lock: Debian trixie\n"])
def test_no_day(text: str) -> None:
    """Without a day nobody could ask for what was there on it."""
    with pytest.raises(BuildError, match="first line"):
        day_of(text)


def test_kept_by_name_version_and_processor() -> None:
    """Two versions of a package lie beside each other; the colon is no part of a file name."""
    assert "bash_1%3a5.2+dfsg-1_arm64.deb" == BASH.file


def test_of_other_releases_only_what_is_named(tmp_path: Path) -> None:
    """The suite and its updates first; what a named package needs is the suite's own as well."""
    Apt(tmp_path / "apt", "trixie", {"rauc": "forky"}, "arm64", MIRROR)
    sources = (tmp_path / "apt/etc/sources.list").read_text()
    releases = [line.split("] ")[1].split()[1] for line in sources.splitlines()]
    assert ["trixie", "trixie-updates", "trixie-security", "forky"] == releases
    stanzas = (tmp_path / "apt/etc/preferences").read_text().split("\n\n")
    assert [
        ["Package: *", "Pin: release n=forky", "Pin-Priority: 100"],
        ["Package: rauc", "Pin: release n=forky", "Pin-Priority: 900"],
    ] == [one.splitlines() for one in stanzas]


def test_rauc_understands_the_kernel() -> None:
    """Linux 6.19 says more of a verity device; RAUC before 1.15.1 then takes no bundle at all."""
    _, packages = locked("device", "arm64")
    version = next(one.version for one in packages if one.name == "rauc")
    assert (1, 15, 1) <= tuple(int(one) for one in version.split("-")[0].split("."))
