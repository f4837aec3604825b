"""Bundles with RAUC itself: what we pack it trusts, what it says of others we understand."""

import json
import random
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from firmware.app.image_state import ImageFacts, UpdateReason
from firmware.image.update.bundle import RefusedError, judge, read_info, reason_of_info
from imager import bundle, plan, signing
from imager.errors import BuildError
from imager.store import Store
from imager.tools import ToolRoot

pytestmark = [pytest.mark.image, pytest.mark.xdist_group("image")]

SYSTEM_CONF = plan.REPO / "image-build/rootfs/etc/rauc/system.conf"
NOTES = "Neue Preise gehen schneller"


@dataclass(frozen=True, slots=True, kw_only=True)
class Workshop:
    """The tree of tools with a signed bundle, as a till would be asked about it."""

    tools: ToolRoot
    folder: Path
    facts: Path
    good: Path
    foreign: Path

    def asked(self, name: str, content: bytes) -> bytes | UpdateReason:
        """What RAUC says of a file with the till's own settings, as the till understands it."""
        path = self.folder / f"{name}.raucb"
        path.write_bytes(content)
        with self.tools.mounted():
            ended = subprocess.run(
                self.tools.command(
                    *("rauc", "-c", self.folder / "system.conf"),
                    *("info", "--output-format=json-2", path),
                ),
                capture_output=True,
                check=False,
            )
        if ended.returncode == 0:
            return ended.stdout
        said = ended.stderr.decode().strip().splitlines()[-1]
        return reason_of_info(said, content[:4])


def _chain(folder: Path) -> tuple[Path, Path, Path]:
    """An authority's certificate, and key and certificate of a release below it."""
    now = datetime.now(UTC)
    top_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    top, below = (
        x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)]) for name in ("top", "below")
    )

    def builder(subject: x509.Name, public: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(top)
            .public_key(public)
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=30))
        )

    authority = builder(top, top_key.public_key()).add_extension(
        x509.BasicConstraints(ca=True, path_length=0), critical=True
    )
    usage = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING])
    release = builder(below, key.public_key()).add_extension(usage, critical=True)
    pem = serialization.Encoding.PEM
    secret = key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    places = folder / "authority.pem", folder / "release.key", folder / "release.pem"
    contents = (
        authority.sign(top_key, hashes.SHA256()).public_bytes(pem),
        secret,
        release.sign(top_key, hashes.SHA256()).public_bytes(pem),
    )
    for place, content in zip(places, contents, strict=True):
        place.write_bytes(content)
    return places


@pytest.fixture(scope="module")
def workshop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workshop]:
    """Two bundles of the same content, by two keys; the till trusts the first."""
    store = Store(plan.of_checkout().cache, print)
    with store.reserved():
        tools = store.tools()
        yield _made(tools, tmp_path_factory.mktemp("bundle"))


def _made(tools: ToolRoot, out: Path) -> Workshop:
    slot = out / "slot"
    slot.mkdir()
    chance = random.Random(7)
    (slot / "boot.vfat").write_bytes(chance.randbytes(1_048_576))
    (slot / "system.img").write_bytes(chance.randbytes(800_000))
    facts = out / "facts.json"
    said = {
        "compatible": plan.COMPATIBLE,
        "version": "1.3",
        "commit": "abc",
        "built_utc": "2026-11-21T10:00:00Z",
    }
    facts.write_text(json.dumps(said))
    release = bundle.Release(facts=facts, slot=slot, notes_de=NOTES)
    made = []
    for name in ("ours", "theirs"):
        key, cert = signing.make_pair(out / name, name)
        signer = bundle.Signer(key=str(key), cert=str(cert))
        made.append(bundle.make(tools, release, signer, out / f"{name}.raucb"))
    folder = tools.work / "bundles-tried"
    folder.mkdir(exist_ok=True)
    (folder / "keyring.pem").write_bytes(signing.keyring_of(out / "none", (out / "ours/cert.pem",)))
    text = SYSTEM_CONF.read_text()
    for there, here in (
        ("/etc/rauc/keyring.pem", tools.inside(folder / "keyring.pem")),
        ("/usr/lib/standlkassa/rauc-backend", "/bin/true"),
        ("/var/lib/standlkassa-update/rauc", tools.inside(folder)),
    ):
        assert there in text
        text = text.replace(there, here)
    (folder / "system.conf").write_text(text)
    return Workshop(tools=tools, folder=folder, facts=facts, good=made[0], foreign=made[1])


def test_what_we_sign_is_understood(workshop: Workshop) -> None:
    """Version, notes and images of a good bundle, with the settings that are on the till."""
    said = workshop.asked("good", workshop.good.read_bytes())
    assert isinstance(said, bytes)
    found = read_info(said)
    assert ("1.3", plan.COMPATIBLE, NOTES) == (found.version, found.compatible, found.notes_de)
    assert {"boot": 1_048_576, "system": 800_000} == {
        group: image.size for group, image in found.images.items()
    }


@pytest.mark.parametrize(
    ("now", "reason"),
    [("1.2", None), ("1.3", UpdateReason.SAME), ("1.4", UpdateReason.OLDER)],
)
def test_only_forward(workshop: Workshop, now: str, reason: UpdateReason | None) -> None:
    """The same bundle on three tills."""
    said = workshop.asked("good", workshop.good.read_bytes())
    assert isinstance(said, bytes)
    facts = ImageFacts(version=now, commit="", built_utc="", compatible=plan.COMPATIBLE)
    if reason is None:
        judge(read_info(said), facts)
        return
    with pytest.raises(RefusedError) as refused:
        judge(read_info(said), facts)
    assert reason is refused.value.reason


def test_wrong_key(workshop: Workshop) -> None:
    """Signed, and by somebody else."""
    assert UpdateReason.WRONG_KEY is workshop.asked("foreign", workshop.foreign.read_bytes())


def test_damaged(workshop: Workshop) -> None:
    """A byte of the signed list, or the end, is not what it was."""
    raw = workshop.good.read_bytes()
    listed = raw.rindex(b"filename=system.img")
    torn = raw[:listed] + b"F" + raw[listed + 1 :]
    assert workshop.asked("torn", torn) in (UpdateReason.DAMAGED, UpdateReason.WRONG_KEY)
    assert UpdateReason.DAMAGED is workshop.asked("short", raw[: len(raw) // 2])


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04 a zip", bytes(5000)])
def test_no_bundle(workshop: Workshop, content: bytes) -> None:
    """Whatever else is called so."""
    assert UpdateReason.NOT_A_BUNDLE is workshop.asked("other", content)


def test_key_of_another_certificate(workshop: Workshop, tmp_path: Path) -> None:
    """Whoever signs with the wrong pair hears it, and gets no bundle."""
    one, _ = signing.make_pair(tmp_path / "one", "one")
    _, other = signing.make_pair(tmp_path / "other", "other")
    release = bundle.Release(
        facts=workshop.good.with_name("facts.json"), slot=workshop.good.with_name("slot")
    )
    out = tmp_path / "x.raucb"
    with pytest.raises(BuildError):
        bundle.make(workshop.tools, release, bundle.Signer(key=str(one), cert=str(other)), out)
    assert not out.exists()


def test_no_key_stays(workshop: Workshop) -> None:
    """Of the key nothing is left, neither in the tree nor in memory."""
    assert [] == list((workshop.tools.root / "dev").glob("kassa-sign-*"))
    assert [] == [path for path in workshop.tools.work.rglob("*.pem") if path.name == "key.pem"]


def test_an_authority_vouches_for_who_signs(workshop: Workshop, tmp_path: Path) -> None:
    """As docs/updates.md tells to make a first key; found when it was done by the book."""
    authority, key, cert = _chain(tmp_path)
    release = bundle.Release(facts=workshop.facts, slot=workshop.facts.parent / "slot")
    signer = bundle.Signer(key=str(key), cert=str(cert))
    with pytest.raises(BuildError, match="issuer"):
        bundle.make(workshop.tools, release, signer, tmp_path / "out.raucb", tmp_path / "none")
    keyring = tmp_path / "keyring"
    keyring.mkdir()
    authority.rename(keyring / authority.name)
    assert bundle.make(workshop.tools, release, signer, tmp_path / "out.raucb", keyring).exists()
