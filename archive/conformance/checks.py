"""What an archive must do: one sentence and one function each, in the order of asking."""

import json
from base64 import b64encode
from datetime import UTC, datetime
from typing import Final
from uuid import uuid4

import zstandard

from archive.client.client import renewal
from archive.conformance.kit import Check, CheckError, Kit, expect, package, sha256_of

_MIB: Final = 1024 * 1024
#: The kind of image the kit says it takes: who offers one of this kind has that tried, too.
COMPATIBLE: Final = "conformance-kit"
_PIECE: Final = 64 * 1024
_NO_DIGEST: Final = f"sha-256=:{b64encode(bytes(32)).decode()}:"


def registration(kit: Kit) -> None:
    """A registration key lets a till in: id, password, origin and key of its log."""
    answer = kit.register()
    expect(answer, 201)
    if not kit.till.origin.endswith(f"/till/{kit.till.id}"):
        raise CheckError(f"origin {kit.till.origin} does not name the till")


def lost_answer(kit: Kit) -> None:
    """The same key and installation ask again before the first use: the same till is let in."""
    before = kit.till
    expect(kit.register(), 201)
    if kit.till.id != before.id:
        raise CheckError("the second answer is about another till")
    expect(before.head(), 401)


def empty_log(kit: Kit) -> None:
    """A till that has sent nothing has a log of no rows, signed like any other."""
    kit.unchanged()


def used_key(kit: Kit) -> None:
    """Once the password was used the key opens nothing more."""
    before = kit.till
    expect(kit.register(), 403)
    expect(before.head(), 200)


def strangers(kit: Kit) -> None:
    """No password is 401, another's till and a till that is none are 404, each time."""
    till = kit.till
    expect(kit.wire.ask("GET", f"{till.path}/head"), 401)
    expect(kit.wire.ask("GET", f"{till.path}/head", Authorization="Bearer guessed"), 401)
    mine = f"Bearer {till.password}"
    for path in (f"/v1/tills/{uuid4()}/head", "/v1/tills/x/head", "/v1/nothing"):
        expect(kit.wire.ask("GET", path, Authorization=mine), 404)


def first_rows(kit: Kit) -> None:
    """Rows are kept, and the checkpoint is over exactly these."""
    kit.appended(kit.book.open())


def receipts(kit: Kit) -> None:
    """Signed receipts and rows of the journal, many in one batch."""
    kit.appended([kit.book.receipt(cents) for cents in range(100, 150)])
    kit.appended([kit.book.note("SCHUBLADE", {"reason": "kit"})])


def duplicate(kit: Kit) -> None:
    """The same batch again changes nothing and is answered with the present head."""
    answer = kit.till.send([row.line for row in kit.book.rows[-3:]])
    expect(answer, 200)
    kit.stands(answer)


def overlap(kit: Kit) -> None:
    """Of a batch that begins with known rows only the new ones are appended."""
    known = [row.line for row in kit.book.rows[-2:]]
    new = [kit.book.receipt(200), kit.book.receipt(300)]
    answer = kit.till.send([*known, *(row.line for row in new)])
    expect(answer, 200)
    kit.grow(new)
    kit.stands(answer)


def gap(kit: Kit) -> None:
    """A batch that begins too late is 409 gap, with the row that is wanted; nothing is kept."""
    wanted = kit.tree.size + 1
    kit.book.receipt(100)
    answer = kit.till.send([kit.book.receipt(200).line])
    expect(answer, 409, word="gap")
    if answer.said.get("next_seq") != wanted:
        raise CheckError(f"next_seq {answer.said.get('next_seq')}, {wanted} is wanted")
    kit.unchanged()
    kit.keeps_the_rest()


def fork(kit: Kit) -> None:
    """Another row under a number that is taken is 409 fork; the log stays as it was."""
    line = json.loads(kit.book.rows[-1].line)
    line["journal"][-1] = sha256_of(b"another row")
    expect(kit.till.send([json.dumps(line).encode()]), 409, word="fork")
    kit.unchanged()


def digest(kit: Kit) -> None:
    """A body that is damaged on the way, or says no digest, is 400; nothing is kept."""
    kit.book.receipt(100)
    body = zstandard.ZstdCompressor().compress(kit.book.rows[-1].line + b"\n")
    expect(kit.till.send_packed(body, Content_Digest=_NO_DIGEST), 400)
    expect(kit.till.send_packed(body, Content_Digest=""), 400)
    expect(kit.till.send_packed(body, Content_Digest="md5=:AAAA:"), 400)
    kit.unchanged()
    kit.keeps_the_rest()


def unreadable(kit: Kit) -> None:
    """What comes whole and is no batch is 422: no zstd, no lines, a torn one, two frames."""
    packed = zstandard.ZstdCompressor().compress
    bodies = (b"no zstd", packed(b"no line\n"), packed(b"torn"), packed(b"\n") * 2, packed(b"{}\n"))
    for body in bodies:
        expect(kit.till.send_packed(body), 422)
    kit.unchanged()


def too_much(kit: Kit) -> None:
    """A bomb, a thousand and one lines, ten megabytes: 413 or 422, and the archive lives."""
    packed = zstandard.ZstdCompressor(level=19).compress
    for body in (packed(bytes(64 * _MIB)), packed(b"{}\n" * 1001)):
        expect(kit.till.send_packed(body), 413, 422)
    try:
        expect(kit.till.send_packed(bytes(10 * _MIB)), 413)
    except OSError:
        # An archive need not read on behind its answer.
        kit.wire.close()
    kit.unchanged()


def form(kit: Kit) -> None:
    """Another form than zstd over lines is 415."""
    expect(kit.till.send_packed(b"x", Content_Encoding="gzip"), 415)
    expect(kit.till.send_packed(b"x", Content_Type="text/plain"), 415)
    kit.unchanged()


def bad_evidence(kit: Kit) -> None:
    """A receipt whose signature is wrong is kept as it came, and named in alarms from then on."""
    kit.appended([kit.book.receipt(100, is_forged=True)])
    answer = kit.till.head()
    alarms = answer.said.get("alarms")
    if not isinstance(alarms, list) or not alarms:
        raise CheckError("a wrong signature is named in no alarm")
    kit.appended([kit.book.receipt(100)])


def status(kit: Kit) -> None:
    """How the till is, answered with the head."""
    answer = kit.till.status({"at_utc": _now(), "version": "kit"})
    expect(answer, 200)
    kit.stands(answer)
    expect(kit.till.status({"version": 7}), 400)


def offered_image(kit: Kit) -> None:
    """An image that is offered can be fetched by pieces, and is what it was said to be."""
    answer = kit.till.status({"at_utc": _now(), "image": "0", "compatible": COMPATIBLE})
    expect(answer, 200)
    if "offer" in kit.till.head().said:
        raise CheckError("only the answer to a status says what is offered")
    offer = answer.said.get("offer")
    if offer is None:
        return
    if not isinstance(offer, dict) or not isinstance(size := offer.get("size"), int):
        raise CheckError(f"an offer without its size: {offer}")
    content = b""
    while len(content) < size:
        last = min(len(content) + _PIECE, size) - 1
        piece = kit.till.piece(offer, len(content), last)
        expect(piece, 206)
        wanted = f"bytes {len(content)}-{len(content) + len(piece.content) - 1}/{size}"
        if not piece.content or piece.headers.get("content-range") != wanted:
            raise CheckError(f"Content-Range {piece.headers.get('content-range')}, not {wanted}")
        content += piece.content
    if sha256_of(content) != offer.get("sha256"):
        raise CheckError("the bundle is another one than was said")
    expect(kit.till.piece(offer, size, size + 1), 416)
    expect(kit.wire.ask("GET", str(offer["path"]), Range="bytes=0-0"), 401)


def whole_package(kit: Kit) -> None:
    """A day package in one piece: 201, again 200, with other bytes 409."""
    name, body = f"{kit.book.register_id}-z1", package("first")
    answer = kit.till.package(name, body)
    expect(answer, 201)
    if answer.said.get("sha256") != sha256_of(body):
        raise CheckError("the answer is about other bytes")
    expect(kit.till.package(name, body), 200)
    expect(kit.till.package(name, package("second")), 409)


def package_in_parts(kit: Kit) -> None:
    """Parts in any order, listed, put together only when all are there and whole."""
    name, body = f"{kit.book.register_id}-z2", package("parts " * 999)
    half = len(body) // 2
    expect(kit.till.part(name, 2, body[half:]), 200)
    expect(kit.till.complete(name, body, 2), 409)
    expect(kit.till.part(name, 1, b"another part"), 200)
    expect(kit.till.part(name, 1, body[:half]), 200)
    listed = kit.till.ask("GET", f"packages/{name}/parts")
    expect(listed, 200)
    expected = [[1, sha256_of(body[:half])], [2, sha256_of(body[half:])]]
    if listed.said.get("parts") != expected:
        raise CheckError(f"parts {listed.said.get('parts')}, {expected} were sent")
    expect(kit.till.complete(name, body, 2), 201)
    expect(kit.till.complete(name, body, 2), 200)


def damaged_part(kit: Kit) -> None:
    """A part whose digest is wrong is 400 and not there."""
    name = f"{kit.book.register_id}-z3"
    answer = kit.till.ask("POST", f"packages/{name}/parts/1", b"x", Content_Digest=_NO_DIGEST)
    expect(answer, 400, 415)
    listed = kit.till.ask("GET", f"packages/{name}/parts")
    expect(listed, 200)
    if listed.said.get("parts"):
        raise CheckError("a damaged part was kept")


def new_password(kit: Kit) -> None:
    """The device proves itself and gets another password; the one before is none any more."""
    body = renewal(kit.till.id, _now(), kit.device_key)
    path = f"{kit.till.path}/password"
    forged = body.replace(kit_signature(body), kit_signature(body)[::-1])
    answer = kit.wire.ask("POST", path, forged, Content_Type="application/json")
    expect(answer, 400, 401, 403, 404)
    answer = kit.wire.ask("POST", path, body, Content_Type="application/json")
    expect(answer, 201)
    before, kit.till.password = kit.till.password, answer.text("password")
    kit.unchanged()
    expect(kit.wire.ask("GET", f"{kit.till.path}/head", Authorization=f"Bearer {before}"), 401)


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="microseconds")


def kit_signature(body: bytes) -> bytes:
    """The signature in the body of a renewal."""
    return str(json.loads(body)["signature"]).encode()


def the_end(kit: Kit) -> None:
    """After all of it the log is exactly the till's book."""
    kit.unchanged()
    if kit.tree.size != len(kit.book.rows):
        raise CheckError(f"{kit.tree.size} rows are confirmed of {len(kit.book.rows)}")


CHECKS: Final[tuple[Check, ...]] = (
    registration,
    lost_answer,
    empty_log,
    used_key,
    strangers,
    first_rows,
    receipts,
    duplicate,
    overlap,
    gap,
    fork,
    digest,
    unreadable,
    too_much,
    form,
    bad_evidence,
    status,
    offered_image,
    whole_package,
    package_in_parts,
    damaged_part,
    new_password,
    the_end,
)
