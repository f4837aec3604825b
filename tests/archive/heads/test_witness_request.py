"""archive.heads.witness_request: what a log asks a witness, in the form of C2SP tlog-witness."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from archive.heads.witness_request import MAX_REQUEST_BYTES, asked_of, read_request
from firmware.evidence.errors import EvidenceError
from firmware.evidence.note import read_note

EXAMPLE = """old 20852014
PlRNCrwHpqhGrupue0L7gxbjbMiKA9temvuZZDDpkaw=
jrJZDmY8Y7SyJE0MWLpLozkIVMSMZcD5kvuKxPC3swk=
5+pKlUdi2LeF/BcMHBn+Ku6yhPGNCswZZD1X/6QgPd8=
/6WVhPs2CwSsb5rYBH5cjHV/wSmA79abXAwhXw3Kj/0=

example.com/behind-the-sofa
20852163
CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=

— example.com/behind-the-sofa Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=
"""  # noqa: E501 - as it stands there


def test_the_example_of_the_specification() -> None:
    """C2SP tlog-witness: old size, proof, an empty line, the checkpoint."""
    asked = read_request(EXAMPLE.encode())
    assert (20852014, 4, 20852163) == (asked.old, len(asked.proof), asked.checkpoint.size)
    assert "example.com/behind-the-sofa" == asked.checkpoint.origin
    assert EXAMPLE.encode() == asked.to_bytes()


@given(old=st.integers(0, 10**17), proof=st.lists(st.binary(min_size=32, max_size=32), max_size=63))
def test_a_request_is_read_as_it_was_written(old: int, proof: list[bytes]) -> None:
    """Whatever its proof."""
    asked = asked_of(read_note(EXAMPLE.partition("\n\n")[2]), old, proof)
    assert asked == read_request(asked.to_bytes())


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff",
        EXAMPLE.replace("old 2", "old 02").encode(),
        EXAMPLE.replace("old 2", "old -2").encode(),
        EXAMPLE.replace("old ", "new ").encode(),
        EXAMPLE.replace("PlRN", "!!!!").encode(),
        EXAMPLE.replace("PlRN", "").encode(),
        EXAMPLE.replace("PlRN", "\nPlRN").encode(),
        EXAMPLE.replace("\nPl", "\n" + "A" * 43 + "=\nPl" * 64).encode(),
        EXAMPLE.replace("20852163", "x").encode(),
        EXAMPLE.partition("\n\n")[0].encode(),
        b"old 1\n\n" + b"x" * MAX_REQUEST_BYTES,
    ],
)
def test_what_is_no_request(body: bytes) -> None:
    """Says so."""
    with pytest.raises(EvidenceError):
        read_request(body)
