"""archive.heads.witness: cosigns what goes on from what it cosigned, and nothing else."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from archive.heads.witness import Answer, Witness, WitnessLogError
from archive.heads.witness_request import asked_of
from firmware.evidence.merkle import consistency_proof, leaf_hash, root_of
from firmware.evidence.note import Checkpoint, Note, Signer, read_note
from firmware.export.errors import WriteError

ORIGIN = "kassa.example.at/heads"
ARCHIVE = Signer("kassa.example.at", Ed25519PrivateKey.from_private_bytes(bytes(32)))
OTHER = Signer("kassa.example.at", Ed25519PrivateKey.generate())
SELF = Signer(
    "zeuge.example", Ed25519PrivateKey.from_private_bytes(bytes(range(32))), is_witness=True
)
NOW_S = 1_800_000_000
LEAVES = [leaf_hash(b"%d" % number) for number in range(40)]
FORKED = LEAVES[:7] + [leaf_hash(b"other %d" % number) for number in range(33)]


def witness(folder: Path) -> Witness:
    """As after a start."""
    return Witness(SELF, {ORIGIN: [ARCHIVE.verifier]}, folder, lambda: NOW_S)


def note(
    size: int, leaves: list[bytes] = LEAVES, *, signer: Signer = ARCHIVE, origin: str = ORIGIN
) -> Note:
    """A checkpoint over the first leaves."""
    return read_note(
        Checkpoint(origin=origin, size=size, root=root_of(leaves[:size])).signed(signer)
    )


def ask(to: Witness, said: Note, old: int, leaves: list[bytes] = LEAVES) -> Answer:
    """With the proof that belongs to it."""
    asked = asked_of(said, old, ())
    size = asked.checkpoint.size

    def subtree(first: int, level: int) -> bytes:
        return root_of(leaves[first : first + (1 << level)])

    proof = consistency_proof(old, size, subtree) if 0 < old < size else ()
    return to.add_checkpoint(asked_of(said, old, proof).to_bytes())


def test_it_cosigns_what_goes_on(tmp_path: Path) -> None:
    """C2SP tlog-witness: from nothing, further, and the same once more; also after a restart."""
    for old, size in ((0, 5), (5, 17), (17, 17), (17, 40)):
        said = note(size)
        answer = ask(witness(tmp_path), said, old)
        assert 200 == answer.status, answer
        signed = read_note(f"{said.text}\n{answer.text}")
        assert NOW_S == signed.signed_at(SELF.verifier)
        last = witness(tmp_path).last(ORIGIN)
        assert last is not None
        assert size == last.size


def test_it_says_the_size_it_knows(tmp_path: Path) -> None:
    """C2SP tlog-witness: 409 with the size, to whoever is behind, ahead, or begins anew."""
    to = witness(tmp_path)
    ask(to, note(17), 0)
    for old in (0, 5, 20):
        assert Answer(status=409, text="17\n", is_size=True) == ask(to, note(40), old)


def test_it_refuses_what_was_before(tmp_path: Path) -> None:
    """An older archive was put back: whatever old size it names, there is no cosignature."""
    to = witness(tmp_path)
    ask(to, note(17), 0)
    assert [409, 409, 400] == [ask(to, note(9), old).status for old in (0, 9, 17)]
    assert _last_size(to) == 17


def test_it_refuses_a_second_history(tmp_path: Path) -> None:
    """A split view, longer or as long: the signed note is kept as proof against its signer."""
    to = witness(tmp_path)
    ask(to, note(17), 0)
    longer = ask(to, note(20, FORKED), 17, FORKED)
    same = ask(to, note(17, FORKED), 17)
    assert (422, Answer(status=409, text="17\n", is_size=True)) == (longer.status, same)
    kept = {path.read_text("utf-8") for path in (tmp_path / "refused").iterdir()}
    assert {str(note(20, FORKED)), str(note(17, FORKED))} == kept
    assert 200 == ask(to, note(20), 17).status


def test_it_keeps_no_end_of_proofs(tmp_path: Path) -> None:
    """Whoever has the key cannot fill its disk."""
    to = witness(tmp_path)
    ask(to, note(17), 0)
    for number in range(120):
        forged = [leaf_hash(b"%d %d" % (number, at)) for at in range(18)]
        assert 422 == ask(to, note(18, forged), 17, forged).status
    assert 100 == len(list((tmp_path / "refused").iterdir()))


def test_whom_it_does_not_know(tmp_path: Path) -> None:
    """C2SP tlog-witness: 404 another log, 403 another key, 400 no request; nothing is kept."""
    to = witness(tmp_path)
    assert 404 == ask(to, note(5, origin="x/heads"), 0).status
    assert 403 == ask(to, note(5, signer=OTHER), 0).status
    assert 400 == to.add_checkpoint(b"old 0\n").status
    assert to.last(ORIGIN) is None


def test_a_proof_where_none_belongs(tmp_path: Path) -> None:
    """C2SP tlog-witness: from nothing the proof is empty."""
    body = asked_of(note(5), 0, [LEAVES[0]]).to_bytes()
    assert 422 == witness(tmp_path).add_checkpoint(body).status


def test_nothing_leaves_before_it_is_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The disk is full: no cosignature, and the next one goes on from the size before."""

    def full(_path: Path, **_more: object) -> None:
        raise WriteError(_path, "No space left on device")

    to = witness(tmp_path)
    ask(to, note(5), 0)
    with monkeypatch.context() as patched:
        patched.setattr("archive.heads.witness.atomic_file", full)
        with pytest.raises(WriteError):
            ask(to, note(17), 5)
    assert _last_size(to) == 5
    assert 200 == ask(to, note(17), 5).status


def test_what_it_kept_is_damaged(tmp_path: Path) -> None:
    """It does not begin anew: that would be a second history."""
    ask(witness(tmp_path), note(5), 0)
    path = next(tmp_path.glob("*.note"))
    for text in ("", "torn", str(note(5, origin="x/heads"))):
        path.write_text(text, "utf-8")
        with pytest.raises(WitnessLogError):
            ask(witness(tmp_path), note(17), 0)


def test_two_at_once_are_one_after_the_other(tmp_path: Path) -> None:
    """C2SP tlog-witness: the size is looked at and put forward in one step."""
    two = [witness(tmp_path) for _ in range(2)]
    ask(two[0], note(5), 0)
    sizes = range(6, 40)
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda size: ask(two[size % 2], note(size), 5), sizes))
    assert 1 == sum(one.status == 200 for one in answers)
    assert {200, 409} == {one.status for one in answers}


def _last_size(to: Witness) -> int:
    last = to.last(ORIGIN)
    return 0 if last is None else last.size
