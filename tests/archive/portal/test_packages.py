"""archive.portal.packages: which Z have their package."""

from archive.index.tables import packages
from archive.packages.verdict import Content, of, to_text
from archive.portal.packages import of_closings
from archive.portal.place import Sources
from archive.replica.index_days import Closing
from archive.replica.replica import Replicas
from firmware.export.package.manifest import Span
from tests.archive.keeping import NOW_UTC
from tests.archive.portal.ground import Ground


def z(number: int) -> Closing:
    """A Z in row ten times its number."""
    return Closing(10 * number, number, "2026-10-25", 1, 21, 9008, 0, True, "")


def test_packages_are_found_by_their_z(ground: Ground) -> None:
    """Of this till alone; a verdict that cannot be read speaks against the package."""
    at = NOW_UTC.isoformat(timespec="microseconds")
    row = {"size": 1, "blob_key": "k", "blob_version": "v", "received_at": at, "source": "till"}
    with ground.world.database.write() as connection:
        for till, name in ((ground.own, "GRAZ-01-z3"), (ground.other, "GRAZ-01-z4")):
            named = {"till_id": till.id, "external_id": name, "sha256": "0", "verdict": "nonsense"}
            connection.execute(packages.insert().values({**row, **named}))
    sources = Sources.of(ground.world, Replicas(ground.world))

    found = of_closings(sources, ground.own, [z(3), z(4), z(5), z(0)])

    assert {3: ("nonsense",)} == {number: one.findings for number, one in found.items()}
    assert {} == of_closings(sources, ground.own, [])


def test_one_put_in_by_hand_does_as_well(ground: Ground) -> None:
    """Of each Z whose row it holds as the log has it; the till's own comes before it."""
    at = NOW_UTC.isoformat(timespec="microseconds")
    row = {"size": 1, "sha256": "0", "blob_key": "k", "blob_version": "v", "received_at": at}
    span = Span(first=1, last=40)
    content = Content(
        folder="f",
        kind="pruefung",
        register_id="GRAZ-01",
        first_day=NOW_UTC.date(),
        last_day=NOW_UTC.date(),
        receipts=span,
        journal=span,
        head_seq=40,
        head_hash="",
        sealed_by="",
        has_description=True,
        equal_rows=40,
    )
    verdict = to_text(of((content,), [], 40))
    with ground.world.database.write() as connection:
        for name in ("upload-1", "GRAZ-01-z3"):
            said = {"till_id": ground.own.id, "external_id": name, "source": "x"}
            connection.execute(packages.insert().values({**row, **said, "verdict": verdict}))

    sources = Sources.of(ground.world, Replicas(ground.world))
    found = of_closings(sources, ground.own, [z(3), z(4), z(5)])

    assert {3: "GRAZ-01-z3", 4: "upload-1"} == {n: one.external_id for n, one in found.items()}
