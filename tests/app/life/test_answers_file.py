"""What is confirmed must be so: against the settings, and against what was found."""

from pathlib import Path

import msgspec
import pytest

from firmware.app.config import Config
from firmware.app.life.answers_file import (
    REQUIRED,
    AnswersFile,
    check_against_plan,
    check_against_settings,
    mode_of,
    read_answers,
)
from firmware.app.life.checks import CommissionError
from firmware.app.life.commission import Plan, Wish, plan
from firmware.desk.stand import Stand
from tests.app.day import MORNING, utc

GOOD = AnswersFile(register_id="GRAZ-01", company="ATU12345678", technician="A. Huber")


def test_file_is_read(tmp_path: Path) -> None:
    """Every key, and nothing that stands there is dropped."""
    path = tmp_path / "answers.toml"
    path.write_text(
        'register_id = "GRAZ-01"\ncompany = "ATU12345678"\ntechnician = "A. Huber"\n'
        'mode = "again"\nused_ids = ["GRAZ-00"]\nformer = "GRAZ-00"\n'
    )
    expected = msgspec.structs.replace(GOOD, mode="again", used_ids=["GRAZ-00"], former="GRAZ-00")
    assert expected == read_answers(path)


@pytest.mark.parametrize(
    "text", ["pin = 1", "mode = 'x'", "used_ids = 1", "=", "\xff", "a = " + "9" * 5000]
)
def test_files_that_cannot_be_read(tmp_path: Path, text: str) -> None:
    """Unknown keys by their name, everything with the path."""
    path = tmp_path / "answers.toml"
    path.write_bytes(text.encode("latin-1"))
    with pytest.raises(CommissionError, match=r"answers\.toml: "):
        read_answers(path)


def test_settings_are_confirmed(config: Config) -> None:
    """§ 5 Abs 4 RKSV: the id, and the company, by UID or by tax number."""
    check_against_settings(GOOD, config)
    company = msgspec.structs.replace(config.company, uid="", tax_number="681234567")
    other = msgspec.structs.replace(config, company=company)
    check_against_settings(msgspec.structs.replace(GOOD, company="681234567"), other)
    for name, value in (("register_id", "X"), ("company", "ATU87654321")):
        with pytest.raises(CommissionError, match=f"{name}: confirmed was {value}"):
            check_against_settings(msgspec.structs.replace(GOOD, **{name: value}), config)


def planned(tmp_path: Path, config: Config) -> Plan:
    """The plan of a new till."""
    (tmp_path / "till").mkdir()
    stand = Stand(tmp_path / "till", config, utc(MORNING))
    return plan(stand.config, stand.bench.devices(), stand.secrets, Wish())


def test_plan_is_confirmed(tmp_path: Path, config: Config) -> None:
    """§ 15 Abs 3 RKSV: the certificate, where it is named, and what kind of a start it is."""
    found = planned(tmp_path, config)
    assert "new" == mode_of(found)
    serial = found.units[0].identity.serial
    check_against_plan(GOOD, found)
    check_against_plan(msgspec.structs.replace(GOOD, certificate_serial=f"0{serial}"), found)
    with pytest.raises(CommissionError, match="certificate_serial"):
        check_against_plan(msgspec.structs.replace(GOOD, certificate_serial="f00"), found)
    with pytest.raises(CommissionError, match="mode"):
        check_against_plan(msgspec.structs.replace(GOOD, mode="again"), found)


def test_required_answers_are_answers() -> None:
    """What must be said can be said."""
    assert set(REQUIRED) <= set(AnswersFile.__struct_fields__)
