"""imager.signing: keys for trials, and the list of those a till trusts."""

from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from imager.errors import BuildError
from imager.signing import keyring_of, make_pair


def test_a_pair(tmp_path: Path) -> None:
    """The key is its owner's alone; the certificate is for signing programs, and not for long."""
    key, cert = make_pair(tmp_path / "pair", "trial")
    assert 0o600 == key.stat().st_mode & 0o777
    read = x509.load_pem_x509_certificate(cert.read_bytes())
    usages = read.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    assert [ExtendedKeyUsageOID.CODE_SIGNING] == list(usages)
    assert 32 > (read.not_valid_after_utc - read.not_valid_before_utc).days


def test_never_over_another(tmp_path: Path) -> None:
    """A key that is there is not lost."""
    key, _ = make_pair(tmp_path, "one")
    before = key.read_bytes()
    with pytest.raises(BuildError):
        make_pair(tmp_path, "two")
    assert before == key.read_bytes()


def test_all_that_are_trusted(tmp_path: Path) -> None:
    """The committed ones in their order, then those of this build."""
    folder = tmp_path / "keyring"
    folder.mkdir()
    for name in ("b", "a", "c"):
        _, cert = make_pair(tmp_path / name, name)
        if name != "c":
            (folder / f"{name}.pem").write_bytes(cert.read_bytes())
    raw = keyring_of(folder, (tmp_path / "c/cert.pem",))
    names = [one.subject.rfc4514_string() for one in x509.load_pem_x509_certificates(raw)]
    assert ["CN=a", "CN=b", "CN=c"] == names


def test_nobody_is_trusted(tmp_path: Path) -> None:
    """An image that nobody could ever update is not built by mistake."""
    with pytest.raises(BuildError, match="nobody could ever update"):
        keyring_of(tmp_path)


def test_a_private_key(tmp_path: Path) -> None:
    """What must not be in an image does not get into one."""
    key, cert = make_pair(tmp_path / "pair", "x")
    both = tmp_path / "both.pem"
    both.write_bytes(cert.read_bytes() + key.read_bytes())
    with pytest.raises(BuildError, match="private key"):
        keyring_of(tmp_path)


def test_no_certificate(tmp_path: Path) -> None:
    """Something else with that name."""
    (tmp_path / "x.pem").write_text("hello")
    with pytest.raises(BuildError, match="no certificate"):
        keyring_of(tmp_path)
