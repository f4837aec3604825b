import inspect
from concurrent.futures import ThreadPoolExecutor

import pytest
from argon2 import extract_parameters

from archive.accounts import passwords
from archive.accounts.errors import AccountError
from archive.accounts.passwords import BusyError, hash_of, is_outdated, is_right, require_good
from tests.archive.accounts.people import make_cheap


@pytest.fixture(autouse=True)
def quick_passwords() -> None:
    """Here they are hashed as they are for everybody."""


def test_argon2id_as_rfc_9106_wants_it() -> None:
    """§ 4, second choice: 64 MiB, three passes; nobody's hash costs the same."""
    kept = hash_of("Apfelstrudel")

    assert kept.startswith("$argon2id$v=19$m=65536,t=3,p=4$")
    assert extract_parameters(kept) == extract_parameters(passwords.NOBODY)
    assert is_right(kept, "Apfelstrudel")
    assert not is_outdated(kept)
    assert not is_outdated(passwords.NOBODY)


def test_no_two_hashes_are_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each has its own salt."""
    make_cheap(monkeypatch)

    assert hash_of("Apfelstrudel") != hash_of("Apfelstrudel")


def test_the_same_letters_on_another_keyboard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Composed or not, wide or not; capitals still count."""
    make_cheap(monkeypatch)
    kept = hash_of("Käsekrainer ①")

    assert is_right(kept, "Ka\u0308sekrainer 1")
    assert not is_right(kept, "käsekrainer ①")


@pytest.mark.parametrize("said", ["", "x" * 10_000_000, "\0", "Apfelstrudel\0", "\udcff"])
def test_other_passwords(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    """None of them is right, none breaks anything."""
    make_cheap(monkeypatch)

    assert not is_right(hash_of("Apfelstrudel"), said)


def test_an_unheard_length_is_never_hashed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even where somebody's password is empty; and as much is done as for any other."""
    make_cheap(monkeypatch)
    hashed: list[bytes] = []
    right = passwords._HASHER

    class Counting:
        def verify(self, kept: str, said: bytes) -> bool:
            hashed.append(said)
            return right.verify(kept, said)

    kept = hash_of("")
    monkeypatch.setattr(passwords, "_HASHER", Counting())

    assert not is_right(kept, "x" * (passwords.MAX_SIGNS + 1))
    assert [b""] == hashed


def test_what_is_no_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    """A damaged row opens nothing."""
    make_cheap(monkeypatch)

    for kept in ("", "x", "$argon2id$v=19$m=8,t=1,p=1$$"):
        assert not is_right(kept, "")


def test_two_at_once_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who waits too long is told so, and the places are free again afterwards."""
    make_cheap(monkeypatch)
    monkeypatch.setattr(passwords, "_WAIT_S", 0.01)
    with passwords._turn(), passwords._turn(), pytest.raises(BusyError):
        hash_of("Apfelstrudel")

    with ThreadPoolExecutor(2) as pool:
        assert 2 == len(list(pool.map(hash_of, ["a", "b"])))


@pytest.mark.parametrize(
    "password",
    ["", "elf Zeichen", "x" * 201, "aaaaaaaaaaaa", "abababababab", "Anna.Huber@example.at"],
)
def test_passwords_nobody_should_have(password: str) -> None:
    """Too short, too long, a few signs again and again, the address itself."""
    with pytest.raises(AccountError):
        require_good(password, "anna.huber@example.at")


@pytest.mark.parametrize(
    "password", ["Apfelstrudel mit Schlag", "x7Q!aaaaaaaa", "ä" * 6 + "bcdefg"]
)
def test_passwords_that_do(password: str) -> None:
    """No rule about which signs; length is what counts."""
    require_good(password, "anna.huber@example.at")


def test_compared_by_argon2_alone() -> None:
    """No hash is compared by `==`."""
    assert "==" not in inspect.getsource(passwords)
