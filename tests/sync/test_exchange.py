"""One call, noted whatever becomes of it."""

from pathlib import Path

import pytest

from firmware.sync import transcript
from firmware.sync.exchange import Exchange
from firmware.sync.fault import SchemaError, WireError
from firmware.sync.mask import Mask
from firmware.sync.packet import Fields
from firmware.sync.soap import Service
from firmware.sync.transcript import Call
from tests.finanzonline.emulator.office import Office
from tests.finanzonline.emulator.tricks import Trick

LOGIN: Fields = {
    "tid": "123456789",
    "benid": "KASSEWS1",
    "pin": "Streng6eheim",
    "herstellerid": "ATU12345678",
}
MASK = Mask().also("123456789", "KASSEWS1", "Streng6eheim")


def noted(folder: Path) -> list[Call]:
    """The calls in the transcript."""
    path = folder / "transcript.ndjson"
    return list(transcript.read(path)) if path.exists() else []


def test_a_good_call(exchange: Exchange, office: Office, tmp_path: Path) -> None:
    """Request, answer, status, time and mode."""
    node = exchange.call(Service.SESSION, "login", LOGIN, MASK)
    (call,) = noted(tmp_path)
    assert "0" == node.text_of("rc")
    assert ("login", "T", 200, "", office.clock()) == (
        call.operation,
        call.mode,
        call.status,
        call.fault,
        call.at_utc,
    )
    assert "<ns0:pin>***</ns0:pin>" in call.request
    assert "<ns0:id>***</ns0:id>" in call.answer


def test_a_call_that_is_never_sent(exchange: Exchange, office: Office, tmp_path: Path) -> None:
    """What has not the form is no call."""
    with pytest.raises(SchemaError):
        exchange.call(Service.SESSION, "login", {**LOGIN, "tid": "1"}, MASK)
    assert ([], []) == (noted(tmp_path), office.calls)


def test_a_call_without_an_answer(exchange: Exchange, office: Office, tmp_path: Path) -> None:
    """Noted with its fault."""
    office.misbehave(Trick.RESET)
    with pytest.raises(WireError):
        exchange.call(Service.SESSION, "login", LOGIN, MASK)
    (call,) = noted(tmp_path)
    assert (None, "") == (call.status, call.answer)
    assert call.fault.startswith("not reached: ")


def test_an_answer_that_does_not_count(exchange: Exchange, office: Office, tmp_path: Path) -> None:
    """Noted as it came."""
    office.say(b"<a>Streng6eheim</a>")
    with pytest.raises(WireError):
        exchange.call(Service.SESSION, "login", LOGIN, MASK)
    (call,) = noted(tmp_path)
    assert (200, "<a>***</a>\n") == (call.status, call.answer)
    assert "not the answer to this request" in call.fault


def test_a_long_fault_is_cut_after_it_was_masked(exchange: Exchange, office: Office) -> None:
    """A secret at the edge of the cut must not show its beginning."""
    long = "x" * 280 + "Streng6eheim" * 20
    office.say(
        f'<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><e:Fault>'
        f"<faultstring>{long}</faultstring></e:Fault></e:Body></e:Envelope>".encode(),
        status=500,
    )
    with pytest.raises(WireError) as error:
        exchange.call(Service.SESSION, "login", LOGIN, MASK)
    assert "Streng" not in str(error.value)
    assert 300 >= len(error.value.detail)
