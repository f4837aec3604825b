"""archive.program.tills: keys, tills and auditors' links by the command line."""

from pathlib import Path

import pytest

from archive.accounts import registry
from archive.accounts.registry import Admitted
from archive.index.database import Database, folder_url
from archive.program.output import now_utc
from firmware.accord.messages import Registration, TillMaster
from firmware.accord.registration_key import from_text
from tests.archive.program.calling import archive
from tests.archive.program.test_accounts import made


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An archive with nothing in it."""
    assert 0 == archive("migrate", "--data", tmp_path).code
    return tmp_path


@pytest.fixture
def huber(data: Path) -> str:
    """A tenant."""
    return made("tenant", "create", "Huber", "--data", data)


@pytest.fixture
def shop(data: Path, huber: str) -> str:
    """Its shop."""
    return made("shop", "create", huber, "Naschmarkt", "--data", data)


def come_in(data: Path, key: str) -> object:
    """A till comes in by a key."""
    database = Database(folder_url(data))
    asked = Registration(
        key=key,
        installation_id="0192f0c1-7000-7000-8000-000000000001",
        device_key="A" * 43 + "=",
        register_id="MARKT-01",
        master=TillMaster(software="1.0", model="Pi 5"),
    )
    found = registry.register(database, asked, now_utc())
    database.close()
    return found


def test_a_key_is_shown_once(data: Path, huber: str, shop: str) -> None:
    """48 digits; afterwards only how many uses are left."""
    key = made("key", "issue", shop, "--data", data, "--note", "Stand 3")
    assert 16 == len(from_text(key))

    name, state, left, _, note = made("key", "list", huber, "--data", data).split("\t")
    assert ("open", "1 of 1 left", "Stand 3") == (state, left, note)
    assert key not in made("key", "list", huber, "--data", data)
    assert isinstance(come_in(data, key), Admitted)
    assert "0 of 1 left" in made("key", "list", huber, "--data", data)
    assert 16 == len(name)


def test_a_key_with_its_sheet(data: Path, shop: str) -> None:
    """For the stall, in German."""
    sheet = made("key", "issue", shop, "--uses", "3", "--sheet", "--data", data)

    assert "bis zu 3 Kassen" in sheet
    assert "F 82" in sheet


def test_a_key_taken_back(data: Path, huber: str, shop: str) -> None:
    """By its name, which is long enough to be one; a second time it is said."""
    key = made("key", "issue", shop, "--data", data)
    name = made("key", "list", huber, "--data", data).split("\t")[0]
    revoke = ("key", "revoke", huber, "--data", data)

    assert "none of this name" in archive(*revoke, name[:8]).refusal
    assert "taken back" == made(*revoke, name)
    assert "closed" in made("key", "list", huber, "--data", data)
    assert "before" in archive(*revoke, name).refusal
    assert registry.KeyRefused() == come_in(data, key)
    assert "no such shop" in archive("key", "issue", huber, "--data", data).refusal


def test_tills_listed_and_shut_out(data: Path, huber: str, shop: str) -> None:
    """Whose they are, and that they were never heard."""
    admitted = come_in(data, made("key", "issue", shop, "--data", data))
    assert isinstance(admitted, Admitted)
    till = admitted.till_id

    assert f"{till}\tMARKT-01\tHuber\tactive\tnever heard" == made("till", "list", "--data", data)
    assert "" == made("till", "list", "--tenant", "other", "--data", data)
    assert "revoked" == made("till", "revoke", till, "--data", data)
    listed = made("till", "list", "--tenant", huber, "--data", data)
    assert "\trevoked\t" in listed
    assert "shut out already" in archive("till", "revoke", till, "--data", data).refusal


def test_links_for_auditors(data: Path, huber: str, shop: str) -> None:
    """Printed once, listed by name, taken back."""
    admitted = come_in(data, made("key", "issue", shop, "--data", data))
    assert isinstance(admitted, Admitted)
    create = ("readlink", "create", huber, "--note", "Finanzamt Wien", "--data", data)

    first = made(*create)
    made(*create, "--till", admitted.till_id, "--days", "3")
    assert first.startswith("https://127.0.0.1:8443/link/")
    listed = made("readlink", "list", huber, "--data", data)
    assert {"all tills", "1 tills"} == {line.split("\t")[2] for line in listed.split("\n")}
    assert "tills of its tenant" in archive(*create, "--till", "foreign").refusal
    name = listed.split("\t")[0]
    revoke = ("readlink", "revoke", huber, name, "--data", data)
    assert "taken back" == made(*revoke)
    assert "before" in archive(*revoke).refusal
