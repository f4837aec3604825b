"""No register id and no AES key of this undertaking is ever used again."""

from pathlib import Path

import pytest

from firmware.app import credentials
from firmware.app.life.checks import CommissionError
from firmware.app.life.register_ids import (
    FORMER,
    MAX_USED_IDS_BYTES,
    USED_IDS,
    check_free,
    former_registers,
    is_kept,
    is_key_free,
    used_ids,
)
from firmware.rksv.turnover import key_check_value


def former(data: Path, register_id: str) -> bytes:
    """A register this till was before; its key."""
    return credentials.create_aes_key(data / FORMER / register_id)


def test_a_new_till_knows_no_id(tmp_path: Path) -> None:
    """Nothing is used where nothing was."""
    assert () == former_registers(tmp_path)
    assert frozenset() == used_ids(tmp_path)


def test_ids_come_from_everywhere(tmp_path: Path) -> None:
    """§ 5 Abs 4 RKSV: former registers of this till, the technician's list, what is named now."""
    former(tmp_path, "GRAZ-01")
    (tmp_path / FORMER / "GRAZ-02").mkdir()
    (tmp_path / FORMER / "note.txt").write_text("no register")
    (tmp_path / USED_IDS).write_text("# the other stalls\nWIEN-01\n\n  LINZ-01 # sold\n", "utf-8")
    expected = {"GRAZ-01", "GRAZ-02", "WIEN-01", "LINZ-01", "ENNS-01"}
    assert expected == used_ids(tmp_path, ["ENNS-01"])


@pytest.mark.parametrize("register_id", ["GRAZ-01", "graz-01"])
def test_used_ids_are_refused(register_id: str) -> None:
    """§ 5 Abs 4 RKSV: an id is not used twice, however it is written."""
    with pytest.raises(CommissionError, match=f"{register_id} was used before") as caught:
        check_free(register_id, ["WIEN-01", "Graz-01"])
    assert "Kassen-ID war schon" == caught.value.words


def test_a_free_id_is_free() -> None:
    """One that only resembles another is another."""
    check_free("GRAZ-01", ["GRAZ-011", "GRAZ-0"])


def test_keys_of_former_registers_are_known(tmp_path: Path) -> None:
    """Anlage Z 9 RKSV: the same key is told by its check value, the key itself stays a secret."""
    key = former(tmp_path, "GRAZ-01")
    (tmp_path / FORMER / "GRAZ-02").mkdir()
    assert [key_check_value(key), None] == [one.aes_key_check for one in former_registers(tmp_path)]
    assert is_kept(tmp_path, key_check_value(key))
    assert not is_key_free(tmp_path, key)
    other = bytes(32)
    assert key_check_value(other) != key_check_value(key)
    assert is_key_free(tmp_path, other)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [(b"GRAZ-01\nW\xd6RTH", "not UTF-8 at byte 9"), (b"#" * (MAX_USED_IDS_BYTES + 1), "larger")],
)
def test_lists_that_cannot_be_read(tmp_path: Path, content: bytes, sentence: str) -> None:
    """Whoever cannot read the list does not know what was used."""
    (tmp_path / USED_IDS).write_bytes(content)
    with pytest.raises(CommissionError, match=sentence):
        used_ids(tmp_path)


def test_a_folder_in_place_of_the_list(tmp_path: Path) -> None:
    """Named, as every file that is none."""
    (tmp_path / USED_IDS).mkdir()
    with pytest.raises(CommissionError, match="used-ids cannot be read"):
        used_ids(tmp_path)


def test_a_file_in_place_of_the_former_registers(tmp_path: Path) -> None:
    """Named, too."""
    (tmp_path / FORMER).write_text("")
    with pytest.raises(CommissionError, match="former cannot be read"):
        former_registers(tmp_path)
