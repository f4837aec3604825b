"""Certificates: one of the archive's own, or the one that is given."""

import socket
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes

from archive.program.keys import KeyFileError
from archive.program.tls import Identity, TlsError, identity_of, names_of
from archive.settings import ArchiveSection

NOW = datetime.now(UTC)
SECTION = ArchiveSection(name="kassa.example.at", url="https://archiv.example.at:8443/")


def shaken(own: Identity, client: ssl.SSLContext, name: str) -> str | None:
    """The version of TLS that the two agree on."""
    server, here = own.context(), socket.socketpair()
    done: list[BaseException] = []

    def serve() -> None:
        try:
            with server.wrap_socket(here[1], server_side=True) as talking:
                talking.recv(1)
        except (OSError, ssl.SSLError) as error:
            done.append(error)

    thread = threading.Thread(target=serve)
    thread.start()
    try:
        with client.wrap_socket(here[0], server_hostname=name) as talking:
            return talking.version()
    finally:
        here[0].close()
        thread.join(10)
        here[1].close()


@pytest.mark.parametrize("name", ["archiv.example.at", "127.0.0.1", "localhost"])
def test_a_till_that_pins_it_believes_it(tmp_path: Path, name: str) -> None:
    """For every name the machine may be called by; the strict client of the till's own kind."""
    own = identity_of(tmp_path, SECTION, NOW)
    client = ssl.create_default_context(cafile=str(own.certificate))
    client.verify_flags |= ssl.VERIFY_X509_STRICT
    assert "TLSv1.3" == shaken(own, client, name)


def test_another_name_is_not_believed(tmp_path: Path) -> None:
    """Nor is it by whoever did not pin it."""
    own = identity_of(tmp_path, SECTION, NOW)
    client = ssl.create_default_context(cafile=str(own.certificate))
    with pytest.raises(ssl.SSLCertVerificationError, match="Hostname mismatch"):
        shaken(own, client, "evil.example.at")
    with pytest.raises(ssl.SSLCertVerificationError, match="self-signed"):
        shaken(own, ssl.create_default_context(), "localhost")


@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_old_versions_are_refused(tmp_path: Path) -> None:
    """TLS 1.1 is none."""
    own = identity_of(tmp_path, SECTION, NOW)
    client = ssl.create_default_context(cafile=str(own.certificate))
    client.set_ciphers("ALL:@SECLEVEL=0")
    client.minimum_version = client.maximum_version = ssl.TLSVersion.TLSv1_1
    with pytest.raises(ssl.SSLError):
        shaken(own, client, "localhost")


def test_it_is_made_once_and_lasts_ten_years(tmp_path: Path) -> None:
    """The same fingerprint at every start: what was compared by eye stays true."""
    own, again = identity_of(tmp_path, SECTION, NOW), identity_of(tmp_path, SECTION, NOW)
    assert own.fingerprint() == again.fingerprint()
    found = x509.load_pem_x509_certificate(own.certificate.read_bytes())
    assert timedelta(days=3650) < found.not_valid_after_utc - NOW < timedelta(days=3660)
    assert found.not_valid_before_utc < NOW
    assert found.fingerprint(hashes.SHA256()).hex() == own.fingerprint().replace(":", "").lower()
    assert 0o600 == own.key.stat().st_mode & 0o777


def test_a_key_others_can_read_is_refused(tmp_path: Path) -> None:
    """Whoever has it is the archive."""
    identity_of(tmp_path, SECTION, NOW).key.chmod(0o644)
    with pytest.raises(KeyFileError):
        identity_of(tmp_path, SECTION, NOW)


def test_a_given_certificate_is_taken(tmp_path: Path) -> None:
    """And none is made beside it; one file alone is a mistake."""
    own = identity_of(tmp_path / "ca", SECTION, NOW)
    given = ArchiveSection(certificate=str(own.certificate), key=str(own.key))
    assert own == identity_of(tmp_path / "data", given, NOW)
    assert not (tmp_path / "data").exists()
    with pytest.raises(TlsError, match="both or none"):
        identity_of(tmp_path, ArchiveSection(certificate="x"), NOW)


def test_what_is_no_certificate_is_told(tmp_path: Path) -> None:
    """With the file's name: not there, not PEM, another's key."""
    one, other = (identity_of(tmp_path / name, SECTION, NOW) for name in "ab")
    with pytest.raises(TlsError, match=r"tls\.key"):
        Identity(certificate=one.certificate, key=other.key).context()
    with pytest.raises(TlsError, match="gone"):
        Identity(certificate=tmp_path / "gone", key=one.key).context()
    with pytest.raises(TlsError, match="no certificate in PEM"):
        Identity(certificate=one.key, key=one.key).fingerprint()


def test_an_archive_everywhere_is_called_by_its_machine() -> None:
    """0.0.0.0 is no name, the host's is."""
    names = names_of(ArchiveSection(host="0.0.0.0"))
    assert "0.0.0.0" not in names
    assert socket.gethostname() in names
    assert "archiv.example.at" == names_of(SECTION)[0]
