"""The reference client: one file, and it believes nothing."""

import ast
import socket
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import Thread

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from archive.client import client
from archive.client.client import Answer, ClientError, Till, Tree, Wire, verified
from firmware.evidence.merkle import Frontier, leaf_hash
from firmware.evidence.note import Checkpoint, Signer

SIGNER = Signer("kassa.example.at", Ed25519PrivateKey.from_private_bytes(bytes(range(32))))
OTHER = Signer("kassa.example.at", Ed25519PrivateKey.from_private_bytes(bytes(32)))
KEY = str(SIGNER.verifier)
ORIGIN = "kassa.example.at/till/1"


def answer(tree: Tree, *, origin: str = ORIGIN, signer: Signer = SIGNER) -> Answer:
    """An archive that has this tree."""
    note = Checkpoint(origin=origin, size=tree.size, root=tree.root()).signed(signer)
    return Answer(status=200, headers={}, said={"checkpoint": note})


def grown(*names: int) -> Tree:
    """A tree over made-up rows."""
    tree = Tree()
    for name in names:
        tree.grow(f"{name:064x}")
    return tree


def till() -> Till:
    """A till that is registered at nobody."""
    said = {"till_id": "1", "password": "x", "origin": ORIGIN, "archive_key": KEY}
    return Till(Wire("https://localhost:1"), said)


def test_one_file_that_can_be_taken_along() -> None:
    """At most 300 lines; standard library, zstandard and cryptography, nothing of ours."""
    source = Path(client.__file__).read_text("utf-8")
    assert source.count("\n") <= 300
    imported = {
        (node.module or "").partition(".")[0]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.ImportFrom)
    } | {
        name.name.partition(".")[0]
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Import)
        for name in node.names
    }
    ours = imported - {"zstandard", "cryptography"}
    assert set() == ours & {"firmware", "hal", "archive", "msgspec", "httpx"}


@given(rows=st.lists(st.binary(min_size=32, max_size=32), max_size=70))
def test_its_tree_is_the_tree(rows: list[bytes]) -> None:
    """The same root as the till's own, for every size."""
    tree = Tree()
    for row in rows:
        tree.grow(row.hex())
    assert Frontier().grown(map(leaf_hash, rows)).root() == tree.root()


def test_a_good_checkpoint_is_believed() -> None:
    """And remembered."""
    mine, tree = till(), grown(1, 2, 3)
    assert 3 == mine.believe(answer(tree), tree).size
    assert mine.confirmed is not None


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        (answer(grown(1, 2), signer=OTHER), "no signature by"),
        (answer(grown(1, 2), origin="kassa.example.at/till/2"), "a checkpoint of"),
        (answer(grown(1, 7)), "another root over 2 rows"),
        (answer(grown(1)), "rollback: 2 rows before, 1 now"),
        (Answer(status=200, headers={}, said={}), "no checkpoint in the answer"),
        (Answer(status=200, headers={}, said={"checkpoint": "x"}), "no signature"),
    ],
)
def test_what_is_not_believed(bad: Answer, words: str) -> None:
    """Another key, another log, other rows, fewer rows, nothing at all."""
    mine, tree = till(), grown(1, 2)
    mine.believe(answer(tree), tree)
    with pytest.raises(ClientError, match=words):
        mine.believe(bad, tree)


def test_a_signature_over_something_else_is_none() -> None:
    """One digit more, and it is not valid."""
    note = str(answer(grown(1, 2)).said["checkpoint"]).replace("\n2\n", "\n3\n")
    with pytest.raises(ClientError, match="signature is not valid"):
        verified(note, KEY)
    with pytest.raises(ClientError, match="is no key of a note"):
        verified(note, KEY.replace("+", "+0", 1))


@pytest.mark.parametrize(
    "text",
    [
        "kassa.example.at/till/1\nmany\nAAAA\n",
        "kassa.example.at/till/1\n9\n",
        f"kassa.example.at/till/1\n{'9' * 5000}\nAAAA\n",
        "kassa.example.at/till/1\n9\nA\n",
    ],
)
def test_a_signed_note_that_is_no_checkpoint(text: str) -> None:
    """Signed by the right key, and still nothing to believe."""
    with pytest.raises(ClientError, match="no note"):
        verified(f"{text}\n{SIGNER.sign(text)}", KEY)


@pytest.mark.parametrize("note", ["x\n\n— kassa.example.at +\n", "x\n\n— y ä\n"])
def test_a_note_with_strange_signatures(note: str) -> None:
    """Base64 that is none, of anybody."""
    with pytest.raises(ClientError, match="no note"):
        verified(note, KEY)


def test_a_note_of_half_characters() -> None:
    """JSON may bring them; no text that was signed has any."""
    line = str(answer(grown(1)).said["checkpoint"]).rpartition("\n\n")[2]
    with pytest.raises(ClientError, match="no note"):
        verified(f"\ud800\n\n{line}", KEY)


@pytest.mark.parametrize("key", ["", "x", "a+b", "a+b+c", "ä+b+ä"])
def test_a_key_that_is_none(key: str) -> None:
    """An archive may say anything when a till is registered."""
    with pytest.raises(ClientError, match="key"):
        verified(str(answer(grown(1)).said["checkpoint"]), key)


def test_a_registration_that_lacks_something() -> None:
    """What is missing is named, and the password is not."""
    said = {"till_id": "1", "password": "geheim", "origin": 7}
    with pytest.raises(ClientError, match="no origin, archive_key in the answer") as refused:
        Till(Wire("https://localhost:1"), said)
    assert "geheim" not in str(refused.value)


def test_an_answer_nested_without_end() -> None:
    """It is no JSON object; status and content are there."""
    body = b'{"a":' * 100_000
    said = f"HTTP/1.1 200 OK\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    with answering(said) as url, closing(Wire(url)) as wire:
        found = wire.ask("GET", "/v1")
    assert (200, {}, len(body)) == (found.status, found.said, len(found.content))


@pytest.mark.parametrize("length", ["-1", "-5", "no number", "ffffffff"])
def test_an_answer_in_chunks_of_strange_length(length: str) -> None:
    """Never more than is wanted; an end before its time is no answer."""
    said = f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{length}\r\n".encode()
    with answering(said + b"x" * 2 * client.MAX_ANSWER) as url, closing(Wire(url)) as wire:
        try:
            found = wire.ask("GET", "/v1")
        except OSError:
            return
    assert len(found.content) <= client.MAX_ANSWER


@contextmanager
def answering(said: bytes) -> Iterator[str]:
    """A server that hears the beginning of one request, says this and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            line, _ = listener.accept()
            with suppress(OSError), line:
                line.recv(65536)
                line.sendall(said)

        thread = Thread(target=serve)
        thread.start()
        try:
            yield f"http://localhost:{listener.getsockname()[1]}"
        finally:
            thread.join()
