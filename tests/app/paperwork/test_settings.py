"""The settings as rows."""

import msgspec

from firmware.app.config import Config, parse
from firmware.app.paperwork.settings import (
    COUNT_KEY,
    COUNTED,
    devices_of,
    manufacturer_of,
    settings_of,
)
from firmware.desk.stall import demo_config
from firmware.export.papers.facts import Manufacturer

MORE = """
[company]
name = "Stand"
lines = ["Hauptplatz 3", "8010 Graz"]
[register]
id = "K-1"
[manufacturer]
name = "Werkstatt Gruber"
lines = ["Kirchengasse 5"]
uid = "ATU87654321"
contact = "0316 1234"
[[group]]
number = 1
name = "Obst"
vat = "10"
[[signature]]
kind = "card"
[[signature]]
kind = "primesign"
url = "https://sign.example"
[terminal]
host = "10.0.0.2"
[scale]
device = "/dev/ttyUSB0"
conformity = "T-0001"
[key_switch]
[drawer]
connection = "gpio"
"""


def rows(config: Config) -> dict[tuple[str, str], str]:
    """Values by section and key."""
    return {(one.section, one.key): one.value for one in settings_of(config)}


def test_every_key_of_every_section_is_there() -> None:
    """Also those nobody set; of lists of goods only how many."""
    config = demo_config()
    found = rows(config)
    for field in msgspec.structs.fields(Config):
        value = getattr(config, field.name)
        if field.encode_name in COUNTED:
            assert str(len(value)) == found[field.encode_name, COUNT_KEY]
        elif isinstance(value, msgspec.Struct):
            keys = {one.encode_name for one in msgspec.structs.fields(type(value))}
            assert keys == {key for section, key in found if section == field.encode_name}


def test_values_are_written_as_people_write_them() -> None:
    """Lists with commas, yes and no, nothing where nothing is set."""
    found = rows(parse(MORE))
    assert "Hauptplatz 3, 8010 Graz" == found["company", "lines"]
    assert ("ja", "nein") == (found["drawer", "reminder"], found["options", "z_for_chief"])
    assert "" == found["drawer", "switch_pin"]
    assert ("card", "primesign") == (found["signature", "1. kind"], found["signature", "2. kind"])


def test_devices_of_the_settings() -> None:
    """What is connected is named, what is not has no line."""
    assert {"Bondrucker", "Tastatur", "Anzeige", "Kartenleser", "Geldlade"} == {
        name for name, _ in devices_of(demo_config())
    }
    found = dict(devices_of(parse(MORE)))
    assert "ZVT, 10.0.0.2" == found["Kartenterminal"]
    assert "MT-SICS, Konformität T-0001" == found["Waage"]
    assert "eigene Leitung" == found["Geldlade"]
    assert "Schlüsselschloss" in found


def test_the_manufacturer_is_whoever_says_so() -> None:
    """Without the section nobody does."""
    assert Manufacturer() == manufacturer_of(demo_config())
    assert Manufacturer(
        name="Werkstatt Gruber",
        lines=("Kirchengasse 5",),
        uid="ATU87654321",
        contact="0316 1234",
    ) == manufacturer_of(parse(MORE))
