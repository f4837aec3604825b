"""archive.program.accounts: people and businesses by the command line."""

import io
import sys
from pathlib import Path

import pytest

from archive.accounts import users
from archive.accounts.visitor import Role
from archive.index.database import Database, folder_url
from tests.archive.program.calling import archive

PASSWORD = "Apfelstrudel mit Schlag"


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """An archive with nothing in it."""
    assert 0 == archive("migrate", "--data", tmp_path).code
    return tmp_path


def made(*arguments: str | Path) -> str:
    """What a command that went well printed."""
    ran = archive(*arguments)
    assert (0, "") == (ran.code, ran.err)
    return ran.out.removesuffix("\n")


def test_an_operator_by_a_file(data: Path, tmp_path: Path) -> None:
    """The password stands in a file, never among the arguments."""
    secret = tmp_path / "password"
    secret.write_text(PASSWORD + "\n")

    made(
        "operator",
        "create",
        "Root@example.at",
        "--name",
        "R",
        "--password-file",
        secret,
        "--data",
        data,
    )

    database = Database(folder_url(data))
    found = users.find(database, "root@example.at")
    database.close()
    assert found is not None
    assert [Role.OPERATOR] == [one.role for one in found.memberships]
    assert "root@example.at\tR\tpassword alone\toperator" == made("user", "list", "--data", data)


def test_no_password_no_operator(data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a file and without a person nobody is asked; a bad one is said to be bad."""
    monkeypatch.setattr(sys, "stdin", io.StringIO(""))
    create = ("operator", "create", "root@example.at", "--name", "R", "--data", data)
    assert "kassa-archive: nobody to ask for a password: use --password-file" == (
        archive(*create).refusal
    )
    for content, words in ((b"short", "at least 12"), (b"\xff" * 20, "not UTF-8")):
        (data / "password").write_bytes(content)
        assert words in archive(*create, "--password-file", data / "password").refusal


def test_tenants_and_shops(data: Path) -> None:
    """Seed G011: shops are counted up within their tenant."""
    huber = made("tenant", "create", "Huber", "--data", data)
    gruber = made("tenant", "create", "Gruber", "--country", "DE", "--data", data)
    first = made("shop", "create", huber, "Naschmarkt", "--address", "Wien", "--data", data)
    second = made("shop", "create", huber, "Karmelitermarkt", "--data", data)
    other = made("shop", "create", gruber, "Viktualienmarkt", "--data", data)

    assert [f"{gruber}\tGruber\tDE\t10 years\t", f"{huber}\tHuber\tAT\t7 years\t"] == (
        made("tenant", "list", "--data", data).split("\n")
    )
    listed = made("shop", "list", huber, "--data", data).split("\n")
    assert [f"1\t{first}\tNaschmarkt\tWien", f"2\t{second}\tKarmelitermarkt\t"] == listed
    assert f"1\t{other}\tViktualienmarkt\t" == made("shop", "list", gruber, "--data", data)
    assert "no such tenant" in archive("shop", "create", "x", "y", "--data", data).refusal


def test_kept_longer_never_shorter(data: Path) -> None:
    """§ 132 BAO: the years of a tenant only grow."""
    huber = made("tenant", "create", "Huber", "--data", data)
    made("tenant", "retention", huber, "10", "--data", data)

    shorter = archive("tenant", "retention", huber, "7", "--data", data)
    assert "kassa-archive: retention is only ever lengthened" == shorter.refusal
    assert f"{huber}\tHuber\tAT\t10 years\t" == made("tenant", "list", "--data", data)


def test_held_and_let_go(data: Path) -> None:
    """While a proceeding is pending nothing goes."""
    huber = made("tenant", "create", "Huber", "--data", data)

    assert "held" == made("tenant", "hold", huber, "--data", data)
    assert made("tenant", "list", "--data", data).endswith("\theld")
    assert "let go" == made("tenant", "hold", huber, "--end", "--data", data)
    assert made("tenant", "list", "--data", data).endswith("\t")
    assert "no such tenant" in archive("tenant", "hold", "x", "--data", data).refusal


def test_invited(data: Path) -> None:
    """A link is printed, and nothing else."""
    huber = made("tenant", "create", "Huber", "--data", data)
    invite = ("user", "invite", "a@example.at", "--data", data, "--role")

    found = made(*invite, "owner", "--scope", huber)
    assert found.startswith("https://127.0.0.1:8443/invitation/")
    assert 43 == len(found.rpartition("/")[2])
    assert "no such tenant" in archive(*invite, "owner", "--scope", "x").refusal
    assert (
        "not a mail address"
        in archive("user", "invite", "a", "--role", "operator", "--data", data).refusal
    )
    assert 2 == archive(*invite, "auditor").code


def test_a_role_ends(data: Path) -> None:
    """Never the last operator's: nobody could make another."""
    (data / "password").write_text(PASSWORD)
    for name in ("a@example.at", "b@example.at"):
        made(
            "operator",
            "create",
            name,
            "--name",
            "R",
            "--password-file",
            data / "password",
            "--data",
            data,
        )
    leave = ("user", "leave", "--role", "operator", "--data", data)

    assert "a@example.at is operator no more" == made(*leave, "a@example.at")
    assert "has no such role" in archive(*leave, "a@example.at").refusal
    assert "has no such role" in archive(*leave, "c@example.at").refusal
    assert "kassa-archive: the last operator stays" == archive(*leave, "b@example.at").refusal
