"""firmware.export.audit.beside: what the events' file says of itself, read from any file."""

from pathlib import Path

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firmware.export.audit.beside import Beside, read_beside
from firmware.export.audit.listing import read_listing
from firmware.export.tables.events import FILE
from firmware.store.journal import BEFORE_FIRST
from tests.export.audit.conftest import Exports


def test_hash_before_and_certificates(made: Exports) -> None:
    """Of everything nothing is before; of a part the row it goes on from."""
    whole = read_beside(read_listing(made.whole))
    part = read_listing(made.parts[1])
    assert BEFORE_FIRST == whole.previous_hash
    assert part.manifest.after is not None
    assert part.manifest.after.journal_hash == read_beside(part).previous_hash
    assert 1 == len(whole.signers)


def test_a_folder_without_events(made: Exports) -> None:
    """Nothing is said."""
    assert Beside() == read_beside(read_listing(made.receipts_only))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.binary(max_size=300))
def test_any_file_is_read(whole: Path, text: bytes) -> None:
    """Garbage says nothing, and breaks nothing."""
    (whole / FILE).write_bytes(text)
    assert Beside() == read_beside(read_listing(whole))


def test_members_of_another_type(whole: Path) -> None:
    """What is no hash and no certificate is left out."""
    lines = ('"hash_davor": 7,', '"zertifikate": [7, {"seriennummer": 1}, {"der": "xy"}],')
    more = '"zertifikate": [{"seriennummer": "1", "der": "zz"}, {"seriennummer":"1","der":"00"}]'
    (whole / FILE).write_text("\n".join(("{", *lines, more, "[" * 5000)))
    found = read_beside(read_listing(whole))
    assert found.previous_hash is None
    assert [b"\x00"] == [one.der for one in found.signers]
