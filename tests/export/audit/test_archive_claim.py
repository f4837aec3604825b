"""firmware.export.audit.archive_claim: what is asked of an archive's word."""

from firmware.export.audit.archive_claim import ArchiveAsked
from firmware.store.seal import read_anchor
from tests.export.audit.archives import ARCHIVE, WITNESS


def test_a_slip_needs_no_file() -> None:
    """The rows are enough; keys and witnesses are of a file."""
    assert not ArchiveAsked().needs_file
    assert not ArchiveAsked(head=read_anchor("AAAA-BBBB-CCCC")).needs_file
    assert ArchiveAsked(key=ARCHIVE.verifier).needs_file
    assert ArchiveAsked(witnesses=(WITNESS.verifier,)).needs_file
