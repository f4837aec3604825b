"""A caller of FinanzOnline for tests: an exchange with the emulated office, and its secrets."""

from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from firmware.finanzonline.order import Act, Order, Reason, UnitKind
from firmware.sync.account import Account, Secrets
from firmware.sync.endpoint import Endpoint
from firmware.sync.exchange import Exchange, Line
from firmware.sync.post import HttpPost
from firmware.sync.transcript import Transcript
from tests.finanzonline.emulator.office import Office

MANUFACTURER: Final = "ATU12345678"
NOW: Final = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
KEY: Final = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8="
SERIAL: Final = "1a2b3c4d"
REGISTER: Final = "MARKT-01"
DEADLINE_S: Final = 5.0


def exchange_with(office: Office, folder: Path, deadline_s: float = DEADLINE_S) -> Exchange:
    """Speaks to the office in test mode and keeps its transcript in `folder`."""
    endpoint = Endpoint(
        mode="T",
        manufacturer=MANUFACTURER,
        session_url=f"{office.url}/fonws/ws/session",
        register_url=f"{office.url}/fonws/ws/rkdb",
    )
    line = Line(
        post=HttpPost(deadline_s),
        transcript=Transcript(folder / "transcript.ndjson"),
        now_utc=office.clock,
    )
    return Exchange(endpoint, line)


def account_of(office: Office) -> Account:
    """The web service user the office knows."""
    who = office.participant
    return Account(participant=who.tid, user=who.benid, pin=who.pin)


def secrets_of(office: Office, folder: Path, key: str | None = KEY) -> Secrets:
    """The user, with the AES key laid down unless it is None."""
    path = folder / "benutzerschluessel"
    if key is not None:
        path.write_text(key, encoding="ascii")
        path.chmod(0o640)
    return Secrets(account=account_of(office), register_key_file=path)


def order(act: Act, about: str, **more: object) -> Order:
    """An order of this act; keyed by it."""
    usual: dict[str, object] = {
        "key": f"{act.value}:1",
        "act": act,
        "about": about,
        "not_before_utc": NOW,
        **more,
    }
    return Order(**usual)  # type: ignore[arg-type]


def unit(serial: str = SERIAL) -> Order:
    """The registration of the card."""
    return order(Act.REGISTRIERUNG_SE, serial, unit_kind=UnitKind.CARD, vda_id="AT1")


def till(register_id: str = REGISTER) -> Order:
    """The registration of the till."""
    return order(Act.REGISTRIERUNG_KASSE, register_id)


def unit_outage(moment_utc: datetime, reason: Reason = Reason.SIGNATURE) -> Order:
    """The card failed."""
    return order(Act.AUSFALL_SE, SERIAL, reason=reason, moment_utc=moment_utc)
