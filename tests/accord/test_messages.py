"""firmware.accord.messages: JSON of version 1."""

import msgspec
import pytest

from firmware.accord.messages import Ack, Due, HeadProof, PackageClaim, Registration, TillStatus
from firmware.finanzonline.order import Act

REGISTRATION = {
    "key": "0" * 48,
    "installation_id": "0192f0c1-0000-7000-8000-000000000001",
    "device_key": "A" * 43 + "=",
    "register_id": "MARKT-01",
    "master": {"software": "Standlkassa 0.1.0", "model": "Raspberry Pi 4"},
}


def test_a_newer_side_may_say_more() -> None:
    """What is not known is passed over."""
    text = msgspec.json.encode({**REGISTRATION, "colour": "red"})
    assert msgspec.json.decode(text, type=Registration).master.model == "Raspberry Pi 4"


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("installation_id", "../../etc"),
        ("device_key", "A" * 44),
        ("register_id", "MARKT_01"),
        ("register_id", ""),
        ("key", "0" * 101),
        ("master", {"software": "x" * 201, "model": ""}),
        ("master", None),
    ],
)
def test_what_no_till_says(member: str, value: object) -> None:
    """Refused where it is read."""
    text = msgspec.json.encode({**REGISTRATION, member: value})
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(text, type=Registration)


@pytest.mark.parametrize("parts", [0, 10_001, -1])
def test_a_package_has_one_to_ten_thousand_parts(parts: int) -> None:
    """Eight mebibytes each are enough for any day."""
    text = msgspec.json.encode({"sha256": "a" * 64, "size": 1, "parts": parts})
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(text, type=PackageClaim)


def test_an_acknowledgement_is_short() -> None:
    """What is as usual is not said."""
    said = msgspec.json.encode(Ack(checkpoint="c", time_utc="t"))
    assert said == b'{"checkpoint":"c","time_utc":"t"}'
    assert msgspec.json.decode(said, type=Ack).heartbeat_s == 600


def test_an_older_archive_knows_that_a_receipt_is_to_be_checked() -> None:
    """Its only word for that is FinanzOnline's own: it stays beside the newer ones."""
    assert Act.BELEGPRUEFUNG == Due.CHECK


def test_defaults_of_a_status_and_a_proof() -> None:
    """A till that knows little says little."""
    assert msgspec.json.decode(b'{"at_utc":"t"}', type=TillStatus).due == ()
    proof = msgspec.json.decode(
        b'{"leaf":"l","index":0,"path":[],"checkpoint":"c"}', type=HeadProof
    )
    assert proof.stamp == ""
